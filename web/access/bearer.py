"""A program at the door: `Authorization: Bearer` (RFC 6750), for the API alone, and never beside a cookie."""

from __future__ import annotations

import json
from typing import Any

from flask import Request, Response, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Unauthorized

from web.service import Service

API = "/api/"
_WRONG = "This token is not good: it may be mistyped, over or revoked, or its account is locked."
_ELSEWHERE = f"Tokens open addresses under {API} alone."


class NotGood(Unauthorized):
    """A token that opens nothing, for the API to tell as it tells all that goes wrong."""

    def get_headers(self, *told: Any, **more: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*told, **more), ("WWW-Authenticate", _challenge("invalid_token", _WRONG))]


class Protect(CSRFProtect):  # type: ignore[misc]  # it comes without types
    """No other site can send such a header; a form's token would guard against nothing."""

    def protect(self, **how: Any) -> None:
        if not presented(request):
            super().protect(**how)


def presented(request: Request) -> bool:
    """Whether it comes with a token, good or not."""
    return request.headers.get("Authorization", "").split(" ")[0].casefold() == "bearer"


def enter(service: Service) -> Response | None:
    """Who asks, for the rest of this request; an answer where nobody is let in."""
    g.account = g.session = None
    holder = service.tokens.holder(request.headers["Authorization"][len("bearer") :].strip())
    if holder is None and request.path.startswith(API):
        raise NotGood(_WRONG)
    if holder is None:
        return _refused(401, "invalid_token", _WRONG)
    if not request.path.startswith(API):
        return _refused(403, "insufficient_scope", _ELSEWHERE)
    g.account, g.scopes, g.session = holder
    g.channel = "api"
    return None


def may(scope: str) -> bool:
    """Whether what is asked for is within the token's scopes; whoever signed in is bound by their role alone."""
    scopes: frozenset[str] | None = g.get("scopes")
    return scopes is None or scope in scopes


def _challenge(error: str, detail: str) -> str:
    return f'Bearer realm="caretrail", error="{error}", error_description="{detail}"'


def _refused(status: int, error: str, detail: str) -> Response:
    """As problem+json (RFC 9457); the header says the same to a program that knows RFC 6750."""
    challenge = _challenge(error, detail)
    title = "Unauthorized" if status == 401 else "Forbidden"
    told = json.dumps({"title": title, "status": status, "detail": detail})
    return Response(told, status, {"WWW-Authenticate": challenge}, mimetype="application/problem+json")
