"""What every page of a record has at its top, and what it reads the record from."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import g, request

from domain import mrn
from domain.permissions import May
from projections import past
from projections.reading import Reading, StoredReading, WholeReading
from web.entering import commands, naming
from web.pages.access import allowed, patient_id, service
from web.reads import purposes
from web.record.banner import Banner, banner

_MOST = 2**31  # entries of a chapter


def reading(id: UUID) -> Reading:
    """The file as it stands, read once for a page."""
    known: dict[UUID, Reading] = g.setdefault("readings", {})
    if id not in known:
        g.behind = service().views.ready()
        known[id] = StoredReading(service().views.current, id)
    return known[id]


def today() -> date:
    return service().clock().date()


def writes() -> bool:
    return allowed(May.WRITE_RECORD)


def skipped() -> int:
    """How many entries a page of a list passes over, `?skip=`; 0 where it is no such number."""
    told = request.args.get("skip", 0, int)
    return told if 0 <= told < _MOST else 0


def head(who: str, read: Reading) -> dict[str, Any]:
    """`adds` are the commands that the page's menu offers."""
    adds = (*commands.ADDS, *naming.adds(read.details)) if writes() else ()
    about = {"who": who, "details": read.details, "number": mrn.shown(read.details["mrn"]), "count": read.version}
    return {**about, "writes": writes(), "adds": adds, "behind": g.get("behind", 0)}


def purpose_due(who: str) -> bool:
    """Whether to ask why somebody looks; of the record as it stands alone."""
    id = patient_id(who)
    return purposes.due(service(), id, reading(id))


def banner_of(who: str, position: int | None = None) -> Banner:
    """For the banner: the record as it is, or as it was known at a position."""
    id = patient_id(who)
    if position is not None:
        return banner(WholeReading(past.file_at(service().store.journal, id, position)), today())
    read = reading(id)
    return banner(read, today(), service().views.directory.person(id)["former"])
