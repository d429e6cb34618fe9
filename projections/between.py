"""What differs between two files of one record, and how to bring the difference about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from domain import change
from domain.fact import Plain
from domain.identity import KEY

ASIDE = frozenset((
    "recorded", "issued", "corrections", "retracted", "addenda", "acknowledged", "reaffirmed", "unread",
))  # fmt: skip
"""What an entry keeps about itself: each is one value, however much it holds."""


def compare(before: Plain, after: Plain) -> list[Plain]:
    """`[{"field", "was", "now"}]` between two files; who and when is told by the log, not here.

    `field` is the dotted path that the change log uses; an entry that is new is one field, `measurements.m3`. Nothing
    is left out: `apply(before, compare(before, after))` holds the chapters of `after`, where a name that has None and
    a name that is not there are one. What says which moment a file is of (`version`, `position`, `at`, `changed`) is
    no difference: the moments were named by whoever asked.
    """
    names = dict.fromkeys([*before["chapters"], *after["chapters"]])
    both = ((name, before["chapters"].get(name, {}), after["chapters"].get(name, {})) for name in names)
    return [one for name, was, now in both for one in _chapter(name, was, now)]


def apply(file: Plain, told: Iterable[Plain]) -> Plain:
    """A file with each of these fields set to its `now`."""
    chapters = {name: dict(entries) for name, entries in file["chapters"].items()}
    inner: dict[tuple[str, str], change.Changes] = {}
    for one in told:
        chapter, id, path = place(one["field"])
        if path:
            inner.setdefault((chapter, id), {})[path] = {"now": one["now"]}
        elif one["now"] is None:
            chapters.get(chapter, {}).pop(id, None)
        else:
            chapters.setdefault(chapter, {})[id] = one["now"]
    for (chapter, id), changes in inner.items():
        chapters[chapter][id] = change.apply(chapters[chapter][id], changes)
    return {**file, "chapters": chapters}


def place(field: str) -> tuple[str, str, str]:
    """Chapter, entry, and the path within it; this is empty where the whole entry is meant."""
    chapter, _, rest = field.partition(".")
    if chapter == KEY:
        return chapter, KEY, rest
    id, _, path = rest.partition(".")
    return chapter, id, path


def aside(field: str) -> bool:
    """Whether a field is what an entry keeps about itself: when it was recorded, corrected, read, confirmed."""
    return place(field)[2].partition(".")[0] in ASIDE


def _chapter(name: str, was: Plain, now: Plain) -> Iterator[Plain]:
    for id in dict.fromkeys([*was, *now]):
        start = name if name == KEY else f"{name}.{id}"
        if id in was and id in now:
            yield from _entry(start, was[id], now[id])
        else:
            yield _told(start, was.get(id), now.get(id))


def _entry(start: str, was: Plain, now: Plain) -> Iterator[Plain]:
    if was is now:
        return
    for path, sides in change.diff(_values(was), _values(now)).items():
        yield _told(f"{start}.{path}", sides.get("was"), sides.get("now"))
    for name in dict.fromkeys([*was, *now]):
        if name in ASIDE and was.get(name) != now.get(name):
            yield _told(f"{start}.{name}", was.get(name), now.get(name))


def _values(entry: Plain) -> Plain:
    return {name: value for name, value in entry.items() if name not in ASIDE}


def _told(field: str, was: Any, now: Any) -> Plain:
    return {"field": field, "was": was, "now": now}
