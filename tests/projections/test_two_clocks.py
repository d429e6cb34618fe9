"""The file as it was known, about what was true at a time: as decision 19 tells it, whatever happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.chapter import EVERYTHING
from domain.fact import Plain
from projections import past
from projections.bitemporal import about
from projections.life import Life
from tests.projections import slow_clocks
from tests.support.clock import StandingClock
from tests.support.office import AMA, SUGAR, WHY
from tests.support.stores import created
from tests.support.times import lived, times
from web.service import Service

START = datetime(2026, 2, 1, 9, tzinfo=UTC)
ENDS = some.one_of(
    some.datetimes(datetime(2024, 12, 1), datetime(2026, 6, 1)),
    some.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)),
)


@contextmanager
def office(told: list[tuple[str, int, int]]) -> Iterator[tuple[Service, UUID]]:
    clock = StandingClock(START)
    with TemporaryDirectory() as folder, created(Path(folder) / "store", "a.example/log", clock) as service:
        yield service, lived(service, clock, told)


@given(times, ENDS, some.data())
def test_two_clocks_show_what_a_slow_fold_finds(
    told: list[tuple[str, int, int]], end: datetime, data: some.DataObject
) -> None:
    with office(told) as (service, who):
        facts = list(service.store.journal.history(who))
        known = facts[: data.draw(some.integers(1, len(facts)))]

        found = about(past.folded(who, known), known, end.replace(tzinfo=UTC))

        assert found.file["chapters"] == slow_clocks.about(known, end.replace(tzinfo=UTC))


@given(times, some.lists(ENDS, min_size=1, max_size=2), some.data())
def test_one_life_that_is_asked_of_many_moments_answers_as_if_each_were_the_only_one(
    told: list[tuple[str, int, int]], ends: list[datetime], data: some.DataObject
) -> None:
    with office(told) as (service, who):
        facts = list(service.store.journal.history(who))
        life = Life(who, facts)
        for number in data.draw(some.lists(some.integers(1, len(facts)), min_size=2, max_size=6)):
            end = data.draw(some.sampled_from(ends)).replace(tzinfo=UTC)

            assert life.about(end, number).file["chapters"] == slow_clocks.about(facts[:number], end)


@given(times)
def test_of_all_times_everything_counts_that_is_known(told: list[tuple[str, int, int]]) -> None:
    with office(told) as (service, who):
        facts = list(service.store.journal.history(who))
        file = past.folded(who, facts)

        assert about(file, facts, datetime.max.replace(tzinfo=UTC)).file == file


# one thing at a time


@pytest.fixture
def life() -> Iterator[_Told]:
    with office([]) as (service, who):
        yield _Told(service, who)


class _Told:
    """A record to which things happen, and what it says of a day."""

    def __init__(self, service: Service, who: UUID) -> None:
        self.records, self.service, self.who = service.records, service, who
        self.clock: Any = service.clock

    def of(self, day: str, known: int | None = None) -> Plain:
        """Chapters as known after an event, or now, about a day."""
        end = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1, microseconds=-1)
        chapters: Plain = self.service.lives.of(self.who).about(end, known).file["chapters"]
        return chapters

    def house(self, day: str) -> list[str]:
        return [one["text"] for one in self.of(day)["demographics"]["demographics"].get("addresses", ())]


def test_who_moved_later_lived_where_they_lived(life: _Told) -> None:
    life.records.update(life.who, {"addresses": ["9 Long Acre"]}, AMA._replace(effective="2026-01-20"))

    assert life.house("2026-01-19") == ["4 Mill Lane, Hollins"]
    assert life.house("2026-01-20") == ["9 Long Acre"]


def test_a_correction_of_the_newer_address_leaves_the_older_one_alone(life: _Told) -> None:
    life.records.update(life.who, {"addresses": ["9 Long Acre"]}, AMA._replace(effective="2026-01-20"))
    both = {"addresses": ["9 Long Acres"], "gender": "other"}
    life.records.correct_details(life.who, both, WHY)

    assert life.house("2026-01-19") == ["4 Mill Lane, Hollins"]
    assert life.house("2026-01-20") == ["9 Long Acres"]
    assert life.of("2026-01-19")["demographics"]["demographics"]["gender"] == "other"


def test_a_wrong_value_was_wrong_whenever_that_was_found(life: _Told) -> None:
    life.records.measure(life.who, [{"kind": "weight", "value": "172", "unit": "kg"}], AMA, "2026-01-05")
    life.clock.on(days=20)
    life.records.correct(life.who, "measurements", "m1", {"value": "72"}, WHY)

    assert life.of("2026-01-05")["measurements"]["m1"]["value"] == "72"
    assert life.of("2026-01-05", known=2)["measurements"]["m1"]["value"] == "172"
    assert life.of("2026-01-04")["measurements"] == {}


def test_what_was_dated_wrongly_counts_at_its_right_date(life: _Told) -> None:
    life.records.measure(life.who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-25")
    life.records.correct(life.who, "measurements", "m1", {"taken_at": "2026-01-05"}, WHY)

    assert [*life.of("2026-01-05")["measurements"]] == ["m1"]
    assert life.of("2026-01-05", known=2)["measurements"] == {}


def test_a_visit_is_open_until_it_ended_as_it_is_known_by_now(life: _Told) -> None:
    life.records.open_visit(life.who, {"visit_class": "IMP", "start": "2026-01-05"}, AMA, EVERYTHING)
    life.records.close_visit(life.who, "v1", "2026-01-20", AMA)
    life.records.correct(life.who, "visits", "v1", {"end": "2026-01-10"}, WHY)

    assert [life.of(f"2026-01-{day}")["visits"]["v1"]["status"] for day in ("05", "09", "10")] == [
        "open", "open", "finished",
    ]  # fmt: skip
    assert life.of("2026-01-15", known=3)["visits"]["v1"]["status"] == "open"


def test_an_answer_of_none_stands_until_what_ended_it_had_begun(life: _Told) -> None:
    life.records.declare_none(life.who, "allergy", "patient", AMA._replace(effective="2026-01-02"))
    life.records.add_history(life.who, {"kind": "allergy", "what": "Latex", "onset": "2026-01-10"}, AMA)

    assert {id: one["status"] for id, one in life.of("2026-02-01")["history"].items()} == {
        "h1": "lapsed", "h2": "current",
    }  # fmt: skip
    for before in (life.of("2026-02-01", known=2)["history"], life.of("2026-01-09")["history"]):
        assert {id: one["status"] for id, one in before.items()} == {"h1": "current"}


def test_a_report_is_awaited_until_it_found_something(life: _Told) -> None:
    life.records.register_report(life.who, {"kind": "laboratory", "what": "Sugar", "ordered_at": "2026-01-03"}, AMA)
    life.records.issue_report(life.who, {"performed_at": "2026-01-06"}, AMA, report="r1", results=[SUGAR])
    life.records.acknowledge(life.who, "r1", AMA)

    assert life.of("2026-01-02")["reports"] == {}
    assert life.of("2026-01-05")["reports"]["r1"]["status"] == "registered"
    assert life.of("2026-01-06")["reports"]["r1"]["status"] == "final"


def test_what_is_added_to_a_report_waits_for_its_findings(life: _Told) -> None:
    life.records.register_report(life.who, {"kind": "laboratory", "what": "Sugar", "ordered_at": "2026-01-03"}, AMA)
    life.records.issue_report(life.who, {"performed_at": "2026-01-06"}, AMA, report="r1", results=[SUGAR])
    life.records.amend_report(life.who, "r1", "appended", {"conclusion": "Fasting."}, WHY)

    report = life.of("2026-01-05")["reports"]["r1"]
    assert (report["status"], "conclusion" in report, "corrections" in report) == ("registered", False, False)
    assert life.of("2026-01-06")["reports"]["r1"]["conclusion"] == "Fasting."


def test_a_blood_group_is_one_for_life(life: _Told) -> None:
    life.records.record_blood_group(life.who, {"abo": "A", "rhd": "positive", "basis": "stated"}, AMA)
    life.clock.on(days=10)
    lab = {"abo": "O", "rhd": "positive", "basis": "lab", "collected_at": "2026-02-10"}
    life.records.record_blood_group(life.who, lab, AMA)
    life.records.retract(life.who, "blood_group", "b1", WHY)

    assert life.of("2025-06-01", known=3)["blood_group"]["current"]["abo"] == "A"
    assert life.of("2025-06-01")["blood_group"]["current"]["abo"] == "O"


def test_what_is_undone_never_was(life: _Told) -> None:
    life.records.add_history(life.who, {"kind": "problem", "what": "Asthma", "onset": "2019"}, AMA)
    done = life.records.change_status(life.who, "h1", "resolved", AMA, on="2020")
    life.service.office.undo(life.who, done.position, AMA, timedelta(minutes=30))

    assert life.of("2021-01-01")["history"]["h1"]["clinical_status"] == "active"


def test_a_card_is_retired_wherever_it_stands_in_the_list(life: _Told) -> None:
    for number, day in (("late", "2026-01-20"), ("early", "2026-01-02")):
        card = {"type": "DL", "issuer": "XX", "value": number}
        life.records.add_identifier(life.who, card, AMA._replace(effective=day))
    life.records.retire_identifier(life.who, 1, WHY._replace(effective="2026-01-10"))

    (card,) = life.of("2026-01-15")["demographics"]["demographics"]["identifiers"]
    assert (card["value"], card["retired"]) == ("early", True)
