"""Who calls: the account behind a bearer token, or behind the cookie of a sign-in, which then needs its CSRF token."""

from __future__ import annotations

from typing import cast

from flask import current_app, g, request
from flask_wtf.csrf import CSRFProtect

from domain.by import By
from web.api.limits import Limits
from web.api.problems import Problem
from web.pages.access import service

CHANNEL = "api"
_SCHEME = "bearer"


def by_token() -> bool:
    """Whether the call tells its own token: then no cookie counts, and nobody's browser can be made to send it."""
    return "Authorization" in request.headers


def admitted() -> None:
    """Before a call is looked at: no forged one, and not too many. Whether it is allowed says its address."""
    g.channel = CHANNEL
    if g.get("account") is None:
        return  # the address says that nobody may
    if not by_token() and current_app.config.get("WTF_CSRF_ENABLED", True):
        cast(CSRFProtect, current_app.extensions["csrf"]).protect()
    wait = cast(Limits, current_app.extensions["limits"]).wait(g.get("session") or g.account.staff)
    if wait:
        raise Problem("too-many", headers={"Retry-After": str(wait)})


def by(request: str | None = None, reason: str | None = None, because: str | None = None) -> By:
    """A command of whoever calls."""
    told = {"session": g.get("session"), "channel": CHANNEL, "request": request}
    return service().by(g.account, reason=reason, because=because, **told)
