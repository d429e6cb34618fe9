"""A change to an entry, brought about on another version of that entry: as far as it says something there.

Only what the change itself wrote is taken over. What stood beside it stays as it stands in the other version.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from domain import change
from domain.change import Changes
from domain.fact import Plain

_UNIT = ("unit", "as_entered.unit")
_OF_UNIT = ("value", "as_entered.value")


class Rebased(NamedTuple):
    """`changes` fit the other version; `hanging` are the paths that would say nothing there."""

    changes: Changes
    hanging: list[str]


def rebased(changes: Changes, was: Plain, stands: Plain) -> Rebased:
    """`was` is the entry that was changed, `stands` the version on which the change shall be brought about."""
    told: Changes = {}
    hanging: list[str] = []
    for path, sides in changes.items():
        place = _place(path.split("."), was, stands, sides)
        if place is None or _unit_differs(path, place, changes, was, stands):
            hanging.append(path)
        elif (now := sides.get("now")) != (stood := change.at(stands, place)):
            told[place] = {side: value for side, value in (("was", stood), ("now", now)) if value is not None}
    return Rebased(told, hanging)


def _place(parts: list[str], was: Any, stands: Any, sides: Plain) -> str | None:
    """Where the path leads in the other version: in a list it goes by the item, not by its number."""
    found: list[str] = []
    for n, part in enumerate(parts):
        if isinstance(was, list) or isinstance(stands, list):
            number = _number(int(part), n == len(parts) - 1, was or [], stands or [], sides)
            if number is None:
                return None
            found.append(str(number))
        else:
            found.append(part)
        was, stands = _inside(was, part), _inside(stands, found[-1])
    return ".".join(found)


def _number(number: int, last: bool, was: list[Any], stands: list[Any], sides: Plain) -> int | None:
    if was == stands:
        return number
    if number >= len(was):  # it was new, and comes last here as well
        return len(stands) + number - len(was) if last else None
    item = was[number]
    if stands[number : number + 1] == [item]:
        found: int | None = number
    else:
        found = stands.index(item) if item in stands else None
    shortens = last and sides.get("now") is None  # a list is shortened from its end
    return None if shortens and found != len(stands) - 1 else found


def _inside(value: Any, part: str) -> Any:
    if isinstance(value, list):
        return value[int(part)] if int(part) < len(value) else None
    return value.get(part) if isinstance(value, dict) else None


def _unit_differs(path: str, place: str, changes: Changes, was: Plain, stands: Plain) -> bool:
    """Whether a value was written in a unit that is another one here, and did not come with its own."""
    ends = next((end for end in _OF_UNIT if path == end or path.endswith(f".{end}")), None)
    if ends is None:
        return False
    here, there = path.removesuffix(ends), place.removesuffix(ends)
    return any(
        f"{here}{unit}" not in changes and change.at(was, here + unit) != change.at(stands, there + unit)
        for unit in _UNIT
    )
