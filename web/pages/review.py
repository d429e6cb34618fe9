"""The reviewer's pages: a record's timeline, the record as it once was, what differs, and who said what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.fact import Plain
from domain.identity import KEY
from domain.reasons import REASONS
from domain.refusal import Refused
from domain.staff import ROLES
from projections import past
from projections.sentences import sentence
from web import addresses, timeline, words
from web.pages.access import only, patient_id, service
from web.rail import rail
from web.sheets import sheets
from web.timeline import Event, Filter

bp = Blueprint("review", __name__, url_prefix="/patients")
READERS = ("reviewer", "privacy-officer", "auditor", "senior-clerk")
PAGE = 100


@bp.get("/<who>/trail")
@only(*READERS)
def trail(who: str) -> ResponseReturnValue:
    """Every event of a record in sentences, newest first; `before` is the position to go on from."""
    id, told = _record(who)
    wanted = Filter.read(request.args)
    fitting = [event for event in reversed(told) if wanted.fits(event)]
    before = request.args.get("before", type=int)
    shown = [event for event in fitting if before is None or event.position < before]
    about = {"events": told, "fitting": len(fitting), "days": timeline.by_day(shown[:PAGE])}
    older = shown[PAGE - 1].position if len(shown) > PAGE else None
    asked = {name: request.args[name] for name in timeline.FILTERS if request.args.get(name)}
    return render_template(
        "review/trail.html", **_head(id, who), **about, **_choices(told), wanted=wanted, asked=asked,
        loosen=addresses.loosened(asked), older=older, before=before,
        line=rail([event.mark() for event in told], says=_spoken(told)),
    )  # fmt: skip


@only(*READERS)
def past_page(who: str) -> ResponseReturnValue:
    """The record as it was known at `?known=` (a position or a moment in UTC) or after its `?event=`th event."""
    id, told = _record(who)
    try:
        here = _chosen(told)
    except Refused as no:
        return render_template("review/no_moment.html", **_head(id, who), events=told, why=no.reason), 400
    if here is None:
        why = "Nothing had been recorded in this record by then."
        return render_template("review/no_moment.html", **_head(id, who), events=told, why=why), 404
    before, after = (_neighbour(told, here.number + step) for step in (-1, 1))
    then, now = _file(id, here), _file(id)
    line = rail([event.mark() for event in told], here.position, _spoken(told, here))
    return render_template(
        "review/past.html", **_head(id, who), here=here, before=before, after=after, events=told, line=line,
        sheets=sheets(then, now), roles=ROLES,
    )  # fmt: skip


@bp.get("/<who>/compare")
@only(*READERS)
def compare(who: str) -> ResponseReturnValue:
    """What differs between two moments of a record, `?from=` and `?to=`; by default what the last event changed."""
    id, told = _record(who)
    ends = {"from": request.args.get("from", ""), "to": request.args.get("to", "")}
    try:
        one = timeline.event_at(told, ends["from"]) if ends["from"] else told[max(len(told) - 2, 0)]
        two = timeline.event_at(told, ends["to"]) if ends["to"] else told[-1]
    except Refused as no:
        return render_template("review/no_moment.html", **_head(id, who), events=told, why=no.reason), 400
    if one is None or two is None:
        why = "Nothing had been recorded in this record by then."
        return render_template("review/no_moment.html", **_head(id, who), events=told, why=why), 404
    differences = [_difference(one_of) for one_of in past.compare(_file(id, one), _file(id, two))]
    return render_template(
        "review/compare.html", **_head(id, who), one=one, two=two, differences=differences, events=told
    )


@bp.get("/<who>/blame/<chapter>/<entry>/<field>")
@only(*READERS)
def blame(who: str, chapter: str, entry: str, field: str) -> ResponseReturnValue:
    """Every value that one field ever had: who wrote it, when and why, newest first."""
    id, told = _record(who)
    service().views.ready()
    inside = "" if entry == KEY else entry
    steps = service().views.changes.blame(str(id), chapter, inside, field)
    if not steps:
        abort(404)
    names = {"chapter": chapter, "entry": entry, "field": field}
    path = ".".join(part for part in (chapter, inside, field) if part)
    return render_template("review/blame.html", **_head(id, who), **names, path=path, steps=steps, events=told)


def _record(who: str) -> tuple[UUID, list[Event]]:
    id = patient_id(who)
    return id, timeline.events(service().store.journal.history(id), sentence)


def _head(id: UUID, who: str) -> dict[str, Any]:
    """What every page of a record shows at its top."""
    details = _file(id)["chapters"]["demographics"]["demographics"]
    return {"who": who, "details": details, "number": mrn.shown(details["mrn"]), "words": words, "reasons": REASONS}


def _file(id: UUID, event: Event | None = None) -> Plain:
    """The file as it stands, or as it stood after an event."""
    return past.file_at(service().store.journal, id, event.position if event else None)


def _difference(told: Plain) -> Plain:
    """With its dotted path taken apart: chapter, entry, and the field inside it."""
    chapter, entry, path = [*told["field"].split(".", 2), ""][:3]
    return {**told, "chapter": chapter, "entry": entry, "path": path}


def _choices(told: list[Event]) -> dict[str, list[tuple[str, str]]]:
    """What the timeline can be narrowed to: only what occurs in it."""
    return {
        "chapters": [(name, words.label(name)) for name in sorted({event.chapter for event in told})],
        "kinds": [(kind, kind) for kind in sorted({event.kind for event in told})],
        "actors": sorted({(event.actor, event.who) for event in told}),
    }


def _chosen(told: list[Event]) -> Event | None:
    if number := request.args.get("event", type=int):
        return _neighbour(told, number)
    return timeline.event_at(told, request.args.get("known", ""))


def _neighbour(told: list[Event], number: int) -> Event | None:
    return told[number - 1] if 0 < number <= len(told) else None


def _spoken(told: list[Event], here: Event | None = None) -> str:
    """The rail in words."""
    years = f"{told[0].at.year} to {told[-1].at.year}" if told[0].at.year != told[-1].at.year else str(told[0].at.year)
    stands = f" You are at event {here.number}; {len(told) - here.number} came later." if here else ""
    return f"Trail of this record: {len(told)} event{'s' if len(told) != 1 else ''}, {years}.{stands}"
