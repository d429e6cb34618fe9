"""The timeline of one record: each event as a line to read, to filter and to go back to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from domain.fact import Fact
from domain.file import chapter_of
from domain.partial import PartialDateTime
from domain.reasons import REASONS
from domain.refusal import Refused
from web import kinds, moments, words
from web.rail import Mark

FILTERS = ("chapter", "actor", "kind", "since", "until")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the record. `number` counts from 1 within the record; `position` is its place in the log."""

    number: int
    position: int
    at: datetime
    says: str
    kind: str
    chip: str
    fixes: bool
    chapter: str
    actor: str
    who: str
    role: str
    reason: str
    late: str

    def mark(self) -> Mark:
        return Mark(self.position, self.at, f"{self.number}: {self.says}", self.fixes)


def events(facts: Iterable[Fact], say: Callable[[Fact], str]) -> list[Event]:
    """Every fact of a record, oldest first, with the sentence that `say` gives it."""
    return [_event(number, fact, say(fact)) for number, fact in enumerate(facts, 1)]


def _event(number: int, fact: Fact, says: str) -> Event:
    by, name = fact.by, fact.stored_name()
    look = kinds.word(name), kinds.chip(name), kinds.fixes(name), chapter_of(fact)
    why = REASONS.get(by.reason or "", by.reason or "")
    told = f"{why}: {by.because}" if why and by.because else why or by.because or ""
    person = by.actor, by.name, by.role
    return Event(number, by.position, by.at, says, *look, *person, told, late(by.at, by.effective))


def late(recorded: datetime, effective: str | None) -> str:
    """How long after it was true something was written down; an empty text up to a day."""
    try:
        gap = recorded - PartialDateTime.parse(effective).latest if effective else timedelta()
    except Refused:
        return ""
    if gap.days > 2 * 365:
        return f"{gap.days // 365} years later"
    return "" if gap.days < 1 else "1 day later" if gap.days == 1 else f"{gap.days} days later"


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the timeline is asked for; `errors` names the fields that could not be read."""

    chapter: str = ""
    actor: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Filter:
        (first, no), (last, neither) = (_read(args, moments.since, "since"), _read(args, moments.until, "until"))
        plain = {name: args.get(name, "") for name in ("chapter", "actor", "kind")}
        return cls(**plain, since=first, until=last, errors={**no, **neither})

    def fits(self, event: Event) -> bool:
        asked = ((self.chapter, event.chapter), (self.actor, event.actor), (self.kind, event.kind))
        inside = (not self.since or event.at >= self.since) and (not self.until or event.at < self.until)
        return inside and all(not wanted or wanted == found for wanted, found in asked)


def _read(args: Mapping[str, str], reader: moments.Reader, name: str) -> tuple[datetime | None, dict[str, str]]:
    try:
        return reader(args.get(name, ""), name), {}
    except Refused as no:
        return None, {name: no.reason}


def by_day(told: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    """Events that stand in order of time, gathered under their days."""
    return [(day, list(of)) for day, of in groupby(told, key=lambda event: words.day(event.at))]


def event_at(told: Sequence[Event], known: str) -> Event | None:
    """The last event recorded up to a position or a moment; None before the first, `Refused` if it cannot be read."""
    if known.strip().isdigit():
        position = int(known)
        return next((event for event in reversed(told) if event.position <= position), None)
    moment = moments.until(known, "known")
    return next((event for event in reversed(told) if moment and event.at < moment), None)
