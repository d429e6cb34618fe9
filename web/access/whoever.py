"""Whoever asks: found by the token that a program brings, or by the cookie, once for each request."""

from __future__ import annotations

from flask import Response, g, request, session

from web.access import bearer
from web.service import Service

_FOR_NOBODY = ("static", "healthz", "readyz")  # who asks is not looked up: they answer while a database is away


def asks(service: Service) -> Response | None:
    """An answer, where a program's token opens nothing."""
    if request.endpoint in _FOR_NOBODY:
        return None
    if bearer.presented(request):
        return bearer.enter(service)
    g.left = service.accounts.sessions.present(session["token"]) if "token" in session else None
    g.account = g.left.account if g.left else None
    g.session = service.accounts.mark(session["token"]) if g.account else None
    if g.account is None and "token" in session:
        session.clear()
    return None
