"""What the pages about a record's past are told from: all its events, what stands at their top, and their line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.fact import Plain
from domain.reasons import REASONS
from domain.refusal import NotFound, Refused
from projections import past
from trail.sealed import signed_size
from web import kinds, known, timeline, words
from web.pages.access import patient_id, service
from web.rail import rail
from web.timeline import Event

READERS = ("reviewer", "privacy-officer", "auditor", "senior-clerk")
AUDITORS = ("reviewer", "privacy-officer", "auditor")


@dataclass(frozen=True, slots=True)
class Record:
    """A record with all its events, oldest first; `now` is its file as it stands."""

    id: UUID
    now: Plain
    told: list[Event]

    @property
    def number(self) -> str:
        return str(self.now["mrn"])

    def file(self, event: Event) -> Plain:
        """The file as it stood after an event."""
        return (
            self.now
            if event is self.told[-1]
            else past.folded(self.id, (one.fact for one in self.told[: event.number]))
        )

    def event(self, typed: str, field: str) -> Event:
        """`Refused` or `NotFound` where `typed` names no moment of this record."""
        return known.event_at(self.told, typed, service().clock(), service().store.journal.position, field)


def record_of(who: str) -> Record:
    id = patient_id(who)
    facts = list(service().store.journal.history(id))
    now = _now(id, facts[-1].by.position)
    return Record(id, now, timeline.events(facts, now))


def _now(id: UUID, position: int) -> Plain:
    """The file as it stands; folded here where the views are not that far yet."""
    views = service().views
    views.ready()
    try:
        file = views.current.file(id)
    except NotFound:
        return past.file_at(service().store.journal, id)
    return file if file["position"] == position else past.file_at(service().store.journal, id, position)


def head(record: Record, file: Plain | None = None) -> dict[str, Any]:
    """What every page of a record shows at its top, and what it says things with."""
    details = (file or record.now)["chapters"]["demographics"]["demographics"]
    store = service().store
    about = {"who": record.number, "details": details, "number": mrn.shown(record.number), "events": record.told}
    return {**about, "signed": signed_size(store), "words": words, "kinds": kinds, "reasons": REASONS}


def line(record: Record, here: Event | None = None) -> str:
    store = service().store
    covered = signed_size(store)
    marks = [event.mark(covered, f"/patients/{record.number}?known={event.position}") for event in record.told]
    return rail(marks, here.position if here else None, timeline.spoken(record.told, here))


def no_moment(record: Record, no: Refused | NotFound) -> ResponseReturnValue:
    why = no.reason if isinstance(no, Refused) else str(no)
    page = render_template("review/no_moment.html", **head(record), why=why)
    return page, 400 if isinstance(no, Refused) else 404
