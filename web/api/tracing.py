"""The id of a request: the caller's own where it can be told, else a new one; it is in the answer and in its error."""

from __future__ import annotations

import re
from secrets import token_hex

from flask import Response, g, request

HEADER = "X-Request-ID"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


def id_() -> str:
    if "request_id" not in g:
        told = request.headers.get(HEADER, "")
        g.request_id = told if _PLAIN.fullmatch(told) else token_hex(8)
    found: str = g.request_id
    return found


def told(response: Response) -> Response:
    response.headers[HEADER] = id_()
    return response
