"""The record as it once was: after any event, at any position or moment, about any time. See decision 19."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.fact import Plain
from domain.partial import PartialDateTime
from domain.permissions import May
from domain.refusal import NotFound, Refused
from domain.staff import ROLES
from projections.documents import document
from projections.reading import WholeReading
from web import exports
from web.pages.access import allowed, only, service
from web.pages.clocked import Clocked, clocked
from web.pages.head import skipped, today
from web.pages.told import Record, head, line, no_moment, record_of
from web.record import timeline
from web.record.banner import Banner, banner
from web.record.lines import TITLES
from web.record.timeline import Event, Events
from web.review import clocks, known, panel, then
from web.review.then import Then
from web.wording import words

KNOWN = 12  # lines of each chapter that a page of the past shows
PART = 100  # the same of the page of one chapter
TOLD, MOST = 8, 60  # events between two stops, and things believed wrongly, that are named: at once, and at all
_LONG = 18  # digits of a position


@only(May.LOOK_BACK)
def past_page(who: str) -> ResponseReturnValue:
    """The record as it was known at `?known=` (a position or a moment in UTC) or after its `?event=`th event.

    `?true=` is the time that is asked about, `?from=` the position that somebody came from; `?part=` one of its
    chapters whole, a page of lines at a time.
    """
    record = record_of(who)
    try:
        at = clocked(record)
    except (Refused, NotFound) as no:
        return no_moment(record, no)
    here, file = at.here, at.then.file
    before, after = (_neighbour(record.told, here.number + step) for step in (-1, 1))
    changed = [one for one in words.telling(here.changes()) if one["was"] is not None][: then.FEW]
    return render_template(
        "review/past.html", **head(record, file), here=here, before=before, after=after, at=at, told=TOLD,
        line=line(record, here, at.query), since=timeline.since(record.told, here), **_sheets(at), changed=changed,
        panel=panel.panel(here, file, at.now.file, at.since) if at.counts() else None, few=then.FEW, roles=ROLES,
        clocks=clocks.drawn(record.told, here), printed=service().clock(), audits=allowed(May.READ_LOG),
        banner_of=lambda who, position: _banner(at), beliefs=at.beliefs(), believer=at.believer(), most=MOST,
        newest=record.told[-1],
    )  # fmt: skip


def _banner(at: Clocked) -> Banner:
    return banner(WholeReading(at.then.file), today())


def _sheets(at: Clocked) -> dict[str, Any]:
    wrote = at.here.touched() if at.counts() else frozenset[str]()
    both = Then(at.then.file, at.now.file, at.today(), at.later, wrote, at.glows())
    wanted, skip = request.args.get("part", ""), skipped()
    if not wanted:
        return {"sheets": list(both.sheets(KNOWN)), "part": ""}
    if wanted not in TITLES or not (found := both.sheet(wanted, PART, skip)).most:
        abort(404)
    older = skip + PART if skip + PART < found.most else None
    return {"sheets": [found], "part": wanted, "newer": max(skip - PART, 0) if skip else None, "older": older}


@only(May.LOOK_BACK)
def past_json(id: UUID, typed: str) -> ResponseReturnValue:
    """The file as it was known, about `?true=` where that is asked, as one JSON document."""
    try:
        return exports.document(then_document(id, typed))
    except Refused as no:
        return {"errors": {no.field: no.reason}}, 400


def then_document(id: UUID, typed: str) -> Plain:
    """`Refused` or `NotFound` where `typed` or `?true=` names no moment of this record."""
    record = record_of(str(id))
    at = clocked(record, _at(record, typed))
    return document(at.then.file) | {"true_on": at.true or None}


def _at(record: Record, typed: str) -> Event:
    """A moment may be told in part here, as 2026-11 is."""
    if not typed and "true" in request.args:
        return record.told[-1]
    if not typed.isdecimal():
        return known.last_by(record.told, PartialDateTime.parse(typed, "known").latest) or known.last_at(record.told, 0)
    size = service().store.journal.position
    if len(typed) > _LONG or int(typed) > size:
        raise Refused("known", f"The log ends at position {size:,}.")
    return known.last_at(record.told, int(typed))


def _neighbour(told: Events, number: int) -> Event | None:
    return told[number - 1] if 0 < number <= len(told) else None
