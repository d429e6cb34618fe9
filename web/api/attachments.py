"""Documents for programs: taken in as base64, and handed out as they came."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from io import BytesIO
from uuid import UUID

from flask import Response, abort
from flask import request as call
from werkzeug.datastructures import FileStorage

from domain.permissions import May
from domain.receipt import Receipt
from projections.reading import StoredReading
from web.api import bodies, shapes
from web.api.carrying import Sent, by_request, given, once, recorded
from web.api.framework import ETAG, LOCATION, Blueprint
from web.api.problems import Fault, Problem, pointer
from web.api.versions import guarded
from web.entering.attaching import attach
from web.http.headers import SANDBOXED
from web.pages.access import known, only, service

bp = Blueprint("api_documents", __name__, url_prefix="/api/v1", description="Documents")
_BYTES = {"type": "string", "format": "binary"}


@bp.post("/patients/<who>/attachments", "record_attachments")
@only(May.WRITE_RECORD)
@bp.takes(bodies.document())
@bp.answers(201, shapes.Recorded(), "Recorded.", {**ETAG, **LOCATION})
def attach_document(body: Sent, who: str) -> Response:
    """A document is taken in, as it is."""

    def run(request: str) -> Receipt:
        id, told = known(who), dict(call.get_json())
        file = FileStorage(BytesIO(_octets(told.pop("content"))), told.pop("filename"))
        read = StoredReading(service().views.current, id)
        with guarded(id, read.version):
            return given(attach(service(), id, read, file), told, by_request(request))

    done = once(run)
    return recorded(done, f"/api/v1/patients/{done.mrn}/attachments/{done.entries[0]}" if done.entries else "")


@bp.get("/patients/<who>/attachments/<entry>")
@only(May.OPEN_RECORD)
@bp.answers(200, _BYTES, "The document.", kind="application/octet-stream")
def get_attachment(who: str, entry: str) -> Response:
    """A document as it came in."""
    id: UUID = known(who)
    item = StoredReading(service().views.current, id).entry("attachments", entry) or abort(404)
    found = service().store.attachments.get(item["address"], id)
    headers = {"Content-Disposition": "attachment", **SANDBOXED}
    return Response(found, mimetype="application/octet-stream", headers=headers)


def _octets(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        raise Problem("invalid", faults=[Fault("body", pointer("content"), "This is no base64.")]) from None
