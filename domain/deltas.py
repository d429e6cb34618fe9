"""Whether a value can follow the one before it: what grows, what shrinks, and how fast."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from domain.likely import ADULT, GROWN, Months
from domain.quantity import decimal

_MONTH = Decimal("30.44")  # days
_SHORT, _YEAR = 30, 365  # days
_PRESSURE = 60  # mm[Hg]
_NEAR, _FAR = Decimal("0.03"), Decimal("0.2")  # of the value before


def follows(kind: str, now: Decimal, before: Decimal, days: int, months: Months | None) -> bool:
    """Both in the canonical unit, so many days apart; `months` is the age now, an adult's where it is not known."""
    grown = (months or GROWN)[0] >= ADULT
    match kind:
        case "weight":
            return _weight(now / before, days, months or GROWN)
        case "height" if grown:
            return abs(now - before) <= 5
        case "height":
            return -2 <= now - before <= 3 + _pace(months, "4", "1.3") * _whole(days)
        case "head-circumference":
            return grown or -_HALF <= now - before <= 2 + _pace(months, "3", "0.5") * _whole(days)
        case "systolic":
            return abs(now - before) <= _PRESSURE
    return True


_HALF = Decimal("0.5")


def _weight(ratio: Decimal, days: int, months: Months) -> bool:
    if months[0] >= ADULT:
        room = Decimal("0.1") if days <= _SHORT else Decimal("0.2") if days <= _YEAR else Decimal("0.4")
        return 1 - room <= ratio <= 1 / (1 - room)
    return Decimal("0.88") <= ratio <= Decimal("1.12") + _pace(months, "0.4", "0.04") * _whole(days)


def _pace(months: Months | None, infant: str, child: str) -> Decimal:
    """Growth in a month: of an infant, of a child."""
    return Decimal(infant if (months or GROWN)[0] < 18 else child)


def _whole(days: int) -> Decimal:
    return Decimal(days) / _MONTH


def swapped(entered: str, scale: Decimal, before: Decimal) -> list[str]:
    """The number with two neighbouring digits exchanged, where that is near the value before and the number is not.

    `scale` turns the number as it was entered into the canonical unit.
    """
    value = decimal(entered)
    if not value or not scale or abs(value * scale - before) <= _FAR * before:
        return []
    return [other for other in _exchanged(entered) if abs(Decimal(other) * scale - before) <= _NEAR * before]


def _exchanged(text: str) -> list[str]:
    """Each two neighbouring digits in turn; the point stays where it is."""
    places = [n for n, mark in enumerate(text) if mark.isdecimal()]
    pairs = [(one, two) for one, two in pairwise(places) if text[one] != text[two]]
    return [text[:one] + text[two] + text[one + 1 : two] + text[one] + text[two + 1 :] for one, two in pairs]
