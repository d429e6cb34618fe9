"""One event of the change log as a row to read: what was new in a word, what was changed side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain import change
from domain.identity import KEY
from web.record import lines
from web.wording import kinds, words

_FEW = 4  # sides that a row shows; the others are folded away
_MISSING: dict[str, Any] = {"status": "", "state": "unknown", "kind": "note", "visit_class": "", "size": 0, "mime": ""}
_BEGINNINGS = frozenset(("registered", "recorded", "entry-added", "none-declared", "opened", "issued", "attached"))
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Logged:
    """`brief` is what a reader looks for; `all` every field, for whoever wants them. `fixes`: the old was wrong."""

    row: Row
    kind: str
    chip: str
    fixes: bool
    brief: list[Side]
    more: int
    all: list[Side]


_GONE = Side("What it held", "", "erased since")


def logged(row: Row) -> Logged:
    if row.get("erased"):
        return Logged(row, kinds.word(row["type"]), "ct-chip--stop", False, [_GONE], 0, [])
    every = [_side(one, row) for one in words.telling(list(row["changes"]))]
    brief = _new(row) or [
        side for side, one in zip(every, words.telling(list(row["changes"])), strict=True) if not _copy(one)
    ]
    stored = row["type"]
    shown = brief or every
    return Logged(row, kinds.word(stored), _chip(row), kinds.fixes(stored), shown[:_FEW], len(shown[_FEW:]), every)


def _side(one: Row, row: Row) -> Side:
    return Side(
        words.label(words.inside(one["field"], row["chapter"], row["entry"])),
        words.value(one["was"]),
        words.value(one["now"]),
    )


def _chip(row: Row) -> str:
    conflict = any(one["field"].endswith("current.state") and one["now"] == "conflict" for one in row["changes"])
    return "ct-chip--safety" if conflict else kinds.chip(row["type"])


def _copy(one: Row) -> bool:
    """A unit, a code, or a copy of what was entered: it says nothing that another field does not."""
    return words.plumbing(one["field"])


def _new(row: Row) -> list[Side]:
    """What came into being, each entry on one line; nothing where something stood there before."""
    chapter = row["chapter"]
    if (
        not chapter
        or kinds.verb(row["type"]) not in _BEGINNINGS
        or any(one["was"] is not None for one in row["changes"])
    ):
        return []
    built = change.apply({}, {one["field"]: {"now": one["now"]} for one in row["changes"]}).get(chapter, {})
    if chapter == KEY:
        return [Side(words.label(name), "", text) for name, text in words.fields(built)]
    try:
        told = [lines.line(chapter, id, {**_MISSING, "id": id, **entry}) for id, entry in built.items()]
    except (KeyError, TypeError, AttributeError):
        return []
    return [Side(line.what, "", line.text) for line in told if line.text]
