"""The register: who came on a day, and that its counts are those of the events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.chapter import EVERYTHING, IN_ERROR
from domain.entries import EntryRetracted
from domain.fact import Fact
from domain.records import Records
from domain.refusal import Refused
from domain.visits import VisitCancelled, VisitClosed, VisitOpened, VisitReopened
from projections.register import Tally
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, register
from tests.support.stores import created
from web.service import Service

VISIT = {"visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": "Cough"}


def opened(service: Service, who: UUID, **told: str) -> str:
    return service.records.open_visit(who, {**VISIT, **told}, AMA, EVERYTHING).entries[0]


def came(service: Service, day: str = "2026-03-07") -> list[tuple[str, str, str]]:
    """Name, time and state of each visit of a day."""
    service.views.ready()
    return [(one.name, one.entry["start"], one.entry["status"]) for one in service.views.register.day(day, 100)]


def test_a_day_has_its_visits_in_the_order_of_their_time(service: Service) -> None:
    ada, bo = register(service.records, names=["Ada"]), register(service.records, names=["Bo"], identifiers=[])

    opened(service, bo, start="2026-03-07T11:00+02:00")
    opened(service, ada, start="2026-03-07T09:30Z")
    opened(service, ada, start="2026-03-06T23:59Z")
    opened(service, ada, start="2026-03")

    assert came(service) == [("Bo", "2026-03-07T11:00+02:00", "open"), ("Ada", "2026-03-07T09:30Z", "open")]
    assert came(service, "2026-03") == [("Ada", "2026-03", "open")]
    assert came(service, "2026-03-08") == []


def test_a_visit_goes_with_its_correction_to_another_day(service: Service) -> None:
    who = register(service.records)
    visit = opened(service, who)

    service.records.correct(who, "visits", visit, {"start": "2026-03-06T09:00Z"}, WHY)

    assert came(service) == []
    assert [one[1:] for one in came(service, "2026-03-06")] == [("2026-03-06T09:00Z", "open")]
    assert service.views.register.tally("2026-03-06").here == 1


def test_who_stays_is_here_on_each_day_until_the_visit_ends(service: Service) -> None:
    who = register(service.records)
    visit = opened(service, who, start="2026-03-03T09:00Z", visit_class="IMP")
    view = service.views.register

    def here(day: str) -> int:
        service.views.ready()
        assert len(view.from_before(day, 10)) == view.staying(day)
        return view.staying(day)

    assert [here(day) for day in ("2026-03-03", "2026-03-04", "2026-03-07")] == [0, 1, 1]
    service.records.close_visit(who, visit, "2026-03-05T12:00Z", AMA)
    assert [here(day) for day in ("2026-03-04", "2026-03-05", "2026-03-06")] == [1, 1, 0]
    service.records.retract(who, "visits", visit, WHY)
    assert here("2026-03-04") == 0


def test_a_person_is_named_as_the_record_names_them_now(service: Service) -> None:
    who = register(service.records, names=["Ada Quaye"])
    opened(service, who)

    service.records.update(who, {"names": ["Ada Nkemelu"]}, AMA)

    assert came(service) == [("Ada Nkemelu", "2026-03-07T09:00Z", "open")]


def test_every_visit_of_a_day_is_told_however_many_they_are(service: Service) -> None:
    who = register(service.records)
    for minute in range(7):
        opened(service, who, start=f"2026-03-07T09:0{minute}Z")
    service.views.ready()

    told = [one.entry["start"] for page in service.views.register.pages("2026-03-07", 3) for one in page]

    assert told == [f"2026-03-07T09:0{minute}Z" for minute in range(7)]


# the counts


def counted(facts: list[Fact], day: str) -> Tally:
    """From the log alone: each event of a visit, where it changed whether somebody is here."""
    starts: dict[tuple[str, str], str] = {}
    states: dict[tuple[str, str], str] = {}
    counts: Counter[str] = Counter()
    for fact in facts:
        match fact:
            case VisitOpened():
                key, word, then = (fact.stream, fact.visit), "opened", "finished" if fact.end else "open"
                starts[key] = fact.start[:10]
                counts["closed"] += bool(fact.end) and starts[key] == day
                counts["visits"] += starts[key] == day
            case VisitClosed():
                key, word, then = (fact.stream, fact.visit), "closed", "finished"
            case VisitReopened():
                key, word, then = (fact.stream, fact.visit), "reopened", "open"
            case VisitCancelled():
                key, then = (fact.stream, fact.visit), "cancelled"
                word = "cancelled" if fact.was == "open" else ""
            case EntryRetracted(chapter="visits"):
                key, then = (fact.stream, fact.entry), IN_ERROR
                word = "struck" if fact.was == "open" else ""
            case _:
                continue
        states[key] = then
        counts[word] += starts[key] == day
    open_now = sum(state == "open" and starts[key] == day for key, state in states.items())
    told = Tally(*(counts[name] for name in Tally._fields))
    assert told.here == open_now
    return told


Act = Callable[[Records, UUID, str], Any]
ACTS: dict[str, Act] = {
    "open": lambda r, who, visit: r.open_visit(who, VISIT, AMA, EVERYTHING),
    "yesterday": lambda r, who, visit: r.open_visit(who, {**VISIT, "start": "2026-03-06"}, AMA, EVERYTHING),
    "over": lambda r, who, visit: r.open_visit(who, {**VISIT, "end": "2026-03-07T09:20Z"}, AMA, EVERYTHING),
    "close": lambda r, who, visit: r.close_visit(who, visit, "2026-03-07T09:20Z", AMA),
    "reopen": lambda r, who, visit: r.reopen_visit(who, visit, WHY),
    "cancel": lambda r, who, visit: r.cancel_visit(who, visit, WHY),
    "update": lambda r, who, visit: r.update_visit(who, visit, {"seen_by": "Dr Ng"}, AMA),
    "correct": lambda r, who, visit: r.correct(who, "visits", visit, {"site": "Ward 3"}, WHY),
    "retract": lambda r, who, visit: r.retract(who, "visits", visit, WHY),
}


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 1), st.integers(1, 3)), max_size=25))
def test_opened_and_reopened_less_closed_and_cancelled_are_those_who_are_here(
    acts: list[tuple[str, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        clock = StandingClock(datetime(2026, 3, 7, 12, tzinfo=UTC))
        with created(Path(folder) / "store", "test.example/log", clock) as service:
            people = [register(service.records, identifiers=[]) for _ in range(2)]
            for name, person, n in acts:
                try:
                    ACTS[name](service.records, people[person], f"v{n}")
                except Refused:
                    continue
            service.views.ready()
            facts = [fact for who in people for fact in service.store.journal.history(who)]

            for day in ("2026-03-07", "2026-03-06"):
                tally, there = service.views.register.tally(day), came(service, day)
                assert tally == counted(facts, day)
                assert tally.here == sum(status == "open" for _, _, status in there)
                assert tally.visits == len(there)
            assert list(service.views.engine.check()) == []


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"open", "yesterday", "over"}))
def test_the_random_acts_can_all_be_done(service: Service, act: str) -> None:
    who = register(service.records)
    visit = opened(service, who)
    if act == "reopen":
        service.records.close_visit(who, visit, "2026-03-07T09:20Z", AMA)

    assert ACTS[act](service.records, who, visit)
