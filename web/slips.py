"""What could have been meant by a measurement that looks wrong: another unit, or a point in another place."""

from __future__ import annotations

from decimal import Decimal

from domain.quantity import SHOWN, convert, convertible, decimal, trimmed
from domain.vitals import VITALS, Vital

_NEAR = (Decimal("0.7"), Decimal("1.4"))  # of the reading before
_MOST = 2
_LONGEST = 12  # characters of a number that somebody can have meant

Reading = tuple[str, str]
"""A number as it would be typed, and its unit."""


def meant(kind: str, value: str, unit: str, last: str | None = None) -> list[Reading]:
    """Readings that are likely for a person, and near the last one (in the canonical unit) where there is one."""
    vital, number = VITALS[kind], decimal(value.strip().replace(",", "."))
    if number is None or len(value.strip()) > _LONGEST:
        return []
    units = [(value.strip(), other) for other in vital.units if other != unit]
    points = [(trimmed(number * factor), unit) for factor in (Decimal("0.1"), Decimal(10), Decimal("0.01"))]
    found = [one for one in [*units, *points] if one[1] in vital.units and _fits(vital, *one, decimal(last))]
    return found[:_MOST]


def shown(reading: Reading) -> str:
    return f"{reading[0]} {SHOWN.get(reading[1], reading[1])}"


def _fits(vital: Vital, value: str, unit: str, last: Decimal | None) -> bool:
    if not convertible(unit, vital.unit):
        return False
    number = Decimal(convert(value.replace(",", "."), unit, vital.unit))
    if last:
        return _NEAR[0] <= number / last <= _NEAR[1]
    low, high = (end if end is not None else other for end, other in zip(vital.likely, vital.possible, strict=True))
    return low <= number <= high
