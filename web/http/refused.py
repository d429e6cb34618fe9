"""Answers to what is no request, or not all of one: a few words, and nothing of what was sent."""

from __future__ import annotations

from http import HTTPStatus

from gunicorn.http import errors

from web.http.headers import HEADERS

_STATUS: dict[type[Exception], HTTPStatus] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}


def status_of(error: Exception) -> int:
    """400 for whatever cannot be read; 500 for what is our fault."""
    if isinstance(error, errors.InvalidResponseHeader | errors.InvalidResponseHeaderName):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    read = isinstance(error, errors.ParseException)
    return _STATUS.get(type(error), HTTPStatus.BAD_REQUEST if read else HTTPStatus.INTERNAL_SERVER_ERROR)


def refusal(status: int) -> bytes:
    """All of the answer, after which the connection is closed."""
    words = f"{HTTPStatus(status).phrase}\n"
    told = {**HEADERS, "Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8"}
    lines = [f"HTTP/1.1 {status} {words.strip()}", *(f"{name}: {value}" for name, value in told.items())]
    lines += ["Connection: close", f"Content-Length: {len(words)}", "", words]
    return "\r\n".join(lines).encode()
