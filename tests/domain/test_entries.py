"""What can befall any entry of any chapter: an addendum, a retraction; and documents, which are entries too."""

from __future__ import annotations

from typing import Any

import pytest

from domain.documents import DocumentAttached
from domain.entries import EntryAddendumAdded, EntryCorrected, EntryRetracted
from domain.fact import Plain, registry
from domain.file import CHAPTERS, chapter_of
from domain.patient import Patient
from tests.support.given import CLERK, CORRECTING, Happened, done, facts, given, recorded, refused

LETTER: Plain = {"address": "ab" * 32, "digest": "cd" * 32, "size": 7, "mime": "text/plain", "title": "Letter"}
ATTACHED: Happened = (DocumentAttached, {"document": "a1", **LETTER})


def _fact(topic: str) -> Any:
    return registry()[topic, 1]


PAIN = {"id": "m1", "kind": "pain", "value": "1", "unit": "{score}", "as_entered": {"value": "1", "unit": "{score}"}}
WHAT = {"text": "x"}
GROUP = {"determination": "b1", "abo": "A", "rhd": "positive", "basis": "lab"}
ORDER = {"report": "r1", "header": {"kind": "other", "what": {"text": "x"}}}
ENTRIES: dict[str, tuple[str, str, Happened]] = {  # chapter: entry, status, what puts it there
    "visits": ("v1", "open", (_fact("visit.opened"), {"visit": "v1", "visit_class": "AMB", "start": "2026"})),
    "measurements": ("m1", "final", (_fact("measurements.recorded"), {"taken_at": "2026", "items": [PAIN]})),
    "blood_group": ("b1", "final", (_fact("blood-group.recorded"), GROUP)),
    "history": ("h1", "current", (_fact("history.entry-added"), {"entry": "h1", "kind": "note", "what": WHAT})),
    "reports": ("r1", "registered", (_fact("report.registered"), ORDER)),
    "attachments": ("a1", "current", ATTACHED),
}


def test_every_chapter_with_entries_is_tried() -> None:
    assert {chapter.NAME for chapter in CHAPTERS} == {*ENTRIES, "demographics", "reviews"}


@pytest.mark.parametrize("chapter", ENTRIES)
def test_an_addendum_stands_beside_an_entry_that_stays_as_it_is(chapter: str) -> None:
    entry, status, happened = ENTRIES[chapter]
    patient = given(happened)
    before = patient.file.chapter(chapter).items[entry]

    decisions = patient.file.chapter(chapter).add_to(entry, "  With shoes on.\nBoth. ")

    said = "With shoes on.\nBoth."
    assert done(patient, decisions) == [(EntryAddendumAdded, {"chapter": chapter, "entry": entry, "text": said})]
    after = patient.file.chapter(chapter).items[entry]
    by = {"at": "2026-03-07T12:00:00+00:00", "by": "Mira", "role": "clerk", "position": 0}
    assert after == {**before, "addenda": [{"by": by, "text": said}]}
    assert after["status"] == status


@pytest.mark.parametrize("chapter", ENTRIES)
def test_a_second_addendum_leaves_the_first(chapter: str) -> None:
    entry, _, happened = ENTRIES[chapter]
    patient = given(happened)
    own = patient.file.chapter(chapter)

    patient.record(own.add_to(entry, "First."), CLERK)
    patient.record(own.add_to(entry, "Second."), CLERK)

    assert [one["text"] for one in own.items[entry]["addenda"]] == ["First.", "Second."]


@pytest.mark.parametrize(("text", "words"), [
    ("", "Fill this in."), (" \n", "Fill this in."), ("\u200b", "Fill this in."), (7, "Write this as text."),
    ("x" * 20_001, "Shorten this to 20,000 characters; it has 20,001."),
    ("a\x00b", "Take out a control character, U+0000, at place 2."),
])  # fmt: skip
def test_an_addendum_says_something(text: Any, words: str) -> None:
    with refused("text", words):
        given(ATTACHED).file.documents.add_to("a1", text)


@pytest.mark.parametrize("chapter", ENTRIES)
def test_a_retraction_is_terminal_and_stays_readable(chapter: str) -> None:
    entry, status, happened = ENTRIES[chapter]
    patient = given(happened)
    own = patient.file.chapter(chapter)
    before = own.items[entry]

    retracted = done(patient, own.retract(entry), CORRECTING)[0]

    assert retracted == (EntryRetracted, {"chapter": chapter, "entry": entry, "was": status})
    by = {"at": "2026-03-07T12:00:00+00:00", "by": "Mira", "role": "clerk", "position": 0}
    mark = {"by": by, "reason": "typing-error", "because": "Two digits changed places."}
    assert own.items[entry] == {**before, "status": "entered-in-error", "retracted": mark}
    assert entry not in {item["id"] for item in own.active()}
    words = "This was marked as entered in error; nothing can be changed in it."
    with refused("entry", words):
        own.retract(entry)
    with refused("entry", words):
        own.add_to(entry, "More.")
    if chapter != "reports":
        with refused("entry", words):
            own.correct(entry, {"note": "x"})


