"""The door of a witness: one address for logs, and one for whoever watches them (C2SP tlog-witness)."""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask.typing import ResponseReturnValue

from trail.witness.folder import Witness
from trail.witness.judging import ELSEWHERE, Refused
from trail.witness.request import MOST

_SIZE = "text/x.tlog.size"


def create_app(witness: Witness) -> Flask:
    """`POST /add-checkpoint`, and `GET /ORIGIN/checkpoint` where ORIGIN is its SHA-256 in hex."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST

    @app.post("/add-checkpoint")
    def add() -> ResponseReturnValue:
        return _plain(witness.add(request.get_data()))

    @app.get("/<named>/checkpoint")
    def seen(named: str) -> ResponseReturnValue:
        note = witness.note(named) if len(named) == 64 and named.isalnum() else None
        return _plain(note) if note else abort(404)

    @app.errorhandler(Refused)
    def refused(no: Refused) -> ResponseReturnValue:
        if no.status == ELSEWHERE:
            return Response(str(no), no.status, content_type=_SIZE)
        return _plain(f"{no}\n", no.status)

    return app


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status, mimetype="text/plain")
