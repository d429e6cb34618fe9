"""The reviewer's pages: a record's timeline, the record as it once was, what differs, and who said what."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.identity import KEY
from domain.refusal import NotFound, Refused
from web import (
    addresses,
    blamed,
    compared,
    exports,
    log_query,
    narrowed,
    timeline,
)
from web.narrowed import Filter
from web.pages.access import only, service
from web.pages.head import skipped
from web.pages.told import READERS as READERS
from web.pages.told import Record
from web.pages.told import head as _head
from web.pages.told import line as _rail
from web.pages.told import no_moment as _no_moment
from web.pages.told import record_of as _record
from web.timeline import Event

bp = Blueprint("review", __name__, url_prefix="/patients")
PAGE = 50  # events, or entries that differ
CHOICES = 100  # events that can be chosen from a list
BETWEEN = 40  # events that are listed beside what they changed


@bp.get("/<who>/trail")
@only(*READERS)
def trail(who: str) -> ResponseReturnValue:
    """Every event of a record in sentences, newest first; `before` is the position to go on from."""
    record = _record(who)
    wanted = Filter.read(request.args)
    fitting = [event for event in reversed(record.told) if wanted.fits(event)]
    before = request.args.get("before", type=int)
    shown = [event for event in fitting if before is None or event.position < before]
    asked = {name: request.args[name] for name in narrowed.FILTERS if request.args.get(name, "").strip()}
    facets = timeline.facets(record.told)
    page = render_template(
        "review/trail.html", **_head(record), fitting=fitting, days=timeline.by_day(shown[:PAGE]), facets=facets,
        wanted=wanted, asked=asked, loosen=addresses.loosened(asked, facets), before=before,
        narrowed=addresses.narrowed, older=shown[PAGE - 1].position if len(shown) > PAGE else None, line=_rail(record),
        formats=exports.FORMATS,
    )  # fmt: skip
    return page, 400 if wanted.errors else 200


@bp.get("/<who>/trail.<form>")
@only(*READERS)
def trail_file(who: str, form: str) -> ResponseReturnValue:
    """The events that the timeline shows, as a file: what each of them changed, oldest first."""
    record = _record(who)
    wanted = Filter.read(request.args)
    if form not in exports.FORMATS:
        abort(404)
    if wanted.errors:
        return {"errors": dict(wanted.errors)}, 400
    fitting = {event.position for event in record.told if wanted.fits(event)}
    told = service().views.changes.rows({"patient": str(record.id)})
    return log_query.as_file((row for row in told if row["position"] in fitting), form, f"trail-{record.number}")


@bp.get("/<who>/compare")
@only(*READERS)
def compare(who: str) -> ResponseReturnValue:
    """What differs between two moments of a record, `?from=` and `?to=`; by default what the last event changed."""
    record = _record(who)
    try:
        one, two = _ends(record)
    except (Refused, NotFound) as no:
        return _no_moment(record, no)
    between, skip = record.told[one.number : two.number], skipped()
    found = compared.differences(record.file(one), record.file(two), between, PAGE, skip)
    return render_template(
        "review/compare.html", **_head(record), one=one, two=two, found=found, between=between, few=CHOICES,
        beside=BETWEEN, formats=exports.FORMATS, newer=max(skip - PAGE, 0) if skip else None,
        older=skip + PAGE if skip + PAGE < found.entries else None,
    )  # fmt: skip


@bp.get("/<who>/compare.<form>")
@only(*READERS)
def compare_file(who: str, form: str) -> ResponseReturnValue:
    """The same differences as a file: `field`, `was`, `now`, and the positions of the events between them."""
    record = _record(who)
    if form not in exports.FORMATS:
        abort(404)
    try:
        one, two = _ends(record)
    except Refused as no:
        return {"errors": {no.field: no.reason}}, 400
    told = compared.traced(record.file(one), record.file(two), record.told[one.number : two.number])
    return exports.table(told, form, f"compare-{record.number}", compared.COLUMNS)


@bp.get("/<who>/blame/<chapter>/<entry>/<field>")
@only(*READERS)
def blame(who: str, chapter: str, entry: str, field: str) -> ResponseReturnValue:
    """Every value that one field ever had: who wrote it, when and why, newest first."""
    record = _record(who)
    inside = "" if entry == KEY else entry
    told = service().views.changes.blame(str(record.id), chapter, inside, field)
    item = record.now["chapters"].get(chapter, {}).get(entry)
    if not told or item is None:
        abort(404)
    path = ".".join(part for part in (chapter, inside, field) if part)
    steps = blamed.steps(told, path, record.told)
    names = {"chapter": chapter, "entry": entry, "field": field, "about": blamed.about(chapter, entry, item)}
    return render_template("review/blame.html", **_head(record), **names, steps=steps, error=blamed.error(item))


def _ends(record: Record) -> tuple[Event, Event]:
    """The two moments to compare, the earlier first."""
    typed = {name: request.args.get(name, "").strip() for name in ("from", "to")}
    last = record.told[-1]
    one = record.event(typed["from"], "from") if typed["from"] else record.told[max(len(record.told) - 2, 0)]
    two = record.event(typed["to"], "to") if typed["to"] not in ("", "now") else last
    return (one, two) if one.number <= two.number else (two, one)
