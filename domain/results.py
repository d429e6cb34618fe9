"""One line of a laboratory report: what was found, the range printed beside it, and the flag."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain import values
from domain.fact import Plain
from domain.quantity import compared, decimal, number, unit
from domain.refusal import Refused
from domain.text import optional

FLAGS = ("N", "L", "H", "LL", "HH", "A", "AA", "POS", "NEG")  # HL7 v3-ObservationInterpretation


def _limit(value: Any, field: str) -> str | None:
    return None if value in (None, "") else number(value, field)


def _range(value: Any, field: str) -> Plain | None:
    if not value:
        return None
    read = values.shape(value, field, {"low": _limit, "high": _limit, "text": optional, "applies": _applies})
    if "low" in read and "high" in read and Decimal(read["low"]) > Decimal(read["high"]):
        raise Refused(f"{field}.low", f"The range would begin at {read['low']} and end at {read['high']}.")
    return read or None


def _applies(value: Any, field: str) -> Plain | None:
    """For whom the range was printed: `{"sex", "age"}`."""
    return values.shape(value, field, {"sex": optional, "age": optional}) or None if value else None


def _ratio(value: Any, field: str) -> str | None:
    """A ratio or a titre, `1:80`."""
    told = optional(value, field)
    if told and not RATIO.fullmatch(told):
        raise Refused(field, "Write a ratio as 1:80.")
    return told


RATIO = re.compile(r"\d{1,9}(?:\.\d{1,9})?\s?:\s?\d{1,9}(?:\.\d{1,9})?")
_READERS: dict[str, values.Reader] = {
    "id": optional,
    "what": lambda value, field: values.coded(value or "", field),
    "value": optional,
    "unit": unit,
    "text": values.note,
    "ratio": _ratio,
    "coded": lambda value, field: values.coded(value, field) if value else None,
    "not_done": optional,
    "range": _range,
    "printed_flag": values.choice(*FLAGS),
    "note": values.note,
    "source": optional,
}


def result(value: Any, field: str) -> Plain:
    """`{"what", "value"[, "comparator"], "unit", "range", "flag", …}`; instead of a number it may have `text`, `ratio`,
    `coded` or `not_done`.

    The flag is worked out from the range printed on the report, or else is the printed one, which is kept beside it.
    """
    read = values.shape(_without_derived(value), field, _READERS)
    if not any(name in read for name in ("value", "text", "ratio", "coded", "not_done")):
        raise Refused(f"{field}.value", "Write what was found, or why it was not done.")
    if "value" in read:
        comparator, read["value"] = compared(read["value"], f"{field}.value")
        if comparator:
            read["comparator"] = comparator
    flag = _flag(read)
    return {**read, "flag": flag} if flag else read


def _without_derived(value: Any) -> Any:
    if isinstance(value, Mapping):
        bare = {name: it for name, it in value.items() if name not in ("flag", "comparator")}
        if value.get("comparator") and value.get("value"):
            bare["value"] = f"{value['comparator']}{value['value']}"
        return bare
    return value


def _flag(read: Plain) -> str | None:
    value, ends = decimal(read.get("value")), read.get("range", {})
    low, high = decimal(ends.get("low")), decimal(ends.get("high"))
    if value is None or (low is None and high is None):
        return read.get("printed_flag")
    return _against(value, read.get("comparator"), low, high) or read.get("printed_flag")


def _against(value: Decimal, comparator: str | None, low: Decimal | None, high: Decimal | None) -> str | None:
    """What is certain: of a limit such as `<15` only one side is known, and `<15` itself is not among its values."""
    sign, within = (comparator or "")[:1], comparator in ("<", ">")
    if sign != ">" and low is not None and (value < low or (within and value == low)):
        return "L"
    if sign != "<" and high is not None and (value > high or (within and value == high)):
        return "H"
    bounded_below, bounded_above = low is None or sign != "<", high is None or sign != ">"
    outside = (low is not None and value < low) or (high is not None and value > high)
    return "N" if bounded_below and bounded_above and not outside else None


def contradicted(read: Plain) -> bool:
    """Whether the flag printed on the slip says otherwise than the range printed beside it."""
    printed, side = read.get("printed_flag"), _side(read.get("flag"))
    return read.get("printed_flag") in ("N", *_SIDES) and side != _side(printed) and "range" in read


_SIDES = {"L": "low", "LL": "low", "H": "high", "HH": "high"}


def _side(flag: str | None) -> str:
    return _SIDES.get(flag or "", "within")
