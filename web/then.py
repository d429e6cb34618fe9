"""A record as it was known after one event, beside what became of it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.fact import Plain
from domain.identity import KEY
from projections.reading import WholeReading
from web import ages, lines, measured, words
from web.lines import Line
from web.measured import Row
from web.timeline import Event

FEW = 6  # entries not known yet that are named one by one
_VERBS = {"Addendum": "added to", "Entered in error": "entered in error", "None known": "asked again"}
_EVER = date.max  # a past page knows no today: every date is written out


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

    def part(self, most: int, skip: int = 0) -> Sheet:
        """So many lines after so many others; what the event looked at wrote is always among them."""
        inside = range(skip, skip + most)
        known = [one for n, one in enumerate(self.known) if n in inside or one.fresh]
        later = self.later[skip : skip + most]
        return replace(self, known=known, later=later, all_known=len(self.known), all_later=len(self.later))

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


def sheets(told: Sequence[Event], here: Event, then: Plain, now: Plain) -> list[Sheet]:
    """The chapters that hold something, then or now; within each what is newest first."""
    wrote, later = here.touched(), _later(told, here)
    found = (_sheet(name, title, then, now, wrote, later) for name, title in lines.TITLES.items())
    return [sheet for sheet in found if sheet.known or sheet.later]


def _sheet(
    name: str, title: str, then: Plain, now: Plain, wrote: frozenset[str], later: Mapping[str, list[Event]]
) -> Sheet:
    known, today = lines.lines(then, name), lines.lines(now, name)
    told = [Known(line, key in wrote, _became(line, today.get(key), later.get(key, ()))) for key, line in known.items()]
    told = told if name == KEY else told[::-1]
    unknown = [line for key, line in today.items() if key not in known]
    if name != "measurements":
        return Sheet(name, title, told, unknown)
    rows = {row.name: row for row in measured.rows(WholeReading(now), _EVER)}
    then_rows = measured.rows(WholeReading(then), _EVER)
    by_key = {one.line.key: one for one in told}
    vitals = [_vital(row, rows.get(row.name), by_key) for row in then_rows]
    return Sheet(
        name, title, told, unknown, vitals, [rows[kind] for kind in rows.keys() - {row.name for row in then_rows}]
    )


def _later(told: Sequence[Event], here: Event) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in told[here.number :]:
        for key in event.touched():
            found.setdefault(key, []).append(event)
    return found


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


def _vital(row: Row, now: Row | None, known: Mapping[str, Known]) -> Vital:
    own = [known[f"measurements.{id}"] for id in _entries(row)]
    since = next((one.since for one in own if one.since.note), Since())
    if now is None:
        return Vital(row, any(one.fresh for one in own), since, "no reading counts")
    value = f"{'/'.join(one.text for one in now.now)} {now.unit}".strip()
    newer = [one.says or one.text for one in now.now] != [one.says or one.text for one in row.now]
    return Vital(row, any(one.fresh for one in own), since, value if newer else "")


def _entries(row: Row) -> list[str]:
    """The ids behind a row: two for a blood pressure, none for what is worked out."""
    return [value.says.split(".")[1] for value in row.now if value.says]
