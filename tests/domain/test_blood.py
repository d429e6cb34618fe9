"""The blood group: every state, every pair of determinations, and nothing lost in a conflict."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from domain.blood import ABO, BASES, RHD, BloodGroupRecorded, BloodGroupSettled, settled
from domain.entries import EntryAddendumAdded, EntryCorrected, EntryRetracted
from domain.fact import Plain
from domain.patient import Patient
from tests.support.given import CLERK, CORRECTING, Happened, done, given, refused


def told(group: str, basis: str, specimen: str | None = None, id: str = "b1") -> Plain:
    """`A+` by `lab` of a specimen, as a determination."""
    rhd = {"+": "positive", "-": "negative", "?": "unknown", "w": "weak-variant"}[group[-1]]
    return {"id": id, "abo": group[:-1], "rhd": rhd, "basis": basis} | ({"specimen": specimen} if specimen else {})


def determine(patient: Patient, group: str, basis: str, specimen: str | None = None) -> Any:
    wanted = {name: value for name, value in told(group, basis, specimen).items() if name != "id"}
    return patient.file.blood_group.determine(wanted)


def recorded(id: str, group: str, basis: str, specimen: str | None = None) -> Happened:
    fields = {name: value for name, value in told(group, basis, specimen).items() if name != "id"}
    return (BloodGroupRecorded, {"determination": id, **fields})


def settling(was: Plain, now: Plain) -> Happened:
    return (BloodGroupSettled, {"was": was, "now": now})


_ANY = {
    (f"{abo}{sign}", basis, specimen) for abo in ABO for sign in "+-" for basis in BASES for specimen in ("S3", "S4")
}
UNKNOWN: Plain = {"state": "unknown"}
CONFLICT: Plain = {"state": "conflict"}


def state(word: str, abo: str = "A", rhd: str = "positive") -> Plain:
    return {"state": word, "abo": abo, "rhd": rhd}


STATES: dict[str, tuple[list[Plain], Plain]] = {
    "nothing": ([], UNKNOWN),
    "stated": ([told("A+", "stated")], state("stated")),
    "card": ([told("A+", "card")], state("stated")),
    "stated and card": ([told("A+", "stated"), told("A+", "card")], state("stated")),
    "one laboratory": ([told("A+", "lab", "S1")], state("single")),
    "stated, then one laboratory": ([told("A+", "stated"), told("A+", "lab", "S1")], state("single")),
    "two laboratories, two specimens": ([told("A+", "lab", "S1"), told("A+", "lab", "S2")], state("confirmed")),
    "two laboratories, one specimen": ([told("A+", "lab", "S1"), told("A+", "lab", "S1")], state("single")),
    "two laboratories, specimens not named": (
        [told("A+", "lab", id="b1"), told("A+", "lab", id="b2")], state("single"),
    ),
    "two laboratories, one specimen named": ([told("A+", "lab"), told("A+", "lab", "S1", "b2")], state("single")),
    "stated otherwise": ([told("A+", "stated"), told("B+", "stated")], CONFLICT),
    "laboratory otherwise": ([told("A+", "stated"), told("B+", "lab", "S1")], CONFLICT),
    "rhesus otherwise": ([told("A+", "lab", "S1"), told("A-", "lab", "S2")], CONFLICT),
    "weak against positive": ([told("A+", "lab", "S1"), told("Aw", "lab", "S2")], CONFLICT),
    "confirmed, then otherwise": (
        [told("A+", "lab", "S1"), told("A+", "lab", "S2"), told("O+", "stated")], CONFLICT,
    ),
    "rhesus not known": ([told("A?", "lab", "S1")], state("single", rhd="unknown")),
    "rhesus told beside one that left it open": (
        [told("A?", "stated"), told("A+", "lab", "S1")], state("single"),
    ),
    "rhesus told by one of two laboratories": (
        [told("A?", "lab", "S1"), told("A+", "lab", "S2")], state("single"),
    ),
    "rhesus only told, group from the laboratory": (
        [told("A+", "stated"), told("A?", "lab", "S1")], state("stated"),
    ),
    "rhesus left open by both laboratories": (
        [told("A?", "lab", "S1"), told("A?", "lab", "S2")], state("confirmed", rhd="unknown"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("standing", [standing for standing, _ in STATES.values()], ids=STATES)
def test_what_stands_together_has_one_state(standing: list[Plain]) -> None:
    expected = next(now for known, now in STATES.values() if known is standing)
    for order in permutations(standing):
        assert settled(list(order)) == expected


def test_no_pair_that_disagrees_ever_names_a_group() -> None:
    every = [told(abo + sign, basis, "S1", id) for abo in ABO for sign in "+-w?" for basis in BASES for id in ("b1",)]
    for one, other in product(every, [{**other, "id": "b2", "specimen": "S2"} for other in every]):
        now = settled([one, other])
        rhesus = {one["rhd"], other["rhd"]} - {"unknown"}
        agree = one["abo"] == other["abo"] and len(rhesus) < 2
        assert (now == CONFLICT) is not agree
        if agree:
            both_lab = one["basis"] == other["basis"] == "lab"
            assert (now["state"] == "confirmed") is (both_lab and one["rhd"] == other["rhd"])
            assert now["rhd"] == next(iter(rhesus), "unknown")


# determining


def test_the_first_determination_is_recorded_and_settles_the_group() -> None:
    patient = given()

    decisions = patient.file.blood_group.determine(
        {
            "abo": "A",
            "rhd": "positive",
            "basis": "lab",
            "specimen": "S1",
            "lab": "Central",
            "collected_at": "2026-03-01",
        }
    )

    fields = {
        "determination": "b1", "abo": "A", "rhd": "positive", "basis": "lab", "specimen": "S1", "lab": "Central",
        "collected_at": "2026-03-01",
    }  # fmt: skip
    assert done(patient, decisions) == [(BloodGroupRecorded, fields), settling(UNKNOWN, state("single"))]
    assert patient.file.blood_group.current == state("single")


def test_one_that_says_the_same_again_is_recorded_and_changes_no_state() -> None:
    patient = given(recorded("b1", "A+", "stated"), settling(UNKNOWN, state("stated")))

    assert done(patient, determine(patient, "A+", "card")) == [recorded("b2", "A+", "card")]


def test_one_that_contradicts_is_recorded_and_the_group_becomes_a_conflict() -> None:
    patient = given(recorded("b1", "A+", "stated"), settling(UNKNOWN, state("stated")))

    assert done(patient, determine(patient, "O+", "lab", "S1")) == [
        recorded("b2", "O+", "lab", "S1"),
        settling(state("stated"), CONFLICT),
    ]


def test_a_conflict_is_resolved_by_striking_the_wrong_one() -> None:
    patient = given(
        recorded("b1", "A+", "stated"),
        settling(UNKNOWN, state("stated")),
        recorded("b2", "O+", "lab", "S1"),
        settling(state("stated"), CONFLICT),
    )

    decisions = patient.file.blood_group.retract("b1")

    assert done(patient, decisions, CORRECTING) == [
        (EntryRetracted, {"chapter": "blood_group", "entry": "b1", "was": "final"}),
        settling(CONFLICT, state("single", "O")),
    ]
    assert patient.file.blood_group.items["b1"]["status"] == "entered-in-error"


@suppose(st.lists(st.sampled_from(sorted(_ANY)), min_size=1, max_size=5))
def test_nothing_that_is_added_ends_a_conflict(more: list[tuple[str, str, str]]) -> None:
    patient = given()
    for group, basis, specimen in [("A+", "lab", "S1"), ("O+", "lab", "S2"), *more]:
        patient.record(determine(patient, group, basis, specimen), CLERK)

        assert patient.file.blood_group.current == CONFLICT or len(patient.file.blood_group.active()) == 1

    wrong = [one["id"] for one in patient.file.blood_group.active() if (one["abo"], one["rhd"]) != ("A", "positive")]
    for id in wrong:
        patient.record(patient.file.blood_group.retract(id), CORRECTING)
    assert patient.file.blood_group.current["abo"] == "A"


def test_when_the_last_is_struck_the_group_is_unknown_again() -> None:
    patient = given(recorded("b1", "A+", "stated"), settling(UNKNOWN, state("stated")))

    assert done(patient, patient.file.blood_group.retract("b1"), CORRECTING)[1] == settling(state("stated"), UNKNOWN)
    assert determine(patient, "A+", "stated")[0].fields["determination"] == "b2"


def test_a_corrected_determination_settles_the_group_anew() -> None:
    patient = given(
        recorded("b1", "A+", "lab", "S1"),
        settling(UNKNOWN, state("single")),
        recorded("b2", "O+", "lab", "S2"),
        settling(state("single"), CONFLICT),
    )

    decisions = patient.file.blood_group.correct("b2", {"abo": "A"})

    assert done(patient, decisions, CORRECTING) == [
        (EntryCorrected, {"chapter": "blood_group", "entry": "b2", "changes": {"abo": {"was": "O", "now": "A"}}}),
        settling(CONFLICT, state("confirmed")),
    ]


def test_a_correction_that_leaves_the_group_alone_settles_nothing() -> None:
    patient = given(recorded("b1", "A+", "lab", "S1"), settling(UNKNOWN, state("single")))

    decisions = patient.file.blood_group.correct("b1", {"lab": "Central", "specimen": " "})

    changes = {"lab": {"now": "Central"}, "specimen": {"was": "S1"}}
    assert done(patient, decisions, CORRECTING) == [
        (EntryCorrected, {"chapter": "blood_group", "entry": "b1", "changes": changes})
    ]
    assert patient.file.blood_group.correct("b1", {"lab": "Central"}) == ()


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        ({"abo": "C"}, "abo", "Choose one of: A, B, AB, O."),
        ({"abo": "a"}, "abo", "Choose one of: A, B, AB, O."),
        ({"abo": "0"}, "abo", "Choose one of: A, B, AB, O."),
        ({"rhd": "+"}, "rhd", "Choose one of: positive, negative, weak-variant, unknown."),
        ({"rhd": None}, "rhd", "Choose one of: positive, negative, weak-variant, unknown."),
        ({"basis": ""}, "basis", "Choose one of: stated, card, lab."),
        ({"collected_at": "soon"}, "collected_at", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"state": "confirmed"}, "state", "There is no such field."),
        ({"determination": "b7"}, "determination", "There is no such field."),
    ],
)
def test_a_determination_is_refused_at_the_field_that_is_wrong(wanted: Plain, field: str, words: str) -> None:
    with refused(field, words):
        given().file.blood_group.determine({"abo": "A", "rhd": "positive", "basis": "lab", **wanted})
    with refused(field, words):
        given(recorded("b1", "A+", "lab")).file.blood_group.correct("b1", wanted)


def test_the_state_itself_is_nobodys_entry() -> None:
    chapter = given(recorded("b1", "A+", "stated"), settling(UNKNOWN, state("stated"))).file.blood_group
    words = "Correct the determination that is wrong."

    with refused("entry", words):
        chapter.retract("current")
    with refused("entry", words):
        chapter.correct("current", {"abo": "O"})
    with refused("entry", words):
        chapter.add_to("current", "Surely not.")


def test_a_note_beside_a_determination_leaves_the_group_alone() -> None:
    patient = given(recorded("b1", "A+", "stated"), settling(UNKNOWN, state("stated")))

    decisions = patient.file.blood_group.add_to("b1", "From memory.")

    assert done(patient, decisions) == [
        (EntryAddendumAdded, {"chapter": "blood_group", "entry": "b1", "text": "From memory."})
    ]


def test_an_old_state_that_today_would_be_settled_otherwise_stays_as_it_was_recorded() -> None:
    patient = given(
        recorded("b1", "A?", "lab", "S1"), recorded("b2", "A+", "lab", "S2"), settling(UNKNOWN, state("confirmed"))
    )

    assert patient.file.blood_group.current == state("confirmed")


def test_the_words_are_those_of_the_design() -> None:
    assert (ABO, RHD, BASES) == (
        ("A", "B", "AB", "O"),
        ("positive", "negative", "weak-variant", "unknown"),
        ("stated", "card", "lab"),
    )
