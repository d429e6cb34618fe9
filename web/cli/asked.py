"""What a command line asks about: a patient, a moment of that record, and filters of the change log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

import click

from domain import mrn
from domain.fact import Plain
from domain.refusal import Gone, NotFound, Refused
from domain.staff import StaffAccount
from projections.past import file_at
from trail.sealed import anchored_size
from web.access import closed
from web.cli.context import say, wrong_usage
from web.keeping.certificate import Certificate
from web.record import timeline
from web.record.timeline import Event
from web.review import compared, known
from web.review.log_query import LogQuery
from web.service import Service

F = TypeVar("F", bound=Callable[..., Any])
_HELP = {
    "patient": "Of this patient alone.",
    "since": "Recorded on this day or at this moment, in UTC, or later.",
    "until": "Recorded up to the end of this day or moment, in UTC.",
    "actor": "By this person: id, or part of the name.",
    "type": "Such as visit.closed.",
    "field": "Part of a dotted path, such as demographics.birth.",
    "reason": "Such as typing-error.",
    "channel": "form, api, import, cli or job.",
    "session": "In this sign-in or with this token: its id.",
    "fields": "With the profile minimum: the fields that are shown, such as kind,what.",
    "marked": "late, reasoned, warned, flagged, import or unanchored.",
}


def patient_id(service: Service, who: str, account: StaffAccount | None) -> UUID:
    """By record id or record number, spaces and all; `NotFound`, `Gone` for one that was erased, and `Closed` for one
    that is closed to this account; with none, nothing of the record is shown."""
    service.views.ready(seconds=600)
    number = mrn.typed(who)
    try:
        id = service.views.current.find(number if mrn.is_mrn(number) else who.strip().lower())
        if account is not None:
            closed.judge(service, account, id)
        return id
    except NotFound:
        if service.erasing.erased(who):
            raise Gone from None
        raise


def sought(service: Service, who: str, account: StaffAccount) -> str:
    """The record's id, as filters want it; one that was erased is told to be so, and its lines are still found."""
    try:
        return str(patient_id(service, who, account))
    except Gone:
        id = UUID(who.strip())
        known = Certificate.of(service, id)
        say(f"This record was erased under entry {known.entry}: who, when and of which kind is left, and not what.")
        return str(id)


@dataclass(frozen=True)
class Record:
    """A patient's record with all its events, oldest first."""

    service: Service
    id: UUID
    events: Sequence[Event]

    @classmethod
    def read(cls, service: Service, who: str, account: StaffAccount) -> Record:
        """`NotFound` where there is no such patient."""
        id, journal = patient_id(service, who, account), service.store.journal
        return cls(service, id, timeline.events(journal.history(id), file_at(journal, id)))

    def event(self, typed: str, field: str) -> Event:
        """The last event known at a position or a moment; `NotFound` before the first one."""
        try:
            return known.event_at(self.events, typed, self.service.clock(), self.service.store.log.position, field)
        except Refused as refused:
            wrong_usage(refused)

    def compared(self, before: str, after: str) -> list[Plain]:
        """`[{"field", "was", "now", "positions"}]` from one moment to the other, whichever of them is earlier."""
        one, two = self.event(before, "FROM"), self.event(after, "TO")
        between = self.events[min(one.number, two.number) : max(one.number, two.number)]
        journal = self.service.store.journal
        return compared.traced(
            file_at(journal, self.id, one.position), file_at(journal, self.id, two.position), between
        )


def log_filters(*names: str) -> Callable[[F], F]:
    """Options of these names; the command gets what was typed as its `asked`."""

    def decorate(command: F) -> F:
        @wraps(command)
        def collected(*args: Any, **options: Any) -> Any:
            asked = {name: options.pop(name) or "" for name in names}
            return command(*args, asked=asked, **options)

        for name in reversed(names):
            collected = click.option(f"--{name}", metavar=name.upper(), help=_HELP[name])(collected)
        return cast(F, collected)

    return decorate


def log_query(service: Service, asked: Mapping[str, str], account: StaffAccount) -> LogQuery:
    """Filters as the page of the log reads them, oldest first; `NotFound` for a patient who never was on file."""
    told = {**asked, "order": "oldest"}
    query = LogQuery.read(told, lambda who: sought(service, who, account), anchored_size(service.store))
    for field, reason in query.errors.items():
        wrong_usage(Refused(f"--{field}", reason))
    return replace(query, shut=closed.everywhere(service, account))
