"""The name of what was sent: the very same sent twice is carried out once, and anything else is carried out."""

from __future__ import annotations

import json
from hashlib import sha256

from flask import g, request

_PASSING = ("csrf_token", "resume", "then", "proof")


def name() -> str | None:
    """A digest of the form's number with what was sent in it, by whom and to which page; None where it has no number.

    The number itself is kept nowhere, so that what was typed cannot be guessed from the digest.
    """
    number = request.form.get("request", "").strip()
    if not number:
        return None
    typed = sorted((field, text) for field, text in request.form.items(multi=True) if field not in _PASSING)
    told = [number, g.account.staff, request.path, typed, _files()]
    return sha256(json.dumps(told).encode()).hexdigest()[:32]


def _files() -> list[tuple[str | None, str]]:
    found = []
    for one in request.files.values():
        found.append((one.filename, sha256(one.read()).hexdigest()))
        one.seek(0)
    return found
