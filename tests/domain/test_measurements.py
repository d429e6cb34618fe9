"""Measurements: hard limits at their edges, doubts confirmed by code, as entered beside as compared."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from domain.chapter import EVERYTHING
from domain.entries import EntryCorrected, EntryRetracted
from domain.fact import Decisions, Plain
from domain.measurements import MeasurementsRecorded
from domain.patient import Patient
from domain.quantity import SHOWN
from domain.refusal import Conflict, Doubtful, Refused
from domain.vitals import BY_LOINC, VITALS, Vital
from tests.support.given import CORRECTING, Happened, done, doubts, given, refused

TAKEN = "2026-03-07T09:05Z"
STEP = Decimal("0.0001")
WEIGHED_IN = "Weight is measured in kg, g, lb, oz, st."
ACTS = VITALS.values()
LIKELY = [vital for vital in ACTS if vital.likely != (None, None)]


def weight(value: str, unit: str = "kg", entered: Plain | None = None, id: str = "m1") -> Plain:
    """A weight as it is recorded."""
    as_entered = entered or {"value": value, "unit": unit}
    return {"kind": "weight", "value": value, "unit": "kg", "code": "29463-7", "as_entered": as_entered, "id": id}


def pressure(kind: str, value: str, id: str) -> Plain:
    code = VITALS[kind].loinc
    as_entered = {"value": value, "unit": "mm[Hg]"}
    return {"kind": kind, "value": value, "unit": "mm[Hg]", "code": code, "as_entered": as_entered, "id": id}


WEIGHED: Happened = (MeasurementsRecorded, {"taken_at": TAKEN, "items": [weight("72.5")]})
PRESSED: Happened = (
    MeasurementsRecorded,
    {"taken_at": TAKEN, "items": [pressure("systolic", "120", "m1"), pressure("diastolic", "80", "m2")]},
)


def take(patient: Patient, *items: Plain, **more: Any) -> Decisions:
    return patient.file.measurements.take(items, taken_at=TAKEN, **more)


def taking(vital: Vital, value: Decimal, **more: Any) -> Decisions:
    """One measurement of a kind in its own unit, with nobody asking."""
    return take(given(), {"kind": vital.kind, "value": f"{value:f}"}, **more)


# one act


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


# hard limits


@pytest.mark.parametrize("vital", ACTS, ids=VITALS)
def test_a_hard_limit_is_itself_possible_and_one_step_beyond_is_not(vital: Vital) -> None:
    low, high = vital.possible
    words = f"{vital.name} of a person is between {low} and {high} {SHOWN.get(vital.unit, vital.unit)}; this would be "

    for edge in (low, high):
        assert taking(vital, edge, confirmed=EVERYTHING)
    for beyond in (low - STEP, high + STEP, Decimal(-1000), Decimal(10) ** 29):
        with refused("items.0.value", f"{words}{beyond:f}."):
            taking(vital, beyond, confirmed=EVERYTHING)


@pytest.mark.parametrize(
    ("item", "allowed"),
    [
        ({"kind": "weight", "value": "200", "unit": "g"}, True),
        ({"kind": "weight", "value": "199.94", "unit": "g"}, False),
        ({"kind": "weight", "value": "1543.23", "unit": "[lb_av]"}, True),
        ({"kind": "weight", "value": "1543.24", "unit": "[lb_av]"}, False),
        ({"kind": "temperature", "value": "50", "unit": "[degF]"}, True),
        ({"kind": "temperature", "value": "49.9", "unit": "[degF]"}, False),
        ({"kind": "temperature", "value": "116.6", "unit": "[degF]"}, True),
        ({"kind": "temperature", "value": "98.6"}, False),  # Fahrenheit, entered as Celsius
        ({"kind": "height", "value": "2.8", "unit": "m"}, True),
        ({"kind": "height", "value": "1.75"}, False),  # metres, entered as centimetres
    ],
)
def test_limits_hold_in_every_unit(item: Plain, allowed: bool) -> None:
    if allowed:
        assert take(given(), item, confirmed=EVERYTHING)
    else:
        with pytest.raises(Exception, match="of a person is between"):
            take(given(), item, confirmed=EVERYTHING)


# doubts


@pytest.mark.parametrize("vital", LIKELY, ids=lambda vital: vital.kind)
def test_a_likely_value_is_not_doubted_and_one_step_beyond_is(vital: Vital) -> None:
    low, high = vital.likely
    unit = SHOWN.get(vital.unit, vital.unit)
    for word, edge, beyond in (("low", low, (low or 0) - STEP), ("high", high, (high or 0) + STEP)):
        if edge is None:
            continue
        text = f"{vital.name} {beyond:f} {unit} is unusually {word}. Is it right?"

        assert "warnings" not in taking(vital, edge)[0].fields["items"][0]
        assert doubts(partial(taking, vital, beyond)) == [(f"{word}:items.0.value", "items.0.value", text)]
        confirmed = taking(vital, beyond, confirmed=(f"{word}:items.0.value",))
        assert confirmed[0].fields["items"][0]["warnings"] == [word]


def test_every_doubt_of_an_act_is_told_at_once_beside_its_field() -> None:
    items = [{"kind": "weight", "value": "27"}, {"kind": "height", "value": "170"}, {"kind": "pain", "value": "9"}]

    with pytest.raises(Doubtful) as caught:
        take(given(), *items)

    assert [doubt.code for doubt in caught.value.doubts] == ["low:items.0.value", "high:items.2.value"]
    assert caught.value.messages_dict == {
        "items.0.value": ["Weight 27 kg is unusually low. Is it right?"],
        "items.2.value": ["Pain 9 of 10 is unusually high. Is it right?"],
    }


def test_a_confirmed_doubt_is_kept_on_the_item_it_was_about() -> None:
    items = [{"kind": "pain", "value": "1"}] * 10 + [
        {"kind": "weight", "value": "27"},
        {"kind": "waist", "value": "60"},
    ]

    taken = take(given(), *items, confirmed=("low:items.10.value",))[0].fields["items"]

    assert [item.get("warnings") for item in taken] == [None] * 10 + [["low"], None]


def test_confirming_one_doubt_leaves_the_others_open() -> None:
    items = [{"kind": "weight", "value": "27"}, {"kind": "height", "value": "230"}]

    told = doubts(lambda: take(given(), *items, confirmed=("low:items.0.value", "low:items.1.value")))

    assert [code for code, _, _ in told] == ["high:items.1.value"]


def test_zero_is_a_value_and_not_a_gap() -> None:
    assert take(given(), {"kind": "pain", "value": "0"})[0].fields["items"][0]["value"] == "0"


@suppose(st.decimals("0.2", "700", places=4), st.sampled_from(["kg", "g", "[lb_av]"]))
def test_a_weight_is_never_recorded_outside_the_limits(value: Decimal, unit: str) -> None:
    said = ""
    try:
        taken = take(given(), {"kind": "weight", "value": str(value), "unit": unit}, confirmed=EVERYTHING)
    except Refused as refusal:
        said = refusal.reason

    if said:
        assert said.startswith("Weight of a person is between 0.2 and 700 kg")
        return
    item = taken[0].fields["items"][0]
    assert Decimal("0.2") <= Decimal(item["value"]) <= 700
    assert item["as_entered"] == {"value": str(value), "unit": unit}


# pressures


@pytest.mark.parametrize(("upper", "lower", "allowed"), [
    ("120", "80", True), ("80.1", "80", True), ("80", "80", False), ("80", "120", False),
])  # fmt: skip
def test_the_diastolic_pressure_is_below_the_systolic_one(upper: str, lower: str, allowed: bool) -> None:
    items = [{"kind": "diastolic", "value": lower}, {"kind": "systolic", "value": upper}]

    if allowed:
        assert take(given(), *items)
    else:
        with refused("items.0.value", "The diastolic pressure is below the systolic one."):
            take(given(), *items)


def test_one_pressure_may_come_alone() -> None:
    assert take(given(), {"kind": "diastolic", "value": "80"})


@pytest.mark.parametrize(("entry", "value"), [("m1", "80"), ("m2", "120"), ("m1", "75"), ("m2", "130")])
def test_a_correction_does_not_turn_the_pressures_round(entry: str, value: str) -> None:
    with refused("value", "The diastolic pressure is below the systolic one."):
        given(PRESSED).file.measurements.correct(entry, {"value": value}, confirmed=EVERYTHING)


def test_a_pressure_is_held_against_its_own_act_and_not_against_one_that_was_struck() -> None:
    struck = (EntryRetracted, {"chapter": "measurements", "entry": "m2", "was": "final"})

    assert given(PRESSED, struck).file.measurements.correct("m1", {"value": "79"}, confirmed=EVERYTHING)
    assert given(PRESSED, WEIGHED).file.measurements.correct("m1", {"value": "81"})


# correcting


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


# the newest, and the catalogue


def test_the_reading_before_is_the_one_taken_last_that_still_stands() -> None:
    def at(when: str, value: str, id: str) -> Happened:
        return (MeasurementsRecorded, {"taken_at": when, "items": [weight(value, id=id)]})

    acts = (at("2026-02", "70", "m1"), at("2024", "60", "m2"), at("2026-03-01", "71", "m3"))
    struck = (EntryRetracted, {"chapter": "measurements", "entry": "m3", "was": "final"})

    assert given(*acts).file.measurements.before(TAKEN)["weight"]["value"] == "71"
    assert given(*acts, struck).file.measurements.before(TAKEN)["weight"]["value"] == "70"
    assert given(*acts).file.measurements.before("2025")["weight"]["value"] == "60"
    assert given(*acts).file.measurements.before("2023") == {}


def test_likely_values_are_possible_ones() -> None:
    for vital in ACTS:
        low, high = vital.possible
        assert low < high
        assert all(low <= end <= high for end in vital.likely if end is not None)


def test_no_two_kinds_share_a_code() -> None:
    codes = [vital.loinc for vital in ACTS if vital.loinc]
    assert len(codes) == len(set(codes))
    assert all(BY_LOINC[code].loinc == code for code in codes)
    assert BY_LOINC["3141-9"] is VITALS["weight"]


def test_limits_are_no_narrower_than_the_design_says() -> None:
    bounds = {
        "height": "20 280 120 210", "weight": "0.2 700 30 200", "systolic": "20 370 80 200",
        "diastolic": "10 300 40 120", "heart-rate": "0 400 40 140", "respiratory-rate": "0 150 8 30",
        "temperature": "10 47 35 40", "oxygen-saturation": "0 100 92 -", "head-circumference": "10 80 - -",
        "waist": "20 350 - -", "arm-circumference": "4 80 18.5 -", "pain": "0 10 - 6", "bmi": "2 250 12 60",
    }  # fmt: skip
    told = {
        vital.kind: " ".join("-" if end is None else str(end) for end in (*vital.possible, *vital.likely))
        for vital in ACTS
    }
    assert told == bounds
