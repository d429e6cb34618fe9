"""A corrected measurement keeps what it replaces and is judged like a new one."""

from __future__ import annotations

import pytest

from domain.entries import EntryCorrected
from domain.fact import Plain
from domain.measurements import MeasurementsRecorded
from domain.refusal import Conflict
from tests.domain.measurements.taken import TAKEN, WEIGHED, WEIGHED_IN, weight
from tests.support.given import CORRECTING, Happened, done, doubts, given, refused


def correction(entry: str, changes: Plain) -> list[Happened]:
    return [(EntryCorrected, {"chapter": "measurements", "entry": entry, "changes": changes})]


def test_a_corrected_value_keeps_what_it_replaces() -> None:
    patient = given(WEIGHED)

    decisions = patient.file.measurements.correct("m1", {"value": "75.2"})

    changes = {"value": {"was": "72.5", "now": "75.2"}, "as_entered.value": {"was": "72.5", "now": "75.2"}}
    assert done(patient, decisions, CORRECTING) == correction("m1", changes)
    item = patient.file.measurements.items["m1"]
    assert (item["value"], item["corrections"][0]["changes"], item["corrections"][0]["reason"]) == (
        "75.2", changes, "typing-error",
    )  # fmt: skip


def test_a_corrected_unit_is_converted_anew() -> None:
    patient = given(WEIGHED)

    decisions = patient.file.measurements.correct("m1", {"value": "160", "unit": "lb"})

    assert done(patient, decisions, CORRECTING) == correction("m1", {
        "value": {"was": "72.5", "now": "72.5748"},
        "as_entered.value": {"was": "72.5", "now": "160"},
        "as_entered.unit": {"was": "kg", "now": "[lb_av]"},
    })  # fmt: skip


def test_a_corrected_time_leaves_value_and_unit_as_they_were_entered() -> None:
    entered = weight("72.5748", entered={"value": "160", "unit": "[lb_av]"})
    patient = given((MeasurementsRecorded, {"taken_at": TAKEN, "items": [entered]}))

    decisions = patient.file.measurements.correct("m1", {"taken_at": "2026-03-06"})

    assert done(patient, decisions, CORRECTING) == correction("m1", {"taken_at": {"was": TAKEN, "now": "2026-03-06"}})


@pytest.mark.parametrize(
    "wanted", [{}, {"value": "72.5"}, {"value": "72.5", "unit": "kg"}, {"taken_at": TAKEN}, {"note": ""}]
)
def test_a_correction_that_changes_nothing_records_nothing(wanted: Plain) -> None:
    assert given(WEIGHED).file.measurements.correct("m1", wanted) == ()


def test_a_correction_to_an_unlikely_value_is_doubted_and_confirmed_by_its_code() -> None:
    patient = given(WEIGHED)

    told = doubts(lambda: patient.file.measurements.correct("m1", {"value": "27.5"}))
    decisions = patient.file.measurements.correct("m1", {"value": "27.5"}, confirmed=("low:value",))

    assert told == [("low:value", "value", "Weight 27.5 kg is unusually low. Is it right?")]
    assert decisions[0].fields["changes"]["warnings"] == {"now": ["low"]}


def test_a_correction_to_a_likely_value_takes_the_warning_away() -> None:
    patient = given((MeasurementsRecorded, {"taken_at": TAKEN, "items": [{**weight("27.5"), "warnings": ["low"]}]}))

    decisions = patient.file.measurements.correct("m1", {"value": "72.5"})

    assert decisions[0].fields["changes"]["warnings"] == {"was": ["low"]}


FIXED = "This cannot be corrected; mark the entry as entered in error and enter it anew."


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        ({"kind": "height"}, "kind", FIXED),
        ({"status": "x"}, "status", FIXED),
        ({"id": "m2"}, "id", FIXED),
        ({"value": "7000"}, "value", "Weight of a person is between 0.2 and 700 kg; this would be 7000."),
        ({"value": ""}, "value", "Write a number, such as 72.5; this is ''."),
        ({"unit": "cm"}, "unit", WEIGHED_IN),
        ({"unit": "g"}, "value", "Weight of a person is between 0.2 and 700 kg; this would be 0.0725."),
        ({"taken_at": ""}, "taken_at", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"as_entered": {"value": "1", "unit": "kg"}}, "as_entered", "There is no such field."),
        ({"code": "1-8"}, "code", "There is no such field."),
        ({"warnings": []}, "warnings", "There is no such field."),
        ({"recorded": {}}, "recorded", "There is no such field."),
        ({"corrections": []}, "corrections", "There is no such field."),
    ],
)
def test_a_correction_is_judged_like_a_measurement(wanted: Plain, field: str, words: str) -> None:
    with refused(field, words):
        given(WEIGHED).file.measurements.correct("m1", wanted)


def test_of_two_clerks_who_correct_one_value_the_second_is_shown_both() -> None:
    patient = given(WEIGHED)
    chapter = patient.file.measurements
    done(patient, chapter.correct("m1", {"value": "75"}, expected={"value": "72.5"}), CORRECTING)

    with pytest.raises(Conflict) as caught:
        chapter.correct("m1", {"value": "76"}, expected={"value": "72.5"})

    assert (caught.value.field, caught.value.expected, caught.value.found) == ("value", "72.5", "75")
    assert chapter.correct("m1", {"note": "On scale 2."}, expected={"note": None})
