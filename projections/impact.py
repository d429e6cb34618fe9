"""What a correction means for those who had read: what was wrong, since which event, and who was shown it meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.access import NAMES
from domain.chapter import IN_ERROR
from domain.export import ENVELOPE
from domain.fact import Plain
from projections.accesses import Accesses, Row
from projections.changes import Changes
from projections.releases import DISCLOSED, EXPORTED, Asked, known

_GONE = (IN_ERROR, "cancelled")
_OWN = ("warnings", "flag", "status", "as_entered", "code", "interpretation")  # of a value, or following from it
_IN_THE_BANNER = ("demographics", "blood_group")
_EVERYWHERE = frozenset((
    "record", "chart", "trail", "comparison", "log", "event", "background", "missing", "review", "undo", "seen",
    "disclosed",
))  # fmt: skip
"""Sections that tell of a record as a whole."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that said `was` and should have said `now`, None where nothing; `origin` is the event that wrote it."""

    field: str
    was: Any
    now: Any
    origin: Plain


@dataclass(frozen=True, slots=True)
class Impact:
    """Reads that knew `since` or more of the log and less than `until` were shown what was wrong."""

    fields: list[Wrong]
    since: int
    until: int

    @property
    def origin(self) -> Plain:
        """The event that brought it in first."""
        return min((one.origin for one in self.fields), key=lambda origin: int(origin["position"]))


def impact(changes: Changes, change: Plain) -> Impact | None:
    """Of an event that put something right, as `Changes.rows` tells it; None where it replaced nothing."""
    gone = any(one["field"].endswith(".status") and one["now"] in _GONE for one in change["changes"])
    fields = list(_whole(changes, change) if gone else _corrected(changes, change))
    if not fields:
        return None
    return Impact(fields, min(one.origin["position"] for one in fields), change["position"])


def readers(accesses: Accesses, patient: str, found: Impact, change: Plain) -> Iterator[Row]:
    """The reads that held it, oldest first; after them files that held whoever a filter found."""
    asked = {"outcome": "shown", "known_from": found.since, "known_before": found.until}
    own = accesses.rows({**asked, "patient": patient}, newest=False)
    yield from (row for row in own if holds(row, change["chapter"] or "", change["entry"] or ""))
    yield from accesses.rows({**asked, "whole": 1, "patients": 0}, newest=False)


def recipients(asked: Iterable[Asked], found: Impact, change: Plain) -> Iterator[Asked]:
    """Of an accounting, those outside who were given it, oldest first: as far as a release says, or in an export with
    what was recorded."""
    for one in sorted(asked, key=lambda one: one.position):
        if one.state == DISCLOSED and found.since <= known(one) < found.until and _held(one, found, change):
            yield one


def _held(one: Asked, found: Impact, change: Plain) -> bool:
    return one.told["profile"] != ENVELOPE if one.kind == EXPORTED else _given(one, found, change)


def _given(one: Asked, found: Impact, change: Plain) -> bool:
    """Name and birth stand at the head of whatever is handed over."""
    chapter, entry = change["chapter"] or "", change["entry"]
    held = (one.answer or {}).get("entries", {})
    if chapter == "demographics":
        return chapter in held or any(_at_the_head(wrong.field) for wrong in found.fields)
    return chapter in held and (entry in held[chapter] or chapter in _IN_THE_BANNER)


def _at_the_head(field: str) -> bool:
    return field.split(".")[1:2] in (["names"], ["birth"])


def holds(row: Row, chapter: str, entry: str) -> bool:
    """Whether what was shown holds a value of that entry, as far as its section says."""
    section, address = row["section"], row["address"]
    if section in NAMES:
        return chapter == "demographics"
    if chapter in _IN_THE_BANNER or section in _EVERYWHERE or row["medium"] == "print":
        return True
    return f"/{chapter}" in address or (bool(entry) and f"/{entry}" in address) or section == "growth"


def _corrected(changes: Changes, change: Plain) -> Iterator[Wrong]:
    for one in change["changes"]:
        told = one["was"] is not None and not _follows(one["field"])
        if told and (origin := _wrote(changes, change, one["field"], one["was"])):
            yield Wrong(one["field"], one["was"], one["now"], origin)


def _whole(changes: Changes, change: Plain) -> Iterator[Wrong]:
    """Everything that the entry said, since it was written."""
    path = f"{change['chapter']}.{change['entry']}"
    said: dict[str, Wrong] = {}
    for origin in changes.rows({"patient": change["patient"], "field": path, "before": change["position"]}):
        for one in origin["changes"]:
            if one["field"].startswith(f"{path}.") and not _follows(one["field"]) and one["now"] is not None:
                said[one["field"]] = Wrong(one["field"], one["now"], None, origin)
    yield from said.values()


def _wrote(changes: Changes, change: Plain, field: str, was: Any) -> Plain | None:
    """The last event before that gave the field this value."""
    asked = {"patient": change["patient"], "field": field, "before": change["position"]}
    for origin in changes.rows(asked, newest=True):
        if any(one["field"] == field and one["now"] == was for one in origin["changes"]):
            return origin
    return None


def _follows(field: str) -> bool:
    return any(part in _OWN for part in field.split(".")[2:])
