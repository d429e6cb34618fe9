"""What somebody was shown, rendered again: the same pages on the same views, grown from what was known at that time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any, cast
from uuid import UUID

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from projections.accesses import Row
from projections.lives import Lives
from projections.views import METADATA, Views
from trail.excerpt import Excerpt
from trail.log import Log
from trail.sqlite.tables import FileTables
from web.reads import looked
from web.service import Service

_ABOUT = (
    "identifier.assigned", "identifier.reassigned", "identifier.released", "verification.keyed",
    "release.requested",
)  # fmt: skip
"""Events of streams that name their patient."""
_OFFICE = (
    "staff.added", "policy.opened", "case.opened", "flag.opened", "searches.opened", "verification.drawn",
    "export.requested",
)  # fmt: skip
_PATIENCE = 600.0  # seconds
_PLACE = "past-"  # the folder of its views, beside the store's own
_CONTROL = re.compile(rb"<(button|input|select|textarea)\b(?![^>]* type=\"hidden\")")


class CannotBeShown(Exception):
    """What was shown is no page that could be rendered again; the text says why."""


@dataclass(frozen=True, slots=True)
class _Viewer:
    """Whoever was shown it, as they were then."""

    staff: str
    name: str
    role: str
    login: str = ""
    locked: bool = False


class _Then:
    """The log, as far as it went."""

    def __init__(self, log: Log, position: int) -> None:
        self._log, self.position = log, position

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


class Past(Service):
    """A service whose clock stands still and whose views end at a position; it records nothing."""

    def __init__(self, service: Service, journal: Excerpt, views: Views, at: datetime, read: int) -> None:
        self.store, self.folder = copy(service.store), service.folder
        self.store.log, self.store.journal = cast(Log, _Then(service.store.log, journal.position)), journal
        self.clock = lambda: at
        self.take_commands(self.store)
        self.views, self.reads, self.accounts = views, service.reads.until(read), service.accounts
        self.lives = Lives(journal)


@contextmanager
def past(service: Service, patients: Sequence[UUID], position: int, at: datetime, read: int) -> Iterator[Past]:
    """Of these patients and the office, as it stood at a position, before a read. Its views go with it."""
    journal = Excerpt(service.store.journal, _streams(service, patients, position), position)
    with TemporaryDirectory(prefix=_PLACE, dir=service.folder) as folder:
        views = Views(FileTables(Path(folder) / "views.db", METADATA, "off"), journal)
        try:
            views.ready(_PATIENCE)
            yield Past(service, journal, views, at, read)
        finally:
            views.close()


def tidy(folder: Path) -> None:
    """What a process that died has left of its pages of the past; for whoever serves this folder now, and is alone."""
    for left in folder.glob(f"{_PLACE}*"):
        rmtree(left)


def shown(app: Flask, service: Service, access: Row, patients: Sequence[UUID]) -> Response:
    """The answer that this access tells of; `CannotBeShown`."""
    if access["medium"] == "command":
        raise CannotBeShown("It was told on a command line. The record as it was then shows the same.")
    if any(service.erasing.erased(str(one)) for one in patients):
        raise CannotBeShown("It told of a record that was erased since.")
    at = datetime.fromisoformat(access["at"])
    told = service, patients, access["known"], at, access["position"]
    with past(*told) as then, app.test_request_context(access["address"]) as context, _seen_by(access, then):
        endpoint = context.request.endpoint
        if endpoint is None:
            raise CannotBeShown("This version of Caretrail has no such page any more.")
        try:
            page: Any = app.view_functions[endpoint](**(context.request.view_args or {}))
            answer = app.make_response(page)
            if looked.tells_of_many(access["section"], access["medium"]):
                looked.hide(then, g.account, answer, map(str, patients))
        except HTTPException as no:
            raise CannotBeShown(f"The page would not open: {no.description}") from None
        held = _still(answer.get_data()) if answer.mimetype == "text/html" else answer.get_data()
        return Response(held, answer.status_code, mimetype=answer.mimetype)


@contextmanager
def _seen_by(access: Row, then: Past) -> Iterator[None]:
    """What `g` holds is shared with the page that asks, and is that page's again afterwards."""
    viewer = _Viewer(access["actor"], access["name"], access["role"])
    told = {"account": viewer, "session": None, "then": then, "access": access}
    before = {name: g.get(name) for name in told}
    vars(g).update(told)
    try:
        yield
    finally:
        vars(g).update(before)


def _still(page: bytes) -> bytes:
    """Nothing that stands on a page of the past can be filled in or sent."""
    return _CONTROL.sub(rb"<\1 disabled", page)


def _streams(service: Service, patients: Sequence[UUID], position: int) -> Iterator[UUID]:
    """Theirs, those that name them, and those of the office that had begun by then."""
    yield from patients
    until = {"before": position + 1}
    for patient in patients:
        for row in service.views.changes.rows({"patient": str(patient), "types": _ABOUT, **until}):
            yield UUID(row["stream"])
    for row in service.views.changes.rows({"types": _OFFICE, **until}):
        yield UUID(row["stream"])
