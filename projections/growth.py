"""A child's growth: each weight, height, body mass index and head circumference against the reference for its age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain import growth
from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.growth import Reference
from domain.identity import KEY
from domain.partial import PartialDate, PartialDateTime
from domain.quantity import body_mass_index
from domain.vitals import VITALS
from projections import charts
from projections.charts import Point

KINDS = ("weight", "height", "bmi", "head-circumference")
_OLDEST = 20  # years


@dataclass(frozen=True, slots=True)
class Grown:
    """One reading at its age in months. `inputs` are the entries that a body mass index was worked out from."""

    point: Point
    months: float
    z: float
    centile: float
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """The readings that one reference holds, oldest first."""

    reference: Reference
    unit: str
    grown: list[Grown]


@dataclass(slots=True)
class Growth:
    """`cannot` names what is lacking (`birth`, `vague`, `sex`) where readings of a child cannot be placed at all.

    `sex` is `F` or `M`; `gendered` says that it was taken from the gender, since no sex at birth is recorded. `undated`
    counts readings whose own day is not known.
    """

    born: date | None = None
    sex: str = ""
    gendered: bool = False
    cannot: str = ""
    undated: int = 0
    curves: list[Curve] = field(default_factory=list)


def growth_of(file: Plain) -> Growth:
    """Of a grown-up nothing but what was measured before the age of 20."""
    details = file["chapters"]["demographics"].get(KEY, {})
    told = details.get("birth", {}).get("value")
    birth = PartialDate.parse(told) if told else None
    entries = [one for one in file["chapters"]["measurements"].values() if one["kind"] in KINDS]
    young = [one for one in entries if _young(one, birth)]
    found = Growth()
    found.sex, found.gendered = _sex(details)
    if not young:
        return found
    found.cannot = "birth" if birth is None else "vague" if birth.precision != "day" else "" if found.sex else "sex"
    if birth is None or found.cannot:
        return found
    found.born = birth.earliest
    dated = [one for one in young if len(one["taken_at"].partition("T")[0]) == 10]
    found.undated = len(young) - len(dated)
    found.curves = list(_curves(dated, birth.earliest, found.sex))
    return found


def _young(entry: Plain, birth: PartialDate | None) -> bool:
    """Whether it may have been measured before the age of 20."""
    taken = PartialDateTime.parse(entry["taken_at"]).earliest.date()
    return birth is None or birth.age(taken)[0] < _OLDEST


def _sex(details: Plain) -> tuple[str, bool]:
    at_birth = details.get("sex_at_birth", "")
    if at_birth:
        return (at_birth if at_birth in ("F", "M") else ""), False
    return {"female": "F", "male": "M"}.get(details.get("gender", ""), ""), True


def _curves(entries: list[Plain], born: date, sex: str) -> Iterator[Curve]:
    taken: dict[Reference, list[Grown]] = {one: [] for one in growth.references(sex)}
    for kind, point, inputs in (*_measured(entries), *_indices(entries)):
        age = growth.months(born, datetime.fromisoformat(point.at).date())
        reference = growth.reference(kind, sex, age)
        lms = reference.at(age) if reference else None
        if reference and lms and float(point.value) > 0:
            z = lms.z(float(point.value))
            taken[reference].append(Grown(point, age, z, growth.centile(z), inputs))
    for reference, grown in taken.items():
        if grown:
            yield Curve(reference, VITALS[reference.kind].unit, sorted(grown, key=lambda one: one.point.at))


def _measured(entries: list[Plain]) -> Iterator[tuple[str, Point, tuple[str, ...]]]:
    return ((one["kind"], _local(one), ()) for one in entries)


def _indices(entries: list[Plain]) -> Iterator[tuple[str, Point, tuple[str, ...]]]:
    """Worked out from a weight and a height of the same day, where none was recorded itself."""
    standing = [one for one in entries if one.get("status") != IN_ERROR]
    by_day = {kind: {_day(one): one for one in standing if one["kind"] == kind} for kind in ("weight", "height", "bmi")}
    for day, weight in by_day["weight"].items():
        height = by_day["height"].get(day)
        if height and day not in by_day["bmi"]:
            value = body_mass_index(weight["value"], height["value"])
            yield "bmi", Point(f"{day}T00:00:00+00:00", value, ""), (weight["id"], height["id"])


def _local(entry: Plain) -> Point:
    """At the day that was written, whatever the hour is in UTC: an age is counted in civil days."""
    point = charts.measured(entry)
    return replace(point, at=f"{_day(entry)}T{point.at[11:]}")


def _day(entry: Plain) -> str:
    return str(entry["taken_at"]).partition("T")[0]
