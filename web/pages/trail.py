"""A record's trail: every event in sentences, narrowed as the change log is, and the same as files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.reasons import REASONS
from projections.changes import Step
from trail.sealed import anchored_size
from web import exports
from web.drawing import rail
from web.pages import searches
from web.pages.access import only, patient_id, service
from web.pages.head import head, reading
from web.pages.narrowing import changes, named
from web.record import timeline
from web.review import tallied
from web.review.log_query import LogQuery
from web.wording import addresses, kinds, words

PAGE = 50  # events


@only(May.LOOK_BACK)
def trail(who: str) -> ResponseReturnValue:
    """Newest first unless `?order=oldest`; `after` is the position to go on from, so that no page shifts."""
    id, signed = patient_id(who), anchored_size(service().store)
    query, read = _query(id, signed), reading(id)
    rows = [] if query.errors else list(query.rows(changes(), PAGE + 1, onward=True))
    told = None if query.errors else tallied.tally(changes(), query, signed, request.args.get("count") == "exact")
    facts = service().store.journal.at(row["position"] for row in rows[:PAGE])
    events = timeline.named(facts[::-1] if query.newest_first else facts, read)
    page = render_template(
        "review/trail.html", **{**head(who, read), "who": read.details["mrn"]}, query=query, told=told,
        days=timeline.by_day(events), following=rows[PAGE - 1]["position"] if len(rows) > PAGE else None,
        loosen=addresses.loosened(query.asked, named()), line=_line(read.details["mrn"], id, signed),
        position=read.position, formats=exports.FORMATS, most=tallied.MOST, signed=signed, kinds=kinds, words=words,
        reasons=REASONS, kept=[(one, searches.address(one, read.details["mrn"])) for one in searches.seen("trail")],
    )  # fmt: skip
    return page, 400 if query.errors else 200


@only(May.LOOK_BACK)
def trail_file(who: str, form: str) -> ResponseReturnValue:
    """The same events in the same order: CSV has a row for each field that changed, JSON an object for each event."""
    if form not in exports.FORMATS:
        abort(404)
    id = patient_id(who)
    query = _query(id, anchored_size(service().store))
    if query.errors:
        return {"errors": query.errors}, 400
    return exports.as_file(query.lines(changes(), form), form, f"trail-{reading(id).details['mrn']}")


def _query(id: UUID, signed: int) -> LogQuery:
    args: dict[str, Any] = {name: value for name, value in request.args.items() if name != "patient"}
    return LogQuery.read(args, lambda _: None, signed).within(str(id))


def _line(number: str, id: UUID, signed: int) -> str:
    """Every event on one line, each mark leading to the record then; of neighbours in a long one the weightiest."""
    steps = changes().steps(str(id))
    weights = [2 * step.safety + kinds.fixes(step.type) for step in steps]
    width = -(-len(steps) // rail.MOST) or 1
    stretches = (range(first, min(first + width, len(steps))) for first in range(0, len(steps), width))
    chosen = [(max(of, key=weights.__getitem__), of) for of in stretches]
    times = changes().times(steps[n].position for n, _ in chosen)
    marks = [_mark(steps[n], n, of, signed, number, *times[steps[n].position]) for n, of in chosen]
    return rail.rail(marks, says=_spoken(len(steps), sum(weight % 2 for weight in weights), marks))


def _mark(step: Step, n: int, of: range, signed: int, number: str, at: str, name: str) -> rail.Mark:
    more = "" if len(of) == 1 else f" (of events {of[0] + 1} to {of[-1] + 1})"
    told = f"{n + 1}: {kinds.word(step.type)}, {name}, {words.moment(at)}{more}"
    return rail.Mark(
        step.position, datetime.fromisoformat(at), lambda: told, kinds.fixes(step.type), bool(step.safety),
        step.position > signed, href=f"/patients/{number}?known={step.position}",
    )  # fmt: skip


def _spoken(count: int, fixes: int, marks: list[rail.Mark]) -> str:
    if not marks:
        return ""
    first, last = marks[0].at.year, marks[-1].at.year
    counted = f"{count:,} event{'s' if count != 1 else ''}, {first}{f' to {last}' if last != first else ''}"
    return f"Trail of this record: {counted}; {fixes:,} put something right."
