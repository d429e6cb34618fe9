"""What could have been meant by a measurement that looks wrong: another unit, a point or two digits in other places."""

from __future__ import annotations

from decimal import Decimal

from domain.deltas import swapped
from domain.likely import Months, likely
from domain.plausible import scale
from domain.quantity import SHOWN, convert, convertible, decimal, trimmed
from domain.vitals import VITALS, Vital
from domain.written import amount, inches

_POINTS = (Decimal("0.1"), Decimal(10), Decimal("0.01"))
_SHARES = {"%": (Decimal(100),)}  # 0.97 for 97 %
_NEAR = (Decimal("0.7"), Decimal("1.4"))  # of the reading before
_MOST = 2
_LONGEST = 12  # characters of a number that somebody can have meant
_TAKEN_FOR = {  # the unit that was chosen, and those it is taken for
    "kg": ("[lb_av]", "g"), "[lb_av]": ("kg",), "g": ("kg",), "cm": ("m", "[in_i]", "mm"), "m": ("cm",),
    "mm": ("cm",), "[in_i]": ("cm",), "[ft_i]": ("m", "cm"), "Cel": ("[degF]",), "[degF]": ("Cel",),
    "mm[Hg]": ("kPa",), "kPa": ("mm[Hg]",),
}  # fmt: skip

Reading = tuple[str, str]
"""An amount as it would be typed, and the unit that is chosen beside it."""


def meant(kind: str, typed: str, unit: str, last: str | None = None, age: Months | None = None) -> list[Reading]:
    """Readings that are likely at that age, and near the last one (in the canonical unit) where there is one."""
    vital, told = VITALS[kind], amount(typed)
    text, unit, number = told.value.replace(",", "."), told.unit or unit, decimal(told.value.replace(",", "."))
    if number is None or len(typed.strip()) > _LONGEST:
        return []
    before = decimal(last)
    units = [(text, other) for other in _TAKEN_FOR.get(unit, ()) if other in vital.units]
    points = [(trimmed(number * factor), unit) for factor in (*_POINTS, *_SHARES.get(unit, ()))]
    feet = [(other, unit)] if unit == "[ft_i]" and (other := inches(text)) else []
    found = [one for one in [*feet, *units, *points] if _fits(vital, *one, before, age)]
    swaps = [(other, unit) for other in swapped(text, scale(unit, vital.unit), before)] if before else []
    return list(dict.fromkeys([*swaps, *found]))[:_MOST]


def shown(reading: Reading) -> str:
    return amount(reading[0]).text or f"{reading[0]} {SHOWN.get(reading[1], reading[1])}"


def _fits(vital: Vital, value: str, unit: str, before: Decimal | None, age: Months | None) -> bool:
    if unit not in vital.units or not convertible(unit, vital.unit):
        return False
    told = amount(value)
    number = Decimal(convert(told.value, told.unit or unit, vital.unit))
    if before:
        return _NEAR[0] <= number / before <= _NEAR[1]
    low, high = (
        end if end is not None else other for end, other in zip(likely(vital, age), vital.possible, strict=True)
    )
    return low <= number <= high
