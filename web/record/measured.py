"""Measurements as a summary shows them: for each kind the newest reading, its trend, its age, and the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from domain.fact import Plain
from domain.partial import PartialDate
from domain.quantity import SHOWN, body_mass_index, sensible, shown
from domain.vitals import CHILD_YEARS, VITALS
from projections.ordering import when
from projections.reading import Reading
from web.drawing import svg
from web.record.notes import Note, notes
from web.wording import ages

LATEST = 8  # readings in a trend
_ORDER = ("heart-rate", "temperature", "respiratory-rate", "oxygen-saturation", "weight")
_REST = ("height", "head-circumference", "waist", "arm-circumference", "pain")
_STALE = 365  # days after which an adult's reading is marked as old
_CHILD_HEIGHT = 90  # days that a child's height may be older than the weight it is set against


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is read, and the address of who says so: `measurements.m3.value`."""

    says: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """`was` are values that stood in this reading before it was corrected; `entry` is the id that can be acted on."""

    name: str
    now: list[Value]
    unit: str
    trend: Markup
    taken: str
    ago: str
    before: str
    was: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    derived: str = ""
    stale: bool = False
    entry: str = ""


def rows(reading: Reading, today: date) -> list[Row]:
    """One row for each kind that was ever measured, what is taken most often first."""
    found = [_pressure(reading, today), *(_kind(reading, kind, today) for kind in _ORDER)]
    return [row for row in [*found, _bmi(reading, today), *(_kind(reading, kind, today) for kind in _REST)] if row]


def _kind(reading: Reading, kind: str, today: date) -> Row | None:
    told = reading.readings(kind, LATEST)
    if not told:
        return None
    now = told[0]
    value, unit = _entered(now)
    says = f"measurements.{now['id']}.value"
    return Row(
        VITALS[kind].name,
        [Value(says, value)],
        unit,
        _trend(VITALS[kind].name, told),
        *_taken(now, today),
        before=_before(told[1:2], unit, today),
        was=former(now),
        notes=notes(now),
        stale=_stale(reading, now, today),
        entry=now["id"],
    )


def _pressure(reading: Reading, today: date) -> Row | None:
    """Both pressures of one act on one line."""
    lower = {one.get("act"): one for one in reading.readings("diastolic", LATEST * 2)}
    both = [(one, lower[one["act"]]) for one in reading.readings("systolic", LATEST * 2) if one.get("act") in lower][
        :LATEST
    ]
    if not both:
        return _kind(reading, "systolic", today)
    (upper, under), *earlier = both
    ends = [(Decimal(one["value"]), Decimal(two["value"])) for one, two in reversed(both)]
    before = [f"{sensible(one)}/{sensible(two)}, {ages.brief(one['taken_at'], today)}" for one, two in earlier[:1]]
    spoken = f"Blood pressure, {_direction([top for top, _ in ends])}"
    return Row(
        "Blood pressure",
        [Value(f"measurements.{one['id']}.value", sensible(one)) for one in (upper, under)],
        SHOWN["mm[Hg]"],
        svg.bars(ends, spoken),
        *_taken(upper, today),
        before=before[0] if before else "",
        was=[*former(upper), *former(under)],
        notes=notes(upper) or notes(under),
        stale=_stale(reading, upper, today),
        entry=upper["id"],
    )


def _bmi(reading: Reading, today: date) -> Row | None:
    """Worked out from the newest weight and height, unless a newer one was recorded itself."""
    recorded = reading.readings("bmi", 1)
    index = derived(reading)
    if index is None or (recorded and when(recorded[0]) >= when(index[0])):
        return _kind(reading, "bmi", today)
    weight, height, value = index
    inputs = " and ".join(f"{shown(one)} ({ages.ago(one['taken_at'], today) or 'today'})" for one in (weight, height))
    taken = (ages.day(weight["taken_at"], today), ages.ago(weight["taken_at"], today))
    return Row("BMI", [Value("", value)], SHOWN["kg/m2"], Markup(""), *taken, before="", derived=f"from {inputs}")


def derived(reading: Reading) -> tuple[Plain, Plain, str] | None:
    """The newest weight and height, and the body mass index they give; a child's must have been taken together."""
    weights, heights = reading.readings("weight", 1), reading.readings("height", 1)
    if not weights or not heights:
        return None
    weight, height = weights[0], heights[0]
    apart = abs((date.fromisoformat(when(weight)[:10]) - date.fromisoformat(when(height)[:10])).days)
    if apart > _CHILD_HEIGHT and _child(reading, weight):
        return None
    return weight, height, body_mass_index(weight["value"], height["value"])


def former(entry: Plain) -> list[str]:
    """Values that stood in an entry before it was corrected, as they were read."""
    found = []
    for mark in entry.get("corrections", ()):
        was = {path: sides.get("was") for path, sides in mark["changes"].items()}
        value = was.get("as_entered.value") or was.get("value")
        if value:
            unit = _shown_unit(was.get("as_entered.unit")) or _entered(entry)[1]
            found.append(f"{value} {unit}".strip())
    return found


def _child(reading: Reading, entry: Plain) -> bool:
    born = reading.details["birth"].get("value")
    return bool(born) and PartialDate.parse(born).age(date.fromisoformat(when(entry)[:10]))[0] < CHILD_YEARS


def _entered(entry: Plain) -> tuple[str, str]:
    """The number as it was written, and its unit."""
    told = entry.get("as_entered") or entry
    if "text" in told:
        return str(told["text"]), ""
    return str(told["value"]), _shown_unit(told.get("unit"))


def _shown_unit(unit: str | None) -> str:
    return SHOWN.get(unit or "", unit or "")


def _taken(entry: Plain, today: date) -> tuple[str, str]:
    return ages.day(entry["taken_at"], today), ages.ago(entry["taken_at"], today)


def _stale(reading: Reading, entry: Plain, today: date) -> bool:
    """A height stays an adult's; of all else a year is long."""
    grown = entry["kind"] == "height" and not _child(reading, entry)
    return not grown and (today - date.fromisoformat(when(entry)[:10])).days > _STALE


def _before(told: Sequence[Plain], now: str, today: date) -> str:
    """Its unit stands with it where it was another one than `now`."""
    if not told:
        return ""
    value, unit = _entered(told[0])
    return f"{value if unit == now else f'{value} {unit}'}, {ages.brief(told[0]['taken_at'], today)}"


def _trend(name: str, told: Sequence[Plain]) -> Markup:
    values = [Decimal(one["value"]) for one in reversed(told)]
    if len(values) < 2:
        return Markup("")
    return svg.sparkline(values, f"{name}, {_direction(values)}", struck=any(former(one) for one in told[:1]))


def _direction(values: Sequence[Decimal]) -> str:
    first, last = values[0], values[-1]
    if len(values) < 2:
        return f"one reading of {last:f}"
    way = "steady at" if first == last else f"{'rising' if last > first else 'falling'} from {first:f} to"
    return f"{way} {last:f} in {len(values)} readings"
