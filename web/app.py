"""The pages: thin, and the same for everyone who may see them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from domain import mrn, permissions
from domain.access import PURPOSES
from domain.staff import ROLES
from web import logs
from web.access import bearer, whoever
from web.access import passkeys as known_passkeys
from web.access import provider as providers
from web.access.closed import Closed
from web.access.oidc import Oidc
from web.api import door as api
from web.bundling.jobs import Jobs
from web.http import cookies, errors, headers, limits, numbered, origins
from web.http.watched import Watcher, watch
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
    glass,
    head,
    impact,
    keys,
    office,
    own_report,
    passkeys,
    places,
    policies,
    present,
    prints,
    provider,
    purpose,
    reads,
    record,
    register,
    releases,
    retention,
    review,
    roles,
    searches,
    staff,
    tokens,
    verification,
    ways,
    without,
)
from web.pages.access import allowed, ruleless, service
from web.readiness import readiness
from web.reads import looked
from web.reads.shown import undeclared
from web.record import day
from web.record.imprint import imprint
from web.service import Service
from web.wording import ages, words

_LONGEST = timedelta(days=1)  # of a cookie; sessions are ended by the store
_PAGES = (
    door, documents, background, charts, prints, record, clerk, register, duplicates, review, searches, audit, flags,
    reads,
    impact, own_report, office, policies, keys, cases, asked, without, activity, verification, purpose,
    erasing, retention, exports,
    releases, amendments, staff, account, roles, tokens, ways, passkeys, provider, glass,
)  # fmt: skip


class _Pages(Flask):
    json_provider_class = limits.Json
    session_interface = cookies.Cookies()
    response_class = cookies.Answer
    service: Service

    def dispatch_request(self) -> ResponseReturnValue:
        return looked.through(self.service, super().dispatch_request)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine; Flask would look at each function of each request for that."""
        return func

    def log_exception(self, exc_info: logs.Raised) -> None:
        errors.log(exc_info)


def create_app(
    service: Service, proxies: int = 0, hosts: list[str] | None = None, watchers: Sequence[Watcher] = ()
) -> Flask:
    """`proxies`: how many stand before this server and tell it who asks, and whether over TLS. `hosts`: the names by
    which it may be called; None for any. `watchers` hear of every request."""
    app = _Pages(__name__)
    watch(app, watchers)
    app.wsgi_app = headers.Sent(app.wsgi_app)  # type: ignore[method-assign, assignment]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=service.store.keys.derived("session cookie"),
        TRUSTED_HOSTS=hosts,
        MAX_CONTENT_LENGTH=limits.BODY,
        MAX_FORM_PARTS=limits.FIELDS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME=cookies.PLAIN,
        SESSION_REFRESH_EACH_REQUEST=False,  # with a new cookie, Chromium forgets what was typed when one goes back
        PERMANENT_SESSION_LIFETIME=_LONGEST,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["caretrail"] = app.service = service
    app.extensions["exports"] = Jobs(service)
    named = providers.read(service.folder, os.environ)
    app.extensions["oidc"] = Oidc(named, service.clock) if named else None
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(origins.ours_alone)
    app.before_request(limits.within)
    bearer.Protect(app)
    for page in _PAGES:
        app.register_blueprint(page.bp)
    app.before_request(lambda: whoever.asks(service))
    app.before_request(lambda: present.second(service))
    app.after_request(headers.on_every_answer)
    app.after_request(errors.midway)
    app.after_request(lambda response: present.known_again(service, response))
    app.context_processor(_shared)
    app.jinja_env.globals["may"] = lambda *codes: allowed(*map(permissions.called, codes))
    errors.handle(app, service)
    app.register_error_handler(Closed, glass.closed)
    api.join(app)
    _health(app, service)
    if ruled := ruleless(app.view_functions):
        raise LookupError(f"nothing says who may open these: {sorted(ruled)}")
    if untold := undeclared(set(app.view_functions)):
        raise LookupError(f"web.reads.shown does not say what these show of patients: {sorted(untold)}")
    return app


def _health(app: Flask, service: Service) -> None:
    app.add_url_rule("/healthz", "healthz", lambda: ("ok\n", {"Content-Type": "text/plain"}))

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        now = readiness(service, lambda: errors.log(sys.exc_info()))
        code = 200 if now.ready else 503
        if request.accept_mimetypes.best_match(["application/json", "text/plain"]) == "text/plain":
            return now.lines(), code, {"Content-Type": "text/plain"}
        fault = {"instance": numbered.number()} if g.get("faulty") else {}
        return {**now.as_json(), **fault}, code


def _shared() -> dict[str, Any]:
    shared: dict[str, Any] = {
        "roles": ROLES,
        "words": words,
        "shown": mrn.shown,
        "places": lambda: places.places(service()),
        "single_keys": keys.single,
        "banner_of": head.banner_of,
        "purpose_due": head.purpose_due,
        "purposes": PURPOSES,
        "age": ages.age,
        "counted": day.counted,
        "provider_name": provider.name,
        "passkeys_here": known_passkeys.here,
        "fresh": lambda: token_urlsafe(16),
    }
    return shared | {
        "trail_size": lambda: f"{service().store.log.position:,}",
        "imprint": lambda: imprint(service().store),
    }
