"""Pages for whatever went wrong: what it means for whoever reads it, and nothing of how it came about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from domain.refusal import Gone, NotAllowed, NotFound
from trail.errors import AnswerLost, Behind, StoreError
from trail.mapper import UnknownType
from trail.sealing import SealBroken
from web import logs
from web.access import whoever
from web.access.closed import Closed
from web.http import numbered
from web.http.gathered import DRAINED
from web.http.limits import BODY, FIELDS
from web.http.origins import FromElsewhere
from web.pages import glass, kept
from web.reads import looked
from web.service import Service

Told = tuple[str, str]
"""A title, and what to do."""
_TITLES: dict[int, Told] = {
    400: ("This could not be read", "Go back and try again; nothing was recorded."),
    403: ("Not for your role", "Your role does not open this page. Ask the records office if it should."),
    404: ("Nothing is here", "There is no such page or patient. Is the number right?"),
    405: ("This cannot be done here", "The page is there, but not for what your browser asked of it."),
    410: ("This record was erased", "It was erased by law, and nothing of what it held is left."),
    413: (
        "Too much at once",
        f"More than {BODY >> 20} MB, or than {FIELDS:,} fields; nothing was recorded. "
        "Go back: what you typed is still there.",
    ),
    503: ("The store does not answer", "Nothing of this was recorded. Try again in a minute."),
    500: ("Something went wrong on our side", "What you sent was not recorded. Try again, and tell the administrator."),
}
_ALTERED = (
    "What is stored is not what was recorded",
    "An event of the log was altered, so this page shows nothing, and what you sent was not recorded. "
    "Tell the administrator, and ask an auditor for Proof: it names the event.",
)
_BEHIND = (
    "This does not show yet",
    "So much is being recorded just now that the newest records are not on the pages yet. Nothing is lost: load this "
    "page again in a minute.",
)
_OUTDATED = (
    "This host is being upgraded",
    "A later version of Caretrail has recorded something here that this one does not know, so this page shows nothing, "
    "and what you sent was not recorded. Try again in a minute, and tell the administrator if it stays like this.",
)
_ELSEWHERE = (
    "This came from another site",
    "A page that is not ours had your browser send this. Nothing was recorded. Close that page, and go on from here.",
)
_OTHER_NAME = (
    "This server is not called that. Use the address that the records office gave you.\n"
    "Whoever runs it names it with: caretrail serve --name\n"
)


def handle(app: Flask, service: Service) -> None:
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(SecurityError, lambda error: Response(_OTHER_NAME, 400, mimetype="text/plain"))
    app.register_error_handler(FromElsewhere, lambda error: _page(403, _ELSEWHERE))
    app.register_error_handler(CSRFError, lambda error: _given_back(service))
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(Gone, lambda error: _page(410))
    app.register_error_handler(Closed, glass.closed)
    app.register_error_handler(NotAllowed, lambda error: _page(403))
    app.register_error_handler(SealBroken, _altered)
    app.register_error_handler(UnknownType, _outdated)
    app.register_error_handler(StoreError, _unreachable)
    app.register_error_handler(Behind, lambda error: (*_page(503, _BEHIND), {"Retry-After": "10"}))


def log(raised: logs.Raised) -> None:
    """The page of this fault says its number from now on."""
    g.faulty = True
    logs.fault(numbered.number(), request.method, request.endpoint, raised)


def midway(response: Response) -> Response:
    """What breaks while an answer is being sent can be said in the log alone: whoever takes it in sees it end early."""
    if response.is_streamed and not response.direct_passthrough:
        about = numbered.number(), request.method, request.endpoint
        response.response = _told(response.response, *about)
    return response


def _told(parts: Iterable[Any], number: str, method: str, page: str | None) -> Iterator[Any]:
    try:
        yield from parts
    except Exception:
        logs.fault(number, method, page, sys.exc_info())
        raise
    finally:
        if close := getattr(parts, "close", None):
            close()


def _given_back(service: Service) -> ResponseReturnValue:
    """The form's token is from another sign-in: what was typed comes back with a new one."""
    try:
        whoever.asks(service)
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
    page = _page(error.code)
    return (*page, {"Allow": ", ".join(sorted(valid))}) if (valid := getattr(error, "valid_methods", None)) else page


def _drain() -> None:
    """A browser that is still sending hears no answer: it says that the connection broke."""
    sent: Any = request.environ["wsgi.input"]
    left = min(request.content_length or 0, DRAINED)
    while left > 0 and (told := sent.read(min(left, 2**16))):
        left -= len(told)


def _altered(error: SealBroken) -> ResponseReturnValue:
    """The proof reads no view, and can say where it is."""
    log(sys.exc_info())
    return _page(500, _ALTERED)


def _outdated(error: UnknownType) -> ResponseReturnValue:
    """Another host goes on; what was typed is kept on the page until one of these answers."""
    return _later(_OUTDATED, _OUTDATED, "60")


def _unreachable(error: StoreError) -> ResponseReturnValue:
    """A database that is restarted, or a standby that takes over: it will be back."""
    return _later((_TITLES[503][0], str(AnswerLost())), _TITLES[503], "10")


def _later(sent: Told, asked: Told, seconds: str) -> ResponseReturnValue:
    """What is told of something that was `sent`, which is kept on the page, and of what was only `asked` for."""
    log(sys.exc_info())
    g.account = None  # this page asks the store nothing
    title, text = sent
    page = kept.held(title, _with_number(text)) or _page(503, asked)[0]
    return page, 503, {"Retry-After": seconds}


def _page(code: int, told: Told | None = None) -> tuple[str, int]:
    title, text = told or _TITLES.get(code, _TITLES[400])
    return render_template("message.html", title=title, text=_with_number(text), code=code), code


def _with_number(text: str) -> str:
    return f"{text} The number of this fault is {numbered.number()}." if g.get("faulty") else text
