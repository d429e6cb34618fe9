"""Two people are told apart: with the evidence, in both files at once, and once only."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain import duplicates
from domain.duplicates import DuplicateCheckDecided, NotDuplicateDeclared
from domain.fact import Plain
from domain.patient import Patient
from domain.refusal import NotFound, Refused
from tests.support.given import done, given, refused
from tests.support.office import AMA, LUCIA, register
from tests.support.told import told
from web.service import Service

OTHER = str(UUID(int=9))
EVIDENCE = {"score": 12, "verdict": "likely", "reasons": ["The same phone", "Day and month of birth swapped"]}
CANDIDATE = {"patient": OTHER, "mrn": "0000000292", **EVIDENCE}
NOT_ME = {"patient": OTHER, "mrn": "0000000292", "note": "Her cousin."}
ZOE = {"names": ["Zoë Quaye"], "identifiers": []}


def details(service: Service, who: UUID) -> Plain:
    return service.store.journal.load(Patient, who).file.identity.details


# judged


def test_whom_a_new_patient_was_told_apart_from_is_recorded_with_what_spoke_for_it() -> None:
    patient = given()

    assert done(patient, duplicates.decided([CANDIDATE], " Her cousin. ")) == [
        (
            DuplicateCheckDecided,
            {"candidates": [CANDIDATE], "decision": "different-person", "note": "Her cousin."},
        )
    ]
    assert patient.file.identity.details["different_from"] == {
        "00 000 002-92": {"patient": OTHER, "note": "Her cousin."}
    }


def test_where_nobody_was_alike_nothing_is_recorded() -> None:
    assert duplicates.decided([], "Looked.") == ()


def test_no_reason_need_be_given_at_registration() -> None:
    patient = given((DuplicateCheckDecided, {"candidates": [CANDIDATE], "decision": "different-person"}))

    assert patient.file.identity.details["different_from"]["00 000 002-92"]["note"] == "told apart at registration"


@pytest.mark.parametrize(("wrong", "field", "words"), [
    ({"score": "12"}, "candidates.0.score", "Write this as a whole number."),
    ({"score": True}, "candidates.0.score", "Write this as a whole number."),
    ({"verdict": "sure"}, "candidates.0.verdict", "Choose one of: likely, possible."),
    ({"patient": ""}, "candidates.0.patient", "Fill this in."),
    ({"name": "Ada"}, "candidates.0.name", "There is no such field."),
])  # fmt: skip
def test_evidence_of_another_shape_is_refused(wrong: Plain, field: str, words: str) -> None:
    with refused(field, words):
        duplicates.decided([{**CANDIDATE, **wrong}], None)


def test_somebody_who_was_told_apart_is_not_told_apart_again() -> None:
    mine = given((NotDuplicateDeclared, NOT_ME)).file.identity.details

    assert duplicates.denied(mine, OTHER, "0000000292", "Once more.") == ()
    assert duplicates.denied(mine, str(UUID(int=10)), "0000000389", "Once more.") != ()


@pytest.mark.parametrize("note", [None, "", "  ", "\u200b"])
def test_it_is_said_why_two_people_on_file_are_two(note: str | None) -> None:
    with refused("note", "Fill this in."):
        duplicates.denied(given().file.identity.details, OTHER, "0000000292", note)


def test_nobody_is_told_apart_from_oneself() -> None:
    with refused("other", "This is one and the same record."):
        duplicates.denied(given().file.identity.details, OTHER, "0000000195", "Seen.")


# recorded


def test_a_registration_and_whom_it_was_told_apart_from_are_one_append(service: Service) -> None:
    receipt = service.records.register(LUCIA, AMA, others=[CANDIDATE], note="Her cousin.")

    kinds = [kind.__name__ for kind, _ in told(service)[-4:]]
    assert kinds[:2] == ["PatientRegistered", "DuplicateCheckDecided"]
    assert receipt.version == 2


def test_whom_somebody_who_is_named_at_last_is_not_is_one_append_too(service: Service) -> None:
    nameless = {"birth": {"value": "199X", "basis": "estimated"}, "gender": "female", "registration_source": "police"}
    who = UUID(service.records.register_unidentified(nameless, AMA).id)
    named = {"names": ["Lucía Núñez"], "birth": "1994"}

    receipt = service.records.identify(who, named, AMA, "a passport", (), [CANDIDATE], "Her cousin.")

    assert [kind.__name__ for kind, _ in told(service)[-2:]] == ["PatientIdentified", "DuplicateCheckDecided"]
    assert receipt.version == 3
    assert details(service, who)["different_from"] == {"00 000 002-92": {"patient": OTHER, "note": "Her cousin."}}


def test_two_files_say_of_each_other_that_they_are_two_people(service: Service) -> None:
    one, two = register(service.records), register(service.records, **ZOE)

    receipt = service.records.deny_duplicate(one, two, "Seen together.", AMA, EVIDENCE)

    said: dict[str, Any] = {"note": "Seen together.", "evidence": EVIDENCE}
    assert told(service)[-2:] == [
        (NotDuplicateDeclared, {"patient": str(two), "mrn": details(service, two)["mrn"], **said}),
        (NotDuplicateDeclared, {"patient": str(one), "mrn": details(service, one)["mrn"], **said}),
    ]
    assert receipt.id == str(one)


def test_what_was_said_from_either_side_is_not_said_again(service: Service) -> None:
    one, two = register(service.records), register(service.records, **ZOE)
    service.records.deny_duplicate(one, two, "Seen together.", AMA)
    size = service.store.log.position

    assert not service.records.deny_duplicate(two, one, "Seen together again.", AMA)
    assert service.store.log.position == size


def test_a_refusal_leaves_nothing_in_either_file(service: Service) -> None:
    one, two = register(service.records), register(service.records, **ZOE)
    for other, why in ((two, " "), (one, "Seen."), (uuid4(), "Seen.")):
        with pytest.raises((Refused, NotFound)):
            service.records.deny_duplicate(one, other, why, AMA)

    assert "different_from" not in details(service, one)
    assert "different_from" not in details(service, two)
