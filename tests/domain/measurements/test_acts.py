"""One act of measuring is one fact with each thing measured, as entered beside as compared, at its time."""

from __future__ import annotations

from typing import Any, cast

import pytest

from domain.entries import EntryRetracted
from domain.measurements import MeasurementsRecorded
from domain.vitals import VITALS
from tests.domain.measurements.taken import PRESSED, TAKEN, WEIGHED_IN, take, weight
from tests.support.given import Happened, done, given, refused


def test_an_act_is_one_fact_with_each_thing_measured() -> None:
    patient = given()

    decisions = take(
        patient,
        {"kind": "weight", "value": "72.50", "unit": "kg", "how": "measured", "device": "Scale 2"},
        {"kind": "height", "value": "5.75", "unit": "[ft_i]", "how": "stated", "position": "standing"},
        visit="v1",
    )

    height = {
        "kind": "height", "value": "175.26", "unit": "cm", "code": "8302-2", "how": "stated", "position": "standing",
        "as_entered": {"value": "5.75", "unit": "[ft_i]"}, "id": "m2",
    }  # fmt: skip
    items = [{**weight("72.50"), "how": "measured", "device": "Scale 2"}, height]
    assert done(patient, decisions) == [(MeasurementsRecorded, {"taken_at": TAKEN, "visit": "v1", "items": items})]


def test_each_thing_measured_is_an_entry_of_its_own() -> None:
    patient = given(PRESSED)

    upper, lower = patient.file.measurements.items["m1"], patient.file.measurements.items["m2"]

    assert (upper["taken_at"], upper["act"], upper["status"]) == (TAKEN, "m1", "final")
    assert (lower["taken_at"], lower["act"], lower["value"]) == (TAKEN, "m1", "80")


def test_the_next_act_goes_on_counting() -> None:
    patient = given(PRESSED)

    decisions = take(patient, {"kind": "weight", "value": "72"}, {"kind": "waist", "value": "90"})

    assert [item["id"] for item in decisions[0].fields["items"]] == ["m3", "m4"]


def test_what_was_entered_in_another_unit_is_kept_as_it_was_entered() -> None:
    decisions = take(given(), {"kind": "weight", "value": "160", "unit": "lbs"})

    assert decisions[0].fields["items"] == [weight("72.5748", entered={"value": "160", "unit": "[lb_av]"})]


def test_a_measurement_without_a_unit_is_in_the_usual_one() -> None:
    assert take(given(), {"kind": "weight", "value": "72"})[0].fields["items"] == [weight("72")]


def test_a_kind_without_a_code_that_is_certain_has_none() -> None:
    item = take(given(), {"kind": "waist", "value": "90"})[0].fields["items"][0]

    assert "code" not in item


def test_zero_is_a_value_and_not_a_gap() -> None:
    assert take(given(), {"kind": "pain", "value": "0"})[0].fields["items"][0]["value"] == "0"


@pytest.mark.parametrize(
    ("items", "field", "words"),
    [
        ([], "items", "Write at least one measurement."),
        (["weight"], "items.0", "Write this as named fields."),
        ([{"value": "7"}], "items.0.kind", f"Choose one of: {', '.join(VITALS)}."),
        ([{"kind": "mood", "value": "7"}], "items.0.kind", f"Choose one of: {', '.join(VITALS)}."),
        ([{"kind": "weight"}], "items.0.value", "Write a number, such as 72.5; this is ''."),
        ([{"kind": "weight", "value": "72kg"}], "items.0.value", "Write a number, such as 72.5; this is '72kg'."),
        ([{"kind": "weight", "value": 72.5}], "items.0.value", "Write a number, such as 72.5; this is ''."),
        ([{"kind": "weight", "value": "NaN"}], "items.0.value", "Write a number, such as 72.5; this is 'NaN'."),
        ([{"kind": "weight", "value": "7e99", "unit": "g"}], "items.0.value",
         f"Weight of a person is between 0.2 and 700 kg; this would be 7{'0' * 96}."),
        ([{"kind": "weight", "value": "72", "unit": "cm"}], "items.0.unit", WEIGHED_IN),
        ([{"kind": "weight", "value": "72", "unit": "pud"}], "items.0.unit", WEIGHED_IN),
        ([{"kind": "weight", "value": "72"}, {"kind": "height", "value": "1.75"}], "items.1.value",
         "Height of a person is between 20 and 280 cm; this would be 1.75."),
        ([{"kind": "weight", "value": "72", "how": "guessed"}], "items.0.how",
         "Choose one of: measured, stated, estimated."),
        ([{"kind": "weight", "value": "72", "status": "final"}], "items.0.status", "There is no such field."),
        ([{"kind": "weight", "value": "72", "id": "m9"}], "items.0.id", "There is no such field."),
    ],
)  # fmt: skip
def test_an_act_is_refused_at_the_item_that_is_wrong(items: list[Any], field: str, words: str) -> None:
    with refused(field, words):
        given().file.measurements.take(items, taken_at=TAKEN)


@pytest.mark.parametrize("taken_at", ["", None, "this morning", "07.03.2026"])
def test_an_act_needs_its_time(taken_at: Any) -> None:
    with refused("taken_at", "Write the date as 1980-03-02, 1980-03 or 1980."):
        given().file.measurements.take([{"kind": "weight", "value": "72"}], taken_at=taken_at)


def test_an_act_needs_its_time_as_text() -> None:
    with refused("taken_at", "Write this as text."):
        given().file.measurements.take([{"kind": "weight", "value": "72"}], taken_at=cast("str", 20260307))


def test_the_reading_before_is_the_one_taken_last_that_still_stands() -> None:
    def at(when: str, value: str, id: str) -> Happened:
        return (MeasurementsRecorded, {"taken_at": when, "items": [weight(value, id=id)]})

    acts = (at("2026-02", "70", "m1"), at("2024", "60", "m2"), at("2026-03-01", "71", "m3"))
    struck = (EntryRetracted, {"chapter": "measurements", "entry": "m3", "was": "final"})

    assert given(*acts).file.measurements.before(TAKEN)["weight"]["value"] == "71"
    assert given(*acts, struck).file.measurements.before(TAKEN)["weight"]["value"] == "70"
    assert given(*acts).file.measurements.before("2025")["weight"]["value"] == "60"
    assert given(*acts).file.measurements.before("2023") == {}
