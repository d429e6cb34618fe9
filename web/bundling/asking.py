"""What an export is asked to hold, as it was typed, and how much that is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from domain.export import COPY, ENVELOPE, FULL, MINIMUM, PROFILES
from domain.refusal import Refused
from trail.bundle.scope import Scope
from trail.entry import Entry
from trail.log import Log
from trail.rows import Row, quick
from web.bundling.choosing import Patient, chosen
from web.service import Service
from web.wording import kinds

_TIME = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d)?)?)?)?)?", re.ASCII)
_PAGE = 1000
Typed = Mapping[str, str]
T = TypeVar("T")
Heard = Callable[[int], None]
"""Hears how many events were read."""


def unheard(done: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Wanted:
    """A profile, what narrows it (trail/bundle/reader/FORMAT.md), and whose records were chosen."""

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


def read(service: Service, typed: Typed, patient: Patient, shut: Collection[str] = ()) -> tuple[Wanted, list[Refused]]:
    """With everything that cannot be read; what is wanted is whole where nothing is wrong.

    Whoever asks opens each patient whom `patient` finds; those of `shut` are closed to them, and left out.
    """
    told = {name: text.strip() for name, text in typed.items() if text.strip()}
    profile, faults, narrow = told.get("profile", FULL), list[Refused](), dict[str, Any]()

    def take(otherwise: T, part: Callable[..., T], *given: str) -> T:
        try:
            return part(*given)
        except Refused as no:
            faults.append(no)
            return otherwise

    take(None, _profile, profile)
    patients, unknown = chosen(patient, told.get("patient", ""))
    faults += unknown
    if profile == COPY and not patients and not unknown:
        faults.append(Refused("patient", "Choose whose copy it is."))
    if patients:
        narrow["keys"] = _keys(service, patients)
    elif shut and profile != ENVELOPE:
        narrow["without"] = sorted(_keys(service, shut))
    for name in ("since", "until"):
        if name in told:
            narrow[name] = take("", _time, told[name], name)
    if "actor" in told:
        account = service.personnel.account(told["actor"])
        narrow["actors"] = [account.staff if account else told["actor"]]
    if "type" in told:
        narrow["types"] = [take("", _one_kind, told["type"])]
    fields = take(list[str](), _fields, told.get("fields", ""), profile)
    if fields:
        narrow["fields"] = fields
    return Wanted(profile, narrow, patients), faults


def fitting(
    log: Log, scope: Scope, upto: int, heard: Heard = unheard, after: int = 0
) -> Iterator[list[tuple[Row, Entry]]]:
    """The events after a position that fit, a page of the log at a time."""
    while after < upto and (page := log.rows(after, min(_PAGE, upto - after))):
        told = [(row, quick(row.entry)) for row in page]
        yield [one for one in told if scope.fits(one[1])]
        after = page[-1].position
        heard(after)


def tally(log: Log, scope: Scope) -> Tally:
    """Times are found, as none goes back; where more is asked for than a time, what lies between is read."""
    of, narrow = log.position, {name: value for name, value in scope.filter.items() if name != "fields"}
    since, until = narrow.get("since", ""), narrow.get("until", "")
    after = bisect_left(range(of), True, key=lambda n: _at(log, n + 1)[: len(since)] >= since)
    upto = bisect_left(range(of), True, key=lambda n: _at(log, n + 1)[: len(until)] > until)
    if narrow.keys() <= {"since", "until"}:
        return Tally(upto - after, of, _at(log, after + 1), _at(log, upto)) if after < upto else Tally(0, of)
    count, first, last = 0, "", ""
    for page in fitting(log, Scope(FULL, narrow), upto, after=after):
        if page:
            first, last, count = first or page[0][1].at, page[-1][1].at, count + len(page)
    return Tally(count, of, first, last)


def _at(log: Log, position: int) -> str:
    """When it was recorded."""
    return quick(log.rows(position - 1, 1)[0].entry).at


def records(many: int) -> str:
    return f"{many:,} record{'' if many == 1 else 's'}"


def _keys(service: Service, patients: Iterable[str]) -> list[int]:
    return [service.store.log.key_of(UUID(one)) for one in patients]


def _profile(text: str) -> None:
    if text not in PROFILES:
        raise Refused("profile", "There is no such profile.")


def _fields(text: str, profile: str) -> list[str]:
    if text and profile != MINIMUM:
        raise Refused("fields", "Fields are chosen for the minimum alone.")
    if not text and profile == MINIMUM:
        raise Refused("fields", "Choose which fields are shown.")
    return sorted(set(re.split(r"[\s,]+", text))) if text else []


def _time(text: str, name: str) -> str:
    if not _TIME.fullmatch(text):
        raise Refused(name, f"{text[:30]!r} is no time. Write 2026, 2026-03, 2026-03-01 or 2026-03-01 14:30, in UTC.")
    return text.replace(" ", "T")


def _one_kind(text: str) -> str:
    if text not in kinds.every():
        raise Refused("type", "There is no such kind of event.")
    return text
