from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest

from domain.by import By
from domain.refusal import NotFound, Refused
from projections.past import file_at
from tests.support.clock import StandingClock
from tests.support.pages import holding, looking, marked
from tests.support.stores import ENGINES, created, database_of
from web.record import timeline
from web.review import known
from web.service import Service
from web.wording import words
from web.wording.moments import since, until

AMA = By(actor="s1", name="Ama Boateng", role="clerk")
FIXING = By(actor="s2", name="Kwabena Ofori", role="senior-clerk", reason="typing-error")


class Room:
    """A record with a weight that was wrong for a day, and a reviewer who looks at it. An event a day, from 1 March."""

    def __init__(self, service: Service, clock: StandingClock) -> None:
        self.service, self.clock, self.role = service, clock, "reviewer"
        asha = {"names": ["Asha <b>Iyer</b>"], "birth": {"value": "1984-03-07", "basis": "stated"}, "gender": "female"}
        registered = service.records.register(asha, AMA)
        self.mrn, self.id = registered.mrn, UUID(registered.id)
        clock.on(days=1)
        weight = {"kind": "weight", "value": "172", "unit": "kg"}
        weighed = service.records.measure(self.id, [weight], taken_at="2026-03-02", by=AMA)
        clock.on(days=1)
        fixed = service.records.correct(
            self.id, "measurements", weighed.entries[0], {"value": "72", "unit": "kg"}, FIXING
        )
        self.positions = [fact.by.position for fact in service.store.journal.history(self.id)]
        self.entry, self.last = weighed.entries[0], fixed.position

    def read(self, path: str, status: int = 200) -> str:
        answer = looking(self.service, self.role).get(f"/patients/{self.mrn}{path}")
        assert answer.status_code == status
        return answer.text

    def main(self, path: str) -> str:
        """Without the page's head and the question why one looks, where every answer has a token of its own."""
        page = self.read(path)
        return re.sub(r'<form class="ct-purpose".*?</form>', "", page[page.index("<main") :], flags=re.DOTALL)


@contextmanager
def opened(folder: Path, database: str | None) -> Iterator[Room]:
    clock = StandingClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    with created(folder, "clinic.example", clock, database) as service:
        yield Room(service, clock)


