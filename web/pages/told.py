"""What the pages about a record's past are told from: all its events, what stands at their top, and their line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.fact import Plain
from domain.reasons import REASONS
from domain.refusal import NotFound, Refused
from projections.life import Life
from trail.sealed import anchored_size
from web.drawing.rail import Mark, rail
from web.pages.access import patient_id, service
from web.record import timeline
from web.record.timeline import Event, Events
from web.review import known
from web.wording import kinds, words


@dataclass(frozen=True, slots=True)
class Record:
    """A record with all its events, oldest first; `now` is its file as it stands."""

    life: Life
    now: Plain
    told: Events

    @property
    def id(self) -> UUID:
        return self.life.id

    @property
    def number(self) -> str:
        return str(self.now["mrn"])

    def file(self, event: Event) -> Plain:
        """The file as it stood after an event."""
        return self.life.file(event.number)

    def event(self, typed: str, field: str) -> Event:
        """`Refused` or `NotFound` where `typed` names no moment of this record."""
        return known.event_at(self.told, typed, service().clock(), service().store.journal.position, field)


def record_of(who: str) -> Record:
    """404 where there is no such patient."""
    life = service().lives.of(patient_id(who))
    now = life.file()
    return Record(life, now, timeline.events(life.facts, now))


def head(record: Record, file: Plain | None = None) -> dict[str, Any]:
    """What every page of a record shows at its top, and what it says things with."""
    details = (file or record.now)["chapters"]["demographics"]["demographics"]
    store = service().store
    about = {"who": record.number, "details": details, "number": mrn.shown(record.number), "events": record.told}
    return {**about, "signed": anchored_size(store), "words": words, "kinds": kinds, "reasons": REASONS}


class _Marks(Sequence[Mark]):
    """The marks of a record's events, each made when it is drawn."""

    def __init__(self, record: Record, signed: int, query: str) -> None:
        self._told, self._signed = record.told, signed
        self._address, self._query = f"/patients/{record.number}?known=", query

    def __len__(self) -> int:
        return len(self._told)

    @overload
    def __getitem__(self, place: int) -> Mark: ...
    @overload
    def __getitem__(self, place: slice) -> list[Mark]: ...
    def __getitem__(self, place: int | slice) -> Mark | list[Mark]:
        if isinstance(place, slice):
            return [self._mark(event) for event in self._told[place]]
        return self._mark(self._told[place])

    def _mark(self, event: Event) -> Mark:
        return event.mark(self._signed, f"{self._address}{event.position}{self._query}")


def line(record: Record, here: Event | None = None, query: str = "") -> str:
    """The rail; `query` is what the address of every moment ends with."""
    marks = _Marks(record, anchored_size(service().store), query)
    spoken, weights = timeline.spoken(record.told, here), timeline.weights(record.told.facts)
    return rail(marks, here.position if here else None, spoken, weights)


def no_moment(record: Record, no: Refused | NotFound) -> ResponseReturnValue:
    why = no.reason if isinstance(no, Refused) else str(no)
    page = render_template("review/no_moment.html", **head(record), why=why)
    return page, 400 if isinstance(no, Refused) else 404
