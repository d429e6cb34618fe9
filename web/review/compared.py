"""What differs between two moments of a record: field by field, with the events that brought it about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from domain.fact import Plain
from domain.measurements import Measurements
from domain.visits import Visits
from projections import between as files
from web.record import lines
from web.record.timeline import Event, line_of
from web.wording import changed, worded, words
from web.wording.worded import IN, OUT, Run

MEASURED = Measurements.NAME
COLUMNS = ("field", "was", "now", "positions")


@dataclass(frozen=True, slots=True)
class Field:
    """`says` is the change as a sentence; `was` and `now` are to be read side by side.

    `events` are those that wrote it between the two moments, oldest first.
    """

    label: str
    says: list[Run]
    was: list[Run]
    now: list[Run]
    events: list[Event]

    @property
    def inline(self) -> bool:
        """Whether words that went and that came stand among those that stayed."""
        return {OUT, IN} <= {kind for kind, _ in self.says} and not self.says[0].text.endswith(" from ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry that differs. A `new` one was not there at the first moment, and has one field: itself.

    `folded` is what says nothing that another field does not: codes, units, copies, what is kept beside the values.
    """

    name: str
    new: bool
    fields: list[Field]
    folded: list[tuple[str, str, str]] = field(default_factory=list)
    what: str = ""
    text: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """`total` fields differ, in so many `entries`; `chapters` hold a page of these, chapter by chapter as one reads."""

    total: int
    entries: int
    chapters: list[tuple[str, list[Entry]]]


def traced(before: Plain, after: Plain, between: Sequence[Event]) -> list[Plain]:
    """`[{"field", "was", "now", "positions"}]`, as interfaces.md writes it."""
    wrote = _Writers(between)
    return [{**told, "positions": [one.position for one in wrote.of(told)]} for told in files.compare(before, after)]


def differences(
    before: Plain, after: Plain, between: Sequence[Event], most: int | None = None, skip: int = 0
) -> Differences:
    """The same, gathered under the entries they belong to."""
    differs = files.compare(before, after)
    order = {name: n for n, name in enumerate(dict.fromkeys([*lines.TITLES, *(_place(one)[0] for one in differs)]))}
    told = sorted(differs, key=lambda one: order[_place(one)[0]])
    places = [(place, list(of)) for place, of in groupby(told, key=_place)]
    wrote = _Writers(between)
    found: dict[str, list[Entry]] = {}
    for place, of in places[skip : None if most is None else skip + most]:
        title = lines.TITLES.get(place[0], words.label(place[0]))
        found.setdefault(title, []).append(_entry(place, of, before, after, wrote))
    listed = [(title, _acts(own) if title == lines.TITLES[MEASURED] else own) for title, own in found.items()]
    return Differences(sum(not files.aside(one["field"]) for one in differs), len(places), listed)


def _acts(entries: Sequence[Entry]) -> list[Entry]:
    """New readings of one act on one line: they were taken, and written down, together."""
    told: list[Entry] = []
    for new, of in groupby(entries, key=lambda one: (one.fields[0].events, one.when) if one.new else None):
        together = list(of)
        if new is None or len(together) == 1:
            told += together
            continue
        text = " · ".join(f"{words.small(one.what)} {one.text}" for one in together)
        told.append(replace(together[0], name=f"Taken {new[1]}", fields=[_new("", text, new[1], new[0])]))
    return told


def _place(told: Plain) -> tuple[str, str]:
    return files.place(told["field"])[:2]


def _entry(place: tuple[str, str], told: list[Plain], before: Plain, after: Plain, wrote: _Writers) -> Entry:
    chapter, id = place
    was, now = (file["chapters"].get(chapter, {}).get(id) for file in (before, after))
    if chapter not in lines.TITLES:  # what the office decided about the record is kept by rule
        name = words.label(id.partition("~")[0])
        own = [one for one in told if not files.aside(one["field"])]
        return Entry(name, False, [_field(one, was or {}, now or {}, wrote) for one in own], _folded(told, set()))
    name = lines.named(chapter, id, now or was or {})
    if was is None and now is not None:
        line, events = lines.line(chapter, id, now), wrote.of(told[0])
        new = _new(_kind(chapter, line.what), line.text, line.when, events)
        return Entry(name, True, [new], what=line.what, text=line.text, when=line.when)
    fields = {one["field"]: _field(one, was or {}, now or {}, wrote) for one in words.telling(told)}
    paths = {files.place(one)[2] for one in fields}
    plain = [
        one for one in fields
        if not words.plumbing(one) and fields[one].says and not changed.inner(files.place(one)[2], paths)
    ]  # fmt: skip
    shown = plain or [one for one in fields if fields[one].says] or list(fields)
    return Entry(name, False, [fields[one] for one in shown], _folded(told, set(shown)))


def _folded(told: Sequence[Plain], shown: set[str]) -> list[tuple[str, str, str]]:
    """(label, was, now); what an entry keeps about itself is named, not spelled out."""
    rest = [one for one in told if one["field"] not in shown]
    return [
        (words.label(files.place(one["field"])[2]), "", "")
        if files.aside(one["field"])
        else (words.label(files.place(one["field"])[2]), words.value(one["was"]), words.value(one["now"]))
        for one in rest
    ]


def _kind(chapter: str, what: str) -> str:
    """Before what an entry says: `weight 71 kg`, but `outpatient visit: cough` and `allergy: penicillin`."""
    return what if chapter == MEASURED else f"{what} visit:" if chapter == Visits.NAME else f"{what}:"


def _new(what: str, text: str, when: str, events: list[Event]) -> Field:
    return Field("", changed.added(what, text, when), [], [Run(IN, text)] if text else [], events)


def _field(told: Plain, was: Plain, now: Plain, wrote: _Writers) -> Field:
    path, events = files.place(told["field"])[2], wrote.of(told)
    says = changed.sentence(told, path, was, now, bool(events) and events[-1].fixes)
    whole = files.aside(told["field"])
    before, after = ([], says) if whole else worded.sides(words.value(told["was"]), words.value(told["now"]))
    label = words.label(path) if path else words.label(told["field"])
    return Field(label, says, before, after, events)


class _Writers:
    """Which events wrote what, by the lines of a record that they touched."""

    def __init__(self, between: Sequence[Event]) -> None:
        self._wrote: dict[str, list[tuple[Event, list[str]]]] = {}
        self._at = {event.position: event for event in between}
        for event in between:
            fields = [one["field"] for one in event.changes()]
            for key in event.touched():
                self._wrote.setdefault(key, []).append((event, [one for one in fields if line_of(one) == key]))

    def of(self, told: Plain) -> list[Event]:
        """Those that wrote this very field; failing that, those that wrote the line it stands in."""
        path = told["field"]
        if files.aside(path) and (new := _stamps(told["now"]) - _stamps(told["was"])):
            return [self._at[position] for position in sorted(new) if position in self._at]
        near = self._wrote.get(line_of(path), [])
        exact = [event for event, fields in near if any(_overlap(one, path) for one in fields)]
        return exact or [event for event, _ in near]


def _stamps(value: Any) -> set[int]:
    """The positions that stand inside what an entry keeps about itself: each part says who wrote it, and where."""
    if isinstance(value, list):
        return {position for inner in value for position in _stamps(inner)}
    if not isinstance(value, dict):
        return set()
    own = {value["position"]} if isinstance(value.get("position"), int) else set()
    return own | {position for inner in value.values() for position in _stamps(inner)}


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