@pytest.mark.parametrize("chapter", ENTRIES)
@pytest.mark.parametrize("entry", ["", "x9", "current", "m1 ", "M1", "../m1"])
def test_an_entry_that_is_not_there_is_refused(chapter: str, entry: str) -> None:
    own = given().file.chapter(chapter)
    if chapter == "blood_group" and entry == "current":
        return  # the state, which is nobody's entry: see the chapter's own tests

    with refused("entry", "There is no such entry in this file."):
        own.retract(entry)
    with refused("entry", "There is no such entry in this file."):
        own.add_to(entry, "More.")


@pytest.mark.parametrize("name", ["", "allergies", "identity", "__class__"])
def test_a_chapter_that_is_not_there_is_refused(name: str) -> None:
    with refused("chapter", "There is no such chapter in a file."):
        given().file.chapter(name)


def test_every_fact_of_a_file_belongs_to_one_chapter() -> None:
    homes = [fact for chapter in CHAPTERS for fact in chapter.FACTS]
    assert len(homes) == len(set(homes))
    corrected = next(iter(facts((EntryCorrected, {"chapter": "history", "entry": "h1", "changes": {}}))))
    assert chapter_of(corrected) == "history"
    attached = next(iter(facts(ATTACHED)))
    assert chapter_of(attached) == "attachments"


# the details are one entry of their own


def test_a_note_beside_a_patients_details_is_kept() -> None:
    patient = given()

    patient.record(patient.file.identity.add_to("demographics", "Prefers mornings."), CLERK)

    assert [one["text"] for one in patient.file.identity.details["addenda"]] == ["Prefers mornings."]


def test_a_patients_details_are_not_struck_or_corrected_as_an_entry() -> None:
    identity = given().file.identity

    with refused("entry", "A patient's details are corrected, not struck."):
        identity.retract("demographics")
    with refused("entry", "This kind of entry cannot be corrected here."):
        identity.correct("demographics", {"language": "es"})


# flags and origin


def test_what_was_odd_and_where_it_came_from_stay_with_the_entry() -> None:
    by = CLERK._replace(channel="import", flags=("after-death",), effective="2026-03-01")
    patient: Patient = given()

    patient.record(patient.file.documents.attach(LETTER), by)

    entry = patient.file.documents.items["a1"]
    assert (entry["flags"], entry["imported"], entry["recorded"]["effective"]) == (["after-death"], True, "2026-03-01")


# documents


def test_a_document_is_attached() -> None:
    patient = given()
    told = {
        **LETTER, "filename": "letter.txt", "doc_type": {"text": "Discharge letter"}, "taken_at": "2026-03",
        "author": "Dr Ng", "entry": "r1", "claimed_mime": "application/pdf",
    }  # fmt: skip

    decisions = patient.file.documents.attach(told)

    assert done(patient, decisions) == [(DocumentAttached, {"document": "a1", **told})]


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"title": ""}, "title", "Fill this in."),
        ({"address": None}, "address", "Fill this in."),
        ({"digest": ""}, "digest", "Fill this in."),
        ({"mime": None}, "mime", "Fill this in."),
        ({"size": None}, "size", "Say how many bytes there are."),
        ({"size": "7"}, "size", "Say how many bytes there are."),
        ({"size": -1}, "size", "Say how many bytes there are."),
        ({"size": 7.0}, "size", "Say how many bytes there are."),
        ({"size": True}, "size", "Say how many bytes there are."),
        ({"taken_at": "then"}, "taken_at", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"bytes": b"x"}, "bytes", "There is no such field."),
    ],
)
def test_a_document_is_refused_at_the_field_that_is_wrong(told: Plain, field: str, words: str) -> None:
    with refused(field, words):
        given().file.documents.attach({**LETTER, **told})


def test_an_empty_document_is_a_document() -> None:
    assert given().file.documents.attach({**LETTER, "size": 0})[0].fields["size"] == 0


def test_what_is_said_about_a_document_is_corrected() -> None:
    patient = given(ATTACHED)

    decisions = patient.file.documents.correct("a1", {"title": "Referral", "author": " "})

    changes = {"title": {"was": "Letter", "now": "Referral"}}
    assert done(patient, decisions, CORRECTING) == [
        (EntryCorrected, {"chapter": "attachments", "entry": "a1", "changes": changes})
    ]


@pytest.mark.parametrize("field", ["address", "digest", "size", "mime", "id", "status"])
def test_the_bytes_of_a_document_are_not_corrected(field: str) -> None:
    patient = given(ATTACHED)

    with refused(field, "This cannot be corrected; mark the entry as entered in error and enter it anew."):
        patient.file.documents.correct("a1", {field: "x"})

    assert recorded(patient) == []
