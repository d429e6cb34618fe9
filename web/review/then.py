"""A record as it was known after one event, beside what became of it since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.fact import Plain
from domain.identity import KEY
from projections.reading import Reading, WholeReading
from web.record import lines, measured
from web.record.lines import Line
from web.record.measured import Row
from web.record.timeline import Event
from web.wording import ages, words

FEW = 6  # entries not known yet that are named one by one
_VERBS = {"Addendum": "added to", "Entered in error": "entered in error", "None known": "asked again"}
_EVER = date.max  # a past page knows no today: every date is written out
Later = Callable[[Line], Sequence[Event]]
"""The events since that wrote into a line, oldest first."""


@dataclass(frozen=True, slots=True)
class Since:
    """`text` is what stands there now, empty where it is the same; `note` says what happened, at which event."""

    text: str = ""
    note: str = ""
    fixed: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """One line as it was known then. `fresh`: the event looked at wrote it."""

    line: Line
    fresh: bool
    since: Since


@dataclass(frozen=True, slots=True)
class Vital:
    """One kind of measurement: its newest reading then, and the newest one now, unless it is the same one."""

    row: Row
    fresh: bool
    since: Since
    now: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`later` are the lines that were not known yet, oldest first; `unmeasured` what had never been measured.

    `all_known` and `all_later` count those lines; the lists may hold a part of them.
    """

    name: str
    title: str
    known: list[Known]
    later: list[Line]
    vitals: list[Vital] = field(default_factory=list)
    unmeasured: list[Row] = field(default_factory=list)
    all_known: int = 0
    all_later: int = 0

    @property
    def most(self) -> int:
        """Of both kinds of lines, how many there are."""
        return max(self.all_known, self.all_later)

    def by_what(self) -> list[tuple[str, list[Known], list[Line]]]:
        """The same under their kinds, for chapters that are read kind by kind."""
        names = dict.fromkeys([*(one.line.what for one in self.known), *(one.what for one in self.later)])
        return [
            (
                name,
                [one for one in self.known if one.line.what == name],
                [one for one in self.later if one.what == name],
            )
            for name in names
        ]

    def hidden(self) -> bool:
        """Whether the event wrote a reading that the rows by kind do not show."""
        shown = {f"measurements.{id}" for vital in self.vitals for id in _entries(vital.row)}
        return bool(self.vitals) and any(one.fresh and one.line.key not in shown for one in self.known)


@dataclass(frozen=True, slots=True)
class Then:
    """Two files of one record: what was known, and what is known now; `today` reads the second.

    `wrote` are the lines that the event looked at wrote, which are always shown; `glows` names further ones.
    """

    file: Plain
    now: Plain
    today: Reading
    later: Later
    wrote: frozenset[str]
    glows: frozenset[str] = frozenset()

    def sheets(self, most: int) -> Iterator[Sheet]:
        """The chapters that hold something, then or now; within each so many lines, what is newest first."""
        return (sheet for name in lines.TITLES if (sheet := self.sheet(name, most)).most)

    def sheet(self, name: str, most: int, skip: int = 0) -> Sheet:
        """So many lines after so many others; what the event looked at wrote is always among them."""
        then, now = _Lines(self.file, name), _Lines(self.now, name)
        order, wrote = then.newest(), then.own(self.wrote)
        shown = [id for n, id in enumerate(order) if skip <= n < skip + most or id in wrote]
        later = [id for id in now.ids if id not in then.ids]
        known, unknown = [self._known(then[id], now) for id in shown], [now[id] for id in later[skip : skip + most]]
        vitals = self._vitals(then, now) if name == "measurements" else ([], [])
        return Sheet(name, lines.TITLES[name], known, unknown, *vitals, len(order), len(later))

    def _known(self, line: Line, now: _Lines) -> Known:
        return Known(line, line.key in self.wrote | self.glows, _became(line, now.get(line), self.later(line)))

    def _vitals(self, then: _Lines, now: _Lines) -> tuple[list[Vital], list[Row]]:
        """Each kind that had been measured, and those that had not."""
        rows = {row.name: row for row in measured.rows(self.today, _EVER)}
        vitals = []
        for row in measured.rows(WholeReading(self.file), _EVER):
            own = [self._known(then[id], now) for id in _entries(row)]
            vitals.append(_vital(row, rows.pop(row.name, None), own))
        return vitals, list(rows.values())


class _Lines:
    """The lines of one chapter, each told when it is asked for."""

    def __init__(self, file: Plain, name: str) -> None:
        self._name, self._entries = name, file["chapters"].get(name, {})
        self._details = {one.field: one for one in lines.lines(file, name).values()} if name == KEY else None
        self.ids: Mapping[str, Any] = self._entries if self._details is None else self._details

    def __getitem__(self, id: str) -> Line:
        return lines.line(self._name, id, self._entries[id]) if self._details is None else self._details[id]

    def get(self, line: Line) -> Line | None:
        """The same line here."""
        id = line.entry if self._details is None else line.field
        return self[id] if id in self.ids else None

    def newest(self) -> list[str]:
        """The ids, newest first; the details stand in their own order."""
        return list(self.ids)[:: -1 if self._details is None else 1]

    def own(self, keys: frozenset[str]) -> set[str]:
        """The ids among the keys of lines."""
        before = f"{self._name}." if self._details is None else f"{self._name}.{KEY}."
        return {key.removeprefix(before) for key in keys if key.startswith(before)}


def _became(then: Line, now: Line | None, later: Sequence[Event]) -> Since:
    if not later:
        return Since() if now and now.text == then.text else Since(text=now.text if now else "")
    fix = next((event for event in later if event.fixes), None)
    event = fix or later[-1]
    stood = f", after {ages.lasted(datetime.fromisoformat(then.recorded), event.at)}" if fix and then.recorded else ""
    lapsed = getattr(event.fact, "lapses", None) == then.entry
    note = f"{'lapsed' if lapsed else _VERBS.get(event.kind, event.kind.lower())} {words.date(event.at)}{stood}"
    differs = now is not None and not now.struck and now.text != then.text
    text = now.text if now and differs else "" if now else "no longer there"
    return Since(text, note, bool(fix), event.position)


def _vital(row: Row, now: Row | None, own: Sequence[Known]) -> Vital:
    since, fresh = next((one.since for one in own if one.since.note), Since()), any(one.fresh for one in own)
    if now is None:
        return Vital(row, fresh, since, "no reading counts")
    value = f"{'/'.join(one.text for one in now.now)} {now.unit}".strip()
    newer = [one.says or one.text for one in now.now] != [one.says or one.text for one in row.now]
    return Vital(row, fresh, since, value if newer else "")


def _entries(row: Row) -> list[str]:
    """The ids behind a row: two for a blood pressure, none for what is worked out."""
    return [value.says.split(".")[1] for value in row.now if value.says]
