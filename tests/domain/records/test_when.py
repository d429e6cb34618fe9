"""When it was true: in no future, not before birth or after death; what is doubted, confirmed, given a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.by import By
from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Doubtful, Refused
from projections.logged import is_late
from tests.domain.records.office import IMPORT, LAB, VISIT, WEIGHT, last, patient
from tests.support.clock import StandingClock
from tests.support.given import doubts, refused
from tests.support.office import AMA, WHY, register
from tests.support.told import envelopes
from web.service import Service

Command = Callable[[Records, UUID, By, str], Receipt]
SUGAR = {"what": "Glucose", "value": "5.4"}
DATED: dict[str, Command] = {  # the commands that say when something was true
    "a measurement": lambda r, who, by, at: r.measure(who, [WEIGHT], by, at),
    "a visit": lambda r, who, by, at: r.open_visit(who, {**VISIT, "start": at}, by._replace(reason="paper-first")),
    "a blood group": lambda r, who, by, at: r.record_blood_group(
        who, {"abo": "A", "rhd": "positive", "basis": "lab", "collected_at": at}, by
    ),
    "a history entry": lambda r, who, by, at: r.add_history(
        who, {"kind": "problem", "what": "Asthma", "onset": at}, by
    ),
    "a report made": lambda r, who, by, at: r.issue_report(
        who, {"performed_at": at}, by, header=LAB, results=[SUGAR]
    ),
    "a report's specimen": lambda r, who, by, at: r.issue_report(
        who, {"collected_at": at}, by, header=LAB, results=[SUGAR]
    ),
    "a death": lambda r, who, by, at: r.record_death(who, by, at),
}  # fmt: skip


# when it was true


@pytest.mark.parametrize("command", DATED.values(), ids=DATED)
def test_what_a_command_says_of_when_it_was_true_is_effective(service: Service, command: Command) -> None:
    who = register(service.records)

    command(service.records, who, AMA, "2026-03-05")

    assert {by.effective for by in envelopes(service)[-1:]} == {"2026-03-05"}


@pytest.mark.parametrize("command", DATED.values(), ids=DATED)
def test_what_is_still_to_come_is_refused(service: Service, command: Command) -> None:
    who = register(service.records)
    before = service.store.log.position

    for when in ("2026-03-07T09:36Z", "2026-03-08", "2026-04", "2027", "203X"):
        with refused("when", "This is still to come. Is the date right?"):
            command(service.records, who, AMA, when)

    assert service.store.log.position == before


@pytest.mark.parametrize("command", DATED.values(), ids=DATED)
def test_another_clock_may_be_five_minutes_ahead(service: Service, command: Command) -> None:
    for when in ("2026-03-07T09:35Z", "2026-03-07T10:35+01:00", "2026-03-07", "2026-03", "2026", "202X"):
        assert command(service.records, register(service.records, identifiers=[]), AMA, when)


@pytest.mark.parametrize("command", DATED.values(), ids=DATED)
def test_what_came_in_from_the_future_is_kept_and_flagged(service: Service, command: Command) -> None:
    who = register(service.records)

    command(service.records, who, IMPORT, "2031")

    assert "future" in last(service).flags


@pytest.mark.parametrize("name", sorted(set(DATED) - {"a death"}))
def test_what_happened_before_birth_is_doubted_confirmed_and_flagged(service: Service, name: str) -> None:
    who = register(service.records, birth="1984-03-07")
    before = service.store.log.position

    told_of = doubts(lambda: DATED[name](service.records, who, AMA, "1970"))

    assert told_of == [("before-birth", "when", "This is before the patient was born. Is the date right?")]
    assert service.store.log.position == before


@pytest.mark.parametrize("name", sorted(set(DATED) - {"a death"}))
def test_what_happened_after_death_is_doubted(service: Service, name: str) -> None:
    who = register(service.records)
    service.records.record_death(who, AMA, "2026-03-01")

    told_of = doubts(lambda: DATED[name](service.records, who, AMA, "2026-03-05"))

    assert told_of == [("after-death", "when", "This is after the patient died. Is the date right?")]


def test_a_confirmed_oddity_is_a_flag_on_the_fact_and_in_the_file(service: Service) -> None:
    who = register(service.records)
    service.records.record_death(who, AMA, "2026-03-01")

    service.records.open_visit(who, {**VISIT, "start": "2026-03-05"}, WHY, confirmed=("after-death",))

    assert last(service).flags == ("after-death",)
    assert patient(service, who).file.visits.items["v1"]["flags"] == ["after-death"]


@pytest.mark.parametrize("taken_at", ["this morning", "2026-13", ""])
def test_a_time_in_no_form_that_we_know_is_refused_at_its_own_field(service: Service, taken_at: str) -> None:
    who = register(service.records)

    with pytest.raises(Refused) as caught:
        service.records.measure(who, [WEIGHT], AMA, taken_at)

    assert caught.value.field == "taken_at"


EFFECTIVE: dict[str, Callable[[Records, UUID, By], Receipt]] = {
    "an update": lambda r, who, by: r.update(who, {"language": "fr"}, by),
    "a declaration": lambda r, who, by: r.declare_none(who, "allergy", "patient", by),
    "an order": lambda r, who, by: r.register_report(who, LAB, by),
}


@pytest.mark.parametrize("command", EFFECTIVE.values(), ids=EFFECTIVE)
def test_since_when_a_change_is_true_is_judged_like_any_time(service: Service, command: Any) -> None:
    who = register(service.records)
    before = service.store.log.position

    with pytest.raises(Refused, match="Write the date as"):
        command(service.records, who, AMA._replace(effective="since spring"))
    with refused("when", "This is still to come. Is the date right?"):
        command(service.records, who, AMA._replace(effective="2027"))
    assert service.store.log.position == before

    command(service.records, who, AMA._replace(effective="2026-02"))
    assert last(service).effective == "2026-02"


@pytest.mark.parametrize(
    ("when", "late"),
    [
        ("2026-03-07T09:30Z", False),
        ("2026-03-06T09:30Z", False),
        ("2026-03-06T09:29:59Z", True),
        ("2026-03-06T10:29+01:00", True),
        ("2026-03-06", False),
        ("2026-03-05", True),
        ("2026-03", False),
        ("2026-02", True),
        ("2026", False),
        ("2025", True),
        ("202X", False),
    ],
)
def test_what_is_recorded_more_than_a_day_after_is_late(service: Service, when: str, late: bool) -> None:
    who = register(service.records)

    service.records.measure(who, [WEIGHT], AMA, when)

    facts, _ = service.store.journal.facts(service.store.log.position - 1, 1)
    assert is_late(facts[0]) is late


def test_what_does_not_say_when_is_not_late(service: Service, clock: StandingClock) -> None:
    who = register(service.records)
    clock.on(days=400)
    service.records.update(who, {"language": "fr"}, AMA)

    facts, _ = service.store.journal.facts(service.store.log.position - 1, 1)

    assert not is_late(facts[0])


# doubts and their reasons


def test_an_unusual_value_that_stands_needs_a_reason_besides(service: Service) -> None:
    who = register(service.records)
    low = [{**WEIGHT, "value": "27"}]
    confirmed = ("low:items.0.value",)

    with pytest.raises(Doubtful):
        service.records.measure(who, low, WHY, "2026-03-07")
    with refused("reason", "Say why an unusual value stands."):
        service.records.measure(who, low, AMA, "2026-03-07", confirmed=confirmed)

    service.records.measure(who, low, WHY, "2026-03-07", confirmed=confirmed)
    assert patient(service, who).file.measurements.items["m1"]["warnings"] == ["low"]


def test_the_reason_of_an_unusual_value_is_one_of_the_list(service: Service) -> None:
    who = register(service.records)
    by = AMA._replace(reason="because I say so")

    with refused("reason", "Choose one of the reasons."):
        service.records.measure(who, [{**WEIGHT, "value": "27"}], by, "2026-03-07", confirmed=("low:items.0.value",))


def test_a_child_is_not_held_against_an_adults_range(service: Service) -> None:
    who = register(service.records, birth="2020")

    assert service.records.measure(who, [{**WEIGHT, "value": "18"}], AMA, "2026-03-07")
