"""Whatever goes wrong under `/api` is told as JSON; pages keep their own words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import orjson
from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from domain.refusal import Gone, NotAllowed, NotFound
from trail.errors import StoreError
from trail.sealing import SealBroken
from web import logs
from web.access.closed import Closed
from web.api.problems import JSON, OF_STATUS, Fault, Problem, pointer
from web.http import numbered

Handler = Callable[[Any], ResponseReturnValue]
_EXPLAINED = ("/api/docs", "/api/problems")
_LATER = {"Retry-After": "10"}
_SIGN_IN = {"WWW-Authenticate": 'Bearer realm="caretrail"'}


def here() -> bool:
    """Whether a program asks: what is explained is for people, and has their errors."""
    return request.path.startswith("/api/") and not request.path.startswith(_EXPLAINED)


def take_over(app: Flask) -> None:
    """Whatever a page's handler of errors would say to a program, it is told as programs read it."""
    for handlers in app.error_handler_spec[None].values():
        for kind, page in list(handlers.items()):
            handlers[kind] = _either(cast(Handler, page))


def _either(page: Handler) -> Handler:
    return lambda error: answered(error) if here() else page(error)


def answered(error: Exception) -> Response:
    problem = problem_of(error)
    body = orjson.dumps(problem.document(numbered.number()))
    return Response(body, problem.code, mimetype=JSON, headers=problem.sent)


def problem_of(error: Exception) -> Problem:
    """`error` as one of the catalogue; a fault of ours is noted in the process's own log."""
    match error:
        case Problem():
            return error
        case CSRFError():
            return Problem("csrf")
        case Gone():
            return Problem("erased")
        case Closed():
            return Problem("closed", str(error))
        case NotAllowed():
            return Problem("not-allowed", str(error))
        case NotFound():
            return Problem("not-found", str(error))
        case SealBroken():
            return _noted("altered")
        case StoreError():
            return _noted("unavailable", _LATER)
        case HTTPException():
            return _of_http(error)
    return _noted("fault")


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    name = OF_STATUS.get(status, "malformed" if status < 500 else "fault")
    match status:
        case 401:
            told = error.get_response().headers.get("WWW-Authenticate")
            return Problem(name, error.description or "", headers={"WWW-Authenticate": told} if told else _SIGN_IN)
        case 405 if isinstance(error, MethodNotAllowed):
            return Problem(name, headers={"Allow": ", ".join(sorted(error.valid_methods or ()))})
        case 400 | 422:
            found = list(faults(getattr(error, "data", {}).get("messages", {})))
            return Problem("malformed" if found and found[0].place == "query" else name, faults=found)
    return Problem(name)


def faults(messages: Mapping[str, Any]) -> Iterator[Fault]:
    """What webargs says, by place, as a list."""
    for place, told in messages.items():
        yield from _faults({"json": "body"}.get(place, place), (), told)


def _faults(place: str, path: tuple[object, ...], told: Any) -> Iterator[Fault]:
    if isinstance(told, Mapping):
        for name, inner in told.items():
            yield from _faults(place, path if name == "_schema" else (*path, name), inner)
    else:
        for text in told if isinstance(told, list) else [told]:
            yield Fault(place, pointer(*path) if place == "body" else ".".join(map(str, path)), str(text))


def _noted(name: str, headers: Mapping[str, str] | None = None) -> Problem:
    g.incident = numbered.number()
    logs.fault(g.incident, request.method, request.endpoint, sys.exc_info())
    return Problem(name, headers=headers)
