"""One connection that is kept open, with as little of its own as http.client allows."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from shutil import copyfileobj
from urllib.parse import urlsplit

_IDLE = 1.0  # seconds after which a server may have hung up
_CHUNK = 1 << 18
_SUMMARY = re.compile(r'class="nhsuk-error-summary(.*?)</ul>', re.S)
_TAG = re.compile(r"<[^>]*>")


class Refused(Exception):
    """The server did not answer as it should."""


class Client:
    """A command is sent once; whatever is not expected is `Refused`."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        host = urlsplit(url)
        assert host.hostname
        self._host, self._port, self._headers = host.hostname, host.port, dict(headers or {})
        self._cookies: dict[str, str] = {}
        self._connection: HTTPConnection | None = None
        self._used = 0.0

    def get(self, path: str) -> bytes:
        return self._read(self._sent("GET", path), path, 200)

    def post(self, path: str, body: bytes, kind: str, expected: int, headers: Mapping[str, str] | None = None) -> bytes:
        """The answer's content; `expected` is its status."""
        told = {"Content-Type": kind, **(headers or {})}
        return self._read(self._sent("POST", path, body, told), path, expected)

    def follow(self, path: str, body: bytes, kind: str) -> str:
        """Where a form leads once it was taken."""
        answer = self._sent("POST", path, body, {"Content-Type": kind})
        self._read(answer, path, 303)
        return answer.headers["Location"]

    def save(self, path: str, to: Path) -> None:
        answer = self._sent("GET", path)
        with to.open("wb") as file:
            copyfileobj(answer, file, _CHUNK)

    def _sent(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> HTTPResponse:
        if self._connection is None or time.monotonic() - self._used > _IDLE:
            self._connection = self._connected()
        self._connection.request(method, path, body, {**self._headers, **(headers or {})})
        answer = self._connection.getresponse()
        self._used = time.monotonic()
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        return answer

    def _keep(self, given: list[str]) -> None:
        """What is set is sent from now on."""
        self._cookies |= dict(one.split(";")[0].split("=", 1) for one in given)
        if self._cookies:
            self._headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _connected(self) -> HTTPConnection:
        if self._connection:
            self._connection.close()
        connection = HTTPConnection(self._host, self._port, timeout=600)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _read(self, answer: HTTPResponse, path: str, expected: int) -> bytes:
        content = answer.read()
        if answer.will_close:
            self._connection = None
        if answer.status != expected:
            raise Refused(f"{path}: {answer.status} {_said(content)}")
        return content


def _said(page: bytes) -> str:
    """What a page complains of."""
    text = page.decode(errors="replace")
    found = _SUMMARY.search(text)
    return " ".join(_TAG.sub(" ", found[1] if found else text).split())[:1000]
