"""The parts that sentences are made of: lists, dates and what changed, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain import change
from domain.fact import Plain
from domain.partial import PartialDateTime
from domain.quantity import SHOWN, sensible, shown
from domain.refusal import Refused
from domain.vitals import VITALS

_DAY = re.compile(r"\d{4}-\d\d-\d\d([T/]|$)", re.ASCII)
_MOST = 5  # things that one sentence lists
_COPIES = frozenset(("as_entered", "code", "codings", "warnings", "flag", "printed_flag", "unit", "system", "basis"))
_INSIDE = frozenset(("lines", "city", "postcode", "region", "country", "family", "given", "prefix", "suffix", "use"))
"""Parts of a name or an address: its text says them all."""


def listed(words: Iterable[str]) -> str:
    every = list(words)
    more = [f"{len(every) - _MOST} more"] if len(every) > _MOST else []
    *first, last = [*every[:_MOST], *more] or ["nothing"]
    return f"{', '.join(first)} and {last}" if first else last


def value(told: Any) -> str:
    if isinstance(told, Mapping):
        return str(told.get("text") or told.get("value") or listed(map(value, told.values())))
    if isinstance(told, list):
        return listed(map(value, told))
    return when(told, "").strip() if isinstance(told, str) and _DAY.match(told) else str(told)


def when(told: str | None, word: str = "on") -> str:
    """` on 3 Nov 2020, 14:49`, ` in Mar 1984`: as far as it is known. An empty word says the date alone."""
    if not told:
        return ""
    if "/" in told:
        return " between" + " and".join(when(end, "") for end in told.split("/"))
    day, _, time = told.partition("T")
    try:
        date = _day(day, PartialDateTime.parse(told).earliest.date())
    except Refused:
        date = told
    before = "in" if word == "on" and day.count("-") < 2 else word
    return f" {before} {date}".replace("  ", " ") + (f", {time[:5]}" if time else "")


def _day(text: str, day: date) -> str:
    months = text.count("-")
    return text if not months else f"{day:%b %Y}" if months == 1 else f"{day.day} {day:%b %Y}"


def taken(items: list[Plain]) -> str:
    """What was measured; both pressures as one reading."""
    by_kind = {one["kind"]: one for one in items}
    pair = by_kind.get("systolic"), by_kind.get("diastolic")
    told = []
    for one in items:
        if None not in pair and one["kind"] == "systolic":
            told.append(f"blood pressure {sensible(one)}/{sensible(by_kind['diastolic'])} {SHOWN['mm[Hg]']}")
        elif None in pair or one["kind"] != "diastolic":
            told.append(f"{VITALS[one['kind']].name.lower()} {shown(one)}")
    return listed(told)


def changed(changes: Mapping[str, Plain], entry: Plain) -> str:
    """What stood there and what stands there now; units and copies of what was entered say nothing new."""
    telling = {path: sides for path, sides in changes.items() if not _said(path, changes)}
    return listed(_side(path, sides, entry) for path, sides in (telling or changes).items())


def _said(path: str, changes: Mapping[str, Plain]) -> bool:
    """Whether another of the changes says this already."""
    parts = path.split(".")
    text = any(other.endswith(".text") and other.split(".")[0] == parts[0] for other in changes)
    return not _COPIES.isdisjoint(parts) or (text and not _INSIDE.isdisjoint(parts))


def _side(path: str, sides: Plain, entry: Plain) -> str:
    name = _named(path, entry)
    if "was" not in sides:
        return f"{name} is {value(sides['now'])}".strip()
    return f"{name} was {value(sides['was'])}, now {value(sides['now'])}".strip() if "now" in sides else f"no {name}"


def _named(path: str, entry: Plain) -> str:
    """`results.0.value` of a panel is `potassium`."""
    head, *rest = path.split(".")
    if head == "results" and rest and (name := change.at(entry, f"results.{rest[0]}.what.text")):
        inner = " ".join(part for part in rest[1:] if part not in ("value", "text"))
        return f"{name} {inner}".strip()
    words = [part for part in path.replace("_", " ").split(".") if not part.isdigit()]
    told = [part for part in words if part not in ("text", "value")]
    return " ".join(told or words)


def small(text: str) -> str:
    """`Back pain` inside a sentence; an abbreviation such as `X-ray` or `CT` stays as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def because(note: str | None) -> str:
    return f": {note.rstrip('.')}" if note else ""
