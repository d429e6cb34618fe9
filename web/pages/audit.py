"""The auditor's pages: the change log, its files, and the state and proof of the trail."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from domain import mrn
from domain.file import CHAPTERS
from domain.reasons import REASONS
from trail.signer import last_signed
from trail.verify import verify as prove
from web import addresses, exports, kinds, log_query, words
from web.log_query import LogQuery, Row
from web.pages.access import only, patient_id, service
from web.proving import kept

bp = Blueprint("audit", __name__, url_prefix="/audit")
READERS = ("reviewer", "privacy-officer", "auditor")
PAGE = 50  # events


@bp.get("/log")
@only(*READERS)
def log() -> ResponseReturnValue:
    """The change log, a page of events at a time; `after` is the position to go on from, so that no page shifts."""
    query = _query()
    shown = list(_rows(query, PAGE + 1)) if not query.errors else []
    following = shown[PAGE - 1]["position"] if len(shown) > PAGE else None
    page = render_template(
        "audit/log.html", query=query, days=_days(shown[:PAGE]), following=following,
        loosen=addresses.loosened(query.asked), types=[(name, name) for name in kinds.every()],
        chapters=[(chapter.NAME, words.label(chapter.NAME)) for chapter in CHAPTERS], reasons=REASONS, staff=_staff(),
        words=words, kinds=kinds, mrn=mrn, size=service().store.journal.position, formats=exports.FORMATS,
    )  # fmt: skip
    return page, 400 if query.errors else 200


@bp.get("/log.<form>")
@only(*READERS)
def log_file(form: str) -> ResponseReturnValue:
    """The same log, filters and order as a file, whole: CSV has a row for each field, JSON an object for each event."""
    if form not in exports.FORMATS:
        abort(404)
    query = _query()
    if query.errors:
        return {"errors": query.errors}, 400
    changes = _rows(query)
    return exports.table(log_query.flat(changes) if form == "csv" else changes, form, "change-log", log_query.COLUMNS)


@bp.get("/verify")
@only(*READERS)
def verify() -> ResponseReturnValue:
    """The state of the trail; with `?run=yes` it is proved anew, entry by entry."""
    store = service().store
    size, root = store.log.head()
    checkpoint = last_signed(store.folder, store.config.origin)
    verdict = prove(store.folder / "trail.db", kept(store.folder)) if request.args.get("run") == "yes" else None
    return render_template("audit/verify.html", size=size, root=root.hex(), checkpoint=checkpoint, verdict=verdict)


def _query() -> LogQuery:
    return LogQuery.read(request.args, _patient)


def _patient(typed: str) -> str | None:
    try:
        return str(patient_id(typed))
    except NotFound:
        return None


def _rows(query: LogQuery, limit: int = -1) -> Iterator[Row]:
    views = service().views
    views.ready()
    return views.changes.rows(query.filters, newest=query.newest_first, limit=limit)


def _staff() -> list[tuple[str, str]]:
    service().views.ready()
    return [(one["staff"], one["name"]) for one in service().views.staff.all()]


def _days(changes: list[Row]) -> list[tuple[str, list[Row]]]:
    days: dict[str, list[Row]] = {}
    for change in changes:
        days.setdefault(words.day(change["recorded_at"]), []).append(change)
    return list(days.items())
