"""What an export is asked to hold, as it was typed, and how much that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.export import COPY, FULL, PROFILES
from domain.refusal import Refused
from trail.bundle.scope import Scope
from trail.entry import Entry
from trail.log import Log
from trail.rows import Row, quick
from web import kinds
from web.service import Service

_TIME = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d)?)?)?)?)?", re.ASCII)
_PAGE = 1000
Typed = Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """A profile, what narrows it (docs/bundle.md), and whose records were chosen."""

    profile: str = FULL
    narrow: dict[str, Any] = field(default_factory=dict)
    patients: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        return Scope(self.profile, self.narrow)


@dataclass(frozen=True)
class Tally:
    """How many events fit, of how many there are, and when the first and the last of them was recorded."""

    count: int
    of: int
    first: str = ""
    last: str = ""


def wanted(service: Service, typed: Typed, patient: Callable[[str], str | None]) -> Wanted:
    """`patient` turns a record number or an id into the record's id. `Refused` names what cannot be read."""
    told = {name: text.strip() for name, text in typed.items() if text.strip()}
    profile, narrow, patients = told.get("profile", FULL), dict[str, Any](), tuple[str, ...]()
    if profile not in PROFILES:
        raise Refused("profile", "There is no such profile.")
    if "patient" in told:
        patients = (_known(patient(told["patient"])),)
        narrow["keys"] = [service.store.log.key_of(UUID(one)) for one in patients]
    elif profile == COPY:
        raise Refused("patient", "Choose whose copy it is.")
    for name in ("since", "until"):
        if name in told:
            narrow[name] = _time(told[name], name)
    if "actor" in told:
        account = service.personnel.account(told["actor"])
        narrow["actors"] = [account.staff if account else told["actor"]]
    if "type" in told:
        narrow["types"] = [_one_kind(told["type"])]
    if "fields" in told:
        narrow["fields"] = sorted(set(re.split(r"[\s,]+", told["fields"])))
    return Wanted(profile, narrow, patients)


def fitting(log: Log, scope: Scope, upto: int) -> Iterator[list[tuple[Row, Entry]]]:
    """The events that fit, a page of the log at a time."""
    after = 0
    while after < upto and (page := log.rows(after, min(_PAGE, upto - after))):
        told = [(row, quick(row.entry)) for row in page]
        yield [one for one in told if scope.fits(one[1])]
        after = page[-1].position


def tally(log: Log, scope: Scope) -> Tally:
    upto, count, first, last = log.position, 0, "", ""
    shown = Scope(FULL, scope.filter) if scope.profile == "envelope" else scope
    for page in fitting(log, shown, upto):
        if page:
            first, last, count = first or page[0][1].at, page[-1][1].at, count + len(page)
    return Tally(count, upto, first, last)


def _known(found: str | None) -> str:
    if found is None:
        raise Refused("patient", "There is no such record.")
    return found


def _time(text: str, name: str) -> str:
    if not _TIME.fullmatch(text):
        raise Refused(name, f"{text[:30]!r} is no time. Write 2026, 2026-03, 2026-03-01 or 2026-03-01 14:30, in UTC.")
    return text.replace(" ", "T")


def _one_kind(text: str) -> str:
    if text not in kinds.every():
        raise Refused("type", "There is no such kind of event.")
    return text
