"""One call: sent, sent again where that is safe, and read."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from urllib.parse import urlencode, urlsplit

from .problem import Problem, Unreached

_AGAIN = (429, 503)
_LONGEST = 60.0  # seconds that are waited for a server that asks for patience


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def onward(self) -> str | None:
        """Where the next page is (RFC 8288); None after the last."""
        for link in (self.headers.get("Link") or "").split(","):
            target, _, rest = link.strip().partition(">")
            if 'rel="next"' in rest:
                return target.removeprefix("<")
        return None


class Transport:
    """One connection, for one thread. A call whose answer is lost is sent again: reads change nothing, and a command
    carries a key by which the server knows it."""

    def __init__(self, url: str, token: str, *, timeout: float, tries: int, sleep: Callable[[float], None]) -> None:
        place = urlsplit(url)
        if place.scheme not in ("http", "https") or not place.hostname:
            raise ValueError(f"{url!r} is no address of a server: it begins with https:// or http://.")
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        self._connection = kind(place.hostname, place.port, timeout=timeout)
        self._root, self._token, self._tries, self._sleep = place.path.rstrip("/"), token, tries, sleep

    def send(
        self, method: str, path: str, query: Mapping[str, object] | None = None, body: object = None, **headers: str
    ) -> Answer:
        """`headers` with `_` for `-`; `Problem` and `Unreached`."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told |= {"Authorization": f"Bearer {self._token}", "Accept": "application/json, text/plain, */*;q=0.1"}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            told["Content-Type"] = "application/json"
        return self._tried(method, path + _query(query or {}), data, told)

    def save(self, path: str, to: Path) -> int:
        """The body into a file, piece by piece; how many octets. Nothing stands there but the whole of it."""
        part = to.with_name(f"{to.name}.part")
        self._connection.request("GET", self._root + path, headers={"Authorization": f"Bearer {self._token}"})
        answer = self._connection.getresponse()
        if answer.status >= 400:
            raise _problem(Answer(answer.status, answer.headers, answer.read()))
        with part.open("wb") as file:
            copyfileobj(answer, file)
            size = file.tell()
        if answer.length:
            raise Unreached(f"GET {path}: the answer broke off, {answer.length} octets before its end.")
        part.replace(to)
        return size

    def close(self) -> None:
        self._connection.close()

    def _tried(self, method: str, target: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        for left in reversed(range(self._tries)):
            try:
                answer = self._once(method, target, data, headers)
            except (OSError, HTTPException) as lost:
                self.close()
                if not left:
                    raise Unreached(f"{method} {target}: {lost}", headers.get("Idempotency-Key")) from lost
                self._sleep(2.0 ** (self._tries - 1 - left) / 4)
                continue
            if answer.status < 400:
                return answer
            problem = _problem(answer)
            if not left or not (answer.status in _AGAIN or problem.name == "in-progress"):
                raise problem
            self._sleep(_patience(answer))
        raise AssertionError("tries is at least 1")

    def _once(self, method: str, target: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        self._connection.request(method, self._root + target, data, dict(headers))
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


def _query(told: Mapping[str, object]) -> str:
    given = [(name.rstrip("_"), _text(value)) for name, value in told.items() if value is not None]
    return f"?{urlencode(given)}" if given else ""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _problem(answer: Answer) -> Problem:
    """Whoever stands before the server may answer in another form."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    return Problem(answer.status, told if isinstance(told, dict) else {"title": answer.body[:200].decode("latin-1")})


def _patience(answer: Answer) -> float:
    told = answer.headers.get("Retry-After") or ""
    return min(float(told), _LONGEST) if told.isascii() and told.isdigit() else 1.0


def wall_clock(seconds: float) -> None:
    time.sleep(seconds)
