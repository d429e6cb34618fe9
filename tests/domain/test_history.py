"""The medical history: entries of every kind, what is known to be none, and how a status changes."""

from __future__ import annotations

from typing import Any

import pytest

from domain.chapter import EVERYTHING
from domain.entries import EntryCorrected, EntryRetracted
from domain.fact import Plain
from domain.history import (
    DETAILS,
    KINDS,
    STATUSES,
    VERIFICATIONS,
    HistoryEntryAdded,
    HistoryStatusChanged,
    NoneKnownDeclared,
)
from domain.refusal import Conflict
from tests.support.given import CORRECTING, Happened, done, doubts, given, refused


def added(entry: str, kind: str, what: str, **more: Any) -> Happened:
    return (HistoryEntryAdded, {"entry": entry, "kind": kind, "what": {"text": what}, **more})


ASTHMA = added("h1", "problem", "Asthma", clinical_status="active", onset="1999")
NO_ALLERGY: Happened = (NoneKnownDeclared, {"entry": "h1", "kind": "allergy", "asked_of": "patient"})
STRUCK: Happened = (EntryRetracted, {"chapter": "history", "entry": "h1", "was": "current"})


# adding


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_and_a_word_are_enough(kind: str) -> None:
    patient = given()

    decisions = patient.file.history.add({"kind": kind, "what": "Something"})

    assert done(patient, decisions) == [added("h1", kind, "Something")]
    assert patient.file.history.items["h1"]["status"] == "current"


def test_everything_that_is_told_is_recorded_whole() -> None:
    patient = given()
    told = {
        "kind": "allergy", "what": {"text": "Penicillin", "codings": [{"system": "RxNorm", "code": "7980"}]},
        "clinical_status": "active", "verification": "confirmed", "onset": "199X", "ended": "2020-05",
        "severity": "severe", "body_site": "arm", "laterality": "left", "note": "Told twice.\nSure of it.",
        "informant": "mother", "document_seen": True, "visit": "v1",
        "detail": {"allergy_type": "allergy", "category": "medication", "criticality": "high", "reaction": "rash"},
    }  # fmt: skip

    decisions = patient.file.history.add(told)

    assert done(patient, decisions) == [(HistoryEntryAdded, {"entry": "h1", **told})]


@pytest.mark.parametrize("kind", DETAILS)
def test_each_kind_has_its_own_details(kind: str) -> None:
    detail = dict.fromkeys(DETAILS[kind], "told")
    assert given().file.history.add({"kind": kind, "what": "x", "detail": detail})[0].fields["detail"] == detail


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"allergy"}))
def test_a_detail_of_another_kind_is_refused(kind: str) -> None:
    with refused("detail.reaction", "There is no such field."):
        given().file.history.add({"kind": kind, "what": "x", "detail": {"reaction": "rash"}})


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"kind": None}, "kind", f"Choose one of: {', '.join(KINDS)}."),
        ({"kind": "omen"}, "kind", f"Choose one of: {', '.join(KINDS)}."),
        ({"what": None}, "what.text", "Fill this in."),
        ({"what": "  "}, "what.text", "Fill this in."),
        ({"what": {"codings": []}}, "what.text", "Fill this in."),
        ({"clinical_status": "better"}, "clinical_status", f"Choose one of: {', '.join(STATUSES)}."),
        ({"verification": "sure"}, "verification", f"Choose one of: {', '.join(VERIFICATIONS)}."),
        ({"laterality": "up"}, "laterality", "Choose one of: left, right, both."),
        ({"onset": "as a child"}, "onset", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"ended": "1998"}, "ended", "It would end before it began."),
        ({"ended": "198X"}, "ended", "It would end before it began."),
        ({"document_seen": "yes"}, "document_seen", "Answer yes or no."),
        ({"detail": "rash"}, "detail", "Write this as named fields."),
        ({"detail": {"colour": "red"}}, "detail.colour", "There is no such field."),
        ({"status": "current"}, "status", "There is no such field."),
        ({"none_known": True}, "none_known", "There is no such field."),
    ],
)
def test_an_entry_is_refused_at_the_field_that_is_wrong(told: Plain, field: str, words: str) -> None:
    with refused(field, words):
        given().file.history.add({"kind": "problem", "what": "Asthma", "onset": "1999", **told})


@pytest.mark.parametrize("ended", ["1999", "199X", "1999-01-01", "2020"])
def test_an_end_may_be_as_vague_as_the_beginning(ended: str) -> None:
    assert given().file.history.add({"kind": "problem", "what": "Asthma", "onset": "1999", "ended": ended})


# the same twice

CODED = {"text": "Asthma (disorder)", "codings": [{"system": "SNOMED", "code": "195967001"}]}


