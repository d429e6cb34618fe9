"""The record as it once was: after any event, at any position of the log, at any moment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from domain.refusal import NotFound, Refused
from domain.staff import ROLES
from projections import past
from projections.documents import document
from web import clocks, exports, known, panel, then, timeline, words
from web.pages.access import only, service
from web.pages.head import skipped
from web.pages.told import AUDITORS, READERS, Record, head, line, no_moment, record_of
from web.timeline import Event

KNOWN = 12  # lines of each chapter that a page of the past shows
PART = 100  # the same of the page of one chapter


@only(*READERS)
def past_page(who: str) -> ResponseReturnValue:
    """The record as it was known at `?known=` (a position or a moment in UTC) or after its `?event=`th event.

    `?part=` is one of its chapters whole, a page of lines at a time.
    """
    record = record_of(who)
    try:
        here = _here(record)
    except (Refused, NotFound) as no:
        return no_moment(record, no)
    file = record.file(here)
    before, after = (_neighbour(record.told, here.number + step) for step in (-1, 1))
    changed = [one for one in words.telling(here.changes()) if one["was"] is not None][: then.FEW]
    return render_template(
        "review/past.html", **head(record, file), here=here, before=before, after=after, line=line(record, here),
        since=timeline.since(record.told, here), **_sheets(then.sheets(record.told, here, file, record.now)),
        panel=panel.panel(record.told, here, file, record.now), changed=changed, few=then.FEW, roles=ROLES,
        clocks=clocks.drawn(record.told, here), printed=service().clock(), audits=g.account.role in AUDITORS,
    )  # fmt: skip


def _sheets(every: list[then.Sheet]) -> dict[str, Any]:
    wanted, skip = request.args.get("part", ""), skipped()
    if not wanted:
        return {"sheets": [sheet.part(KNOWN) for sheet in every], "part": ""}
    found = [sheet.part(PART, skip) for sheet in every if sheet.name == wanted] or abort(404)
    older = skip + PART if skip + PART < found[0].most else None
    return {"sheets": found, "part": wanted, "newer": max(skip - PART, 0) if skip else None, "older": older}


@only(*READERS)
def past_json(id: UUID, known: str) -> ResponseReturnValue:
    """The file as it was known, as one JSON document."""
    journal = service().store.journal
    try:
        position = int(known) if known.isdecimal() else past.position_at(journal, id, known)
        if position > journal.position:
            raise Refused("known", f"The log ends at position {journal.position:,}.")
        return exports.document(document(past.file_at(journal, id, position)))
    except Refused as no:
        return {"errors": {"known": no.reason}}, 400


def _here(record: Record) -> Event:
    if "event" in request.args:
        return known.numbered(record.told, request.args["event"])
    return record.event(request.args.get("known", ""), "known")


def _neighbour(told: list[Event], number: int) -> Event | None:
    return told[number - 1] if 0 < number <= len(told) else None
