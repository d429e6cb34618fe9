"""Facts: named for ever, made by one command, read back whatever the rules have become."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import pytest

from domain.by import By
from domain.entries import EntryCorrected
from domain.fact import Beginning, Decision, Envelope, Fact, Stream, registry
from domain.history import HistoryEntryAdded
from domain.identity import (
    DeathRecorded,
    DeathRevoked,
    DemographicsCorrected,
    DemographicsUpdated,
    IdentifierAdded,
    PatientRegistered,
)
from domain.measurements import MeasurementsRecorded
from domain.patient import Patient
from domain.reasons import REASONS, check_reason
from domain.refusal import Refused
from domain.reports import ReportAmended, ReportCancelled
from domain.visits import VisitCancelled, VisitOpened, VisitReopened
from tests.support.given import ADA, CLERK, CORRECTING, NOON, REGISTERED, facts, given, recorded, refused

FACTS = [fact for _, fact in sorted(registry().items())]
REASONED = [fact for fact in FACTS if fact.REASONED]


# names


def test_every_fact_is_known_by_its_topic_and_version() -> None:
    assert {(fact.TOPIC, fact.VERSION): fact for fact in FACTS} == registry()
    assert all(fact.stored_name() == f"{fact.TOPIC}/{fact.VERSION}" for fact in FACTS)


def test_two_facts_never_share_a_stored_name() -> None:
    with pytest.raises(TypeError, match="already names VisitOpened"):
        type("Other", (Fact,), {"TOPIC": "visit.opened"})

    assert registry()["visit.opened", 1] is VisitOpened


def test_a_fact_without_a_topic_is_no_fact_of_the_record() -> None:
    before = registry()

    @dataclass(frozen=True)
    class Nameless(Fact):
        value: str

    assert registry() == before
    assert not hasattr(Nameless, "TOPIC")


def test_the_list_of_facts_cannot_be_changed_from_outside() -> None:
    registry().clear()

    assert registry()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.TOPIC)
def test_a_fact_says_who_and_holds_plain_values(fact: type[Fact]) -> None:
    plain = {"str", "int", "bool", "Plain", "Changes", "list", "None"}
    assert "by" in {field.name for field in fields(fact)}
    for field in fields(fact)[4:]:
        words = str(field.type).replace("[", " ").replace("]", "").replace("|", " ").split()
        assert set(words) <= plain, field.name


# payloads


def test_a_payload_holds_the_own_fields_that_are_there() -> None:
    fact = VisitOpened(ADA, 2, NOON, CLERK, visit="v1", visit_class="AMB", start="2026-03-07")

    assert fact.payload() == {"visit": "v1", "visit_class": "AMB", "start": "2026-03-07"}


def test_an_envelope_begins_with_what_the_command_brought() -> None:
    by = By(
        actor="u-1", name="Mira", role="clerk", reason="other", because="Seen on paper.", source=("a",), request="q"
    )

    envelope = by.envelope(NOON, "tx-1", "7")

    assert envelope == Envelope(
        actor="u-1", name="Mira", role="clerk", channel="form", session=None, operator=None, effective=None,
        reason="other", because="Seen on paper.", source=("a",), flags=(), request="q", at=NOON, tx="tx-1",
        policy="7", position=0,
    )  # fmt: skip


# streams


def test_a_beginning_begins_and_nothing_else_does() -> None:
    registered, opened = facts(REGISTERED, (VisitOpened, {"visit": "v1", "visit_class": "AMB", "start": "2026"}))
    patient = registered.mutate(None)

    with pytest.raises(ValueError, match=r"patient\.registered/1 can only be the first fact of a stream"):
        registered.mutate(patient)

    assert isinstance(registered, Beginning)
    assert not isinstance(opened, Beginning)


@pytest.mark.parametrize("fact", [one for one in FACTS if issubclass(one, Beginning)], ids=lambda fact: fact.TOPIC)
def test_every_beginning_knows_what_it_begins(fact: type[Beginning]) -> None:
    assert issubclass(fact.AGGREGATE, Stream)
    assert fact.AGGREGATE.fold is not Stream.fold


def test_a_stream_counts_its_facts() -> None:
    patient = given((VisitOpened, {"visit": "v1", "visit_class": "AMB", "start": "2026"}))

    patient.record(patient.file.visits.cancel("v1"), CORRECTING)

    assert (patient.id, patient.version, [fact.originator_version for fact in patient.pending_events]) == (ADA, 3, [3])
    assert (patient.created_on, patient.modified_on) == (NOON, NOON)


def test_a_new_stream_is_its_first_fact_not_yet_recorded() -> None:
    decision = Decision(*REGISTERED)

    patient = Patient.begin(UUID(int=2), decision, CLERK)

    assert recorded(patient) == [REGISTERED]
    assert [(fact.originator_id, fact.originator_version) for fact in patient.pending_events] == [(UUID(int=2), 1)]
    assert patient.version == 1


def test_recording_nothing_leaves_the_stream_as_it_is() -> None:
    patient = given()

    patient.record((), CLERK)

    assert (patient.version, list(patient.pending_events)) == (1, [])


# reasons


def test_what_corrects_retracts_or_overrides_is_marked() -> None:
    assert {fact.TOPIC for fact in REASONED} == {
        "demographics.corrected", "patient.identifier-retired", "patient.death-revoked", "visit.reopened",
        "confidentiality.changed",
        "visit.cancelled", "report.amended", "report.cancelled", "entry.corrected", "entry.retracted",
        "entry.moved-out", "entry.moved-in",
        "deficiency.waived",
    }  # fmt: skip


BEFORE: dict[str, list[tuple[type[Fact], dict[str, Any]]]] = {
    "patient.identifier-retired": [(IdentifierAdded, {"identifier": {"type": "OTH", "value": "7"}})],
    "patient.death-revoked": [(DeathRecorded, {"died": "2026"})],
    "visit.reopened": [(VisitOpened, {"visit": "v1", "visit_class": "AMB", "start": "2026", "end": "2026"})],
    "visit.cancelled": [(VisitOpened, {"visit": "v1", "visit_class": "AMB", "start": "2026"})],
    "entry.corrected": [(HistoryEntryAdded, {"entry": "h1", "kind": "note", "what": {"text": "x"}})],
    "entry.retracted": [(HistoryEntryAdded, {"entry": "h1", "kind": "note", "what": {"text": "x"}})],
    "entry.moved-out": [(HistoryEntryAdded, {"entry": "h1", "kind": "note", "what": {"text": "x"}})],
}
RESULT = {"id": "1", "what": {"text": "Glucose"}, "value": "5"}
_ISSUED = registry()["report.issued", 1]
_REGISTERED = registry()["report.registered", 1]
BEFORE["report.amended"] = [
    (_ISSUED, {"report": "r1", "status": "final", "content": {}, "results": [RESULT], "header": {"kind": "laboratory"}})
]
BEFORE["report.cancelled"] = [(_REGISTERED, {"report": "r1", "header": {"kind": "imaging", "what": {"text": "X-ray"}}})]

MADE: dict[str, dict[str, Any]] = {
    "demographics.corrected": {"changes": {"gender": {"was": "female", "now": "male"}}},
    "patient.identifier-retired": {"place": 0, "identifier": {"type": "OTH", "value": "7"}},
    "confidentiality.changed": {"was": "N", "now": "R"},
    "patient.death-revoked": {"was": {"when": "2026", "is": True}},
    "visit.reopened": {"visit": "v1"},
    "visit.cancelled": {"visit": "v1", "was": "open"},
    "report.amended": {"report": "r1", "was": "final", "amendment": "corrected", "changes": {}, "notified": []},
    "report.cancelled": {"report": "r1", "was": "registered"},
    "deficiency.waived": {"rule": "DQ09", "about": "history.allergy"},
    "entry.corrected": {"chapter": "history", "entry": "h1", "changes": {"note": {"now": "y"}}},
    "entry.retracted": {"chapter": "history", "entry": "h1", "was": "current"},
    "entry.moved-out": {"chapter": "history", "entry": "h1", "was": "current", "to": "2", "mrn": "9", "into": "h3"},
    "entry.moved-in": {
        "chapter": "history",
        "entry": "h1",
        "patient": "2",
        "mrn": "9",
        "out_of": "h3",
        "item": {"kind": "note", "what": {"text": "x"}, "status": "current"},
    },
}


@pytest.mark.parametrize("fact", REASONED, ids=lambda fact: fact.TOPIC)
def test_no_such_fact_is_recorded_without_a_reason(fact: type[Fact]) -> None:
    patient = given(*BEFORE.get(fact.TOPIC, ()))
    decision = Decision(fact, MADE[fact.TOPIC])
    before = patient.version

    with refused("reason", "Say why the record is being changed."):
        patient.record((decision,), CLERK)
    assert (patient.version, list(patient.pending_events)) == (before, [])

    patient.record((decision,), CORRECTING)
    assert recorded(patient) == [(fact, MADE[fact.TOPIC])]


@pytest.mark.parametrize("fact", REASONED, ids=lambda fact: fact.TOPIC)
def test_one_decision_that_needs_a_reason_holds_back_the_others_with_it(fact: type[Fact]) -> None:
    patient = given(*BEFORE.get(fact.TOPIC, ()))
    harmless = Decision(DemographicsUpdated, {"changes": {"language": {"now": "es"}}})

    with pytest.raises(Refused):
        patient.record((harmless, Decision(fact, MADE[fact.TOPIC])), CLERK)

    assert list(patient.pending_events) == []
    assert "language" not in patient.file.identity.details


@pytest.mark.parametrize("code", sorted(set(REASONS) - {"other"}))
def test_a_reason_of_the_list_is_enough(code: str) -> None:
    check_reason(code, None)


def test_another_reason_is_said_in_ten_characters_or_more() -> None:
    words = "Say the reason in your own words, in ten characters or more."
    for said in (None, "", "nine char", "  nine char  "):
        with refused("because", words):
            check_reason("other", said)

    check_reason("other", "ten chars.")


@pytest.mark.parametrize(("code", "words"), [
    (None, "Say why the record is being changed."),
    ("", "Choose one of the reasons."),
    ("because", "Choose one of the reasons."),
    ("Typing error", "Choose one of the reasons."),
])  # fmt: skip
def test_a_reason_that_is_not_of_the_list_is_refused(code: str | None, words: str) -> None:
    with refused("reason", words):
        check_reason(code, "In my own words, at length.")


@pytest.mark.parametrize(("said", "words"), [
    ("Copied\u202ewrongly", "Take out a character that reorders the text, U+202E, at place 7."),
    ("Copied\x00wrongly", "Take out a control character, U+0000, at place 7."),
    ("x" * 20_001, "Shorten this to 20,000 characters; it has 20,001."),
])  # fmt: skip
def test_a_persons_own_words_are_text_like_any_other(said: str, words: str) -> None:
    with refused("because", words):
        check_reason("typing-error", said)


# facts apply, whatever the rules have become

TODAY_REFUSED: dict[str, list[tuple[type[Fact], dict[str, Any]]]] = {
    "a weight of 5000 kg": [
        (
            MeasurementsRecorded,
            {"taken_at": "2026", "items": [{"id": "m1", "kind": "weight", "value": "5000", "unit": "kg"}]},
        )
    ],
    "a kind of measurement that is gone": [
        (
            MeasurementsRecorded,
            {"taken_at": "2026", "items": [{"id": "m1", "kind": "aura", "value": "9", "unit": "lm"}]},
        )
    ],
    "a visit that ends before it begins": [
        (VisitOpened, {"visit": "v1", "visit_class": "AMB", "start": "2026-03-07", "end": "1999"})
    ],
    "a class of visit that is gone": [(VisitOpened, {"visit": "v1", "visit_class": "SPA", "start": "whenever"})],
    "a kind of history that is gone": [(HistoryEntryAdded, {"entry": "h1", "kind": "omen", "what": {"text": "x"}})],
    "a death before birth": [(DeathRecorded, {"died": "1066-10-14"})],
    "a death twice": [(DeathRecorded, {"died": "2020"}), (DeathRecorded, {"died": "2021"})],
    "a revoked death that never was": [(DeathRevoked, {"was": {}})],
    "a change of nothing": [(DemographicsUpdated, {"changes": {}}), (DemographicsCorrected, {"changes": {}})],
    "a gender that is gone": [(DemographicsCorrected, {"changes": {"gender": {"was": "female", "now": "robot"}}})],
    "a reason that is not given": [(EntryCorrected, {"chapter": "history", "entry": "h1", "changes": {}})],
    "a report amended before it was final": [
        (_REGISTERED, {"report": "r1", "header": {}}),
        (ReportAmended, {"report": "r1", "was": "registered", "amendment": "x", "changes": {}, "notified": []}),
    ],
    "a report cancelled after it was final": [
        (_ISSUED, {"report": "r1", "status": "final", "content": {}, "header": {}}),
        (ReportCancelled, {"report": "r1", "was": "final"}),
    ],
    "a visit reopened when it was cancelled": [
        (VisitOpened, {"visit": "v1", "visit_class": "AMB", "start": "2026"}),
        (VisitCancelled, {"visit": "v1", "was": "open"}),
        (VisitReopened, {"visit": "v1"}),
    ],
}
TODAY_REFUSED["a reason that is not given"].insert(
    0, (HistoryEntryAdded, {"entry": "h1", "kind": "problem", "what": {"text": "x"}})
)


@pytest.mark.parametrize("history", TODAY_REFUSED.values(), ids=TODAY_REFUSED)
def test_rules_may_tighten_but_old_facts_still_load(history: list[tuple[type[Fact], dict[str, Any]]]) -> None:
    patient = given(*history)

    assert patient.version == 1 + len(history)


def test_a_registration_that_today_would_be_refused_still_opens_a_file() -> None:
    old = {"mrn": "7", "names": [{"text": ""}], "birth": {"value": "2999"}, "gender": "robot"}

    patient = given(registered=(PatientRegistered, old))

    assert patient.file.identity.details["gender"] == "robot"
