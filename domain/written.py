"""Amounts as people write them: `72 kg`, `5'7"`, `11 st 4 lb`, `7 lb 3 oz`, `1 m 72`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from domain.quantity import SHOWN, UNIT_WORDS

_MARKS = str.maketrans({"’": "'", "′": "'", "”": '"', "″": '"', "“": '"', "‘": "'"})
_NUMBER = r"(\d{1,6}(?:[.,]\d{0,6})?)"
_ONE = re.compile(rf"{_NUMBER}\s*([^\d\s.,][^\d]*)")
_TWO = re.compile(rf"(\d{{1,3}})\s*([a-z]+|'{{1,2}}|\")[\s,]*{_NUMBER}?\s*([¼½¾])?\s*([a-z]+|'{{1,2}}|\")?", re.I)
_PARTS = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75")}
_QUOTES = {"'": "ft", "''": "in", '"': "in"}
_INCHES = frozenset(str(number) for number in range(1, 12))
_SMALLER = {  # the unit that follows, and how many of it make one
    "[ft_i]": ("[in_i]", 12),
    "[stone_av]": ("[lb_av]", 14),
    "[lb_av]": ("[oz_av]", 16),
    "m": ("cm", 100),
}


class Amount(NamedTuple):
    """A number and its UCUM unit, None where none was written; `text` where two units were: `5 ft 7 in`."""

    value: str
    unit: str | None = None
    text: str | None = None


def amount(typed: str) -> Amount:
    """Two units become the smaller one, exactly. What is no amount comes back as it is, to be refused as a number."""
    text = " ".join(typed.translate(_MARKS).split())
    return _of_two(text) or _of_one(text) or Amount(typed.strip())


def inches(value: str) -> str | None:
    """`5.11` feet as `5 ft 11 in`, where what stands after the point can be inches; 5.75 cannot."""
    feet, _, rest = value.replace(",", ".").partition(".")
    if not feet.isdecimal() or rest not in _INCHES:
        return None
    return f"{feet} ft {rest} in"


def _of_one(text: str) -> Amount | None:
    if not (match := _ONE.fullmatch(text)):
        return None
    unit = _unit(match[2])
    return Amount(match[1], unit) if unit else None


def _of_two(text: str) -> Amount | None:
    match = _TWO.fullmatch(text)
    large = _unit(match[2]) if match else None
    if not match or large not in _SMALLER or not (match[3] or match[4]):
        return None
    small, many = _SMALLER[large]
    if match[5] and _unit(match[5]) != small:
        return None
    rest = Decimal((match[3] or "0").replace(",", ".")) + _PARTS.get(match[4] or "", 0)
    if rest >= many:
        return None
    return Amount(f"{int(match[1]) * many + rest}", small, f"{match[1]} {_name(large)} {rest} {_name(small)}")


def _unit(word: str) -> str | None:
    told = word.strip().rstrip(".").casefold()
    return UNIT_WORDS.get(_QUOTES.get(told, told))


def _name(unit: str) -> str:
    return SHOWN.get(unit, unit)
