"""The benchmarks measure the same work: whoever does the clerk's day answers what the oracle expects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from benchmarks import bundles, page, pages, slopes, town
from benchmarks.__main__ import WORKS
from benchmarks.day import browser, oracle, served
from benchmarks.day.adapter import Adapter
from benchmarks.day.browser import Browser
from benchmarks.day.floor import Floor
from benchmarks.day.floor_http import FloorHttp
from benchmarks.day.lives import EACH, FLAT, lives
from benchmarks.day.ours import Ours
from benchmarks.day.plan import Plan, plans
from benchmarks.day.player import Player
from benchmarks.day.turns import READ, Turns
from benchmarks.kept import Told, taken_in
from benchmarks.measured import Measured, fastest, shortest
from benchmarks.reading import search
from benchmarks.reads import reads
from benchmarks.startup import startup
from benchmarks.steps import steps
from tests.support.measured import WHERE, stale
from trail.clock import utc_now
from web.app import create_app
from web.importing import import_fhir
from web.reads.shown import API
from web.service import Service

PATIENTS = 3
Opened = Callable[[Path], AbstractContextManager[Adapter]]


@contextmanager
def floor(folder: Path) -> Iterator[Adapter]:
    folder.mkdir(exist_ok=True)
    with closing(Floor(folder / "floor")) as adapter:
        yield adapter


@contextmanager
def ours(folder: Path) -> Iterator[Adapter]:
    with closing(Ours(folder / "ours")) as adapter:
        yield adapter


@contextmanager
def floor_over_http(folder: Path) -> Iterator[Adapter]:
    with served.floor(folder / "floor") as server:
        yield FloorHttp(server.url)


@contextmanager
def ours_over_http(folder: Path) -> Iterator[Adapter]:
    browser.prepare(folder / "ours")
    with served.ours(folder / "ours") as server:
        assert server.resident() > 2**20
        yield Browser(server.url)


def play(adapter: Adapter, every: list[Plan]) -> Player:
    player = Player(adapter)
    for plan in every:
        player.register(plan)
        player.write(plan)
    player.settle()
    return player


@pytest.mark.parametrize(
    "opened", [floor, ours, *(pytest.param(one, marks=pytest.mark.slow) for one in (floor_over_http, ours_over_http))]
)
def test_the_oracle_finds_every_answer_right(opened: Opened, tmp_path: Path) -> None:
    with opened(tmp_path) as adapter:
        player = play(adapter, plans(PATIENTS))

        for n in range(PATIENTS):
            player.file(n)
            player.search(n)
            player.changes(n)
            player.past(n)
        player.export(tmp_path / "log.ndjson")

        assert player.take() > 0


@pytest.mark.parametrize("keeper", [Floor, Ours])
def test_a_store_that_was_rebuilt_is_still_right(keeper: type[Floor] | type[Ours], tmp_path: Path) -> None:
    with closing(keeper(tmp_path / "store")) as adapter:
        player = play(adapter, plans(PATIENTS))

        adapter.rebuild()

        player.file(0)
        adapter.check_log()
        adapter.check_views()
        assert adapter.octets() > 0


def test_an_answer_about_somebody_else_is_noticed(tmp_path: Path) -> None:
    one, other = plans(2)
    with closing(Floor(tmp_path / "floor")) as adapter:
        player = play(adapter, [one])
        player.plans[0] = other

        with pytest.raises(AssertionError, match="another file"):
            player.file(0)
        with pytest.raises(AssertionError, match="another past"):
            player.past(0)
        with pytest.raises(AssertionError, match="lost something"):
            player.changes(0)


@pytest.mark.parametrize("lost", ["who", "old", "reason", "when"])
def test_what_a_change_log_loses_lowers_its_own_score_alone(lost: str, tmp_path: Path) -> None:
    plan = plans(1)[0]
    with closing(Floor(tmp_path / "floor")) as adapter:
        play(adapter, [plan])
        told = next(adapter.log())
        changes = adapter.changes(told["record_id"])

        found = oracle.score(plan, [{**one, lost: None} if one["action"] == "update" else one for one in changes])

    assert {name for name, score in found.items() if score < 1} == {lost}


def test_plans_are_the_same_for_whoever_asks() -> None:
    assert plans(20) == plans(20)
    assert plans(20)[:5] == plans(5)


def test_lives_are_imported_whole_but_for_their_paperwork(tmp_path: Path) -> None:
    bundles.write(tmp_path / "lives", 2)

    with Service.create(tmp_path / "store") as service:
        account = import_fhir(service, [str(tmp_path / "lives")])

    refused = {kind for kind, outcome in account.types if outcome != "recorded"}
    assert (account.patients, account.findings, refused) == (2, [], {"Claim", "ExplanationOfBenefit"})
    assert bundles.bundle(Random(1)) == bundles.bundle(Random(1))


def test_a_crowd_is_searched(tmp_path: Path) -> None:
    found = search(tmp_path, people=300)

    assert [one.name for one in found] == ["search among 300, 95th percentile"]


def test_what_it_costs_to_write_down_a_read_is_told(tmp_path: Path) -> None:
    found = reads(tmp_path, readers=2, pages=2)

    assert [one.name for one in found] == ["a page read by 2 at once, against one unlogged"]
    assert found[0].ours > 0
    with Service.open(tmp_path / "store") as service:
        assert service.store.access.log.position > 2 * 2  # the pages that are logged are, and the others are not
        assert service.store.access.log.position < 2 * 2 * 12


def test_a_life_is_stepped_through(tmp_path: Path) -> None:
    found = steps(tmp_path, events=300, count=3)

    assert [one.name for one in found] == [
        "a step of a life of 300", "a step of a life of 300, on two clocks", "the first look of a life of 300",
    ]  # fmt: skip
    assert all(one.ours > 0 for one in found)


@pytest.mark.slow
def test_a_long_life_is_held_against_a_short_one(tmp_path: Path) -> None:
    found = lives(tmp_path, long=(300,))

    assert [one.name.partition(",")[0] for one in found] == [*FLAT, *EACH]
    assert all(one.ours > 0 for one in found)


@pytest.mark.slow
def test_the_program_is_started_with_a_log_behind_it(tmp_path: Path) -> None:
    found = startup(tmp_path, events=300)

    assert [one.name for one in found] == [
        "start to the first page, with 300 events", "start to a record's page, signed in, with 300 events",
    ]  # fmt: skip
    assert 0 < found[0].ours < found[1].ours


def test_players_take_turns_however_many_they_are(tmp_path: Path) -> None:
    with floor(tmp_path / "1") as one, floor(tmp_path / "2") as other, floor(tmp_path / "3") as third:
        turns = Turns(Player(one), Player(other), Player(third))

        turns.warm()
        written = turns.write(plans(2))
        read = turns.read(READ["W3 current file"], reads=20)

    assert [len(rates) for rates in (*written, read)] == [3, 3, 3]


def test_growth_is_drawn_as_a_line_for_each_work() -> None:
    rows = [Measured(f"W{n} work, 10 times", cost, 1.0, "ms", 1.1, below=True) for n, cost in ((1, 1.0), (2, 3.0))]

    drawing = ElementTree.fromstring(slopes.drawn(rows))

    assert len(drawing.findall(".//{*}path[@class='slope holds']")) == 1
    assert len(drawing.findall(".//{*}path[@class='slope missed']")) == 1
    assert "W2 work: 1 → 3 ms, 3.00 times" in "".join(drawing.itertext())


def test_the_best_round_of_each_is_told() -> None:
    assert fastest([(9.0, 3.0), (1.0, 1.0), (4.0, 5.0)]) == (9.0, 5.0)
    assert shortest([(9.0, 3.0), (1.0, 1.0), (4.0, 0.5)]) == (1.0, 0.5)


def test_a_miss_is_told_as_a_miss() -> None:
    slow, large = Measured("a", 1.0, 10.0, "per s", 0.5), Measured("b", 30.0, 10.0, "MB", 2.0, below=True)

    assert [slow.holds, large.holds] == [False, False]
    assert [slow.reached, large.reached] == pytest.approx([0.2, 2 / 3])
    assert "MISSED" in slow.line()
    assert Measured.read(slow.as_json()) == slow


def test_the_page_and_its_picture_are_what_was_measured(tmp_path: Path) -> None:
    rows = [
        {"work": "day", **Measured("W1 register", 812.3, 2892.0, "per s", 0.25).as_json()},
        {"work": "day", **Measured("bytes & more", 30.0, 10.0, "octets", 1.0, below=True).as_json()},
        {"work": "verify", **Measured("verify", 1.0, 2.0, "s", 3.0, below=True).as_json()},
    ]
    (tmp_path / "last.json").write_text(json.dumps({**WHERE, "load": 0.2, "measured": rows}))
    stale(tmp_path / "performance.md", "measured")

    page.write(tmp_path / "last.json", tmp_path)

    written = (tmp_path / "performance.md").read_text()
    assert "| W1 register | 812 | 2 890 | per s | 0.28 | ≥ 0.25 | holds |" in written
    assert "| bytes & more | 30 | 10 | octets | 3.00 | ≤ 1 | **missed** |" in written
    assert "Of 3 bars 2 hold." in written
    assert (written.startswith("before\n"), written.endswith("after\n"), "stale" in written) == (True, True, False)
    drawing = ElementTree.parse(tmp_path / "pictures" / "speed.svg").getroot()
    assert len(drawing.findall(".//{*}rect[@class='holds']")) == 2
    assert len(drawing.findall(".//{*}rect[@class='missed']")) == 1


def test_a_work_that_was_measured_later_takes_the_place_of_what_it_was_and_names_its_own_day() -> None:
    def run(name: str, *works: str, **when: object) -> Told:
        rows = [{"work": work, **Measured(f"{work} of {name}", 1.0, 2.0, "s", 1.0).as_json()} for work in works]
        return {**WHERE, **when, "measured": rows}

    before = run("before", "day", "http", "verify", load=0.2)
    later = run("now", "growth", "day", date="2031-02-03", load=7.5)

    told = taken_in(before, later, list(WORKS))

    assert [row["name"] for row in told["measured"]] == [
        "day of now", "http of before", "growth of now", "verify of before",
    ]  # fmt: skip
    assert told["load"] == 0.2
    written = page.tables(told)
    assert [part.count("Measured on 3 February 2031") for part in written.split("<details>")] == [0, 1, 0, 1, 0]
    assert "a load of 7.5" in written
    assert taken_in(told, later, list(WORKS)) == told


def test_the_page_of_this_project_was_written_and_not_typed() -> None:
    told = json.loads((Path(page.__file__).parent / "last.json").read_text())

    shown = (Path(page.__file__).parents[1] / "docs" / "performance.md").read_text()

    assert page.tables(told) in shown
    assert re.search(r"!\[[^]]+\]\(pictures/speed\.svg\)", shown)


NO_PAGES = {
    "static", "healthz", "readyz", "documents.preview", "documents.content", "charts.chart_csv", "charts.growth_csv",
    "prints.chart_pdf", "record.file_json", "clerk.find_json", "register.register_csv", "review.trail_file",
    "review.compare_file", "audit.log_file", "audit.note", "audit.inclusion",
    "reads.every_file", "reads.of_patient_file", "flags.file",
    "impact.impact_file", "without.records_file", "cases.cases_file", "cases.case_json",
    "exports.file", "releases.of_patient_file", "releases.file",
    # of a case, a search, a sample, a flag, an export, a request or an erasure, of which that office has none
    "releases.one", "releases.paper", "releases.act", "amendments.decide", "amendments.disagree",
    "asked.question", "cases.act", "cases.case", "cases.print_page", "cases.unpin", "flags.aside", "searches.change",
    "searches.remove", "verification.close", "verification.key", "verification.result",
    "exports.give_up", "exports.go_on", "exports.one", "exports.report", "exports.take_away",
    "staff.every", "staff.limit", "staff.one", "staff.invite", "staff.role", "staff.delegate", "door.welcome",
    "account.own", "account.here", "account.again", "account.password", "account.second_factor", "account.delegate",
    "glass.end", "glass.label", "glass.review", "tokens.done_file", "tokens.every", "tokens.new", "tokens.one",
    "tokens.own",
    "ways.every", "provider.begin", "provider.back",
    "tokens.revoke",
    "erasing.act", "erasing.certificate", "erasing.every", "erasing.lift", "erasing.record",
    "retention.ended", "retention.ended_file",
    "api_docs.call", "api_docs.docs", "api_docs.openapi", "api_docs.problem", "api_docs.problems",
    *(name for name in API if not name.startswith("api_commands.")),
    "api_trail.get_proof", "api_trail.get_checkpoint", "api_office.find_terms", "api_standing.get_accounts",
    "api_standing.get_account", "api_standing.get_policies", "api_standing.get_policy",
}  # fmt: skip


@pytest.mark.slow
def test_every_page_of_the_program_is_weighed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town, "_VISITS", 9)
    full = town.make(tmp_path / "store", utc_now(), 6)

    found = pages.measured(tmp_path / "store", full)

    with Service.open(tmp_path / "store") as service:
        app = create_app(service)
        weighed = pages.endpoints(app, pages.addresses(service, full))
        answered = {str(rule.endpoint) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert answered - weighed - NO_PAGES == set()
    assert weighed & NO_PAGES == set()
    assert {one.role for one in found} <= set(pages.PEOPLE.values())
    assert all(one.size > one.sent > 0 for one in found)
    assert len(found) > 50
