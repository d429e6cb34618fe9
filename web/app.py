"""The pages: thin, and the same for everyone who may see them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes, token_hex
from shutil import disk_usage
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, redirect, render_template, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from domain import mrn
from domain.refusal import NotFound
from domain.staff import ROLES
from trail.keys import write_private
from trail.sealing import SealBroken
from web import accounts, ages, day, logs, words
from web.pages import audit, clerk, documents, door, head, kept, record, review
from web.pages.access import READERS, WRITERS
from web.service import Service

_LARGEST = 32 * 2**20  # octets of one request
_LEAST_FREE = 64 * 2**20  # octets of the disk
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TITLES = {
    400: ("This could not be read", "Go back and try again; nothing was recorded."),
    403: ("Not for your role", "Your role does not open this page. Ask the records office if it should."),
    404: ("Nothing is here", "There is no such page or patient. Is the number right?"),
    405: ("This cannot be done here", "The page is there, but not for what your browser asked of it."),
    413: ("Too much at once", "This is larger than 32 MB; nothing was recorded."),
    500: ("Something went wrong on our side", "What you sent was not recorded. Try again, and tell the administrator."),
}


_ALTERED = (
    "What is stored is not what was recorded",
    "An event of the log was altered, so this page shows nothing, and what you sent was not recorded. "
    "Tell the administrator, and ask an auditor for Proof: it names the event.",
)


class _Cookies(SecureCookieSessionInterface):
    """Over TLS the cookie never travels without it."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


class _Pages(Flask):
    session_interface = _Cookies()

    def log_exception(self, exc_info: logs.Raised) -> None:
        g.incident = token_hex(4)
        logs.fault(g.incident, request.method, request.endpoint, exc_info)


def create_app(service: Service, proxies: int = 0) -> Flask:
    """`proxies`: how many stand before this server and tell it who asks, and whether over TLS."""
    app = _Pages(__name__)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=_secret(service.folder),
        MAX_CONTENT_LENGTH=_LARGEST,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="caretrail",
        PERMANENT_SESSION_LIFETIME=accounts.SESSION,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["caretrail"] = service
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    for blueprint in (door.bp, documents.bp, record.bp, clerk.bp, review.bp, audit.bp):
        app.register_blueprint(blueprint)
    app.before_request(lambda: _who(service))
    app.after_request(_headers)
    app.context_processor(lambda: _shared(service))
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(CSRFError, lambda error: _given_back(service))
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(SealBroken, _altered)
    _health(app, service)
    return app


def _health(app: Flask, service: Service) -> None:
    app.add_url_rule("/healthz", "healthz", lambda: ("ok\n", {"Content-Type": "text/plain"}))

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        behind, writable = service.views.ready(0.2), _writable(service.folder)
        told = {"events": service.store.log.position, "behind": behind, "writable": writable}
        return told, 200 if writable and behind == 0 else 503


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and disk_usage(folder).free > _LEAST_FREE


def _who(service: Service) -> None:
    g.account = service.accounts.holder(session["token"]) if "token" in session else None
    g.session = service.accounts.mark(session["token"]) if g.account else None
    if g.account is None and "token" in session:
        session.clear()


def _headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _shared(service: Service) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "roles": ROLES,
        "words": words,
        "shown": mrn.shown,
        "places": _places,
        "readers": READERS,
        "trail_readers": review.READERS,
        "banner_of": head.banner_of,
        "age": ages.age,
        "counted": day.counted,
    }
    return shared | {"trail_size": lambda: f"{service.store.log.position:,}"}


def _places() -> list[tuple[str, str]]:
    """Where one's role may go."""
    role = g.account.role
    every: list[tuple[str, str, Callable[[str], bool]]] = [
        ("/", "Start", lambda role: True),
        ("/patients/new", "Register", lambda role: role in WRITERS),
        ("/audit/log", "Change log", lambda role: role in audit.READERS),
        ("/audit/verify", "Proof", lambda role: role in audit.READERS),
    ]
    return [(address, name) for address, name, may in every if may(role)]


def _given_back(service: Service) -> ResponseReturnValue:
    """The form's token is from another sign-in: what was typed comes back with a new one."""
    _who(service)
    try:
        return kept.given_back()
    except HTTPException as error:
        return _failed(error)


def _failed(error: HTTPException) -> ResponseReturnValue:
    if error.code == 401 and request.method == "GET":
        return redirect(f"/?next={quote(request.full_path.rstrip('?'))}")
    if error.code == 401:
        return kept.sign_in()
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code)


def _altered(error: SealBroken) -> ResponseReturnValue:
    """The proof reads no view, and can say where it is."""
    g.incident = token_hex(4)
    logs.fault(g.incident, request.method, request.endpoint, sys.exc_info())
    return _page(500, _ALTERED)


def _page(code: int, told: tuple[str, str] | None = None) -> ResponseReturnValue:
    title, text = told or _TITLES.get(code, _TITLES[400])
    if incident := g.get("incident"):
        text = f"{text} The number of this fault is {incident}."
    return render_template("message.html", title=title, text=text), code


def _secret(folder: Path) -> bytes:
    """Signs the session's cookie; made once and kept beside the store."""
    path = folder / "session.key"
    if not path.exists():
        write_private(path, token_bytes(32))
    return path.read_bytes()
