"""Every request as whoever watches over the server hears of it: which page, how it went, how long; nothing of what
was asked, and nothing of who asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import Flask, Response, g, request

from web.http import numbered


class Seen(NamedTuple):
    """`page` is the name of a route, `none` for an address that has none; `seconds` until the answer began."""

    number: str
    method: str
    page: str
    status: int
    seconds: float


Watcher = Callable[[Seen], None]
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))


def watch(app: Flask, watchers: Sequence[Watcher]) -> None:
    """Call it first: then the clock starts before anything else is done, and stops after it."""
    if not watchers:
        return

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        seen = Seen(
            numbered.number(),
            request.method if request.method in _METHODS else "other",
            request.endpoint or "none",
            response.status_code,
            time.perf_counter() - g.get("begun", time.perf_counter()),
        )
        for watcher in watchers:
            watcher(seen)
        return response
