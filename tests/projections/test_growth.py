"""A child's readings against the reference: at which age, of which sex, and where none can be placed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from projections.growth import Growth, growth_of
from tests.support.office import AMA, WHY, register
from web.service import Service

BOY = {"birth": {"value": "2015-01-10", "basis": "document"}, "sex_at_birth": "M", "gender": "male"}


def grown(service: Service, who: UUID) -> Growth:
    service.views.ready()
    return growth_of(service.views.current.file(who))


def child(service: Service, **other: Any) -> UUID:
    return register(service.records, **{**BOY, **other})


def measure(service: Service, who: UUID, at: str, **values: str) -> None:
    items = [{"kind": kind.replace("_", "-"), "value": value} for kind, value in values.items()]
    doubts = tuple(f"{doubt}:items.{n}.value" for n in range(len(items)) for doubt in ("low", "high"))
    service.records.measure(who, items, WHY, at, confirmed=doubts)


def test_a_reading_stands_at_its_age_with_its_centile(service: Service) -> None:
    who = child(service)
    measure(service, who, "2015-10-26", weight="9.7")

    (curve,) = grown(service, who).curves
    (one,) = curve.grown

    assert curve.reference.name == "CDC 2000, weight of boys, birth to 24 months"
    assert (round(one.months, 2), round(one.z, 2), round(one.centile)) == (9.49, 0.21, 58)


def test_from_two_years_on_another_reference_holds(service: Service) -> None:
    who = child(service)
    measure(service, who, "2017-01-09", height="87")
    measure(service, who, "2017-01-11", height="87")

    assert [(one.reference.what, len(one.grown)) for one in grown(service, who).curves] == [
        ("length", 1),
        ("height", 1),
    ]


def test_the_body_mass_index_is_worked_out_of_what_was_taken_on_one_day(service: Service) -> None:
    who = child(service)
    measure(service, who, "2020-01-10", weight="20", height="110")
    measure(service, who, "2021-01-10", weight="22")
    measure(service, who, "2021-01-11", height="116")

    indices = next(one for one in grown(service, who).curves if one.reference.kind == "bmi").grown

    assert [(one.point.at[:10], one.point.value, one.inputs) for one in indices] == [
        ("2020-01-10", "16.5", ("m1", "m2"))
    ]


def test_an_index_is_not_worked_out_of_what_was_entered_in_error(service: Service) -> None:
    who = child(service)
    measure(service, who, "2020-01-10", weight="20", height="110")
    service.records.retract(who, "measurements", "m1", WHY)

    curves = {one.reference.kind: one.grown for one in grown(service, who).curves}

    assert "bmi" not in curves
    assert curves["weight"][0].point.struck


@pytest.mark.parametrize(("birth", "lacking"), [("2015-01", "vague"), ("2015", "vague"), ("201X", "vague")])
def test_a_vague_birth_date_is_too_vague_for_centiles(service: Service, birth: str, lacking: str) -> None:
    who = child(service, birth={"value": birth, "basis": "stated"})
    measure(service, who, "2020-02-10", weight="20")

    found = grown(service, who)

    assert (found.cannot, found.curves) == (lacking, [])


def test_of_an_adult_nothing_is_said_however_vague_the_birth(service: Service) -> None:
    who = child(service, birth={"value": "197X", "basis": "stated"})
    measure(service, who, "2020-02-10", weight="70")

    assert grown(service, who) == Growth(sex="M")


def test_the_gender_stands_in_where_no_sex_at_birth_is_recorded(service: Service) -> None:
    who = child(service, sex_at_birth=None, gender="female")
    measure(service, who, "2020-02-10", weight="20")

    found = grown(service, who)

    assert (found.sex, found.gendered, len(found.curves)) == ("F", True, 1)


@pytest.mark.parametrize(("sex", "gender"), [(None, "unknown"), ("X", "female")])
def test_neither_reference_is_guessed(service: Service, sex: str | None, gender: str) -> None:
    who = child(service, sex_at_birth=sex, gender=gender)
    measure(service, who, "2020-02-10", weight="20")

    assert (grown(service, who).cannot, grown(service, who).curves) == ("sex", [])


def test_a_reading_without_a_day_is_counted_and_not_placed(service: Service) -> None:
    who = child(service)
    measure(service, who, "2020", weight="20")
    measure(service, who, "2020-02-10", weight="20")

    found = grown(service, who)

    assert (found.undated, [len(one.grown) for one in found.curves]) == (1, [1])


def test_the_day_that_was_written_counts_whatever_the_hour_is_elsewhere(service: Service) -> None:
    who = child(service)
    service.records.measure(who, [{"kind": "height", "value": "87"}], AMA, "2017-01-10T23:30-11:00")

    (curve,) = grown(service, who).curves

    assert curve.grown[0].point.at.startswith("2017-01-10T")
