"""The invented people: the same by the same seed, and believable to somebody who keeps records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from domain.fact import Plain
from domain.measurements import Measurements
from domain.partial import PartialDateTime
from tests.support.stores import database_of
from tests.web.command import answer, caretrail
from trail.verify import verify
from web.cli import demo as command
from web.demo import growth
from web.demo.clock import DemoClock
from web.demo.fill import fill, first_day
from web.demo.letter import pdf
from web.demo.lives import MISTAKES
from web.demo.names import PLACES, full_name
from web.demo.office import STAFF
from web.demo.person import invent
from web.keeping.proving import source
from web.service import Service

NOW = datetime(2026, 11, 24, 15, 20, tzinfo=UTC)
_BY_CHANCE = ("patient", "stream", "actor", "tx", "holder", "staff", "address")


def planted(folder: Path, patients: int, seed: int, until: datetime = NOW, database: str | None = None) -> Service:
    clock = DemoClock(first_day(until))
    service = Service.create(folder, "demo.test.example", clock, database)
    fill(service, clock, until, patients, seed, lambda done: None)
    service.views.ready(seconds=600)
    return service


@pytest.fixture(scope="module", params=[("sqlite", 1), ("sqlite", 7), ("sqlite", 2026), ("postgresql", 2026)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    engine, seed = request.param
    place = tmp_path_factory.mktemp("office") / "store"
    with database_of(engine) as database, planted(place, 24, seed, database=database) as service:
        yield service


def files(service: Service) -> list[Plain]:
    every = {change["patient"] for change in service.views.changes.rows({"type": "patient.registered"})}
    return [service.views.current.file(service.views.current.find(id)) for id in sorted(every)]


def entries(file: Plain, chapter: str) -> list[Plain]:
    return list(file["chapters"][chapter].values())


def _told(service: Service) -> list[Plain]:
    """Every change, but for what is drawn by chance for each store."""
    return [_bare(dict(change)) for change in service.views.changes.rows()]


def _bare(change: Plain) -> Plain:
    changes = [one for one in change["changes"] if one["field"].split(".")[-1] not in _BY_CHANCE]
    return {name: value for name, value in change.items() if name not in _BY_CHANCE} | {
        "changes": changes,
        "name": change["actor"]["name"],
    }


# the same people


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """In files; others are compared with them, wherever they are kept."""
    with planted(tmp_path_factory.mktemp("eight") / "store", 8, 5) as service:
        yield service


def test_the_same_seed_gives_the_same_people_at_the_same_positions(
    eight: Service, tmp_path: Path, database: str | None
) -> None:
    with planted(tmp_path / "store", 8, 5, database=database) as other:
        assert _told(eight) == _told(other)


def test_the_hour_of_the_day_changes_nothing_but_today(eight: Service, tmp_path: Path, database: str | None) -> None:
    with planted(tmp_path / "store", 8, 5, NOW.replace(hour=23), database) as other:
        before = [[change for change in _told(each) if change["recorded_at"] < "2026-11-24"] for each in (eight, other)]

    assert before[0] == before[1]
    assert len(before[0]) > 100


def test_another_seed_gives_other_people(eight: Service, tmp_path: Path, database: str | None) -> None:
    with planted(tmp_path / "store", 8, 6, database=database) as other:
        assert _told(eight) != _told(other)


# believable


def test_the_log_is_whole_and_its_clock_never_goes_back(office: Service) -> None:
    recorded = [change["recorded_at"] for change in office.views.changes.rows()]

    assert verify(source(office.folder), []).findings == []
    assert recorded == sorted(recorded)
    assert datetime.fromisoformat(recorded[-1]) <= NOW


def test_children_grow_and_nobody_is_measured_out_of_what_people_are(office: Service) -> None:
    for file in files(office):
        heights = _series(file, "height")
        assert heights == sorted(heights)
        for act in _acts(file):
            if "systolic" in act:
                assert 80 <= act["systolic"] <= 190
                assert 15 <= act["systolic"] - act["diastolic"] <= 90
            if "temperature" in act:
                assert 35.5 <= act["temperature"] <= 40.5
            if "height" in act:
                assert 10 <= act["weight"] / (act["height"] / 100) ** 2 <= 36


def _series(file: Plain, kind: str) -> list[float]:
    of_kind = [one for one in entries(file, Measurements.NAME) if one["kind"] == kind]
    return [float(one["value"]) for one in sorted(of_kind, key=lambda one: str(one["taken_at"]))]


def _acts(file: Plain) -> list[dict[str, float]]:
    """What was measured together."""
    found: dict[str, dict[str, float]] = {}
    for one in entries(file, Measurements.NAME):
        found.setdefault(one["act"], {})[one["kind"]] = float(one["value"])
    return list(found.values())


def test_visits_follow_each_other_in_a_life(office: Service) -> None:
    for file in files(office):
        born = file["chapters"]["demographics"]["demographics"]["birth"]["value"].replace("X", "0")
        kept = [one for one in entries(file, "visits") if one["status"] != "cancelled"]
        starts = [one["start"] for one in kept]
        assert starts == sorted(starts)
        assert all(one["start"] <= one.get("end", "9") for one in kept)
        assert starts[0][: len(born)] >= born


def test_what_is_told_of_somebody_fits_the_person(office: Service) -> None:
    for file in files(office):
        details = file["chapters"]["demographics"]["demographics"]
        known = [one["what"]["text"] for one in entries(file, "history") if "what" in one and _stands(one)]
        born = int(details["birth"]["value"][:3] + details["birth"]["value"][3:4].replace("X", "9"))
        assert Counter(known).most_common(1)[0][1] == 1 if known else True
        assert not (born > 2010 and {"occupation", "marital_status"} & details.keys())
        for one in entries(file, "history"):
            assert not (one.get("onset") and PartialDateTime.parse(one["onset"]).latest.year < born - 9)


def _stands(entry: Plain) -> bool:
    return entry["status"] == "current" and entry["kind"] != "family" and "vaccine" not in entry["what"]["text"]


def test_everything_there_is_to_see_happens_to_somebody(office: Service) -> None:
    types = Counter(change["type"] for change in office.views.changes.rows())
    every = files(office)

    assert {
        "demographics.updated", "demographics.corrected", "entry.corrected", "entry.retracted", "report.amended",
        "visit.cancelled", "history.none-declared", "report.registered", "report.acknowledged", "document.attached",
    } <= types.keys()  # fmt: skip
    assert any(file["chapters"]["blood_group"].get("current", {}).get("state") == "conflict" for file in every)
    assert any(change["late"] and change["type"] == "measurements.recorded" for change in office.views.changes.rows())
    results = [one for file in every for report in entries(file, "reports") for one in report.get("results", ())]
    assert {one["flag"] for one in results} >= {"N", "H", "L"}


def test_the_day_is_under_way_and_one_patient_is_here_now(office: Service) -> None:
    visits = [one for file in files(office) for one in entries(file, "visits") if one["start"].startswith("2026-11-24")]

    assert Counter(one["status"] for one in visits if one["status"] != "cancelled") == {"finished": 3, "open": 1}


def test_a_letter_can_be_opened_and_is_the_one_that_the_file_names(office: Service) -> None:
    file = next(file for file in files(office) if file["chapters"]["attachments"])
    held = entries(file, "attachments")[0]

    found = office.store.attachments.get(held["address"], office.views.current.find(file["id"]))

    assert found.startswith(b"%PDF-")
    assert len(found) == held["size"]
    assert file["chapters"]["demographics"]["demographics"]["names"][0]["text"].encode("cp1252", "replace") in found


def test_a_letters_table_points_at_its_objects() -> None:
    told = pdf(["Dear (colleague),", "ž \\ Ł"])

    table = int(told.rsplit(b"startxref\n", 1)[1].split()[0])
    lines = told[table:].splitlines()[3:7]
    assert told[table:].startswith(b"xref\n0 5\n")
    assert all(told[int(line[:10]) :].startswith(b"%d 0 obj" % n) for n, line in enumerate(lines, 1))
    assert b"Dear \\(colleague\\)," in told


def test_names_follow_the_customs_of_their_place() -> None:
    named = [(place, name) for n in range(400) for place, (name, *_) in [full_name(Random(n), n % 2 == 0, 40.0)]]

    assert {place.language for place, _ in named} == {place.language for place in PLACES}
    assert all("/" not in name["text"] for _, name in named)
    assert any(name["text"].endswith("dóttir") for _, name in named)
    assert all(name["text"].startswith(name["family"]) for place, name in named if place.family_first)
    assert any("family" not in name for _, name in named)


def test_growth_is_drawn_through_its_points_and_level_beyond_them() -> None:
    assert [growth.height(True, age) for age in (-1, 0, 0.25, 18, 70)] == [49.5, 49.5, 57.75, 163.5, 163.5]


def test_people_of_every_age_come() -> None:
    ages = [invent(Random(n), NOW.date()).age(NOW.date()) for n in range(300)]

    assert min(ages) < 1
    assert max(ages) > 80
    assert 0.2 < sum(age < 18 for age in ages) / 300 < 0.4


# the command: a demonstration is always in files


def test_demo_makes_a_store_and_finds_it_again_with_new_passwords(tmp_path: Path) -> None:
    first = answer(tmp_path / "demo", "demo", "--patients", "9", "--seed", "3", "--no-serve", "--json")
    done = caretrail(tmp_path / "demo", "demo", "--no-serve", "--json")

    second = json.loads(done.stdout)
    assert {**first, "events": 0, "sign_ins": []} == {
        "data": str(tmp_path / "demo"), "url": "http://127.0.0.1:8000/", "patients": 9, "events": 0, "sign_ins": [],
    }  # fmt: skip
    assert [(one["name"], one["role"]) for one in first["sign_ins"]] == [(login, role) for login, _, role in STAFF]
    assert {**first, "sign_ins": []} == {**second, "sign_ins": []}
    assert "is there already, and is used again" in done.stderr
    assert len(MISTAKES) == 9
    with Service.open(tmp_path / "demo") as service:
        for one in second["sign_ins"]:
            assert service.accounts.check(one["name"], one["password"])
        assert service.accounts.check("ama", first["sign_ins"][0]["password"]) is None


def test_demo_prints_the_address_and_a_sign_in_for_every_role(tmp_path: Path) -> None:
    done = caretrail(tmp_path / "demo", "demo", "--patients", "1", "--no-serve")

    lines = done.stdout.splitlines()
    assert lines[:3] == ["http://127.0.0.1:8000/", "", "Sign in as"]
    assert [line.split()[0::2] for line in lines[3:]] == [[login, role] for login, _, role in STAFF]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--patients", "7"), "It holds 2 patients of seed 1"),
        (("--seed", "7"), "For others, name another folder"),
    ],
)
def test_demo_says_so_when_other_people_are_there(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    caretrail(tmp_path / "demo", "demo", "--patients", "2", "--no-serve")

    done = caretrail(tmp_path / "demo", "demo", *words, "--no-serve")

    assert done.exit_code == 1
    assert says in done.stderr


def test_demo_leaves_a_store_that_is_not_its_own_alone(tmp_path: Path) -> None:
    caretrail(tmp_path / "real", "init")
    before = {path.name: path.read_bytes() for path in (tmp_path / "real").iterdir() if path.is_file()}

    done = caretrail(tmp_path / "real", "demo", "--no-serve")

    assert done.exit_code == 1
    assert "holds something that is not a demonstration" in done.stderr
    assert {path.name: path.read_bytes() for path in (tmp_path / "real").iterdir() if path.is_file()} == before


def test_demo_that_was_interrupted_begins_again(tmp_path: Path) -> None:
    (tmp_path / ".demo.making").mkdir()
    (tmp_path / ".demo.making" / "half").write_text("made")

    told = answer(tmp_path / "demo", "demo", "--patients", "1", "--no-serve", "--json")

    assert told["patients"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_demo_whose_mark_is_damaged_says_what_to_do(tmp_path: Path) -> None:
    caretrail(tmp_path / "demo", "demo", "--patients", "1", "--no-serve")
    (tmp_path / "demo" / command.MARK).write_text("{")

    done = caretrail(tmp_path / "demo", "demo", "--no-serve")

    assert done.exit_code == 1
    assert "demo.json is damaged. Remove the folder" in done.stderr
