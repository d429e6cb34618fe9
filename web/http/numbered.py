"""Each request has a number: its answer carries it, and so does whatever is logged of it."""

from __future__ import annotations

import re
from secrets import token_hex

from flask import g, request

_PLAIN = re.compile(r"[0-9A-Za-z._-]{6,64}", re.ASCII)


def number() -> str:
    """The one that a proxy gave it (`X-Request-ID`), if it is plain enough to be written down; or one of ours."""
    if "number" not in g:
        told = request.headers.get("X-Request-ID", "")
        g.number = told if _PLAIN.fullmatch(told) else token_hex(4)
    return str(g.number)