@pytest.fixture(scope="module", params=ENGINES)
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One for all tests that only look."""
    with database_of(request.param) as database, opened(tmp_path_factory.mktemp("room") / "store", database) as made:
        yield made


@pytest.fixture
def own(tmp_path: Path, database: str | None) -> Iterator[Room]:
    """For a test in which more happens."""
    with opened(tmp_path / "store", database) as made:
        yield made


# the timeline


def test_the_trail_tells_every_event_in_a_sentence_newest_first(room: Room) -> None:
    told = marked(room.read("/trail"), "e")

    told = {place: text for place, text in told.items() if place.isdigit()}
    assert [int(place) for place in told] == room.positions[::-1]
    assert [text.split(".")[0] for text in told.values()] == [
        "Kwabena Ofori corrected weight: was 172, now 72",
        "Ama Boateng recorded weight 172 kg, taken on 2 Mar 2026",
        "Ama Boateng registered Asha <b>Iyer</b>, born 7 Mar 1984",
    ]


@pytest.mark.parametrize(("query", "numbers"), [
    ("what=corrected", [3]),
    ("actor=s1", [1, 2]),
    ("chapter=measurements", [2, 3]),
    ("reason=typing-error", [3]),
    ("marked=reasoned", [3]),
    ("since=2026-03-02&until=2026-03-02", [2]),
    ("since=2026-03-02+09:00&until=2026-03-02+08:59", []),
    ("actor=s1&chapter=measurements", [2]),
])  # fmt: skip
def test_the_trail_is_narrowed_by_its_address_and_its_files_alike(room: Room, query: str, numbers: list[int]) -> None:
    wanted = [room.positions[number - 1] for number in reversed(numbers)]

    page = marked(room.read(f"/trail?{query}"), "e")
    lines = room.read(f"/trail.ndjson?{query}").splitlines()

    assert [int(place) for place in page if place.isdigit()] == wanted
    assert [json.loads(line)["position"] for line in lines] == wanted


def test_a_trail_that_nothing_fits_offers_to_loosen_each_filter(room: Room) -> None:
    page = room.read("/trail?actor=s2&what=registered")

    assert "No event fits. Loosen:" in page
    assert 'trail?what=registered"' in page
    assert 'trail?actor=s2"' in page


def test_a_filter_that_cannot_be_read_says_how_to_write_it(room: Room) -> None:
    assert "Write a day as 2026-11-21" in room.read("/trail?since=yesterday", 400)
    assert "Write a day as 2026-11-21" in room.read("/trail.csv?until=9999-99-99", 400)


def test_every_mark_of_the_rail_leads_to_the_record_then(room: Room) -> None:
    page = room.read("/trail")

    rail = page[page.index("<svg", page.index("ct-trailrail")) : page.index("ct-legend")]
    assert [f"known={position}" in rail for position in room.positions] == [True, True, True]


def test_what_came_late_from_an_import_or_over_a_warning_says_so(own: Room) -> None:
    own.service.records.measure(own.id, [{"kind": "pain", "value": "3"}], AMA, "2020")
    heavy = {"kind": "weight", "value": "215", "unit": "kg"}
    checked = AMA._replace(reason="checked-again")
    own.service.records.measure(own.id, [heavy], checked, "2026-03-03", confirmed=("high:items.0.value",))
    imported = AMA._replace(channel="import", flags=("after-death",), source=("Condition/1",))
    own.service.records.add_history(own.id, {"kind": "problem", "what": "Gout"}, imported)
    typed = AMA._replace(channel="cli", operator="root")
    own.service.records.add_history(own.id, {"kind": "problem", "what": "Migraine"}, typed)

    said = [text for place, text in marked(own.read("/trail"), "e").items() if place.isdigit()]

    assert "from the command line, as root" in said[0]
    assert "after the death on record" in said[1]
    assert "from an import" in said[1]
    assert "Weight 215 kg kept over a warning" in said[2]
    assert "5 years later" in said[3]
    for mark in ("late", "warned", "flagged", "import"):
        assert len(marked(own.read(f"/trail?marked={mark}"), "e")) == 1


# the past


def test_the_past_shows_what_was_known_then_and_what_it_is_now(room: Room) -> None:
    page = room.read(f"?known={room.positions[1]}")

    assert "This is the past." in page
    assert "event 2 of 3" in page
    shown = marked(page, "k-")
    assert shown["measurements.m1"] == "Weight 172 kg 2 Mar 2026 72 kg corrected 3 Mar 2026, after 24 hours"
    assert holding(page, "k-", "ct-glow") == {"measurements.m1"}
    assert f"known={room.positions[0]}" in page
    assert f"known={room.positions[2]}" in page


def test_what_was_not_known_yet_stands_as_a_ghost(own: Room) -> None:
    own.clock.on(days=1)
    own.service.records.add_history(own.id, {"kind": "problem", "what": "Asthma"}, AMA)

    page = own.read(f"?known={own.positions[1]}")

    assert marked(page, "g-") == {"history.h1": "Asthma learned 4 Mar 2026"}
    assert marked(own.read("?event=4"), "g-") == {}


def test_the_past_can_be_named_by_position_moment_or_event_alike(room: Room) -> None:
    by_position, by_event = room.main(f"?known={room.positions[1]}"), room.main("?event=2")

    assert by_position == by_event == room.main("?known=2026-03-02")


def test_a_record_is_named_by_its_number_with_spaces_and_by_its_id(room: Room) -> None:
    client = looking(room.service, "reviewer")
    spaced = f"{room.mrn[:2]}%20{room.mrn[2:5]}%20{room.mrn[5:8]}-{room.mrn[8:]}"

    pages = [client.get(f"/patients/{who}?event=2") for who in (room.mrn, spaced, room.id)]

    assert {page.status_code for page in pages} == {200}
    assert len({page.text[page.text.index("<main") :] for page in pages}) == 1


@pytest.mark.parametrize(("query", "status", "why"), [
    ("known=long+ago", 400, "Write a day as 2026-11-21"),
    ("known=", 400, "Say which moment"),
    ("known=9999-12-31", 400, "Write a day as"),
    ("known=0001-01-01T00:00%2B14:00", 400, "Write a day as"),
    ("known=2099-01-01", 400, "2099-01-01 is still to come."),
    ("known=999999", 400, "The log ends at position"),
    ("known=%C2%B2", 400, "Write a day as"),
    ("known=" + "9" * 5000, 400, "Write a day as"),
    ("event=0", 400, "This record has events 1 to 3"),
    ("event=4", 400, "This record has events 1 to 3"),
    ("event=first", 400, "This record has events 1 to 3"),
    ("event=-1", 400, "This record has events 1 to 3"),
    ("known=2020-01-01", 404, "Nothing had been recorded"),
    ("known=0", 404, "Nothing had been recorded"),
])  # fmt: skip
def test_a_moment_that_is_none_is_refused_in_words(room: Room, query: str, status: int, why: str) -> None:
    page = room.read(f"?{query}", status)

    assert why in page
    assert "The whole trail" in page


def test_a_printed_past_says_on_every_sheet_that_it_is_the_past(room: Room) -> None:
    page = room.read("?event=2")

    printed = page[page.index('class="ct-print"') :].split("</div>")[0]
    assert "Not the present:" in printed
    assert "as known on 2 Mar 2026, 09:00:00 UTC, event 2 of 3" in printed
    assert "by Ruth Adeyemi" in printed


def test_an_event_of_another_record_is_no_moment_but_a_place_in_the_log(own: Room) -> None:
    zoe = {"names": ["Zoë"], "birth": {"value": "1990"}, "gender": "female"}
    other = own.service.records.register(zoe, AMA)

    file = file_at(own.service.store.journal, own.id)
    told = timeline.events(own.service.store.journal.history(own.id), file)

    now, size = own.clock.at, own.service.store.journal.position
    assert known.event_at(told, str(other.position), now, size).number == 3
    with pytest.raises(NotFound):
        known.event_at(told, str(own.positions[0] - 1), now, size)
    with pytest.raises(Refused):
        known.event_at(told, str(size + 1), now, size)


def test_a_declaration_that_lapsed_says_so_and_is_traced_to_what_ended_it(own: Room) -> None:
    own.clock.on(days=1)
    declared = own.service.records.declare_none(own.id, "allergy", "patient", AMA).position
    own.clock.on(days=1)
    added = own.service.records.add_history(own.id, {"kind": "allergy", "what": "Penicillin"}, AMA).position

    before, after = own.read("?event=4"), own.read("?event=5")
    told = json.loads(own.read(f"/compare.json?from={declared}&to={added}"))

    assert marked(before, "k-")["history.h1"] == "None known, asked patient lapsed 5 Mar 2026"
    assert marked(before, "g-") == {"history.h2": "Penicillin learned 5 Mar 2026"}
    assert marked(after, "k-")["history.h1"] == "None known, asked patient Lapsed, then"
    assert holding(after, "k-", "ct-glow") == {"history.h1", "history.h2"}
    assert {"field": "history.h1.status", "was": "current", "now": "lapsed", "positions": [added]} in told


def test_a_corrected_result_shows_what_it_is_now_beside_what_was_known(own: Room) -> None:
    sugar = {"what": {"text": "Glucose"}, "value": "5.4", "unit": "mmol/L", "range": {"low": "3.9", "high": "5.5"}}
    salt = {"what": {"text": "Sodium"}, "value": "140", "unit": "mmol/L"}
    header = {"kind": "laboratory", "what": "Blood sugar"}
    report = own.service.records.register_report(own.id, header, AMA).entries[0]
    own.service.records.issue_report(own.id, {"performed_at": "2026-03-03"}, AMA, report=report, results=[sugar, salt])
    changed = {"results": [{**sugar, "value": "7.4"}, salt]}
    own.service.records.amend_report(own.id, report, "corrected", changed, FIXING)

    page = own.read("?event=5")

    panel = page[page.index('id="h-panel"') : page.index('id="then-')]
    assert panel.count("ct-glow") == 2
    assert "Final, then" in panel
    assert 'ct-since--fix">7.4 mmol/L</span>' in panel
    assert panel.count(">same<") == 1


# compare and blame


def test_compare_tells_each_field_that_differs_with_who_and_why(room: Room) -> None:
    page = room.read(f"/compare?from={room.positions[1]}&to={room.positions[2]}")
    told = json.loads(room.read(f"/compare.json?from={room.positions[1]}&to={room.positions[2]}"))

    assert '<del class="ct-was">172</del>' in page
    assert '<ins class="ct-now">72</ins>' in page
    assert "The weight was corrected from " in page
    assert "Corrected by Kwabena Ofori, 3 Mar 2026, 09:00:00 UTC" in page
    assert {"field": "measurements.m1.value", "was": "172", "now": "72", "positions": [room.last]} in told
    assert "Identical" in room.read(f"/compare?from={room.last}&to={room.last}")


def test_compare_takes_moments_too_and_puts_the_earlier_first(room: Room) -> None:
    forth = room.main("/compare?from=2026-03-01&to=now")

    assert forth == room.main("/compare?from=2026-03-03&to=2026-03-01")
    assert "weight 72 kg</ins>, 2 Mar 2026" in forth


@pytest.mark.parametrize(("query", "status"), [("from=soon", 400), ("to=2099-01-01", 400), ("from=0", 404)])
def test_compare_refuses_a_moment_that_is_none(room: Room, query: str, status: int) -> None:
    assert "There is nothing to show at that moment" in room.read(f"/compare?{query}", status)
    room.read(f"/compare.csv?{query}", status)


def test_a_comparison_as_a_file_holds_the_positions(room: Room) -> None:
    file = room.read(f"/compare.csv?from={room.positions[0]}&to=now").removeprefix("\ufeff")

    rows = list(csv.DictReader(StringIO(file, newline="")))

    assert [(row["field"], row["positions"]) for row in rows] == [
        ("measurements.m1", f"[{room.positions[1]},{room.positions[2]}]")
    ]


def test_blame_names_who_wrote_each_value_why_and_how_long_it_stood(room: Room) -> None:
    page = room.read(f"/blame/measurements/{room.entry}/value")

    steps = page[page.index('class="ct-steps') :]
    assert steps.index("Kwabena Ofori") < steps.index("Ama Boateng")
    assert "Typing error" in steps
    assert '<del class="ct-was">172</del>' in steps
    assert "Stood for 24 hours." in steps


def test_blame_says_when_the_whole_entry_was_an_error(own: Room) -> None:
    own.service.records.retract(own.id, "measurements", own.entry, FIXING)

    page = own.read(f"/blame/measurements/{own.entry}/value")

    assert "Entered in error, says Kwabena Ofori, 3 Mar 2026, 09:00:00 UTC: Typing error." in page


@pytest.mark.parametrize("path", ["measurements/m99/value", "measurements/m1/colour", "nothing/m1/value"])
def test_blame_of_a_field_that_never_was_is_not_found(room: Room, path: str) -> None:
    room.read(f"/blame/{path}", 404)


def test_a_name_cannot_become_markup(room: Room) -> None:
    for path in ("/trail", "?event=1", "/compare", "/blame/demographics/demographics/names"):
        assert "<b>Iyer" not in room.read(path)


# words


def test_an_allergy_is_told_in_its_own_words_alone() -> None:
    assert words.value({"kind": "allergy", "what": {"text": "Penicillin"}}) == "Penicillin"
    assert words.value({"what": {"text": "Potassium"}, "not_done": "clotted"}) == "Potassium: not done, clotted"
    assert words.value({"what": {"text": "Potassium"}, "value": "4.4", "unit": "mmol/L"}) == "Potassium: 4.4 mmol/L"


def test_days_are_meant_whole() -> None:
    assert since("2026-03-02", "since") == datetime(2026, 3, 2, tzinfo=UTC)
    assert until("2026-03-02", "until") == datetime(2026, 3, 3, tzinfo=UTC)
    assert until("2026-03-02 10:12", "until") == datetime(2026, 3, 2, 10, 13, tzinfo=UTC)


def test_lateness_is_told_from_a_day_on() -> None:
    recorded = datetime(2026, 3, 5, 9, tzinfo=UTC)

    assert timeline.late(recorded, "2026-03-04") == ""
    assert timeline.late(recorded, "2026-03-01") == "3 days later"
    assert timeline.late(recorded, None) == ""
    assert timeline.late(recorded + timedelta(days=1), "2026-03-04") == "1 day later"
