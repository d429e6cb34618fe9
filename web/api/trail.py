"""The trail for programs: the log, one event with its proof, the log of reads, the newest checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort
from marshmallow import fields, validate

from domain.permissions import May
from trail import sealed, tlog_proof
from trail.checkpoint import NoteError
from trail.tree import leaf_hash
from web import exports
from web.api import shapes
from web.api.framework import LINK, Blueprint
from web.api.records import OfHistory, OfReads, logged, read_by, text
from web.http.limits import POSITION
from web.pages.access import about, only, service
from web.pages.narrowing import changes
from web.reads.shown import MEDIA, SECTIONS
from web.wording import kinds

bp = Blueprint("api_trail", __name__, url_prefix="/api/v1", description="The trail")
_TEXT = {"type": "string"}


class OfLog(OfHistory):
    patient = text("Of this record alone: its id or record number.")
    reason = text("A code of the list of reasons.")
    channel = text("form, api, import, cli or job.")
    q = text("Words, anywhere in what an event says.")
    marked = fields.String(validate=validate.OneOf(list(kinds.MARKS)), metadata={"description": "A mark."})


class OfAccess(OfReads):
    patient = text("Of this record alone: its id or record number.")
    section = fields.String(validate=validate.OneOf(list(SECTIONS)), metadata={"description": "What was shown."})
    medium = fields.String(validate=validate.OneOf(list(MEDIA)), metadata={"description": "How it left."})
    session = text("In one sign-in, or by one token: its mark.")


@bp.get("/log")
@only(May.READ_LOG)
@bp.asks(OfLog)
@bp.answers(200, shapes.Change(many=True), "Events of the log, the oldest first.", LINK)
def get_log(asked: Mapping[str, Any]) -> Response:
    """The change log."""
    return logged(asked)


@bp.get("/access-log")
@only(May.READ_ACCESS)
@bp.asks(OfAccess)
@bp.answers(200, shapes.Access(many=True), "Reads, the oldest first.", LINK)
def get_access_log(asked: Mapping[str, Any]) -> Response:
    """Who looked."""
    return read_by(asked)


@bp.get(f"/log/{POSITION}")
@only(May.READ_LOG)
@bp.answers(200, shapes.Event(), "The event.")
def get_event(position: int) -> Response:
    """One event, with its entry in the tree."""
    stored = service().store.log.rows(position - 1, 1)
    row = next(changes().rows({"after": position - 1, "before": position + 1}), None)
    if row is None or not stored or stored[0].position != position:
        abort(404)
    about(row["patient"])
    entry = stored[0].entry
    return exports.document({**row, "entry": entry.decode(), "leaf": leaf_hash(entry).hex()})


@bp.get(f"/log/{POSITION}/proof")
@only(May.PROVE)
@bp.answers(200, _TEXT, "A proof for anybody (C2SP tlog-proof).", kind="text/plain")
def get_proof(position: int) -> Response:
    """The proof of one event

    That it is in the tree that the newest checkpoint signs; 404 while none covers it.
    """
    try:
        proof = tlog_proof.latest(service().store, position)
    except (LookupError, NoteError):
        abort(404)
    if proof is None or not proof.holds:
        abort(404)
    return Response(proof.text, mimetype="text/plain")


@bp.get("/checkpoint")
@only(May.PROVE)
@bp.answers(200, _TEXT, "A signed note (C2SP tlog-checkpoint).", kind="text/plain")
def get_checkpoint() -> Response:
    """The newest checkpoint

    As it is kept; 404 before the first one.
    """
    note = next((text for _, text in reversed(list(sealed.anchors_of(service().store).notes()))), None)
    return Response(note, mimetype="text/plain") if note else abort(404)
