"""The one cookie there is: who has signed in, and the secret that forms are sent with."""

from __future__ import annotations

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from web.access import bearer

PLAIN = "caretrail"
SAFE = f"__Host-{PLAIN}"
"""By this name a browser takes a cookie from this very host alone, over TLS, and for all of its paths."""


class Cookies(SecureCookieSessionInterface):
    """Over TLS the cookie never travels without it, and one that was set without it counts for nothing; whoever comes
    with a token has none, whatever is sent along."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return SecureCookieSession() if bearer.presented(request) else super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        return SAFE if request.is_secure else PLAIN

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure
