"""Why somebody looks: asked once in a sign-in, where no visit and no work of their own leads them to a record."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import g, session

from domain.chapter import IN_ERROR
from domain.fact import iso
from domain.partial import PartialDateTime
from projections.reading import Reading
from web.service import Service

PURPOSE = "purpose"  # in the session
NEAR = timedelta(days=30)


def told() -> str | None:
    """As it was told in this sign-in; of a page of the past, as it had been told then."""
    if g.get("then"):
        then: str | None = g.access["purpose"]
        return then
    return session.get(PURPOSE)


def due(service: Service, id: UUID, read: Reading) -> bool:
    """Whether nothing says what leads them here."""
    return told() is None and not (_visited(service, read) or _worked(service, id))


def _visited(service: Service, read: Reading) -> bool:
    """Somebody is here, or was within a month, or comes within a month; as far as the day is known."""
    newest, now = next(iter(read.newest("visits", 1)), None), service.clock()
    if newest is None or newest["status"] == IN_ERROR:
        return False
    start = PartialDateTime.parse(newest["start"])
    return newest["status"] == "open" or start.earliest - NEAR <= now <= start.latest + NEAR


def _worked(service: Service, id: UUID) -> bool:
    asked = {"patient": str(id), "actor": g.account.staff, "since": iso(service.clock() - NEAR)}
    return next(service.views.changes.rows(asked, newest=True, limit=1), None) is not None
