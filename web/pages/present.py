"""Who is here gives a second factor where their role does, and is known again by the browser."""

from __future__ import annotations

from flask import Response, g, redirect, request
from flask.typing import ResponseReturnValue

from web.access import known
from web.service import Service

_BEFORE_SECOND = (
    "static", "healthz", "readyz", "door.sign_in", "door.code", "door.sign_out", "account.second_factor",
    "account.again", "account.here",
    "ways.every", "passkeys.offer", "passkeys.add",
)  # fmt: skip


def second(service: Service) -> ResponseReturnValue | None:
    """Whose role gives a second factor sets one up before anything else."""
    if g.get("left") is None or not service.accounts.second_due(g.account):
        return None
    g.second_due = True
    return None if request.endpoint in _BEFORE_SECOND else redirect("/account/second-factor", 303)


def known_again(service: Service, response: Response) -> Response:
    """A browser from which somebody has come in keeps what it is known by."""
    login = g.get("known", "")
    name = known.cookie(login, request.is_secure)
    if login and not service.accounts.known.read(login, request.cookies.get(name, "")):
        told, secure = service.accounts.known.told(login), request.is_secure
        response.set_cookie(name, told, known.LASTS, secure=secure, httponly=True, samesite="Lax")
    return response
