"""Who calls: the account behind a bearer token, or behind the cookie of a sign-in, which then needs its CSRF token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import current_app, g, request, session
from flask_wtf.csrf import CSRFProtect

from domain.by import By
from domain.permissions import RULE, May
from web.access import bearer
from web.api.limits import Limits
from web.api.problems import Problem
from web.pages.access import service

CHANNEL = "api"
SCOPES = {
    May.OPEN_RECORD: "read", May.LOOK_BACK: "read", May.WRITE_RECORD: "record", May.DECIDE_MISSING: "record",
    May.WRITE_REQUEST: "record", May.DECIDE_AMENDMENT: "record", May.DISCLOSE: "record", May.EXPORT: "export",
    May.READ_LOG: "log", May.READ_ACCESS: "log", May.PROVE: "log", May.LABEL: "record", May.REVIEW_GLASS: "record",
    May.BREAK_GLASS: "emergency", May.KEY_AGAIN: "record", May.DRAW_SAMPLE: "cases", May.SEE_CASES: "cases",
    May.KEEP_CASES: "cases", May.WATCH: "cases", May.DISPOSE: "office", May.SEE_POLICIES: "office",
    May.ADOPT_POLICY: "office", May.KEEP_ACCOUNTS: "office", May.END_TOKENS: "office",
}  # fmt: skip
"""What a token has to be good for, by what its holder has to be allowed."""


def admitted(view: Callable[..., Any]) -> None:
    """Before a call is looked at: no forged one, not too many, and none beyond its token. The view says who may."""
    g.channel = CHANNEL
    if g.get("account") is None:
        return  # the address says that nobody may
    if not bearer.presented(request) and current_app.config.get("WTF_CSRF_ENABLED", True):
        cast(CSRFProtect, current_app.extensions["csrf"]).protect()
    wait = cast(Limits, current_app.extensions["limits"]).wait(g.get("session") or g.account.staff)
    if wait:
        raise Problem("too-many", headers={"Retry-After": str(wait)})
    scope = scope_of(view)
    if not bearer.may(scope):
        told = f'Bearer realm="caretrail", error="insufficient_scope", scope="{scope}"'
        raise Problem("not-allowed", f"This token is not for this: {scope}.", headers={"WWW-Authenticate": told})


def proved() -> None:
    """For what is grave, as on a page. A token was given its scope with the password, and is not asked again."""
    if not bearer.presented(request) and not service().accounts.sessions.proved(session.get("token", "")):
        raise Problem("not-proved")


def scope_of(view: Callable[..., Any]) -> str:
    """`KeyError` for a view that no token opens."""
    (rule,) = getattr(view, RULE)
    return SCOPES[rule]


def by(request: str | None = None, reason: str | None = None, because: str | None = None) -> By:
    """A command of whoever calls."""
    told = {"session": g.get("session"), "channel": CHANNEL, "request": request}
    return service().by(g.account, reason=reason, because=because, **told)
