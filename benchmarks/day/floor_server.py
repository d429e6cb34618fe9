"""The floor behind the thinnest Flask there is: `FLOOR` names its folder, one thread serves it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from benchmarks.day.floor import Floor

_LINES = 500  # in one write to the network
_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
app = Flask(__name__)


@cache
def floor() -> Floor:
    """Opened in the thread that serves: a connection of sqlite3 stays in its thread."""
    return Floor(Path(os.environ["FLOOR"]))


def _answer(told: Any, status: int = 200) -> Response:
    return Response(_write(told), status, content_type="application/json")


@app.post("/patients")
def register() -> Response:
    return _answer({"id": floor().register(request.headers["X-Actor"], request.get_json())}, 201)


@app.post("/patients/<patient>/<kind>")
def enter(patient: str, kind: str) -> Response:
    floor().enter(request.headers["X-Actor"], patient, kind, request.get_json())
    return _answer({}, 201)


@app.post("/patients/<patient>")
def update(patient: str) -> Response:
    told = request.get_json()
    floor().update(request.headers["X-Actor"], patient, told["changes"], told["reason"])
    return _answer({}, 201)


@app.get("/patients/<patient>")
def file(patient: str) -> Response:
    moment = request.args.get("moment", type=float)
    return _answer(floor().past(patient, moment) if moment else floor().file(patient))


@app.get("/patients")
def search() -> Response:
    return _answer(floor().search(request.args["name"], request.args["born"]))


@app.get("/patients/<patient>/changes")
def changes(patient: str) -> Response:
    return _answer(floor().changes(patient))


@app.get("/log.ndjson")
def export() -> Response:
    return Response(_chunks(), content_type="application/x-ndjson")


def _chunks() -> Iterator[str]:
    lines = (f"{_write(one)}\n" for one in floor().log())
    while chunk := "".join(islice(lines, _LINES)):
        yield chunk
