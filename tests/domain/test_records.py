"""The office: one command, one append; when it was true, who did it, and what is done twice at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.blood import BloodGroupRecorded, BloodGroupSettled
from domain.by import By
from domain.entries import EntryCorrected
from domain.fact import Envelope
from domain.identity import DemographicsUpdated
from domain.measurements import MeasurementsRecorded
from domain.patient import Patient
from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Conflict, Doubtful, NotFound, Refused
from domain.visits import SECOND, VisitOpened
from projections.logged import is_late
from tests.support.clock import StandingClock
from tests.support.given import doubts, refused
from tests.support.office import AMA, SAM, WHY, register
from tests.support.stores import created
from tests.support.told import envelopes, told
from web.service import Service

Command = Callable[[Records, UUID, By, str], Receipt]
IMPORT = By("system", "Import", "system", channel="import")
WEIGHT = {"kind": "weight", "value": "72.5", "unit": "kg"}
VISIT = {"visit_class": "AMB", "start": "2026-03-07T09:00Z"}
SUGAR = {"what": "Glucose", "value": "5.4"}
LAB = {"kind": "laboratory", "what": "Blood sugar"}
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


def patient(service: Service, who: UUID) -> Patient:
    return service.store.journal.load(Patient, who)


def last(service: Service) -> Envelope:
    return envelopes(service)[-1]


def at_once(*commands: Callable[[], Receipt]) -> list[Receipt | Refused]:
    """What each said, all begun at one moment."""
    together = Barrier(len(commands))
    said: list[Receipt | Refused] = [Receipt("")] * len(commands)

    def run(n: int) -> None:
        together.wait()
        try:
            said[n] = commands[n]()
        except Refused as no:
            said[n] = no

    threads = [Thread(target=run, args=(n,)) for n in range(len(commands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


# receipts


def test_a_receipt_says_where_it_was_recorded(service: Service) -> None:
    registered = service.records.register({"names": ["Ada"], "birth": "1990", "gender": "other"}, AMA)
    who = UUID(registered.id)

    taken = service.records.measure(who, [WEIGHT, {"kind": "height", "value": "170"}], AMA, "2026-03-07")

    tx = last(service).tx
    expected = Receipt(
        str(who), "0000000195", ("m1", "m2"), service.store.log.position, patient(service, who).version, tx
    )
    assert taken == expected
    assert (registered.mrn, registered.entries, registered.version) == ("0000000195", (), 1)
    assert bool(taken)


def test_a_receipt_reads_back_from_its_bytes() -> None:
    receipt = Receipt("a", "0000000195", ("m1", "m2"), 7, 3, "tx")

    assert Receipt.decode(receipt.encode()) == receipt


def test_where_nothing_changes_nothing_is_recorded_and_the_receipt_says_so(service: Service) -> None:
    who = register(service.records)
    before = service.store.log.position

    receipts = [
        service.records.update(who, {"gender": "female"}, AMA),
        service.records.correct_details(who, {"gender": "female"}, WHY),
        service.records.add_identifier(who, {"type": "INS", "issuer": "Harbour Mutual", "value": "HM-77"}, AMA),
    ]

    assert not any(receipts)
    assert [(one.position, one.entries, one.version) for one in receipts] == [(0, (), 1)] * 3
    assert service.store.log.position == before


# envelopes


def test_every_fact_says_who_when_and_from_where(service: Service, clock: StandingClock) -> None:
    who = register(service.records)
    clock.on(hours=2)
    by = By(
        "u-7", "Jo Ng", "clerk", "api", session="s1", operator="jo", because="At the desk.", reason="other",
        request="q-1",
    )  # fmt: skip

    service.records.measure(who, [WEIGHT], by, "2026-03-07T11:00Z", visit=None)

    envelope = last(service)
    assert envelope == Envelope(
        actor="u-7", name="Jo Ng", role="clerk", channel="api", session="s1", operator="jo",
        effective="2026-03-07T11:00Z", reason="other", because="At the desk.", source=(), flags=(), request="q-1",
        at=datetime(2026, 3, 7, 11, 30, tzinfo=UTC), tx=envelope.tx, policy="0", position=service.store.log.position,
    )  # fmt: skip


def test_the_facts_of_one_submit_share_a_transaction_and_those_of_the_next_do_not(service: Service) -> None:
    who = register(service.records)
    before = service.store.log.position

    service.records.record_blood_group(who, {"abo": "A", "rhd": "positive", "basis": "stated"}, AMA)
    service.records.record_blood_group(who, {"abo": "O", "rhd": "positive", "basis": "lab"}, AMA)

    assert [kind for kind, _ in told(service, before)] == [BloodGroupRecorded, BloodGroupSettled] * 2
    first, second, third, fourth = (by.tx for by in envelopes(service, before))
    assert first == second != third == fourth
    assert len(first) == 16


def test_positions_follow_each_other(service: Service) -> None:
    register(service.records)

    assert [by.position for by in envelopes(service)] == list(range(2, service.store.log.position + 1))


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


# refusals leave no trace


def test_a_refused_command_leaves_nothing_in_the_log_and_nothing_in_memory(service: Service) -> None:
    who = register(service.records, identifiers=[])
    other = register(service.records, identifiers=[{"type": "PPN", "value": "7"}])
    before, version = service.store.log.position, patient(service, who).version

    taken = {"language": "fr", "identifiers": [{"type": "PPN", "value": "7"}]}
    with pytest.raises(Refused):
        service.records.correct(who, "history", "h1", {"note": "x"}, WHY)
    with pytest.raises(Refused):
        service.records.update(who, taken, AMA)
    with pytest.raises(Refused):
        service.records.revoke_death(who, WHY)
    with pytest.raises(Refused):
        service.records.correct_details(who, {"gender": "male"}, AMA)

    assert service.store.log.position == before
    assert patient(service, who).version == version
    assert patient(service, who).file.identity.details.get("language") == "es"
    assert patient(service, other).version == 1


def test_nobody_is_worked_on_who_is_not_there(service: Service) -> None:
    with pytest.raises(NotFound):
        service.records.measure(uuid4(), [WEIGHT], AMA, "2026-03-07")


def test_another_stream_is_no_patient(service: Service) -> None:
    service.personnel.add("ama", "Ama", "clerk", SAM)

    with pytest.raises(NotFound):
        service.records.update(service.personnel.id_of("ama"), {"language": "fr"}, AMA)


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


# many decisions in one append


def test_a_file_that_is_begun_is_recorded_with_all_that_was_entered_meanwhile(service: Service) -> None:
    records = service.records
    file = records.begin({"names": ["Ada"], "birth": "1990", "gender": "other"}, IMPORT)
    file.record(file.patient.file.visits.open(VISIT), IMPORT)
    assert told(service) == []

    receipt = records.desk.put_back(file, IMPORT)

    kinds = [kind for kind, _ in told(service)]
    assert kinds[:2] == [type(service.store.journal.facts(0, 2)[0][0]), VisitOpened]
    assert len({by.tx for by in envelopes(service)}) == 1
    assert (receipt.entries, receipt.position) == (("v1",), service.store.log.position)


def test_a_file_that_is_not_put_back_leaves_nothing(service: Service) -> None:
    who = register(service.records)
    before = service.store.log.position

    with service.records.desk.open(who) as file:
        file.record(file.patient.file.visits.open(VISIT), AMA)
        with pytest.raises(Refused), service.records.desk.open(who) as again:
            again.record(again.patient.file.visits.cancel("v9"), WHY)

    assert service.store.log.position == before


def test_a_correction_at_the_office_is_the_whole_fact(service: Service, clock: StandingClock) -> None:
    who = register(service.records)
    service.records.open_visit(who, VISIT, AMA)
    clock.at += timedelta(minutes=1)
    before = service.store.log.position

    receipt = service.records.correct(who, "visits", "v1", {"site": "Ward 3"}, WHY)

    changes = {"site": {"now": "Ward 3"}}
    assert told(service, before) == [(EntryCorrected, {"chapter": "visits", "entry": "v1", "changes": changes})]
    assert (receipt.entries, last(service).reason) == (("v1",), "typing-error")
