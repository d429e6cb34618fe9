"""What is asked about a measurement: by age, after the one before, and never of what cannot be told."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from domain.chapter import EVERYTHING
from domain.deltas import follows, swapped
from domain.fact import Plain
from domain.identity import PatientRegistered
from domain.likely import likely, months
from domain.measurements import MeasurementsRecorded
from domain.partial import PartialDate
from domain.patient import Patient
from domain.refusal import Doubtful
from domain.vitals import BY_LOINC, VITALS
from domain.written import inches
from tests.support.given import CLERK, REGISTERED, Happened, doubts, given

NOW = "2026-03-07T09:00Z"
BORN = {"adult": "1984-03-07", "ten years": "2016-03-07", "newborn": "2026-03-01", "not known": None}


def patient(born: str | None, *before: tuple[str, str, str]) -> Patient:
    """Somebody born then, who had these readings: (kind, value, when)."""
    told: Plain = {"value": born} if born else {"unknown": "no papers"}
    acts = [_act(f"m{n}", *one) for n, one in enumerate(before, 1)]
    return given(*acts, registered=(PatientRegistered, {**REGISTERED[1], "birth": told}))


def _act(id: str, kind: str, value: str, when: str) -> Happened:
    unit = VITALS[kind].unit
    item = {"id": id, "kind": kind, "value": value, "unit": unit, "as_entered": {"value": value, "unit": unit}}
    return MeasurementsRecorded, {"taken_at": when, "items": [item]}


def asked(who: Patient, kind: str, value: str, unit: str | None = None) -> str:
    """The code and the words of what is asked about one value; an empty text where nothing is."""
    wanted = [{"kind": kind, "value": value, "unit": unit}]
    try:
        who.file.measurements.take(wanted, taken_at=NOW)
    except Doubtful as doubtful:
        (doubt,) = doubtful.doubts
        return f"{doubt.code.partition(':')[0]}: {doubt.text}"
    return ""


# by age


@pytest.mark.parametrize(
    ("age", "kind", "value", "word"),
    [
        ("adult", "weight", "27", "low"),
        ("ten years", "weight", "27", ""),
        ("ten years", "weight", "7.2", "low"),
        ("ten years", "height", "72", "low"),
        ("newborn", "weight", "3.4", ""),
        ("newborn", "weight", "34", "high"),
        ("newborn", "heart-rate", "160", ""),
        ("adult", "heart-rate", "160", "high"),
        ("newborn", "respiratory-rate", "60", ""),
        ("newborn", "temperature", "34", "low"),
        ("newborn", "systolic", "120", "high"),
        ("not known", "weight", "27", "low"),
    ],
)
def test_what_is_likely_goes_by_age(age: str, kind: str, value: str, word: str) -> None:
    assert asked(patient(BORN[age]), kind, value).partition(":")[0] == word


def test_a_vague_birth_allows_what_any_of_its_ages_allows() -> None:
    someone = patient("200X")

    assert asked(someone, "weight", "27.5") == ""
    assert asked(someone, "weight", "199") == ""
    assert asked(someone, "weight", "26.5").startswith("low")


@suppose(st.sampled_from(sorted(VITALS)), st.integers(0, 1300), st.integers(0, 1300))
def test_an_age_that_is_less_certain_is_asked_less(kind: str, one: int, other: int) -> None:
    vital, (least, most) = VITALS[kind], sorted((one, other))
    low, high = likely(vital, (least, most))

    for age in (least, most):
        lower, upper = likely(vital, (age, age))
        assert low is None or (lower is not None and low <= lower)
        assert high is None or (upper is not None and high >= upper)


@suppose(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
def test_months_of_age_only_grow(born: date, days: int) -> None:
    birth, day = PartialDate.parse(born.isoformat()), min(born + timedelta(days), date(2090, 1, 1))

    (least, most), then = months(birth, day) or (-1, -1), months(birth, day + timedelta(1))

    assert least == most >= 0
    assert then in ((least, most), (least + 1, most + 1))
    assert months(birth, born - timedelta(1)) is None


def test_a_childs_reading_is_corrected_by_the_childs_own_measure() -> None:
    child = patient(BORN["ten years"], ("weight", "31", "2026-03-01"))

    assert child.file.measurements.correct("m1", {"value": "29"})
    assert doubts(lambda: child.file.measurements.correct("m1", {"value": "7.2"}))[0][0] == "low:value"


@pytest.mark.parametrize(("table", "kind"), [("wtage", "weight"), ("statage", "height"), ("bmiage", "bmi")])
def test_nearly_every_child_of_the_cdc_tables_is_likely(shared: Path, table: str, kind: str) -> None:
    with gzip.open(shared / f"terminology/growth-cdc/{table}.csv.gz", "rt") as lines:
        rows = [row for row in csv.DictReader(lines) if float(row["Agemos"]) < 216]

    assert len(rows) > 300
    for row in rows:
        age = int(float(row["Agemos"]))
        low, high = likely(VITALS[kind], (age, age))
        assert low is not None
        assert high is not None
        assert float(low) < _lms(row, -2.326), row
        assert float(high) > _lms(row, 2.326), row


def _lms(row: dict[str, str], z: float) -> float:
    """Cole 1990."""
    skew, middle, spread = (float(row[name]) for name in "LMS")
    return float(middle * (1 + skew * spread * z) ** (1 / skew))


# after the one before


@pytest.mark.parametrize(
    ("age", "kind", "before", "days", "now", "word"),
    [
        ("adult", "weight", "72", 14, "79", ""),
        ("adult", "weight", "72", 14, "82", "changed"),
        ("adult", "weight", "72", 14, "64", "changed"),
        ("adult", "weight", "72", 300, "82", ""),
        ("adult", "weight", "72", 300, "92", "changed"),
        ("adult", "weight", "72", 4000, "92", ""),
        ("adult", "weight", "72", 4000, "158.7", "changed"),
        ("adult", "weight", "158.7", 4000, "72", "changed"),
        ("adult", "height", "172", 4000, "175", ""),
        ("adult", "height", "172", 4000, "178", "changed"),
        ("adult", "systolic", "127", 30, "172", "swapped"),
        ("adult", "systolic", "125", 30, "172", "swapped"),
        ("adult", "systolic", "135", 30, "172", ""),
        ("adult", "systolic", "120", 30, "185", "changed"),
        ("adult", "heart-rate", "76", 30, "67", ""),
        ("adult", "weight", "37", 30, "73", "swapped"),
        ("ten years", "weight", "30", 365, "36", ""),
        ("ten years", "weight", "30", 30, "36", "changed"),
        ("ten years", "weight", "30", 365, "25", "changed"),
        ("ten years", "height", "137", 365, "144", ""),
        ("ten years", "height", "137", 365, "134", "changed"),
        ("newborn", "head-circumference", "35", 3, "34", "changed"),
        ("newborn", "head-circumference", "35", 3, "35.5", ""),
        ("newborn", "weight", "3.4", 4, "3.2", ""),
        ("newborn", "weight", "3.4", 4, "4.3", "swapped"),
    ],
)
def test_a_value_is_held_against_the_one_before(
    age: str, kind: str, before: str, days: int, now: str, word: str
) -> None:
    when = f"{date(2026, 3, 7) - timedelta(days):%Y-%m-%d}"

    assert asked(patient(BORN[age], (kind, before, when)), kind, now).partition(":")[0] == word


def test_it_is_told_what_was_there_before_and_how_long_ago() -> None:
    someone = patient(BORN["adult"], ("weight", "72.5", "2026-02-21T09:00Z"))

    assert asked(someone, "weight", "90") == "changed: Weight 90 kg, and 14 days before 72.5 kg. Is it right?"
    assert asked(someone, "weight", "180", "[lb_av]") == (
        "changed: Weight 180 lb, and 14 days before 72.5 kg. Is it right?"
    )


def test_a_value_is_held_against_no_later_one_and_none_of_another_kind() -> None:
    someone = patient(BORN["adult"], ("weight", "120", "2026-03-08"), ("waist", "120", "2026-03-01"))

    assert asked(someone, "weight", "72") == ""


def test_one_that_is_confirmed_keeps_the_word_for_what_was_odd() -> None:
    someone = patient(BORN["adult"], ("weight", "72", "2026-03-01"))

    taken = someone.file.measurements.take(
        [{"kind": "weight", "value": "90"}], taken_at=NOW, confirmed=("changed:items.0.value",)
    )

    assert taken[0].fields["items"][0]["warnings"] == ["changed"]


@pytest.mark.parametrize(
    ("born", "weight", "height", "says"),
    [
        ("1984-03-07", "165", "158", "165 kg with 158 cm is a BMI of 66.1, unusually high. Is it right?"),
        ("1984-03-07", "32", "185", "32 kg with 185 cm is a BMI of 9.3, unusually low. Is it right?"),
        ("1984-03-07", "165", "190", ""),
        ("2016-03-07", "80", "120", "80 kg with 120 cm is a BMI of 55.6, unusually high. Is it right?"),
        (None, "165", "158", "165 kg with 158 cm is a BMI of 66.1, unusually high. Is it right?"),
        ("1984-03-07", "250", "158", "Weight 250 kg is unusually high. Is it right?"),  # is asked about once
    ],
)
def test_a_weight_and_a_height_are_held_against_each_other(
    born: str | None, weight: str, height: str, says: str
) -> None:
    told = [{"kind": "height", "value": height}, {"kind": "weight", "value": weight}]
    take = partial(patient(born).file.measurements.take, told, taken_at=NOW)

    assert [words for _, _, words in doubts(take)] == [says] if says else take()
    assert take(confirmed=EVERYTHING)


def test_what_came_in_as_it_was_is_asked_for_its_size_alone() -> None:
    someone = patient(BORN["adult"], ("weight", "72", "2026-03-01"))

    def kept(value: str) -> Any:
        taken = someone.file.measurements.take([{"kind": "weight", "value": value}], taken_at=NOW, confirmed=EVERYTHING)
        return taken[0].fields["items"][0].get("warnings")

    assert (kept("90"), kept("250")) == (None, ["high"])


decimals = st.decimals("0.5", "600", places=1)
ages = st.sampled_from([None, (0, 0), (10, 10), (40, 40), (120, 120), (300, 300)])


@suppose(st.sampled_from(sorted(VITALS)), decimals, st.integers(0, 20_000), ages)
def test_what_did_not_change_is_never_asked_about(kind: str, value: Decimal, days: int, age: Any) -> None:
    assert follows(kind, value, value, days, age)
    assert swapped(str(value), Decimal(1), value) == []


@suppose(st.integers(10, 999), st.integers(0, 1))
def test_two_digits_that_changed_places_are_found(value: int, place: int) -> None:
    told = str(value)
    if place + 1 >= len(told):
        return
    other = told[:place] + told[place + 1] + told[place] + told[place + 2 :]
    far = abs(int(other) - value) > value * 0.2

    assert (str(value) in swapped(other, Decimal(1), Decimal(value))) is far


# how often


def test_clean_lives_are_asked_about_less_than_once_in_twenty_fields(shared: Path) -> None:
    """Thirty Synthea lives; none of their readings is wrong."""
    fields = questions = 0
    for born, acts in _lives(sorted((shared / "synthea-fhir-r4/bundles").glob("*.json.gz"))):
        someone = patient(born)
        for when, items in acts:
            codes: tuple[str, ...] = ()
            try:
                taken = someone.file.measurements.take(items, taken_at=when)
            except Doubtful as doubtful:
                codes = tuple(doubt.code for doubt in doubtful.doubts)
                taken = someone.file.measurements.take(items, taken_at=when, confirmed=codes)
            someone.record(taken, CLERK)
            fields, questions = fields + len(items), questions + len(codes)

    assert fields > 1000
    assert questions / fields < 1 / 20, f"{questions} of {fields}"


def _lives(bundles: list[Path]) -> Iterator[tuple[str, list[tuple[str, list[Plain]]]]]:
    """Birth and acts of each, in the order of their time."""
    for bundle in bundles:
        with gzip.open(bundle) as file:
            every = [entry["resource"] for entry in json.load(file)["entry"]]
        born = next(one["birthDate"] for one in every if one["resourceType"] == "Patient")
        acts: dict[str, list[Plain]] = {}
        for one in every:
            if one["resourceType"] == "Observation":
                acts.setdefault(one["effectiveDateTime"], []).extend(_items(one))
        yield born, sorted((when, items) for when, items in acts.items() if items)


def _items(observation: Plain) -> Iterator[Plain]:
    """As a clerk would type them: to one place."""
    for part in (observation, *observation.get("component", ())):
        vital = BY_LOINC.get(part["code"]["coding"][0]["code"])
        if vital and vital.kind != "bmi" and "valueQuantity" in part:
            yield {"kind": vital.kind, "value": f"{part['valueQuantity']['value']:.{_PLACES.get(vital.kind, 0)}f}"}


_PLACES = {"height": 1, "weight": 1, "temperature": 1, "head-circumference": 1}


# feet and inches


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("5.11", "feet: Height 5.11 ft is 155.8 cm, and not 5 ft 11 in. Is it right?"),
        ("5.5", "feet: Height 5.5 ft is 168 cm, and not 5 ft 5 in. Is it right?"),
        ("5.75", ""),
        ("5.0", ""),
        ("6", ""),
    ],
)
def test_feet_with_a_point_are_asked_about_where_inches_can_have_been_meant(typed: str, told: str) -> None:
    assert asked(patient(BORN["adult"]), "height", typed, "[ft_i]") == told


@suppose(st.integers(1, 8), st.integers(0, 99).map(str))
def test_inches_are_read_after_the_point_exactly_where_a_foot_has_so_many(feet: int, rest: str) -> None:
    expected = f"{feet} ft {rest} in" if rest in {str(n) for n in range(1, 12)} else None

    assert inches(f"{feet}.{rest}") == expected
