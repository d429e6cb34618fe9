"""Values, fields and moments in words, for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.quantity import shown
from domain.vitals import VITALS

_FIELDS = {
    "mrn": "Record number",
    "abo": "ABO group",
    "rhd": "Rh(D)",
    "as_entered": "As entered",
    "what.text": "What",
    "birth.value": "Birth date",
    "taken_at": "Taken",
}
_FINDINGS = ("text", "ratio", "coded", "results", "impression", "conclusion", "findings")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d|T\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)
_QUIET = frozenset((
    "id", "patient", "recorded", "imported", "flags", "act", "late", "corrections", "addenda", "retracted", "moved",
    "status", "unread", "issued",
))  # fmt: skip
"""What an entry keeps about itself: told beside it, not as one of its values."""


def value(told: Any) -> str:
    """Any plain value of a file, on one line; an empty text where there is nothing."""
    match told:
        case None:
            return ""
        case bool():
            return "yes" if told else "no"
        case Mapping():
            return _thing(told)
        case list() | tuple():
            return "; ".join(text for text in map(value, told) if text)
        case str():
            return when(told) if _MOMENT.fullmatch(told) else told
        case _:
            return str(told)


def _thing(told: Mapping[str, Any]) -> str:
    if "text" in told:
        return str(told["text"])
    if isinstance(what := told.get("what"), Mapping):
        return ": ".join(part for part in (str(what.get("text", "")), finding(told)) if part)
    if "value" in told:
        kind = VITALS.get(told.get("kind", ""))
        return f"{kind.name} {shown(dict(told))}" if kind else shown(dict(told))
    return "; ".join(f"{label(name)}: {text}" for name, text in fields(told))


def finding(result: Mapping[str, Any]) -> str:
    """What a report, or one line of it, found, without its name; an empty text where nothing is told."""
    if "value" in result:
        return shown(dict(result))
    if "not_done" in result:
        return f"not done, {result['not_done']}"
    return value([result.get(name) for name in _FINDINGS])


def label(path: str) -> str:
    """A dotted path as a label: `names.0.text` is `Names 1 text`."""
    if path in _FIELDS:
        return _FIELDS[path]
    parts = [str(int(part) + 1) if part.isdigit() else part for part in path.replace("_", " ").split(".")]
    words = " ".join(parts)
    return words[:1].upper() + words[1:]


_PLUMBING = frozenset((
    "as_entered", "unit", "kind", "id", "code", "codings", "system", "holder", "basis", "issuer", "warnings",
))  # fmt: skip


def telling(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Changed fields with those first that a reader looks for: codes, units and copies come last."""
    return sorted(changes, key=lambda one: plumbing(one["field"]))


def plumbing(path: str) -> bool:
    """Whether a field is a code, a unit or a copy: it says nothing that another one does not."""
    return not _PLUMBING.isdisjoint(path.split("."))


def inside(path: str, chapter: str | None, entry: str | None) -> str:
    """A dotted path of the file without the chapter and entry it begins with."""
    for head in (f"{chapter}.{entry}.", f"{chapter}."):
        if path.startswith(head) and len(path) > len(head):
            return path[len(head) :]
    return path


def fields(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The entry's values, field by field, each with its dotted path's first part."""
    told = ((name, value(inner)) for name, inner in entry.items() if name not in _QUIET)
    return [(name, text) for name, text in told if text]


def moment(at: datetime | str) -> str:
    """`3 Nov 2026, 10:12:41 UTC`, of a datetime in UTC or its ISO text."""
    read = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{read.day} {read:%b %Y, %H:%M:%S} UTC"


def date(at: datetime) -> str:
    """`3 Nov 2026`"""
    return f"{at.day} {at:%b %Y}"


def day(at: datetime | str) -> str:
    read = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{read:%A} {read.day} {read:%B %Y}"


def when(text: str | None) -> str:
    """A partial date or time as it was told, with the month in letters: `2026-11-03T10:12` is `3 Nov 2026, 10:12`.
    A range is told from one end to the other."""
    if not text:
        return ""
    if "/" in text:
        return " to ".join(map(when, text.split("/")))
    date, _, time = text.partition("T")
    if not _DATE.fullmatch(date):
        return text
    try:
        read = datetime.fromisoformat(date if len(date) == 10 else f"{date}-01")
    except ValueError:
        return text
    told = f"{read.day} {read:%b %Y}" if len(date) == 10 else f"{read:%b %Y}"
    return f"{told}, {time[:5]}" if time else told


def small(text: str) -> str:
    """As it stands inside a sentence: `Blood pressure` is `blood pressure`; `CT` and `X-ray` stay as they are."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def clock(at: datetime | str) -> str:
    """`10:12:41`"""
    return f"{datetime.fromisoformat(at) if isinstance(at, str) else at:%H:%M:%S}"
