"""One event of the log: what it says, what is around it, and that it is in the tree that was signed."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from flask import Response, abort, g, render_template
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.permissions import May
from domain.reasons import REASONS
from domain.staff import ROLES
from projections import work
from trail import sealed, tlog_proof
from trail.checkpoint import NoteError
from trail.rows import Erased, quick
from trail.rows import Row as Stored
from trail.tree import leaf_hash
from web.drawing.inclusion import drawn
from web.pages.access import about, only, service
from web.pages.head import reading
from web.pages.narrowing import changes
from web.reads import looked
from web.record import lines
from web.review import evidence, logged, sittings
from web.review.log_query import Row
from web.wording import kinds, words

_OWN = (
    "This is one of the log's own notes, such as where the log of reads stood. It is in the tree and in every export."
)
_RECORD = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # and not somebody who works here


@only(May.READ_LOG)
def event(position: int) -> ResponseReturnValue:
    """One event of the log: everything that is known about it, and its place in the tree."""
    stored = service().store.log.rows(position - 1, 1)
    row = next(changes().rows({"after": position - 1, "before": position + 1}), None)
    if not stored or stored[0].position != position:
        abort(404)
    if row is None:
        return render_template("message.html", title=f"Event {position:,}", text=_OWN), 404
    for id in filter(_RECORD.fullmatch, service().views.releases.named(position)):  # by id alone, as its payload has it
        looked.opened(UUID(id))
    about(row["patient"])
    return render_template(
        "audit/event.html", row=row, told=logged.logged(row), leaf=leaf_hash(stored[0].entry).hex(), roles=ROLES,
        says=evidence.evidence(service(), g.account, evidence.RECORD, position).says,
        standing=sealed.standing(service().store),
        entry=stored[0].entry.decode(), name=name(row), pinned=service().views.cases.pinned("record", position),
        session=_session(stored[0].entry), payload=_payload(stored[0]), around=_around(row), **_included(position),
        **in_words(),
    )  # fmt: skip


@only(May.READ_LOG)
def inclusion(position: int) -> ResponseReturnValue:
    """That the event is in the log, to be checked by anybody (C2SP tlog-proof); 404 while nothing covers it."""
    try:
        proof = tlog_proof.latest(service().store, position)
    except (LookupError, NoteError):
        abort(404)
    if proof is None or not proof.holds:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="caretrail-{position}.tlog-proof"'}
    return Response(proof.text, mimetype="text/plain", headers=headers)


def _included(position: int) -> dict[str, Any]:
    """The way to the newest checkpoint; or why there is none, where one covers it. Nothing on a page shown again."""
    if g.get("then"):
        return {"proof": None, "unproved": ""}
    try:
        proof = tlog_proof.latest(service().store, position)
    except NoteError as no:
        return {"proof": None, "unproved": str(no)}
    if proof and not proof.holds:
        return {"proof": None, "unproved": "the event does not lead to the root that was signed"}
    return {"proof": proof, "picture": drawn(proof) if proof else "", "unproved": ""}


def _payload(stored: Stored) -> str:
    """As it was written, one field a line; an empty text where it was erased."""
    try:
        return json.dumps(json.loads(service().store.log.opened(stored)[1]), indent=2, ensure_ascii=False)
    except Erased:
        return ""


def _around(row: Row) -> list[tuple[str, Row | None, Row | None]]:
    """What was recorded just before it and just after it: in the log, and in the same record."""
    found, position = changes(), row["position"]
    places = [("In the log", {}), *([("In this record", {"patient": row["patient"]})] if row["patient"] else [])]

    def next_to(own: dict[str, Any], bound: str) -> Row | None:
        return next(found.rows({**own, bound: position}, newest=bound == "before", limit=1), None)

    return [(text, next_to(own, "before"), next_to(own, "after")) for text, own in places]


def _session(entry: bytes) -> tuple[str, str] | None:
    """The session in which it was recorded: its mark, and its words."""
    code = quick(entry).session
    found = work.sitting(changes().tables, code) if code else None
    names = dict(work.people(changes().tables)) if found else {}
    return (found.session, sittings.named(found, names.get(found.actor, found.actor))) if found else None


def name(row: Row) -> str:
    """What the entry is called that an event put right or went on with: the event alone does not say."""
    patient, chapter, entry = row["patient"], row["chapter"], row["entry"]
    if not patient or not entry or chapter not in lines.TITLES or all(one["was"] is None for one in row["changes"]):
        return ""
    item = reading(UUID(patient)).entry(chapter, entry)
    return lines.line(chapter, entry, item).what if item else ""


def in_words() -> dict[str, Any]:
    return {"words": words, "kinds": kinds, "mrn": mrn, "reasons": REASONS}
