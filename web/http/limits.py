"""How much one request may ask for."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge

BODY = 32 * 2**20  # octets of one request
FIELDS = 2_000  # of one form: taken apart, each costs a hundred times what it takes to send
LINE = 8_190  # octets of its first line
HEADER, HEADERS = 8_190, 64  # octets of one header, and how many there are
POSITION = f"<int(min=1, max={2**53}):position>"
"""A place in a log, in an address: up to what every program and every column holds, beside its neighbours."""


def within() -> None:
    """`RequestEntityTooLarge` for a form in one piece with too many fields; one in parts is counted by its parser."""
    if request.mimetype == "application/x-www-form-urlencoded" and request.get_data().count(b"&") >= FIELDS:
        raise RequestEntityTooLarge


class Json(DefaultJSONProvider):
    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """`ValueError` also for what is nested too deeply: it is no fault of ours."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None
