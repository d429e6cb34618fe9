"""Identifiers: no two patients share one unknowingly, and a record number is never given twice."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest

from domain.by import By
from domain.fact import Decision
from domain.held import HeldItem, ItemHeld, ItemSettled
from domain.identifiers import Identifier, IdentifierAssigned, IdentifierReassigned, IdentifierReleased
from domain.mrn import is_mrn, mrn
from domain.patient import Patient
from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.given import ADA, CLERK, Happened, facts, refused
from tests.support.office import AMA, WHY, register
from tests.support.stores import created
from tests.support.told import envelopes, told
from web.service import Service

BEN: dict[str, Any] = {"names": ["Ben"], "birth": "1990", "gender": "other"}
PASSPORT = {"type": "PPN", "issuer": "XX", "value": "P-123"}


def held_by(service: Service, type: str, issuer: str, value: str) -> UUID | None:
    desk = service.records.desk
    return desk.holder(desk.key(type, issuer, value.casefold()))


def claims(service: Service) -> list[tuple[str, str, str]]:
    """Which identifiers were given out: type, issuer, value."""
    every = [fields for kind, fields in told(service) if kind is IdentifierAssigned]
    return sorted((one["type"], one["issuer"], one["value"]) for one in every)


def _patient(service: Service, who: UUID) -> Patient:
    return service.store.journal.load(Patient, who)


# the stream of one identifier


def test_an_identifier_passes_from_hand_to_hand() -> None:
    ben = UUID(int=2)
    stream: Any = None
    history: list[Happened] = [
        (IdentifierAssigned, {"holder": str(ADA), "type": "PPN", "issuer": "XX", "value": "7"}),
        (IdentifierReleased, {"holder": str(ADA)}),
        (IdentifierReassigned, {"holder": str(ben)}),
    ]
    holders = []
    for fact in facts(*history):
        stream = fact.mutate(stream)
        holders.append(stream.held_by)

    assert holders == [ADA, None, ben]
    assert stream.release() == (Decision(IdentifierReleased, {"holder": str(ben)}),)
    stream.record(stream.release(), CLERK)
    assert stream.release() == ()


def test_a_key_tells_identifiers_apart_and_tells_nothing() -> None:
    words = [("PPN", "XX", "7"), ("PPN", "X", "X7"), ("PPNX", "X", "7"), ("PPN", "XX", "8"), ("", "", "")]
    keys = {Identifier.key(b"secret", *three) for three in words}
    assert len(keys) == len(words)
    assert Identifier.key(b"secret", *words[0]) == Identifier.key(b"secret", *words[0])
    assert Identifier.key(b"another", *words[0]) not in keys


# record numbers


def test_record_numbers_follow_each_other_and_carry_their_check_digits(service: Service) -> None:
    numbers = [service.records.register({**BEN, "names": [f"P {n}"]}, AMA).mrn for n in range(5)]

    assert numbers == [mrn(n) for n in range(1, 6)]
    assert all(map(is_mrn, numbers))


def test_a_number_is_claimed_with_its_patient(service: Service) -> None:
    receipt = service.records.register(BEN, AMA)

    assert claims(service) == [("MR", "", receipt.mrn)]
    assert held_by(service, "MR", "", receipt.mrn) == UUID(receipt.id)


def test_a_record_number_from_elsewhere_is_never_taken_for_one_of_ours(service: Service) -> None:
    ours = service.records.register(BEN, AMA)
    who, elsewhere = UUID(ours.id), {"type": "MR", "value": ours.mrn}
    service.records.add_identifier(who, elsewhere, AMA)
    service.records.retire_identifier(who, 0, WHY)
    service.records.add_identifier(who, {"type": "MR", "value": mrn(2)}, AMA)

    next_one = service.records.register({**BEN, "names": ["Abena"]}, AMA)

    assert held_by(service, "MR", "", ours.mrn) == who
    assert next_one.mrn == mrn(2)


def test_after_a_restart_counting_goes_on(tmp_path: Path, clock: StandingClock, database: str | None) -> None:
    with created(tmp_path / "store", clock=clock, database=database) as service:
        for n in range(11):
            service.records.register({**BEN, "names": [f"P {n}"]}, AMA)

    with Service.open(tmp_path / "store", clock) as again:
        assert again.records.register(BEN, AMA).mrn == mrn(12)


def test_a_registration_that_is_refused_for_its_form_uses_no_number(service: Service) -> None:
    with pytest.raises(Refused):
        service.records.register({**BEN, "names": []}, AMA)

    assert service.records.register(BEN, AMA).mrn == mrn(1)


# who holds what


def test_an_identifier_is_claimed_when_it_is_added(service: Service) -> None:
    who = register(service.records, identifiers=[])

    service.records.add_identifier(who, PASSPORT, AMA)

    assert held_by(service, "PPN", "XX", "P-123") == held_by(service, "PPN", "XX", "p-123") == who
    assert held_by(service, "PPN", "YY", "P-123") is None


@pytest.mark.parametrize("value", ["P-123", "p-123"])
def test_an_identifier_of_another_patient_is_refused_wherever_it_is_told(service: Service, value: str) -> None:
    register(service.records, identifiers=[PASSPORT])
    other = register(service.records, identifiers=[])
    before = service.store.log.position
    taken = {**PASSPORT, "value": value}
    words = f"{value} belongs to another patient on file."

    with refused("identifiers", words):
        register(service.records, identifiers=[taken])
    with refused("identifiers", words):
        service.records.add_identifier(other, taken, AMA)
    with refused("identifiers", words):
        service.records.update(other, {"identifiers": [taken]}, AMA)
    with refused("identifiers", words):
        service.records.correct_details(other, {"identifiers": [taken]}, WHY)

    assert service.store.log.position == before
    assert (
        service.store.journal.load(type(_patient(service, other)), other).file.identity.details.get("identifiers")
        is None
    )


def test_one_identifier_of_two_issuers_belongs_to_two_patients(service: Service) -> None:
    one = register(service.records, identifiers=[PASSPORT])
    other = register(service.records, identifiers=[{**PASSPORT, "issuer": "YY"}])

    assert (held_by(service, "PPN", "XX", "P-123"), held_by(service, "PPN", "YY", "P-123")) == (one, other)


def test_a_retired_identifier_may_be_given_to_another(service: Service) -> None:
    one = register(service.records, identifiers=[PASSPORT])
    service.records.retire_identifier(one, 0, WHY)
    assert held_by(service, "PPN", "XX", "P-123") is None
    after = service.store.log.position

    other = register(service.records, identifiers=[PASSPORT])

    assert held_by(service, "PPN", "XX", "P-123") == other
    assert (IdentifierReassigned, {"holder": str(other)}) in told(service, after)


def test_an_identifier_that_is_corrected_away_is_free_and_the_new_one_is_claimed(service: Service) -> None:
    who = register(service.records, identifiers=[PASSPORT])

    service.records.correct_details(who, {"identifiers": [{**PASSPORT, "value": "P-321"}]}, WHY)

    assert held_by(service, "PPN", "XX", "P-123") is None
    assert held_by(service, "PPN", "XX", "P-321") == who


def test_the_patient_keeps_an_identifier_that_is_only_described_otherwise(service: Service) -> None:
    who = register(service.records, identifiers=[PASSPORT])
    after = service.store.log.position

    service.records.update(who, {"identifiers": [{**PASSPORT, "document_seen": True}]}, AMA)

    assert [kind.TOPIC for kind, _ in told(service, after)] == ["demographics.updated"]
    assert held_by(service, "PPN", "XX", "P-123") == who


def test_an_identifiers_own_facts_tell_nothing_of_why_or_whence(service: Service) -> None:
    by = WHY._replace(source=("Patient/7",), request="r1", effective="2026", flags=("odd",))

    service.records.register({**BEN, "identifiers": [PASSPORT]}, by)

    registered, *others = envelopes(service)
    assert (registered.reason, registered.source, registered.request) == ("typing-error", ("Patient/7",), "r1")
    for one in others:
        assert (one.reason, one.because, one.source, one.request, one.effective, one.flags) == (
            None,
            None,
            (),
            None,
            None,
            (),
        )
        assert (one.tx, one.at, one.actor) == (registered.tx, registered.at, registered.actor)


def test_what_comes_in_with_another_patients_identifier_is_kept_in_both(service: Service) -> None:
    one = register(service.records, identifiers=[PASSPORT])

    other = UUID(service.records.register(
        {**BEN, "identifiers": [PASSPORT]},
        By("system", "Import", "system", channel="import"),
    ).id)  # fmt: skip

    assert held_by(service, "PPN", "XX", "P-123") == one
    assert _patient(service, other).file.identity.details["identifiers"] == [PASSPORT]


# where a record is known from


def test_a_patient_is_known_by_its_id_where_it_came_from(service: Service) -> None:
    receipt = service.records.register(BEN, AMA._replace(source=("Patient/7", "urn:7")))

    assert service.records.known_as("Patient/7") == service.records.known_as("urn:7") == UUID(receipt.id)
    assert service.records.known_as("Patient/8") is None


# what is held


def test_what_is_held_waits_until_somebody_settles_it() -> None:
    stream: Any = None
    settled = []
    for fact in facts(
        (ItemHeld, {"reason": "it names no patient", "place": "a.json entry 1", "content": "{}"}),
        (ItemSettled, {"outcome": "set aside"}),
    ):
        stream = fact.mutate(stream)
        settled.append(stream.settled)

    assert isinstance(stream, HeldItem)
    assert settled == [False, True]


def test_what_is_held_is_recorded_whole(service: Service) -> None:
    desk = service.records.desk
    fields = {"reason": "it names no patient", "place": "a.json entry 1", "content": '{"resourceType": "Patient"}'}
    item = HeldItem.begin(desk.key("HELD", "", "X/1"), Decision(ItemHeld, fields), CLERK)

    service.store.journal.save(item)

    assert told(service) == [(ItemHeld, fields)]


def test_a_refused_claim_leaves_the_others_free(service: Service) -> None:
    free = [{**PASSPORT, "value": f"F-{n}"} for n in range(4)]
    one = register(service.records, identifiers=free)
    for place in range(4):
        service.records.retire_identifier(one, place, WHY)
    register(service.records, identifiers=[PASSPORT])
    two = register(service.records, identifiers=[])

    with refused("identifiers", "P-123 belongs to another patient on file."):
        service.records.update(two, {"identifiers": [*free, PASSPORT]}, AMA)

    assert [held_by(service, "PPN", "XX", f"F-{n}") for n in range(4)] == [None] * 4
    three = register(service.records, identifiers=free)
    assert [held_by(service, "PPN", "XX", f"F-{n}") for n in range(4)] == [three] * 4


def test_an_identifier_that_comes_and_goes_in_one_submit_is_free_afterwards(service: Service) -> None:
    one = register(service.records, identifiers=[PASSPORT])
    service.records.retire_identifier(one, 0, WHY)
    two = register(service.records, identifiers=[])

    with service.records.desk.open(two) as file:
        file.record(file.patient.file.identity.add_identifier(PASSPORT), AMA)
        file.record(file.patient.file.identity.retire_identifier(0), WHY)
        service.records.desk.put_back(file, AMA)

    assert held_by(service, "PPN", "XX", "P-123") is None


@pytest.mark.parametrize("known", [False, True])
def test_of_many_who_claim_one_identifier_at_once_one_gets_it(service: Service, known: bool) -> None:
    if known:
        first = register(service.records, identifiers=[PASSPORT])
        service.records.retire_identifier(first, 0, WHY)
    patients = [register(service.records, identifiers=[]) for _ in range(6)]
    together, said = Barrier(len(patients)), list[UUID]()

    def claim(who: UUID) -> None:
        together.wait()
        with suppress(Refused):
            service.records.add_identifier(who, PASSPORT, AMA)
            said.append(who)

    threads = [Thread(target=claim, args=(who,)) for who in patients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (holder,) = said
    assert held_by(service, "PPN", "XX", "P-123") == holder
    having = [who for who in patients if _patient(service, who).file.identity.details.get("identifiers")]
    assert having == [holder]
