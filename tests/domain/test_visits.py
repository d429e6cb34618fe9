"""Visits: opened, updated, closed, reopened, cancelled, and corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.entries import EntryCorrected, EntryRetracted
from domain.patient import Patient
from domain.refusal import Conflict, Refused
from domain.visits import CLASSES, VisitCancelled, VisitClosed, VisitOpened, VisitReopened, VisitUpdated
from tests.support.given import CORRECTING, Happened, done, given, recorded, refused

START = "2026-03-07T09:00+01:00"
END = "2026-03-07T09:20+01:00"
OPENED: Happened = (VisitOpened, {"visit": "v1", "visit_class": "AMB", "start": START})
CLOSED: Happened = (VisitClosed, {"visit": "v1", "end": END, "disposition": "home"})
CANCELLED: Happened = (VisitCancelled, {"visit": "v1", "was": "open"})
STRUCK: Happened = (EntryRetracted, {"chapter": "visits", "entry": "v1", "was": "open"})
STATES: dict[str, tuple[Happened, ...]] = {
    "open": (OPENED,),
    "finished": (OPENED, CLOSED),
    "cancelled": (OPENED, CANCELLED),
    "entered-in-error": (OPENED, STRUCK),
}
COMMANDS: dict[str, Callable[[Patient], Any]] = {
    "update": lambda patient: patient.file.visits.update("v1", {"site": "Harbour Clinic"}),
    "close": lambda patient: patient.file.visits.close("v1", END),
    "reopen": lambda patient: patient.file.visits.reopen("v1"),
    "cancel": lambda patient: patient.file.visits.cancel("v1"),
    "correct": lambda patient: patient.file.visits.correct("v1", {"site": "Harbour Clinic"}),
    "add to": lambda patient: patient.file.visits.add_to("v1", "Came late."),
    "retract": lambda patient: patient.file.visits.retract("v1"),
}
STRUCK_OUT = "This was marked as entered in error; nothing can be changed in it."
ALLOWED: dict[tuple[str, str], str | None] = {  # what the record says no with; None where it is allowed
    ("open", "update"): None,
    ("open", "close"): None,
    ("open", "reopen"): "This visit is open, not finished.",
    ("open", "cancel"): None,
    ("open", "correct"): None,
    ("open", "add to"): None,
    ("open", "retract"): None,
    ("finished", "update"): "This visit is finished, not open.",
    ("finished", "close"): "This visit is finished, not open.",
    ("finished", "reopen"): None,
    ("finished", "cancel"): None,
    ("finished", "correct"): None,
    ("finished", "add to"): None,
    ("finished", "retract"): None,
    ("cancelled", "update"): "This visit is cancelled, not open.",
    ("cancelled", "close"): "This visit is cancelled, not open.",
    ("cancelled", "reopen"): "This visit is cancelled, not finished.",
    ("cancelled", "cancel"): "This visit is cancelled already.",
    ("cancelled", "correct"): None,
    ("cancelled", "add to"): None,
    ("cancelled", "retract"): None,
    **{("entered-in-error", command): STRUCK_OUT for command in COMMANDS},
}


def test_the_table_knows_every_command_in_every_state() -> None:
    assert set(ALLOWED) == {(state, command) for state in STATES for command in COMMANDS}


@pytest.mark.parametrize(("state", "command"), ALLOWED)
def test_a_visit_allows_what_its_state_allows(state: str, command: str) -> None:
    patient = given(*STATES[state])
    assert patient.file.visits.items["v1"]["status"] == state

    words = ALLOWED[state, command]

    if words is None:
        assert len(done(patient, COMMANDS[command](patient), CORRECTING)) == 1
    else:
        with pytest.raises(Refused) as caught:
            COMMANDS[command](patient)
        assert caught.value.reason == words
        assert recorded(patient) == []


@pytest.mark.parametrize("visit", ["v2", "v0", "v01", "v", "", "m1", "v1x", "v-1", "V1", "../v1", "v١"])
def test_a_visit_that_is_not_there_is_refused(visit: str) -> None:
    patient = given(OPENED)

    with refused("visit", "There is no such entry in this file."):
        patient.file.visits.cancel(visit)
    with refused("entry", "There is no such entry in this file."):
        patient.file.visits.retract(visit)


# opening


def test_a_visit_is_opened() -> None:
    patient = given()

    decisions = patient.file.visits.open({"visit_class": "AMB", "start": START, "reason": "Cough"})

    fields = {"visit": "v1", "visit_class": "AMB", "start": START, "reason": {"text": "Cough"}}
    assert done(patient, decisions) == [(VisitOpened, fields)]
    assert patient.file.visits.items["v1"]["status"] == "open"


def test_a_visit_that_is_entered_afterwards_comes_with_its_end() -> None:
    patient = given()
    told = {
        "visit_class": "IMP", "start": "2025-12", "end": "2026-01", "type": {"text": "Admission"}, "site": "Ward 3",
        "seen_by": "Dr Achterberg", "referred_by": "Dr Ng", "disposition": "home", "number": "2025/77",
        "diagnoses": [{"text": "Pneumonia", "codings": [{"system": "ICD-10", "code": "J18.9"}]}],
    }  # fmt: skip

    decisions = patient.file.visits.open(told)

    assert done(patient, decisions) == [(VisitOpened, {"visit": "v1", **told})]
    assert patient.file.visits.items["v1"]["status"] == "finished"


def test_visits_are_numbered_as_they_come_and_no_number_returns() -> None:
    patient = given(OPENED, STRUCK)

    assert patient.file.visits.open({"visit_class": "AMB", "start": START})[0].fields["visit"] == "v2"


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_of_visit_can_be_opened(kind: str) -> None:
    assert given().file.visits.open({"visit_class": kind, "start": "2026"})


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"visit_class": None}, "visit_class", "Choose one of: AMB, IMP, EMER, HH, VR."),
        ({"visit_class": "Outpatient"}, "visit_class", "Choose one of: AMB, IMP, EMER, HH, VR."),
        ({"start": None}, "start", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"start": "yesterday"}, "start", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"start": 2026}, "start", "Write this as text."),
        ({"start": "2026-03-07T25:00"}, "start",
         "Write the time as 2026-11-03T14:05, with an offset such as +01:00 where it is known."),
        ({"end": "2026-03-06"}, "end", "The visit would end before it began."),
        ({"end": "2026-03-07T08:59+01:00"}, "end", "The visit would end before it began."),
        ({"end": "2026-03-07T08:30+01:30"}, "end", "The visit would end before it began."),
        ({"reason": {"code": "R05"}}, "reason.code", "There is no such field."),
        ({"diagnoses": "Cough"}, "diagnoses", "Write this as a list."),
        ({"site": "x" * 201}, "site", "Shorten this to 200 characters; it has 201."),
        ({"status": "finished"}, "status", "There is no such field."),
        ({"visit": "v9"}, "visit", "There is no such field."),
    ],
)  # fmt: skip
def test_a_visit_is_refused_at_the_field_that_is_wrong(told: dict[str, Any], field: str, words: str) -> None:
    with refused(field, words):
        given().file.visits.open({"visit_class": "AMB", "start": START, **told})


@pytest.mark.parametrize("end", [START, "2026-03-07T08:00Z", "2026-03-07", "2026-03", "2026", "202X"])
def test_a_visit_may_end_when_it_began_or_at_a_time_that_is_vague(end: str) -> None:
    assert given().file.visits.open({"visit_class": "AMB", "start": START, "end": end})


# updating and closing


def test_what_changed_in_a_visit_is_an_update() -> None:
    patient = given(OPENED)

    decisions = patient.file.visits.update("v1", {"site": "Harbour Clinic", "reason": "Cough"})

    changes = {"site": {"now": "Harbour Clinic"}, "reason": {"now": {"text": "Cough"}}}
    assert done(patient, decisions) == [(VisitUpdated, {"visit": "v1", "changes": changes})]


def test_an_update_that_changes_nothing_records_nothing() -> None:
    assert given(OPENED).file.visits.update("v1", {"visit_class": "AMB", "site": " "}) == ()


def test_an_update_does_not_end_a_visit() -> None:
    with refused("end", "Close the visit to say when it ended."):
        given(OPENED).file.visits.update("v1", {"end": END})


def test_a_stale_update_is_a_conflict_with_both_values() -> None:
    patient = given(OPENED, (VisitUpdated, {"visit": "v1", "changes": {"site": {"now": "Ward 3"}}}))

    with pytest.raises(Conflict) as caught:
        patient.file.visits.update("v1", {"site": "Ward 4"}, expected={"site": None})

    assert (caught.value.field, caught.value.expected, caught.value.found) == ("site", None, "Ward 3")
    assert patient.file.visits.update("v1", {"seen_by": "Dr Ng"}, expected={"seen_by": None})


def test_a_visit_is_closed_with_its_outcome() -> None:
    patient = given(OPENED)

    decisions = patient.file.visits.close("v1", END, "home", [{"text": "Cough"}])

    fields = {"visit": "v1", "end": END, "disposition": "home", "diagnoses": [{"text": "Cough"}]}
    assert done(patient, decisions) == [(VisitClosed, fields)]
    assert patient.file.visits.items["v1"]["status"] == "finished"


@pytest.mark.parametrize(("end", "words"), [
    ("", "Say when the visit ended."),
    (None, "Say when the visit ended."),
    ("later", "Write the date as 1980-03-02, 1980-03 or 1980."),
    ("2026-03-06", "The visit would end before it began."),
])  # fmt: skip
def test_a_visit_is_not_closed_without_an_end_that_can_be(end: Any, words: str) -> None:
    with refused("end", words):
        given(OPENED).file.visits.close("v1", end)


def test_a_reopened_visit_has_no_end_until_it_is_closed_again() -> None:
    patient = given(OPENED, CLOSED)

    assert done(patient, patient.file.visits.reopen("v1"), CORRECTING) == [(VisitReopened, {"visit": "v1"})]

    visit = patient.file.visits.items["v1"]
    assert (visit["status"], visit.get("end"), visit["disposition"]) == ("open", None, "home")


@pytest.mark.parametrize("state", ["open", "finished"])
def test_a_cancelled_visit_says_what_it_was(state: str) -> None:
    patient = given(*STATES[state])

    decisions = patient.file.visits.cancel("v1")

    assert done(patient, decisions, CORRECTING) == [(VisitCancelled, {"visit": "v1", "was": state})]


# correcting


def test_a_correction_keeps_what_stood_there() -> None:
    patient = given(OPENED)

    decisions = patient.file.visits.correct("v1", {"visit_class": "VR", "start": "2026-03-06T09:00+01:00"})

    changes = {
        "visit_class": {"was": "AMB", "now": "VR"},
        "start": {"was": START, "now": "2026-03-06T09:00+01:00"},
    }
    expected = [(EntryCorrected, {"chapter": "visits", "entry": "v1", "changes": changes})]
    assert done(patient, decisions, CORRECTING) == expected
    assert patient.file.visits.items["v1"]["corrections"][0]["changes"] == changes


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_correction_to_a_blank_takes_the_field_away(blank: str | None) -> None:
    patient = given(OPENED, CLOSED)

    decisions = patient.file.visits.correct("v1", {"disposition": blank})

    assert [decision.fields["changes"] for decision in decisions] == [{"disposition": {"was": "home"}}]


@pytest.mark.parametrize(
    ("state", "wanted", "field", "words"),
    [
        ("open", {"end": END}, "end", "Close the visit to say when it ended."),
        ("finished", {"end": ""}, "end", "Reopen the visit to take its end away."),
        ("finished", {"end": "2026-03-06"}, "end", "The visit would end before it began."),
        ("finished", {"start": "2026-03-08"}, "end", "The visit would end before it began."),
        ("open", {"visit_class": ""}, "visit_class", "Choose one of: AMB, IMP, EMER, HH, VR."),
        ("open", {"status": "finished"}, "status",
         "This cannot be corrected; mark the entry as entered in error and enter it anew."),
        ("open", {"id": "v9"}, "id", "This cannot be corrected; mark the entry as entered in error and enter it anew."),
        ("open", {"recorded": {"by": "Eve"}}, "recorded", "There is no such field."),
        ("open", {"corrections": []}, "corrections", "There is no such field."),
        ("open", {"flags": []}, "flags", "There is no such field."),
    ],
)  # fmt: skip
def test_a_correction_is_judged_like_an_entry(state: str, wanted: dict[str, Any], field: str, words: str) -> None:
    patient = given(*STATES[state])

    with refused(field, words):
        patient.file.visits.correct("v1", wanted)