@pytest.mark.parametrize(
    ("known", "told", "doubted"),
    [
        (ASTHMA, {"what": "asthma", "onset": "1999"}, True),
        (ASTHMA, {"what": "ASTHMA", "onset": "1999"}, True),
        (ASTHMA, {"what": "Asthma", "onset": "2005"}, True),
        (ASTHMA, {"what": "Asthma"}, True),
        (ASTHMA, {"what": "Eczema", "onset": "1999"}, False),
        (ASTHMA, {"kind": "family", "what": "Asthma", "onset": "1999"}, False),
        (added("h1", "problem", "Asthma"), {"what": "Asthma"}, True),
        (added("h1", "problem", "Asthma", clinical_status="resolved"), {"what": "Asthma"}, False),
        (added("h1", "problem", "Asthma", clinical_status="remission"), {"what": "Asthma"}, False),
        ((HistoryEntryAdded, {"entry": "h1", "kind": "problem", "what": CODED}),
         {"what": {**CODED, "text": "Bronchial asthma"}}, True),
        ((HistoryEntryAdded, {"entry": "h1", "kind": "problem", "what": CODED}),
         {"what": {"text": "Eczema", "codings": [{"system": "SNOMED", "code": "43116000"}]}}, False),
        ((HistoryEntryAdded, {"entry": "h1", "kind": "problem", "what": {"text": "A", "codings": [{"display": "A"}]}}),
         {"what": {"text": "B", "codings": [{"display": "B"}]}}, False),
    ],
)  # fmt: skip
def test_the_same_thing_twice_is_doubted(known: Happened, told: Plain, doubted: bool) -> None:
    history = given(known).file.history
    wanted = {"kind": "problem", **told}
    text = f"{known[1]['what']['text']} is on record already. Enter it a second time?"

    if doubted:
        assert doubts(lambda: history.add(wanted)) == [("duplicate", "what", text)]

    assert history.add(wanted, ("duplicate",) if doubted else ())[0].fields["entry"] == "h2"


def test_what_was_struck_is_no_duplicate() -> None:
    assert given(ASTHMA, STRUCK).file.history.add({"kind": "problem", "what": "Asthma", "onset": "1999"})


# none known


@pytest.mark.parametrize("kind", KINDS)
def test_that_there_is_none_is_an_entry_of_its_own(kind: str) -> None:
    patient = given()

    decisions = patient.file.history.declare_none(kind, "mother", "Asked twice.")

    fields = {"entry": "h1", "kind": kind, "asked_of": "mother", "note": "Asked twice."}
    assert done(patient, decisions) == [(NoneKnownDeclared, fields)]
    assert patient.file.history.none_known(kind) == patient.file.history.items["h1"]


def test_none_is_declared_once() -> None:
    assert given(NO_ALLERGY).file.history.declare_none("allergy", "patient") == ()


def test_none_of_one_kind_says_nothing_of_another() -> None:
    assert given(NO_ALLERGY).file.history.declare_none("medication", "patient")


@pytest.mark.parametrize(
    ("kind", "asked_of", "field", "words"),
    [
        ("omen", "patient", "kind", f"Choose one of: {', '.join(KINDS)}."),
        ("allergy", "", "asked_of", "Fill this in."),
        ("allergy", "\u200b", "asked_of", "Fill this in."),
    ],
)
def test_none_is_declared_of_a_kind_by_somebody(kind: str, asked_of: str, field: str, words: str) -> None:
    with refused(field, words):
        given().file.history.declare_none(kind, asked_of)


@pytest.mark.parametrize("status", [None, "active", "recurrence", "relapse"])
def test_there_is_not_none_while_something_stands(status: str | None) -> None:
    history = given(added("h1", "problem", "Asthma", clinical_status=status)).file.history

    with refused("kind", "Asthma is on record; resolve or retract it first."):
        history.declare_none("problem", "patient")


@pytest.mark.parametrize("status", ["inactive", "remission", "resolved"])
def test_there_may_be_none_once_everything_is_over(status: str) -> None:
    assert given(added("h1", "problem", "Asthma", clinical_status=status)).file.history.declare_none("problem", "x")


def test_there_may_be_none_once_everything_was_struck() -> None:
    assert given(ASTHMA, STRUCK).file.history.declare_none("problem", "patient")


def test_none_known_lapses_when_an_entry_of_that_kind_comes() -> None:
    patient = given(NO_ALLERGY)

    decisions = patient.file.history.add({"kind": "allergy", "what": "Penicillin"})

    assert done(patient, decisions) == [added("h2", "allergy", "Penicillin", lapses="h1")]
    assert patient.file.history.items["h1"]["status"] == "lapsed"
    assert patient.file.history.none_known("allergy") is None


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"allergy"}))
def test_none_known_stands_when_an_entry_of_another_kind_comes(kind: str) -> None:
    patient = given(NO_ALLERGY)

    patient_now = done(patient, patient.file.history.add({"kind": kind, "what": "Something"}))

    assert "lapses" not in patient_now[0][1]
    assert patient.file.history.none_known("allergy") is not None


def test_what_lapsed_does_not_come_back_by_striking_the_entry() -> None:
    patient = given(
        NO_ALLERGY,
        added("h2", "allergy", "Penicillin", lapses="h1"),
        (EntryRetracted, {"chapter": "history", "entry": "h2", "was": "current"}),
    )

    assert patient.file.history.none_known("allergy") is None
    assert patient.file.history.declare_none("allergy", "patient")[0].fields["entry"] == "h3"


