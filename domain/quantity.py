"""Measured numbers: decimal strings with a UCUM unit, as entered and as compared. Never a float."""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from domain.fact import Plain
from domain.refusal import Refused
from domain.text import optional

COMPARATORS = ("<", "<=", ">=", ">")
_NUMBER = re.compile(r"([+-]?)(\d{1,30}(?:[.,]\d{0,40})?|[.,]\d{1,40})(?:[eE]([+-]?\d{1,2}))?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")  # a comma that may part thousands or decimals
_WORD = re.compile(r"(<=|>=|≤|≥|<|>)?\s*(.*)", re.DOTALL)
_SIGNS = {"≤": "<=", "≥": ">="}
_WIDE = Context(prec=250)  # holds every number that `number` lets in, and its products

# To the canonical unit of each dimension: factor and offset, exact by definition (lb: 0.45359237 kg; in: 2.54 cm;
# mm[Hg]: 0.133322 kPa, as UCUM has it).
_EXACT: dict[tuple[str, str], tuple[Decimal, Decimal]] = {
    ("g", "kg"): (Decimal("0.001"), Decimal(0)),
    ("[lb_av]", "kg"): (Decimal("0.45359237"), Decimal(0)),
    ("[oz_av]", "kg"): (Decimal("0.028349523125"), Decimal(0)),
    ("[stone_av]", "kg"): (Decimal("6.35029318"), Decimal(0)),
    ("m", "cm"): (Decimal(100), Decimal(0)),
    ("mm", "cm"): (Decimal("0.1"), Decimal(0)),
    ("[in_i]", "cm"): (Decimal("2.54"), Decimal(0)),
    ("[ft_i]", "cm"): (Decimal("30.48"), Decimal(0)),
    ("kPa", "mm[Hg]"): (1 / Decimal("0.133322"), Decimal(0)),
    ("[degF]", "Cel"): (Decimal(5) / Decimal(9), Decimal(-160) / Decimal(9)),
}
UNIT_WORDS = {  # what people write, to UCUM
    "kg": "kg", "kgs": "kg", "g": "g", "lb": "[lb_av]", "lbs": "[lb_av]", "oz": "[oz_av]", "st": "[stone_av]",
    "stone": "[stone_av]", "cm": "cm", "m": "m", "mm": "mm", "in": "[in_i]", "inch": "[in_i]", "inches": "[in_i]",
    "ft": "[ft_i]", "feet": "[ft_i]", "mmhg": "mm[Hg]", "mm[hg]": "mm[Hg]", "mm hg": "mm[Hg]", "kpa": "kPa",
    "bpm": "/min", "/min": "/min", "{beats}/min": "/min", "{breaths}/min": "/min", "c": "Cel", "°c": "Cel",
    "cel": "Cel", "f": "[degF]", "°f": "[degF]", "[degf]": "[degF]", "%": "%", "{score}": "{score}",
    "(score)": "{score}",
    "[lb_av]": "[lb_av]", "[oz_av]": "[oz_av]", "[stone_av]": "[stone_av]", "[in_i]": "[in_i]", "[ft_i]": "[ft_i]",
    "kg/m2": "kg/m2",
}  # fmt: skip
SHOWN = {
    "[lb_av]": "lb", "[oz_av]": "oz", "[stone_av]": "st", "[in_i]": "in", "[ft_i]": "ft", "mm[Hg]": "mmHg",
    "Cel": "°C", "[degF]": "°F", "{score}": "of 10", "kg/m2": "kg/m²",
}  # fmt: skip


def number(value: Any, field: str) -> str:
    """A number as it was written, in plain ASCII digits; a comma may stand for the point."""
    text = str(value).strip() if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else ""
    if not (match := _NUMBER.fullmatch(text)) or not text.isascii():
        raise Refused(field, f"Write a number, such as 72.5; this is {text[:40]!r}.")
    sign, digits, exponent = match.groups()
    if _THOUSANDS.fullmatch(digits):
        plain = digits.replace(",", "")
        raise Refused(field, f"{digits} can be read in two ways. Write {plain}, or {digits.replace(',', '.')}.")
    digits = digits.replace(",", ".").removesuffix(".")
    whole = f"0{digits}" if digits.startswith(".") else digits
    if exponent:
        whole = f"{Decimal(f'{whole}e{exponent}'):f}"
    return f"-{whole}" if sign == "-" else whole


def compared(value: Any, field: str) -> tuple[str | None, str]:
    """A number that may be given as a limit: `<15` is `("<", "15")`."""
    match = _WORD.fullmatch(value.strip()) if isinstance(value, str) else None
    sign, rest = match.groups() if match else (None, value)
    return (_SIGNS.get(sign, sign) if sign else None), number(rest, field)


def unit(value: Any, field: str) -> str | None:
    """The UCUM unit of what was written; a unit that we do not know stays as it is."""
    written = optional(value, field)
    return UNIT_WORDS.get(written.casefold(), written) if written else None


def convertible(given: str, wanted: str) -> bool:
    return given == wanted or (given, wanted) in _EXACT


def convert(value: str, given: str, wanted: str, field: str = "unit") -> str:
    """A decimal in another unit of the same dimension, to four places at most."""
    if given == wanted:
        return value
    if (given, wanted) not in _EXACT:
        raise Refused(field, f"{given!r} cannot be turned into {wanted!r}.")
    factor, offset = _EXACT[given, wanted]
    return trimmed(_WIDE.fma(Decimal(value), factor, offset))


def trimmed(value: Decimal, places: str = "0.0001") -> str:
    """A decimal to so many places, without zeros at its end."""
    text = f"{_WIDE.add(value.quantize(Decimal(places), context=_WIDE), 0):f}"  # no zero has a sign
    return text.rstrip("0").rstrip(".") if "." in text else text


def body_mass_index(weight: str, height: str) -> str:
    """In kg/m², to the tenth, from kg and cm."""
    return trimmed(Decimal(weight) / (Decimal(height) / 100) ** 2, "0.1")


def sensible(quantity: Plain) -> str:
    """The canonical value with no more places than what was entered can tell: 160 lb are 73 kg, 98.6 °F are 37.0 °C."""
    entered, unit = quantity.get("as_entered"), quantity["unit"]
    if not entered or (entered["unit"], unit) not in _EXACT:
        return str(quantity["value"])
    factor, _ = _EXACT[entered["unit"], unit]
    step = factor.scaleb(Decimal(entered["value"]).as_tuple().exponent)  # type: ignore[arg-type]  # it is finite
    places = round(-step.log10())
    return f"{Decimal(quantity['value']).quantize(Decimal(1).scaleb(-max(places, 0)), context=_WIDE):f}"


def shown(quantity: Plain) -> str:
    """`82 kg`, `<15 mg/dL`, `5 ft 7 in`, as it was entered where that is known."""
    told = quantity.get("as_entered") or quantity
    if "text" in told:
        return str(told["text"])
    measure = told.get("unit") or ""
    return f"{quantity.get('comparator', '')}{told.get('value', '')} {SHOWN.get(measure, measure)}".strip()


def decimal(text: str | None) -> Decimal | None:
    """The number a text holds, or None where it holds none."""
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None
