"""The pages: thin, and the same for everyone who may see them."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, redirect, render_template, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from domain import mrn
from domain.access import PURPOSES
from domain.refusal import Gone, NotFound
from domain.staff import ROLES
from trail.errors import AnswerLost, StoreError
from trail.sealing import SealBroken
from web import logs, room
from web.bundling.jobs import Jobs
from web.pages import (
    account,
    activity,
    amendments,
    asked,
    audit,
    background,
    cases,
    charts,
    clerk,
    documents,
    door,
    duplicates,
    erasing,
    exports,
    flags,
    head,
    impact,
    kept,
    keys,
    office,
    own_report,
    places,
    policies,
    present,
    prints,
    purpose,
    reads,
    record,
    register,
    releases,
    retention,
    review,
    searches,
    staff,
    verification,
    without,
)
from web.pages.access import AUDITORS, KEEPERS, READERS, REVIEWERS, WRITERS, service
from web.reads import looked
from web.reads.shown import undeclared
from web.record import day
from web.record.imprint import imprint
from web.service import Service
from web.wording import ages, words

_LARGEST = 32 * 2**20  # octets of one request
_LONGEST = timedelta(days=1)  # of a cookie; sessions are ended by the store
_DRAINED = 256 * 2**20  # octets read of one that is larger, so that its answer is heard
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_TITLES = {
    400: ("This could not be read", "Go back and try again; nothing was recorded."),
    403: ("Not for your role", "Your role does not open this page. Ask the records office if it should."),
    404: ("Nothing is here", "There is no such page or patient. Is the number right?"),
    405: ("This cannot be done here", "The page is there, but not for what your browser asked of it."),
    410: ("This record was erased", "It was erased by law, and nothing of what it held is left."),
    413: (
        "Too much at once",
        "More than 32 MB; nothing was recorded. Go back: what you typed is still there.",
    ),
    503: ("The store does not answer", "Nothing of this was recorded. Try again in a minute."),
    500: ("Something went wrong on our side", "What you sent was not recorded. Try again, and tell the administrator."),
}


_PAGES = (
    door, documents, background, charts, prints, record, clerk, register, duplicates, review, searches, audit, flags,
    reads,
    impact, own_report, office, policies, keys, cases, asked, without, activity, verification, purpose,
    erasing, retention, exports,
    releases, amendments, staff, account,
)  # fmt: skip

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
    service: Service

    def dispatch_request(self) -> ResponseReturnValue:
        return looked.through(self.service, super().dispatch_request)

    def log_exception(self, exc_info: logs.Raised) -> None:
        g.incident = token_hex(4)
        logs.fault(g.incident, request.method, request.endpoint, exc_info)


def create_app(service: Service, proxies: int = 0) -> Flask:
    """`proxies`: how many stand before this server and tell it who asks, and whether over TLS."""
    app = _Pages(__name__)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=service.store.keys.derived("session cookie"),
        MAX_CONTENT_LENGTH=_LARGEST,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="caretrail",
        SESSION_REFRESH_EACH_REQUEST=False,  # with a new cookie, Chromium forgets what was typed when one goes back
        PERMANENT_SESSION_LIFETIME=_LONGEST,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["caretrail"] = app.service = service
    app.extensions["exports"] = Jobs(service)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    CSRFProtect(app)
    for page in _PAGES:
        app.register_blueprint(page.bp)
    app.before_request(lambda: present.who(service))
    app.before_request(lambda: present.second(service))
    app.after_request(_headers)
    app.after_request(lambda response: present.known_again(service, response))
    app.context_processor(_shared)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(CSRFError, lambda error: _given_back(service))
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(Gone, lambda error: _page(410))
    app.register_error_handler(SealBroken, _altered)
    app.register_error_handler(StoreError, _unreachable)
    _health(app, service)
    if untold := undeclared(set(app.view_functions)):
        raise LookupError(f"web.reads.shown does not say what these show of patients: {sorted(untold)}")
    return app


def _health(app: Flask, service: Service) -> None:
    app.add_url_rule("/healthz", "healthz", lambda: ("ok\n", {"Content-Type": "text/plain"}))

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        behind, writable = service.views.ready(0.2), _writable(service.folder)
        told = {"events": service.store.log.position, "behind": behind, "writable": writable}
        return told, 200 if writable and behind == 0 else 503


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and room.enough(folder)


def _headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        # a page that was told what may not be stored is not kept for whoever goes back to it; a POST's answer never is
        looked = request.method == "POST" and "X-Look" in request.headers
        response.headers["Cache-Control"] = "private, no-cache" if looked else "no-store"
    return response


def _shared() -> dict[str, Any]:
    shared: dict[str, Any] = {
        "roles": ROLES,
        "words": words,
        "shown": mrn.shown,
        "places": lambda: places.places(service()),
        "readers": READERS,
        "writers": WRITERS,
        "single_keys": keys.single,
        "reviewers": REVIEWERS,
        "auditors": AUDITORS,
        "keepers": KEEPERS,
        "banner_of": head.banner_of,
        "purpose_due": head.purpose_due,
        "purposes": PURPOSES,
        "age": ages.age,
        "counted": day.counted,
        "fresh": lambda: token_urlsafe(16),
    }
    return shared | {
        "trail_size": lambda: f"{service().store.log.position:,}",
        "imprint": lambda: imprint(service().store),
    }


def _given_back(service: Service) -> ResponseReturnValue:
    """The form's token is from another sign-in: what was typed comes back with a new one."""
    try:
        present.who(service)
        return looked.through(service, kept.given_back)
    except HTTPException as error:
        return _failed(error)
    except StoreError as error:
        g.given_back = True
        return _unreachable(error)


def _failed(error: HTTPException) -> ResponseReturnValue:
    if error.code == 401 and request.method == "GET":
        return redirect(f"/?next={quote(request.full_path.rstrip('?'))}")
    if error.code == 401:
        return kept.sign_in()
    if error.code == 413:
        _drain()
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code)


def _drain() -> None:
    """A browser that is still sending hears no answer: it says that the connection broke."""
    sent: Any = request.environ["wsgi.input"]
    left = min(request.content_length or 0, _DRAINED)
    while left > 0 and (told := sent.read(min(left, 2**16))):
        left -= len(told)


def _altered(error: SealBroken) -> ResponseReturnValue:
    """The proof reads no view, and can say where it is."""
    g.incident = token_hex(4)
    logs.fault(g.incident, request.method, request.endpoint, sys.exc_info())
    return _page(500, _ALTERED)


def _unreachable(error: StoreError) -> ResponseReturnValue:
    """A database that is restarted, or a standby that takes over: it will be back."""
    g.incident = token_hex(4)
    logs.fault(g.incident, request.method, request.endpoint, sys.exc_info())
    g.account = None  # this page asks the store nothing
    page = kept.held(_TITLES[503][0], str(AnswerLost())) or _page(503)[0]
    return page, 503, {"Retry-After": "10"}


def _page(code: int, told: tuple[str, str] | None = None) -> tuple[str, int]:
    title, text = told or _TITLES.get(code, _TITLES[400])
    if incident := g.get("incident"):
        text = f"{text} The number of this fault is {incident}."
    return render_template("message.html", title=title, text=text), code
