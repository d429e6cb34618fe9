"""The record as a chart shows it: as it stands, or as it was known at `?known=`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import abort, request

from domain.permissions import May
from domain.refusal import NotFound, Refused
from projections.life import Life
from projections.reading import Reading, WholeReading
from web.pages.access import allowed, patient_id, service
from web.pages.head import head, reading
from web.wording import moments


@dataclass(frozen=True, slots=True)
class Past:
    """What is looked back to: the last event that was known, its place in the log, and its number in the record."""

    position: int
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Moment:
    """`past` is None for the record as it stands; `query` is what addresses of the same moment end with."""

    id: UUID
    read: Reading
    past: Past | None
    query: str

    @property
    def at(self) -> datetime:
        """When the last event that the record holds was recorded."""
        return datetime.fromisoformat(self.read.file["at"])

    def head(self, who: str) -> dict[str, Any]:
        """What the top of a page shows; nothing can be added to the past."""
        shown = head(who, self.read)
        if self.past is None:
            return {**shown, "past": None, "query": ""}
        whole = reading(self.id).version
        return {**shown, "count": whole, "past": self.past, "query": self.query, "writes": False, "adds": ()}


def moment(who: str) -> Moment:
    """403 where the past is asked for by somebody who may not see it, 400 or 404 where there is no such moment."""
    id = patient_id(who)
    asked = request.args.get("known", "").strip()
    if not asked:
        return Moment(id, reading(id), None, "")
    if not allowed(May.LOOK_BACK):
        abort(403)
    try:
        life = service().lives.of(id)
        file = life.file(_version(life, asked))
    except Refused:
        abort(400)
    except NotFound:
        abort(404)
    then = Past(file["position"], datetime.fromisoformat(file["at"]), file["version"])
    return Moment(id, WholeReading(file), then, f"?known={file['position']}")


def _version(life: Life, asked: str) -> int:
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        if int(asked) > (newest := service().store.journal.position):
            raise Refused("known", f"The log ends at position {newest:,}.")
        return life.version_at(int(asked))
    start, end = moments.since(asked, "known"), moments.until(asked, "known")
    if start is None or end is None or start > service().clock():
        raise Refused("known", "That moment is still to come.")
    return life.version_by(end - timedelta(microseconds=1))
