"""Changes of an entry in which not all stands that stood when they were made: those that still have a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain import change
from domain.change import Changes
from domain.fact import Plain


def corrected(item: Plain, changes: Changes) -> Changes:
    """A correction counts where what it corrects is what stands."""
    return {path: sides for path, sides in _placed(item, changes) if change.at(item, path) == sides.get("was")}


def updated(item: Plain, changes: Changes) -> Changes:
    """What is new counts wherever there is a place for it."""
    return dict(_placed(item, changes))


def found(known: Sequence[Plain], one: Plain) -> int | None:
    """Where in a list something stands, whether it is in use or not."""
    wanted = _bare(one)
    return next((n for n, other in enumerate(known) if _bare(other) == wanted), None)


def _bare(one: Plain) -> Plain:
    return {name: value for name, value in one.items() if name != "retired"}


def _placed(item: Plain, changes: Changes) -> list[tuple[str, Plain]]:
    """Lists grow at their end only: what would leave a gap has no place."""
    ends: dict[str, int] = {}
    return [(path, sides) for path, sides in changes.items() if _has_place(item, path, sides, ends)]


def _has_place(item: Plain, path: str, sides: Mapping[str, Any], ends: dict[str, int]) -> bool:
    around, _, last = path.rpartition(".")
    inside = change.at(item, around) if around else item
    if isinstance(inside, list) and last.isdigit():
        end = ends.setdefault(around, len(inside))
        if int(last) == end and "now" in sides:
            ends[around] = end + 1
        return int(last) <= end or "now" not in sides
    return isinstance(inside, Mapping)
