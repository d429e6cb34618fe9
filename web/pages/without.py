"""What if: records as they would be without one person's events, or those of one session. Nothing is written."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.fact import Fact, Plain
from domain.identity import KEY
from domain.permissions import May
from projections import work
from projections.work import Sitting
from trail.tables import Tables
from web import exports
from web.pages.access import only, patient_id, service
from web.pages.head import skipped
from web.record import timeline
from web.review import sittings, withheld
from web.review.withheld import Asked
from web.wording import kinds, words

bp = Blueprint("without", __name__)
PAGE = 50  # records, or entries that differ
_SESSIONS = 40  # of one person, or in one record, to choose from
COLUMNS = ("mrn", "patient", "events", "first", "last", "began", "ended")


@bp.get("/patients/<who>/without")
@only(May.READ_LOG)
def record(who: str) -> ResponseReturnValue:
    """One record without `?actor=` or `?session=`, `&since=` a moment; `skip` passes over entries that differ."""
    id, asked, skip = patient_id(who), Asked.read(request.args), skipped()
    life = service().lives.of(id)
    facts, now = life.facts, life.file()
    events = timeline.events(facts, now)
    told = withheld.left(events, now, asked, PAGE, skip) if asked.something else None
    page = render_template(
        "review/without.html", **_head(events, now), asked=asked, told=told, shown_most=withheld.SHOWN,
        said=asked.spoken(facts), people=_options(sittings.people_in(facts)), sessions=_sessions(facts, asked.session),
        newer=max(skip - PAGE, 0) if skip else None,
        older=skip + PAGE if told and skip + PAGE < told.found.entries else None,
    )  # fmt: skip
    return page, 400 if asked.errors else 200


@bp.get("/audit/without")
@only(May.READ_LOG)
def records() -> ResponseReturnValue:
    """The records that one person or one session touched; `after` is the record number to go on from."""
    asked, tables = Asked.read(request.args), _tables()
    rows = work.touched(tables, *_by(asked), request.args.get("after", ""), PAGE + 1) if asked.something else []
    sitting = work.sitting(tables, asked.session) if asked.session else None
    if asked.session and sitting is None:
        abort(404)
    names = dict(work.people(tables))
    actor = sitting.actor if sitting else asked.actor
    sessions = [(one, sittings.span(one.began, one.ended)) for one in work.sittings(tables, actor, _SESSIONS)]
    return render_template(
        "audit/without.html", asked=asked, rows=rows[:PAGE], after=rows[PAGE - 1].mrn if len(rows) > PAGE else None,
        names=names, actor=actor, sitting=sitting, sessions=sessions,
        said=_named(sitting, names) if sitting else names.get(actor, ""), words=words, formats=exports.FORMATS,
        total=work.total(tables, *_by(asked)) if asked.something else None,
    )  # fmt: skip


@bp.get("/audit/without.<form>")
@only(May.READ_LOG)
def records_file(form: str) -> ResponseReturnValue:
    """The same records, all of them, as a file."""
    asked, tables = Asked.read(request.args), _tables()
    if form not in exports.FORMATS:
        abort(404)
    rows = work.every_touched(tables, *_by(asked)) if asked.something else ()
    return exports.table((one._asdict() for one in rows), form, "touched", COLUMNS)


def _tables() -> Tables:
    views = service().views
    views.ready()
    return views.changes.tables


def _by(asked: Asked) -> tuple[str, str]:
    return ("session", asked.session) if asked.session else ("actor", asked.actor)


def _named(one: Sitting, names: dict[str, str]) -> str:
    return sittings.named(one, names.get(one.actor, one.actor))


def _options(found: list[sittings.Named]) -> list[tuple[str, str]]:
    return [(one.code, f"{one.words}: {one.events:,} event{'' if one.events == 1 else 's'}") for one in found]


def _sessions(facts: list[Fact], chosen: str) -> list[tuple[str, str]]:
    every = sittings.sessions_in(facts)
    return _options([one for n, one in enumerate(every) if n < _SESSIONS or one.code == chosen])


def _head(events: timeline.Events, now: Plain) -> dict[str, Any]:
    about = {"who": now["mrn"], "details": now["chapters"][KEY][KEY], "number": mrn.shown(now["mrn"])}
    return {**about, "events": events, "words": words, "kinds": kinds}
