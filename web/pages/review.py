"""The reviewer's pages: a record's timeline, the record as it once was, what differs, and who said what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.fact import Plain
from domain.reasons import REASONS
from domain.refusal import NotFound, Refused
from domain.staff import ROLES
from projections import past
from projections.documents import document
from trail.sealed import signed_size
from web import (
    clocks,
    exports,
    kinds,
    known,
    panel,
    then,
    timeline,
    words,
)
from web.pages import blaming, comparing, trail
from web.pages.access import AUDITORS, REVIEWERS, only, patient_id, service
from web.pages.head import skipped
from web.rail import rail
from web.timeline import Event

bp = Blueprint("review", __name__, url_prefix="/patients")
READERS = REVIEWERS
for _rule, _page in (
    ("/<who>/trail", trail.trail),
    ("/<who>/trail.<form>", trail.trail_file),
    ("/<who>/compare", comparing.compare),
    ("/<who>/compare.<form>", comparing.compare_file),
    ("/<who>/blame/<chapter>/<entry>/<field>", blaming.blame),
):
    bp.add_url_rule(_rule, view_func=_page)
KNOWN = 12  # lines of each chapter that a page of the past shows
PART = 100  # the same of the page of one chapter


@dataclass(frozen=True, slots=True)
class Record:
    """A record with all its events, oldest first; `now` is its file as it stands."""

    id: UUID
    now: Plain
    told: list[Event]

    @property
    def number(self) -> str:
        return str(self.now["mrn"])

    def file(self, event: Event) -> Plain:
        """The file as it stood after an event."""
        return (
            self.now
            if event is self.told[-1]
            else past.folded(self.id, (one.fact for one in self.told[: event.number]))
        )

    def event(self, typed: str, field: str) -> Event:
        """`Refused` or `NotFound` where `typed` names no moment of this record."""
        return known.event_at(self.told, typed, service().clock(), service().store.journal.position, field)


@only(*READERS)
def past_page(who: str) -> ResponseReturnValue:
    """The record as it was known at `?known=` (a position or a moment in UTC) or after its `?event=`th event.

    `?part=` is one of its chapters whole, a page of lines at a time.
    """
    record = _record(who)
    try:
        here = _here(record)
    except (Refused, NotFound) as no:
        return _no_moment(record, no)
    file = record.file(here)
    before, after = (_neighbour(record.told, here.number + step) for step in (-1, 1))
    changed = [one for one in words.telling(here.changes()) if one["was"] is not None][: then.FEW]
    return render_template(
        "review/past.html", **_head(record, file), here=here, before=before, after=after, line=_rail(record, here),
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


def _record(who: str) -> Record:
    id = patient_id(who)
    facts = list(service().store.journal.history(id))
    now = _now(id, facts[-1].by.position)
    return Record(id, now, timeline.events(facts, now))


def _now(id: UUID, position: int) -> Plain:
    """The file as it stands; folded here where the views are not that far yet."""
    views = service().views
    views.ready()
    try:
        file = views.current.file(id)
    except NotFound:
        return past.file_at(service().store.journal, id)
    return file if file["position"] == position else past.file_at(service().store.journal, id, position)


def _head(record: Record, file: Plain | None = None) -> dict[str, Any]:
    """What every page of a record shows at its top, and what it says things with."""
    details = (file or record.now)["chapters"]["demographics"]["demographics"]
    store = service().store
    about = {"who": record.number, "details": details, "number": mrn.shown(record.number), "events": record.told}
    return {**about, "signed": signed_size(store), "words": words, "kinds": kinds, "reasons": REASONS}


def _rail(record: Record, here: Event | None = None) -> str:
    store = service().store
    covered = signed_size(store)
    marks = [event.mark(covered, f"/patients/{record.number}?known={event.position}") for event in record.told]
    return rail(marks, here.position if here else None, timeline.spoken(record.told, here))


def _no_moment(record: Record, no: Refused | NotFound) -> ResponseReturnValue:
    why = no.reason if isinstance(no, Refused) else str(no)
    page = render_template("review/no_moment.html", **_head(record), why=why)
    return page, 400 if isinstance(no, Refused) else 404


def _here(record: Record) -> Event:
    if "event" in request.args:
        return known.numbered(record.told, request.args["event"])
    return record.event(request.args.get("known", ""), "known")


def _neighbour(told: list[Event], number: int) -> Event | None:
    return told[number - 1] if 0 < number <= len(told) else None
