"""What is done twice or by several at once: once each, numbered without a gap, and a conflict shows both values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.by import By
from domain.identity import DemographicsUpdated
from domain.measurements import MeasurementsRecorded
from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Conflict, Refused
from domain.visits import SECOND
from tests.domain.records.office import VISIT, WEIGHT, at_once, patient
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, register
from tests.support.stores import created
from tests.support.told import envelopes, told
from web.service import Service

# two clerks


def test_two_clerks_who_write_different_fields_both_succeed(service: Service) -> None:
    who = register(service.records)
    before = service.store.log.position

    said = at_once(
        lambda: service.records.update(who, {"language": "fr"}, AMA, {"language": "es"}),
        lambda: service.records.update(who, {"occupation": "welder"}, AMA, {"occupation": None}),
        lambda: service.records.measure(who, [WEIGHT], AMA, "2026-03-07"),
        lambda: service.records.open_visit(who, VISIT, AMA),
    )

    assert all(isinstance(one, Receipt) and one for one in said)
    assert sorted(kind.TOPIC for kind, _ in told(service, before)) == [
        "demographics.updated", "demographics.updated", "measurements.recorded", "visit.opened",
    ]  # fmt: skip
    details = patient(service, who).file.identity.details
    assert (details["language"], details["occupation"]) == ("fr", "welder")


def test_of_two_clerks_who_write_one_field_one_is_shown_both_values(service: Service) -> None:
    who = register(service.records)
    before = service.store.log.position

    said = at_once(
        *(
            lambda language=language: service.records.update(who, {"language": language}, AMA, {"language": "es"})
            for language in ("fr", "de")
        )
    )

    conflict = next(one for one in said if isinstance(one, Conflict))
    recorded = told(service, before)
    assert len(recorded) == 1
    won = recorded[0][1]["changes"]["language"]["now"]
    assert recorded == [(DemographicsUpdated, {"changes": {"language": {"was": "es", "now": won}}})]
    assert (conflict.field, conflict.expected, conflict.found) == ("language", "es", won)


def test_eight_clerks_number_their_entries_without_a_gap(service: Service) -> None:
    who = register(service.records)

    said = at_once(*[lambda: service.records.measure(who, [WEIGHT], AMA, "2026-03-07")] * 8)

    assert sorted(one.entries for one in said if isinstance(one, Receipt)) == [(f"m{n}",) for n in range(1, 9)]
    assert [item["id"] for item in patient(service, who).file.measurements.active()] == [f"m{n}" for n in range(1, 9)]


def test_eight_registrations_at_once_have_eight_numbers(service: Service) -> None:
    said = at_once(*[lambda: service.records.register({"names": ["A"], "birth": "1990", "gender": "other"}, AMA)] * 8)

    assert len({one.mrn for one in said if isinstance(one, Receipt)}) == 8


# a request that comes twice

TWICE: dict[str, Callable[[Records, UUID, By], Receipt]] = {
    "register": lambda r, who, by: r.register({"names": ["Ada"], "birth": "1990", "gender": "other"}, by),
    "update": lambda r, who, by: r.update(who, {"language": "fr"}, by, {"language": "es"}),
    "update, with nothing seen": lambda r, who, by: r.update(who, {"language": "fr"}, by),
    "declare none": lambda r, who, by: r.declare_none(who, "allergy", "patient", by),
    "measure": lambda r, who, by: r.measure(who, [WEIGHT], by, "2026-03-07"),
    "open a visit": lambda r, who, by: r.open_visit(who, VISIT, by, (SECOND,)),
    "close a visit": lambda r, who, by: r.close_visit(who, "v1", "2026-03-07T09:20Z", by),
    "cancel a visit": lambda r, who, by: r.cancel_visit(who, "v1", by),
    "correct": lambda r, who, by: r.correct(who, "visits", "v1", {"site": "Ward 3"}, by, {"site": None}),
    "retract": lambda r, who, by: r.retract(who, "visits", "v1", by),
    "die": lambda r, who, by: r.record_death(who, by, "2026-03-07"),
    "history": lambda r, who, by: r.add_history(who, {"kind": "problem", "what": "Asthma"}, by),
}


@pytest.mark.parametrize("command", TWICE.values(), ids=TWICE)
def test_a_repeated_request_is_answered_as_it_was_before(service: Service, command: Any) -> None:
    who = register(service.records)
    service.records.open_visit(who, VISIT, AMA)
    by = WHY._replace(request="once")

    first = command(service.records, who, by)
    after = service.store.log.position
    second = command(service.records, who, by)

    assert first == second
    assert service.store.log.position == after


@pytest.mark.parametrize("command", TWICE.values(), ids=TWICE)
def test_a_request_that_comes_many_times_at_one_moment_is_carried_out_once(service: Service, command: Any) -> None:
    who = register(service.records)
    service.records.open_visit(who, VISIT, AMA)
    by = WHY._replace(request="once")
    before = len(envelopes(service))

    said = at_once(*[lambda: command(service.records, who, by)] * 6)

    assert isinstance(said[0], Receipt)
    assert said == [said[0]] * 6
    once = [one for one in envelopes(service)[before:] if one.request]
    assert {one.tx for one in once} == {said[0].tx}


def test_a_repeated_request_is_answered_after_a_restart_too(
    tmp_path: Path, clock: StandingClock, database: str | None
) -> None:
    by = AMA._replace(request="once")
    with created(tmp_path / "store", clock=clock, database=database) as service:
        who = register(service.records)
        first = service.records.measure(who, [WEIGHT], by, "2026-03-07")

    with Service.open(tmp_path / "store", clock) as again:
        assert again.records.measure(who, [WEIGHT], by, "2026-03-07") == first
        assert [kind for kind, _ in told(again)].count(MeasurementsRecorded) == 1


def test_another_request_of_the_same_content_is_another_act(service: Service) -> None:
    who = register(service.records)

    for request in ("one", "two"):
        service.records.measure(who, [WEIGHT], AMA._replace(request=request), "2026-03-07")

    assert [kind for kind, _ in told(service)].count(MeasurementsRecorded) == 2


def test_a_refused_request_may_be_sent_again_once_it_is_right(service: Service) -> None:
    who = register(service.records)
    by = AMA._replace(request="once")
    with pytest.raises(Refused):
        service.records.measure(who, [{**WEIGHT, "value": "7000"}], by, "2026-03-07")

    assert service.records.measure(who, [WEIGHT], by, "2026-03-07").entries == ("m1",)
