"""The timeline of one record: each event as a line to read, to filter and to go back to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import groupby
from typing import overload

from domain.entries import EntryFact
from domain.fact import Envelope, Fact, Plain
from domain.file import chapter_of
from domain.identity import KEY
from domain.measurements import MeasurementsRecorded
from domain.partial import PartialDateTime
from domain.reasons import REASONS
from domain.refusal import Refused
from projections.differences import what_changed
from projections.logged import is_late, is_safety
from projections.reading import Reading
from projections.sentences import sentence
from web.drawing.rail import Mark
from web.wording import kinds, words

_OWN = ("entry", "visit", "report")


@dataclass(frozen=True)
class Event:
    """One event of the record. `number` counts from 1 within the record; its position is its place in the log.

    The file, as it is now, says what entries are called. What is worked out from the fact is worked out once, and of
    those events alone that are asked.
    """

    number: int
    fact: Fact
    file: Plain = field(repr=False)

    @cached_property
    def says(self) -> str:
        return sentence(self.fact, _entry(self.fact, self.file))

    @property
    def by(self) -> Envelope:
        return self.fact.by

    @property
    def position(self) -> int:
        return self.fact.by.position

    @property
    def at(self) -> datetime:
        return self.fact.by.at

    @property
    def kind(self) -> str:
        return kinds.word(self.fact.stored_name())

    @property
    def chip(self) -> str:
        return "ct-chip--safety" if self.safety else kinds.chip(self.fact.stored_name())

    @property
    def fixes(self) -> bool:
        return kinds.fixes(self.fact.stored_name())

    @property
    def safety(self) -> bool:
        """Whether a patient may come to harm by what it says."""
        return is_safety(self.fact)

    @property
    def chapter(self) -> str:
        return chapter_of(self.fact)

    @property
    def reason(self) -> str:
        return why(self.by.reason, self.by.because)

    @cached_property
    def late(self) -> str:
        return "" if self.by.channel == "import" or not is_late(self.fact) else late(self.at, self.by.effective)

    @cached_property
    def warned(self) -> list[str]:
        """The vitals whose value was kept over a warning."""
        items = self.fact.items if isinstance(self.fact, MeasurementsRecorded) else ()
        told = [words.value(item) for item in items if item.get("warnings")]
        kept = any(one["field"].endswith(".warnings.0") and one["was"] is None for one in self.changes())
        return told or (["Value"] if kept else [])

    @property
    def entry(self) -> str | None:
        """The entry it is about, where there is one."""
        return self._changed[1]

    def changes(self) -> list[Plain]:
        """`[{"field", "was", "now"}]`, the field as a dotted path of the file."""
        return self._changed[2]

    @cached_property
    def _changed(self) -> tuple[str | None, str | None, list[Plain]]:
        return what_changed(self.fact)

    def touched(self) -> frozenset[str]:
        """The lines that it wrote or changed, as `web.record.lines.Line.key` names them."""
        named = (self.entry, getattr(self.fact, "lapses", None))
        own = (f"{self.chapter}.{entry}" for entry in named if entry)
        return frozenset((*own, *(line_of(one["field"]) for one in self.changes())))

    def mark(self, signed: int | None = None, href: str | None = None) -> Mark:
        """Its place on the rail; what stands after the last `signed` position waits for an anchor."""
        waits = signed is not None and self.position > signed
        late = f", {self.late}" if self.late else ""
        return Mark(
            self.position, self.at, lambda: f"{self.number}: {self.says}{late}", self.fixes, self.safety, waits,
            bool(late), href,
        )  # fmt: skip


class Events(Sequence[Event]):
    """Every fact of a record, oldest first; each becomes an event when it is asked for, and once."""

    def __init__(self, facts: Sequence[Fact], file: Plain) -> None:
        self.facts, self._file, self._made = facts, file, dict[int, Event]()

    def __len__(self) -> int:
        return len(self.facts)

    @overload
    def __getitem__(self, place: int) -> Event: ...
    @overload
    def __getitem__(self, place: slice) -> list[Event]: ...
    def __getitem__(self, place: int | slice) -> Event | list[Event]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        n = range(len(self))[place]
        if n not in self._made:
            self._made[n] = Event(n + 1, self.facts[n], self._file)
        return self._made[n]


def events(facts: Iterable[Fact], file: Plain) -> Events:
    """The file, as it is now, says what entries are called."""
    return Events(list(facts), file)


def weights(facts: Iterable[Fact]) -> list[int]:
    """How much events stand out among their neighbours on a line: safety most, then what puts something right."""
    return [2 * is_safety(fact) + _fixes(type(fact)) for fact in facts]


@cache
def _fixes(kind: type[Fact]) -> bool:
    return kinds.fixes(kind.stored_name())


@cache
def _word(kind: type[Fact]) -> str:
    return kinds.word(kind.stored_name())


def named(facts: Iterable[Fact], read: Reading) -> list[Event]:
    """Some events of a record, numbered as they stand in it; what they are about is called what it is called now."""
    listed = list(facts)
    file: Plain = {"chapters": {}}
    for fact in listed:
        chapter = chapter_of(fact)
        for id in _names(fact):
            if item := read.entry(chapter, id):
                file["chapters"].setdefault(chapter, {})[id] = item
    return [Event(fact.originator_version, fact, file) for fact in listed]


def line_of(path: str) -> str:
    """Of a dotted path: `demographics.birth.value` belongs to the line `demographics.demographics.birth`."""
    chapter, first, *_ = [*path.split("."), ""]
    return f"{chapter}.{KEY}.{first}" if chapter == KEY else f"{chapter}.{first}"


def _entry(fact: Fact, file: Plain) -> Plain:
    chapter = file["chapters"].get(chapter_of(fact), {})
    found: Plain = next((chapter[name] for name in _names(fact) if name in chapter), {})
    return found


def _names(fact: Fact) -> list[str]:
    """Of the entry it is about, as far as it names one."""
    names = (fact.entry,) if isinstance(fact, EntryFact) else (getattr(fact, name, None) for name in _OWN)
    return [name for name in names if isinstance(name, str)]


def why(code: str | None, because: str | None) -> str:
    """`Typing error: two digits changed places`; an empty text where no reason was due."""
    told = REASONS.get(code or "", code or "")
    return f"{told}: {because}" if told and because else told or because or ""


def late(recorded: datetime, effective: str | None) -> str:
    """How long after it was true something was written down; an empty text up to a day."""
    try:
        gap = recorded - PartialDateTime.parse(effective).latest if effective else timedelta()
    except Refused:
        return ""
    if gap.days > 2 * 365:
        return f"{gap.days // 365} years later"
    return "" if gap.days < 1 else "1 day later" if gap.days == 1 else f"{gap.days} days later"


def by_day(told: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    """Events that stand in order of time, gathered under their days."""
    return [(day, list(of)) for day, of in groupby(told, key=lambda event: words.day(event.at))]


def spoken(told: Events, here: Event | None = None) -> str:
    """The rail in words."""
    first, last = told[0].at.year, told[-1].at.year
    fixes = sum(map(_fixes, map(type, told.facts)))
    stands = f" You are at event {here.number}; {len(told) - here.number} came later." if here else ""
    counted = f"{len(told)} event{'s' if len(told) != 1 else ''}, {first}{f' to {last}' if last != first else ''}"
    return f"Trail of this record: {counted}; {fixes} put something right.{stands}"


def since(told: Events, here: Event) -> str:
    """What came after an event, counted: `8 recorded, 1 corrected`."""
    counts = Counter(map(_word, map(type, told.facts[here.number :])))
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    more = sum(number for _, number in most[4:])
    parts = [f"{number} {kind.lower()}" for kind, number in most[:4]] + ([f"{more} more"] if more else [])
    return ", ".join(parts)
