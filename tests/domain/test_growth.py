"""Centiles: the method against what CDC published, at every age of every table."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain import growth
from domain.growth import CENTILES, Lms, Reference, references

EVERY = [one for sex in "FM" for one in references(sex)]
PUBLISHED = [  # CDC, wtageinf, lenageinf, hcageinf, statage and bmiagerev: P3, P50 and P90
    ("height", "M", 0, (44.92510, 49.98888, 53.36153)),
    ("head-circumference", "F", 0, (31.930, 34.712, 36.953)),
    ("head-circumference", "F", 0.5, (33.381, 36.035, 38.164)),
    ("height", "M", 24.5, (80.26037, 86.86161, 91.35753)),
    ("bmi", "M", 24.5, (14.50348, 16.54777, 18.56111)),
    ("weight", "M", 24.5, (10.44144, 12.74154, 14.66716)),
]  # fmt: skip


def table(kind: str, sex: str, months: float) -> Reference:
    found = growth.reference(kind, sex, months)
    assert found
    return found


def lms(kind: str, sex: str, months: float) -> Lms:
    found = table(kind, sex, months).at(months)
    assert found
    return found


def test_cdcs_own_example_comes_out_as_it_does_there() -> None:
    boy = lms("weight", "M", 9.5)

    assert boy == Lms(-0.1600954, 9.476500305, 0.11218624)
    assert round(boy.z(9.7), 3) == 0.207
    assert round(growth.centile(boy.z(9.7))) == 58
    assert round(boy.value(-1.645), 2) == 7.90


@pytest.mark.parametrize(("kind", "sex", "months", "values"), PUBLISHED)
def test_published_centiles_come_out(kind: str, sex: str, months: float, values: tuple[float, ...]) -> None:
    drawn = [growth.curve(table(kind, sex, months), share, [months])[0] for share in (3, 50, 90)]

    assert drawn == pytest.approx(values, rel=2e-5)


@pytest.mark.parametrize(("name", "kind"), [("wtage", "weight"), ("statage", "height"), ("bmiage", "bmi")])
def test_every_centile_that_cdc_published_from_two_years_on_comes_out(shared: Path, name: str, kind: str) -> None:
    with gzip.open(shared / f"terminology/growth-cdc/{name}.csv.gz", "rt") as lines:
        rows = [row for row in csv.DictReader(lines) if float(row["Agemos"]) <= 240]

    for row in rows:
        sex, age = {"1": "M", "2": "F"}[row["Sex"]], float(row["Agemos"])
        for share in (3, 5, 10, 25, 50, 75, 90, 95, 97):
            (value,) = growth.curve(table(kind, sex, age), share, [age])
            assert value == pytest.approx(float(row[f"P{share}"]), rel=1e-7)


@given(some.sampled_from(EVERY), some.floats(0, 1), some.floats(-3, 3))
def test_a_value_and_its_z_score_lead_to_each_other_at_every_age(one: Reference, share: float, z: float) -> None:
    found = one.at(one.first + share * (one.last - one.first))

    assert found
    assert found.z(found.value(z)) == pytest.approx(z, abs=1e-6)


@given(some.sampled_from(EVERY), some.floats(0, 1))
def test_centiles_never_cross(one: Reference, share: float) -> None:
    age = one.first + share * (one.last - one.first)
    values = [growth.curve(one, centile, [age])[0] for centile in CENTILES]

    assert values == sorted(values)


def test_where_the_skewness_is_nothing_the_formula_is_logarithmic() -> None:
    almost, exactly = Lms(1e-6, 10, 0.1), Lms(0, 10, 0.1)

    assert exactly.z(12) == pytest.approx(almost.z(12), abs=1e-5)
    assert exactly.value(1.5) == pytest.approx(almost.value(1.5), abs=1e-4)


def test_a_child_lies_until_two_years_and_stands_from_then_on() -> None:
    assert table("height", "F", 23.99).name == "CDC 2000, length of girls, birth to 24 months"
    assert table("height", "F", 24).name == "CDC 2000, height of girls, 2 to 20 years"
    assert table("head-circumference", "M", 36).name == "CDC 2000, head circumference of boys, birth to 36 months"


@pytest.mark.parametrize(("kind", "months"), [
    ("weight", -0.1), ("weight", 240.1), ("bmi", 23.9), ("head-circumference", 36.1), ("waist", 60),
])  # fmt: skip
def test_what_no_table_holds_has_no_reference(kind: str, months: float) -> None:
    assert growth.reference(kind, "F", months) is None


def test_age_is_counted_in_months_of_a_year_over_twelve() -> None:
    assert growth.months(date(2020, 1, 1), date(2024, 1, 1)) == pytest.approx(48, abs=0.02)
