"""A record's trail: every event in sentences, narrowed as the change log is, and the same as files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.reasons import REASONS
from projections.changes import Step
from trail.sealed import signed_size
from web import addresses, exports, kinds, rail, tallied, timeline, words
from web.log_query import LogQuery
from web.pages.access import REVIEWERS, only, patient_id, service
from web.pages.head import head, reading
from web.pages.narrowing import changes, named

PAGE = 50  # events


@only(*REVIEWERS)
def trail(who: str) -> ResponseReturnValue:
    """Newest first unless `?order=oldest`; `after` is the position to go on from, so that no page shifts."""
    id, signed = patient_id(who), signed_size(service().store)
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
        reasons=REASONS,
    )  # fmt: skip
    return page, 400 if query.errors else 200


@only(*REVIEWERS)
def trail_file(who: str, form: str) -> ResponseReturnValue:
    """The same events in the same order: CSV has a row for each field that changed, JSON an object for each event."""
    if form not in exports.FORMATS:
        abort(404)
    id = patient_id(who)
    query = _query(id, signed_size(service().store))
    if query.errors:
        return {"errors": query.errors}, 400
    return exports.as_file(query.lines(changes(), form), form, f"trail-{reading(id).details['mrn']}")


def _query(id: UUID, signed: int) -> LogQuery:
    args: dict[str, Any] = {name: value for name, value in request.args.items() if name != "patient"}
    return LogQuery.read(args, lambda _: None, signed).within(str(id))


def _line(number: str, id: UUID, signed: int) -> str:
    """Every event on one line, each mark leading to the record then."""
    steps = changes().steps(str(id))
    marks = [_mark(n, step, signed, f"/patients/{number}?known={step.position}") for n, step in enumerate(steps, 1)]
    return rail.rail(marks, says=_spoken(marks))


def _mark(number: int, step: Step, signed: int, href: str) -> rail.Mark:
    at, fixes = datetime.fromisoformat(step.recorded_at), kinds.fixes(step.type)
    told = lambda: f"{number}: {kinds.word(step.type)}, {step.name}, {words.moment(at)}"  # noqa: E731
    return rail.Mark(step.position, at, told, fixes, bool(step.safety), step.position > signed, href)


def _spoken(marks: list[rail.Mark]) -> str:
    if not marks:
        return ""
    first, last = marks[0].at.year, marks[-1].at.year
    counted = f"{len(marks)} event{'s' if len(marks) != 1 else ''}, {first}{f' to {last}' if last != first else ''}"
    return f"Trail of this record: {counted}; {sum(mark.fixes for mark in marks)} put something right."
