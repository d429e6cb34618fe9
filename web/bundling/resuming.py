"""Exports that were under way, or waited, when the server ended: it goes on with them when it is started again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from domain.export import ExportGivenUp, ExportRequested
from domain.fact import Fact
from web.bundling import kept
from web.bundling.jobs import Jobs
from web.service import Service


def resume(service: Service, jobs: Jobs) -> list[UUID]:
    """Once: what ends the server a second time waits until somebody presses *Go on*. What was given up is cleared."""
    begun = sorted(_begun(service), key=lambda asked: asked.by.position)
    found = [asked.originator_id for asked in begun if not kept.tried_again(service, asked.originator_id)]
    for id in found:
        jobs.start(id, service.system(channel="job"))
    return found


def _begun(service: Service) -> Iterator[ExportRequested]:
    """Of those that were asked for on a page: a command line puts its file elsewhere."""
    for id in kept.begun(service):
        asked, ended = _told(list(service.store.journal.history(id)))
        if ended:
            kept.clear(service, id)
        elif asked and asked.by.channel != "cli":
            yield asked


def _told(history: list[Fact]) -> tuple[ExportRequested | None, bool]:
    first = history[0] if history else None
    asked = first if isinstance(first, ExportRequested) else None
    return asked, any(isinstance(fact, ExportGivenUp) for fact in history)
