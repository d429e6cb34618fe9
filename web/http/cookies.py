"""The one cookie there is: who has signed in, and the secret that forms are sent with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from web.access import bearer

PLAIN = "caretrail"
SAFE = f"__Host-{PLAIN}"
"""By this name a browser takes a cookie from this very host alone, over TLS, and for all of its paths."""


class Answer(Response):
    """A cookie's age counts from when it came: a browser whose clock is a day ahead would throw it away by its date."""

    def set_cookie(
        self, key: str, value: str = "", max_age: Any = None, expires: Any = None, *told: Any, **more: Any
    ) -> None:
        if max_age is None and isinstance(expires, datetime):
            max_age = expires - datetime.now(UTC)
        super().set_cookie(key, value, max_age, expires, *told, **more)


class Cookies(SecureCookieSessionInterface):
    """Over TLS the cookie never travels without it, and one that was set without it counts for nothing; whoever comes
    with a token has none, whatever is sent along."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return SecureCookieSession() if bearer.presented(request) else super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        return SAFE if request.is_secure else PLAIN

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure
