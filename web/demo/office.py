"""The invented office: its staff, its clock, and its patients coming in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from domain.by import By
from domain.fact import Plain
from domain.patient import Patient
from domain.receipt import Receipt
from domain.records import Records
from domain.staff import StaffAccount
from trail.attachments import Attachments
from web.demo.clock import DemoClock
from web.demo.looks import Looks, session
from web.demo.person import Person

Life = Iterator[datetime]
"""Yields the moment at which it wants to go on, and goes on then."""

STAFF = (
    ("ama", "Ama Boateng", "clerk"),
    ("tomas", "Tomás Rivera", "clerk"),
    ("ines", "Inês Falcão", "senior-clerk"),
    ("vera", "Vera Lindqvist", "verifier"),
    ("ruth", "Ruth Adeyemi", "reviewer"),
    ("piotr", "Piotr Zając", "privacy-officer"),
    ("amal", "Amal Haddad", "auditor"),
    ("sam", "Sam Owusu", "admin"),
)
CLERKS = ("ama", "ama", "tomas", "ines")


@dataclass
class Office:
    """The desk at which all lives of the demonstration are recorded. `now` is the demonstration's time."""

    records: Records
    attachments: Attachments
    clock: DemoClock
    staff: Mapping[str, StaffAccount]
    random: Random
    looks: Looks | None = None  # without it nobody looks: for measuring
    people: list[tuple[Chart, Person]] = field(default_factory=list)  # who is alive, as they came
    known: dict[str, Chart] = field(default_factory=dict)  # of those whom `web.demo.planted` is about, by what for
    away: dict[UUID, tuple[datetime, datetime]] = field(default_factory=dict)  # who does not come, since and until
    plants: datetime | None = None  # before this day, cases that ought to be found happen
    here: StaffAccount | None = None  # who was at the desk last

    @property
    def now(self) -> datetime:
        return self.clock.at

    def by(self, **more: Any) -> By:
        """Whoever is at the desk."""
        self.here = self.staff[self.random.choice(CLERKS)]
        return as_(self.here, session=session(self.here, self.now), **more)

    def do(self, command: Callable[..., Receipt], *told: Any, reason: str | None = None, **more: Any) -> str:
        """Give a command and return the first entry that it made; half a minute goes by."""
        receipt = command(*told, by=self.by(reason=reason), **more)
        self.clock.forward(self.now + timedelta(seconds=self.random.randint(20, 90)))
        return receipt.entries[0] if receipt.entries else receipt.id

    def stays_away(self, who: UUID) -> bool:
        since, until = self.away.get(who, (self.now, self.now))
        return since <= self.now < until

    def asks_group(self, who: UUID) -> bool:
        """Whether this patient's blood group is determined in the course of things."""
        return all(who != self.known[name].who for name in ("wrong-value", "two-people") if name in self.known)

    def open_at(self, day: datetime) -> datetime:
        """A moment of that day's office hours, or of the next Monday's."""
        weekend = max(0, day.isoweekday() - 5)
        open_day = day + timedelta(days=3 - weekend if weekend else 0)
        hour, minute = self.random.randint(8, 16), self.random.randint(0, 59)
        return datetime(open_day.year, open_day.month, open_day.day, hour, minute, tzinfo=UTC)


def as_(account: StaffAccount, **more: Any) -> By:
    """A command by this person."""
    return By(actor=account.staff, name=account.name, role=account.role, **more)


@dataclass(frozen=True)
class Chart:
    """A patient's file at this desk: every command with the patient named."""

    office: Office
    who: UUID

    def do(self, command: str, *told: Any, **more: Any) -> str:
        return self.office.do(getattr(self.office.records, command), self.who, *told, **more)

    def entry(self, chapter: str, entry: str) -> Plain:
        """As it stands."""
        file = self.office.records.desk.journal.load(Patient, self.who).file
        return file.chapter(chapter).items[entry]

    @property
    def number(self) -> str:
        """The record number."""
        return str(self.entry("demographics", "demographics")["mrn"])

    def attach(self, content: bytes, about: Plain) -> str:
        """Keep a document's bytes beside the log, and say so in the file."""
        address = self.office.attachments.put(content, self.who)
        held = {"address": address, "digest": sha256(content).hexdigest(), "size": len(content)}
        return self.do("attach", {**about, **held})


def run(lives: list[Life], clock: DemoClock, until: datetime, progress: Callable[[int], None]) -> None:
    """Let all lives go on, always the one whose moment is next. `progress` hears how many have ended."""
    waiting = [(next(life), n) for n, life in enumerate(lives)]
    heapq.heapify(waiting)
    ended = 0
    while waiting:
        moment, n = heapq.heappop(waiting)
        clock.forward(moment)
        following = next(lives[n], None) if moment < until else None
        if following is None or following >= until:
            ended += 1
            progress(ended)
        else:
            heapq.heappush(waiting, (following, n))
