"""What is asked about a measurement: whether a person can have it, is likely to, and had something like it before."""

from __future__ import annotations

from decimal import Decimal

from domain import deltas
from domain.fact import Plain
from domain.likely import Months, likely
from domain.partial import PartialDateTime
from domain.quantity import body_mass_index, convert, decimal, sensible, shown
from domain.refusal import Doubt
from domain.vitals import VITALS, Vital
from domain.written import inches


def impossible(vital: Vital, value: str) -> str:
    """Why nobody has such a value; an empty text where somebody may."""
    low, high = vital.possible
    if low <= Decimal(value) <= high:
        return ""
    limits = f"between {low} and {high} {shown({'value': '', 'unit': vital.unit})}"
    return f"{vital.name} of a person is {limits}; this would be {value}."


def doubt(item: Plain, field: str, when: str, months: Months | None, before: Plain | None) -> Doubt | None:
    """`item` as it would be recorded; `before` is the reading that it follows. Its age speaks first."""
    vital, value = VITALS[item["kind"]], Decimal(item["value"])
    word = _unusual(vital, value, months)
    if word:
        quantity = shown({"value": f"{value:f}", "unit": vital.unit})
        return Doubt(f"{word}:{field}", field, f"{vital.name} {quantity} is unusually {word}. Is it right?")
    if before and (word := _sudden(item, value, when, months, before)):
        return Doubt(f"{word}:{field}", field, f"{vital.name} {shown(item)}, and {_ago(when, before)}. Is it right?")
    return _feet(vital, item, field)


def _feet(vital: Vital, item: Plain, field: str) -> Doubt | None:
    """Feet with a point, where feet and inches can have been meant."""
    entered = item["as_entered"]
    other = inches(entered["value"]) if entered["unit"] == "[ft_i]" else None
    if not other or "text" in entered:
        return None
    text = f"{vital.name} {shown(item)} is {sensible(item)} {item['unit']}, and not {other}. Is it right?"
    return Doubt(f"feet:{field}", field, text)


def mismatch(weight: Plain, height: Plain, field: str, months: Months | None) -> Doubt | None:
    """A weight and a height that each are likely, and hardly of one person: 165 that were pounds, with 158 cm."""
    index = body_mass_index(weight["value"], height["value"])
    word = _unusual(VITALS["bmi"], Decimal(index), months)
    said = f"{shown(weight)} with {shown(height)} is a BMI of {index}, unusually {word}. Is it right?"
    return Doubt(f"{word}:{field}", field, said) if word else None


def _unusual(vital: Vital, value: Decimal, months: Months | None) -> str:
    low, high = likely(vital, months)
    return "low" if low is not None and value < low else "high" if high is not None and value > high else ""


def _sudden(item: Plain, value: Decimal, when: str, months: Months | None, before: Plain) -> str:
    was, entered = Decimal(before["value"]), item["as_entered"]
    if was <= 0:
        return ""
    if deltas.swapped(entered["value"], scale(entered["unit"], item["unit"]), was):
        return "swapped"
    return "" if deltas.follows(item["kind"], value, was, _days(when, before), months) else "changed"


def scale(given: str, wanted: str) -> Decimal:
    """What one unit is in another, 0 where that is more than a factor."""
    none, one = (decimal(convert(number, given, wanted)) or Decimal(0) for number in ("0", "1"))
    return one if none == 0 else Decimal(0)


def _days(when: str, before: Plain) -> int:
    return (PartialDateTime.parse(when).latest - PartialDateTime.parse(before["taken_at"]).latest).days


def _ago(when: str, before: Plain) -> str:
    days = _days(when, before)
    past = f"{days} day{'' if days == 1 else 's'} before" if days else "just before"
    return f"{past} {shown(before)}"
