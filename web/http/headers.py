"""What every answer carries beside its content, whatever it is: a page, a file, a redirect, an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Response, request

from web.http import numbered

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{one}=()"
        for one in (
            *("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
            *("magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
        )
    ),
}
SANDBOXED = {
    "Content-Security-Policy": "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
}
"""For what somebody sent to us: should a browser show it after all, it may do nothing, and is of no origin."""
_ALWAYS = [(name.lower(), (name, value)) for name, value in HEADERS.items()]
TLS_ALONE = "max-age=31536000; includeSubDomains"


class Sent:
    """An application whose every answer has these headers, whoever in it made the answer; its own stay as they are.

    They are added as they are sent: by way of Flask each of them would be looked for and checked anew.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def started(
            status: str,
            told: list[tuple[str, str]],
            failed: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
            /,
        ) -> Callable[[bytes], object]:
            own = {name.lower() for name, _ in told}
            return start(status, told + [header for name, header in _ALWAYS if name not in own], failed)

        return self._app(environ, started)


def on_every_answer(response: Response) -> Response:
    response.headers["X-Request-ID"] = numbered.number()
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TLS_ALONE
    if request.endpoint != "static":
        response.headers["Cache-Control"] = _kept()
    return response


def _kept() -> str:
    """A page that was told what may not be stored is not kept for whoever goes back to it; a POST's answer never is."""
    looked = request.method == "POST" and "X-Look" in request.headers
    return "private, no-cache" if looked else "no-store"
