"""What differs between two moments of a record: field by field, with the events that brought it about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.fact import Plain
from domain.identity import KEY
from domain.measurements import Measurements
from projections import past
from web import lines, words
from web.timeline import Event, line_of

MEASURED = Measurements.NAME
COLUMNS = ("field", "was", "now", "positions")


@dataclass(frozen=True, slots=True)
class Field:
    """`events` are those that wrote it between the two moments, oldest first."""

    label: str
    was: str
    now: str
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that differs. A `new` one was not there at the first moment, and has one field: itself."""

    name: str
    new: bool
    fields: list[Field]
    what: str = ""
    when: str = ""


def traced(before: Plain, after: Plain, between: Sequence[Event]) -> list[Plain]:
    """`[{"field", "was", "now", "positions"}]`, as interfaces.md writes it."""
    wrote = _Writers(between)
    return [
        {**told, "positions": [one.position for one in wrote.of(told["field"])]} for told in past.compare(before, after)
    ]


@dataclass(frozen=True, slots=True)
class Differences:
    """`total` fields differ, in so many `entries`; `chapters` hold a page of these, chapter by chapter as one reads."""

    total: int
    entries: int
    chapters: list[tuple[str, list[Entry]]]


def differences(
    before: Plain, after: Plain, between: Sequence[Event], most: int | None = None, skip: int = 0
) -> Differences:
    """The same, gathered under the entries they belong to."""
    differs = past.compare(before, after)
    order = list(dict.fromkeys([*lines.TITLES, *(_place(one)[0] for one in differs)]))
    told = sorted(differs, key=lambda one: order.index(_place(one)[0]))
    places = [(place, list(of)) for place, of in groupby(told, key=_place)]
    wrote = _Writers(between)
    found: dict[str, list[Entry]] = {}
    for place, of in places[skip : None if most is None else skip + most]:
        title = lines.TITLES.get(place[0], words.label(place[0]))
        found.setdefault(title, []).append(_entry(place, of, before, after, wrote))
    listed = [(title, _acts(own) if title == lines.TITLES[MEASURED] else own) for title, own in found.items()]
    return Differences(len(differs), len(places), listed)


def _acts(entries: Sequence[Entry]) -> list[Entry]:
    """New readings of one act on one line: they were taken, and written down, together."""
    told: list[Entry] = []
    for new, of in groupby(entries, key=lambda one: (one.fields[0].events, one.when) if one.new else None):
        together = list(of)
        if new is None or len(together) == 1:
            told += together
            continue
        text = " · ".join(f"{one.what} {one.fields[0].now}" for one in together)
        told.append(replace(together[0], name=f"Taken {new[1]}", fields=[Field("", "", text, new[0])]))
    return told


def _place(told: Plain) -> tuple[str, str]:
    chapter, _, rest = str(told["field"]).partition(".")
    return chapter, KEY if chapter == KEY else rest.partition(".")[0]


def _entry(place: tuple[str, str], told: list[Plain], before: Plain, after: Plain, wrote: _Writers) -> Entry:
    chapter, id = place
    fields = [_field(one, chapter, id, wrote) for one in words.telling(told)]
    if chapter not in lines.TITLES:  # what the office decided about the record is kept by rule
        return Entry(words.label(id.partition("~")[0]), False, fields)
    was, now = (file["chapters"].get(chapter, {}).get(id) for file in (before, after))
    name = lines.named(chapter, id, now or was or {})
    if was is None and now is not None:
        line = lines.line(chapter, id, now)
        return Entry(name, True, [Field("", "", line.text, wrote.of(told[0]["field"]))], line.what, line.when)
    return Entry(name, False, fields)


def _field(told: Plain, chapter: str, id: str, wrote: _Writers) -> Field:
    label = words.label(words.inside(told["field"], chapter, id))
    return Field(label, words.value(told["was"]), words.value(told["now"]), wrote.of(told["field"]))


class _Writers:
    """Which events wrote what, by the lines of a record that they touched."""

    def __init__(self, between: Sequence[Event]) -> None:
        self._wrote: dict[str, list[tuple[Event, list[str]]]] = {}
        for event in between:
            fields = [one["field"] for one in event.changes()]
            for key in event.touched():
                self._wrote.setdefault(key, []).append((event, [one for one in fields if line_of(one) == key]))

    def of(self, path: str) -> list[Event]:
        """Those that wrote this very field; failing that, those that wrote the line it stands in."""
        near = self._wrote.get(line_of(path), [])
        exact = [event for event, fields in near if any(_overlap(one, path) for one in fields)]
        return exact or [event for event, _ in near]


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
