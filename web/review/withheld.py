"""What is asked to be taken out of a record, read from the address, and what would be left of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.fact import Fact, Plain
from domain.file import CHAPTERS
from domain.identity import KEY
from domain.refusal import Refused
from projections.without import without
from web.record.timeline import Event
from web.review import compared, sittings
from web.review.compared import Differences
from web.wording import moments, words

SHOWN = 100  # events that a list on the page has


@dataclass(frozen=True, slots=True)
class Asked:
    """One person's events, or those of one session, from a moment on; `errors` names what could not be read."""

    actor: str = ""
    session: str = ""
    since: datetime | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Asked:
        actor, session = (args.get(name, "").strip() for name in ("actor", "session"))
        try:
            return cls("" if session else actor, session, moments.since(args.get("since", ""), "since"))
        except Refused as no:
            return cls("" if session else actor, session, errors={"since": no.reason})

    @property
    def something(self) -> bool:
        return bool(self.actor or self.session) and not self.errors

    @property
    def address(self) -> dict[str, str]:
        told = {"actor": self.actor, "session": self.session, "since": self.since.isoformat() if self.since else ""}
        return {name: value for name, value in told.items() if value}

    def takes(self, fact: Fact) -> bool:
        own = fact.by.session == self.session if self.session else fact.by.actor == self.actor
        return own and (self.since is None or fact.by.at >= self.since)

    def spoken(self, facts: Sequence[Fact]) -> str:
        """Whose events, in words; what is recorded in one record may be a part of a session."""
        every = sittings.sessions_in(facts) if self.session else sittings.people_in(facts)
        code = self.session or self.actor
        told = next((one.words for one in every if one.code == code), "a session" if self.session else "somebody")
        return f"{told}, from {words.moment(self.since)} on" if self.since else told


@dataclass(frozen=True, slots=True)
class Hanging:
    """An event of others that falls with those taken out: as a whole, or with these of its fields."""

    event: Event
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Left:
    """`found` holds the differences, the real record on the right; `taken` and `hanging` are oldest first."""

    taken: list[Event]
    hanging: list[Hanging]
    found: Differences
    unopened: bool


def left(every: Sequence[Event], real: Plain, asked: Asked, most: int | None = None, skip: int = 0) -> Left:
    """What a record would say without them, beside what it says: a page of the entries that differ."""
    told = without(UUID(real["id"]), (event.fact for event in every), asked.takes)
    by_position = {event.position: event for event in every}
    taken = [by_position[fact.by.position] for fact in told.taken]
    hanging = [Hanging(by_position[one.fact.by.position], _fields(one.fact, one.fields)) for one in told.hanging]
    writers = sorted([*taken, *(one.event for one in hanging)], key=lambda event: event.position)
    found = compared.differences(told.file or _number_of(real), real, writers, most, skip)
    return Left(taken, hanging, found, told.unopened)


def _number_of(real: Plain) -> Plain:
    """A record of which nothing is left but its number."""
    opened = {KEY: {KEY: {"id": KEY, "mrn": real["mrn"]}}}
    return {"chapters": {chapter.NAME: opened.get(chapter.NAME, {}) for chapter in CHAPTERS}}


def _fields(fact: Fact, paths: Sequence[str]) -> list[str]:
    plain = [path for path in paths if not words.plumbing(path)] or list(paths)
    return [words.label(path) for path in plain]
