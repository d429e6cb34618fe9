"""One command, one append: its receipt, its envelopes, and no trace of what was refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.blood import BloodGroupRecorded, BloodGroupSettled
from domain.by import By
from domain.entries import EntryCorrected
from domain.fact import Envelope
from domain.receipt import Receipt
from domain.refusal import NotFound, Refused
from domain.visits import VisitOpened
from tests.domain.records.office import IMPORT, VISIT, WEIGHT, last, patient
from tests.support.clock import StandingClock
from tests.support.office import AMA, SAM, WHY, register
from tests.support.told import envelopes, told
from web.service import Service

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