def test_a_declaration_is_struck_and_not_corrected() -> None:
    patient = given(NO_ALLERGY)
    history = patient.file.history

    with refused("entry", "Retract the declaration instead."):
        history.correct("h1", {"note": "Asked again."})
    with refused("entry", "Retract the declaration instead."):
        history.change_status("h1", "resolved")

    assert done(patient, history.retract("h1"), CORRECTING) == [STRUCK]
    assert history.none_known("allergy") is None


# status


@pytest.mark.parametrize("now", sorted(set(STATUSES) - {"active"}))
def test_a_status_changes_with_what_it_was(now: str) -> None:
    patient = given(ASTHMA)

    decisions = patient.file.history.change_status("h1", now, "2020-05", "Well since.")

    fields = {"entry": "h1", "was": "active", "now": now, "on": "2020-05", "note": "Well since."}
    assert done(patient, decisions) == [(HistoryStatusChanged, fields)]
    entry = patient.file.history.items["h1"]
    assert (entry["clinical_status"], entry.get("ended")) == (now, "2020-05" if now == "resolved" else None)


def test_a_first_status_was_none_before() -> None:
    patient = given(added("h1", "problem", "Asthma"))

    decisions = patient.file.history.change_status("h1", "active")

    assert done(patient, decisions) == [(HistoryStatusChanged, {"entry": "h1", "now": "active"})]


def test_the_same_status_again_records_nothing() -> None:
    assert given(ASTHMA).file.history.change_status("h1", "active", "2020") == ()


@pytest.mark.parametrize(
    ("entry", "now", "on", "field", "words"),
    [
        ("h2", "resolved", None, "entry", "There is no such entry in this file."),
        ("h1", "gone", None, "clinical_status", f"Choose one of: {', '.join(STATUSES)}."),
        ("h1", "resolved", "lately", "on", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ("h1", "resolved", "1998", "on", "This is before it began."),
    ],
)
def test_a_status_is_refused_at_the_field_that_is_wrong(
    entry: str, now: str, on: str | None, field: str, words: str
) -> None:
    with refused(field, words):
        given(ASTHMA).file.history.change_status(entry, now, on)


def test_the_status_of_what_was_struck_does_not_change() -> None:
    with refused("entry", "This was marked as entered in error; nothing can be changed in it."):
        given(ASTHMA, STRUCK).file.history.change_status("h1", "resolved")


# correcting


def test_a_correction_keeps_what_stood_there() -> None:
    patient = given(ASTHMA)

    decisions = patient.file.history.correct("h1", {"what": {"text": "Asthma"}, "onset": "1989", "note": "Since 5."})

    changes = {"onset": {"was": "1999", "now": "1989"}, "note": {"now": "Since 5."}}
    assert done(patient, decisions, CORRECTING) == [
        (EntryCorrected, {"chapter": "history", "entry": "h1", "changes": changes})
    ]
    assert patient.file.history.items["h1"]["corrections"][0]["changes"] == changes


@pytest.mark.parametrize("blank", [None, "", " "])
def test_a_field_that_is_blanked_is_taken_away(blank: str | None) -> None:
    decisions = given(ASTHMA).file.history.correct("h1", {"onset": blank, "severity": blank})

    assert [decision.fields["changes"] for decision in decisions] == [{"onset": {"was": "1999"}}]


@pytest.mark.parametrize("wanted", [{}, {"what": "Asthma"}, {"onset": "1999", "note": ""}])
def test_a_correction_that_changes_nothing_records_nothing(wanted: Plain) -> None:
    assert given(ASTHMA).file.history.correct("h1", wanted) == ()


FIXED = "This cannot be corrected; mark the entry as entered in error and enter it anew."


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        ({"kind": "family"}, "kind", FIXED),
        ({"status": "lapsed"}, "status", FIXED),
        ({"none_known": True}, "none_known", FIXED),
        ({"what": ""}, "what.text", "Fill this in."),
        ({"ended": "1998"}, "ended", "It would end before it began."),
        ({"detail": {"reaction": "rash"}}, "detail.reaction", "There is no such field."),
        ({"addenda": []}, "addenda", "There is no such field."),
    ],
)
def test_a_correction_is_judged_like_an_entry(wanted: Plain, field: str, words: str) -> None:
    with refused(field, words):
        given(ASTHMA).file.history.correct("h1", wanted, confirmed=EVERYTHING)


def test_of_two_clerks_who_correct_one_field_the_second_is_shown_both_values() -> None:
    patient = given(ASTHMA)
    history = patient.file.history
    done(patient, history.correct("h1", {"onset": "1989"}, expected={"onset": "1999"}), CORRECTING)

    with pytest.raises(Conflict) as caught:
        history.correct("h1", {"onset": "1979"}, expected={"onset": "1999"})

    assert (caught.value.field, caught.value.expected, caught.value.found) == ("onset", "1999", "1989")
    assert history.correct("h1", {"note": "x"}, expected={"note": None})
