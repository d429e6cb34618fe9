"""What the rules look at: who looked at what, and what the office knows about both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.access import MANY, SHOWN
from domain.text import folded

Words = frozenset[str]
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"/patients/(\d{8})\d\d(?!\d)", re.ASCII)


class Look(NamedTuple):
    """One entry of the log of reads. `subject` is the patient it is about, empty where it is about nobody or many."""

    position: int
    at: datetime
    actor: str
    name: str
    role: str
    section: str
    medium: str
    address: str
    outcome: str
    subject: str = ""
    purpose: str | None = None
    sought: str | None = None
    whole: bool = False

    @property
    def opens(self) -> bool:
        """Whether it showed the record of somebody who was chosen."""
        return bool(self.subject) and self.outcome == SHOWN and self.section not in MANY

    @property
    def number(self) -> int | None:
        """The record number that was asked for, without its check digits."""
        found = _NUMBER.match(self.address)
        return int(found[1]) if found else None


class Person(NamedTuple):
    """A patient, as far as a name or a home tells whom they know. `kin` are the names of each next of kin."""

    id: str
    names: tuple[Words, ...]
    families: Words
    homes: Words = frozenset()
    phones: Words = frozenset()
    kin: tuple[Words, ...] = ()


class Stay(NamedTuple):
    began: datetime
    ended: datetime


class Righted(NamedTuple):
    """A correction, and who had entered what it corrects."""

    position: int
    at: datetime
    actor: str
    name: str
    patient: str
    chapter: str
    reason: str
    entered: int
    entered_at: datetime
    entered_by: str


class Glass(NamedTuple):
    """A record was opened in an emergency."""

    position: int
    at: datetime
    actor: str
    name: str
    patient: str


class Sign(NamedTuple):
    """Something in a record that contradicts the rest of it; `events` are where it was recorded."""

    patient: str
    kind: str
    says: str
    at: datetime
    events: tuple[int, ...] = ()


@dataclass(frozen=True)
class Known:
    """`acts` are the hours in which somebody wrote in a record, by who and whose; `own` the patients who bear the full
    name of one of the staff; `bearers` how many patients have a surname among `total`."""

    people: Mapping[str, Person] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    bearers: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    stays: Mapping[str, Sequence[Stay]] = field(default_factory=dict)
    acts: Mapping[tuple[str, str], Sequence[datetime]] = field(default_factory=dict)
    righted: Sequence[Righted] = ()
    glass: Sequence[Glass] = ()
    signs: Sequence[Sign] = ()

    def here(self, patient: str, at: datetime, before: timedelta, after: timedelta) -> bool:
        """Whether that is within a visit, or so long before or after one."""
        return any(stay.began - before <= at <= stay.ended + after for stay in self.stays.get(patient, ()))

    def wrote(self, actor: str, patient: str, at: datetime, within: timedelta) -> bool:
        """Whether this person wrote in this record about that time."""
        return any(abs(hour - at) <= within for hour in self.acts.get((actor, patient), ()))

    def worked(self, actor: str, at: datetime, within: timedelta) -> bool:
        """The same of any record."""
        return any(abs(hour - at) <= within for hour in self.acts.get((actor, ""), ()))


def words(name: str) -> tuple[str, ...]:
    """A name's words, in order, without accents and case."""
    return tuple(_WORD.findall(folded(name)))
