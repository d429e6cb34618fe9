"""What every call of the client has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import quote
from uuid import uuid4

from .answers import Plain, Recorded
from .transport import Answer, Transport, wall_clock

V1 = "/api/v1"


def at(*parts: str) -> str:
    return "".join(f"/{quote(part, safe='')}" for part in parts)


class Calls:
    def __init__(
        self, url: str, token: str, *, timeout: float = 30.0, tries: int = 4,
        sleep: Callable[[float], None] = wall_clock,
    ) -> None:  # fmt: skip
        self._transport = Transport(url, token, timeout=timeout, tries=max(1, tries), sleep=sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, no: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()

    def _get(self, path: str, **query: object) -> Answer:
        return self._transport.send("GET", V1 + path, query)

    def _post(self, path: str, told: Mapping[str, Any], key: str | None, version: int | None = None) -> Recorded:
        return cast(Recorded, self._sent(path, told, key, version).json())

    def _sent(self, path: str, told: Mapping[str, Any], key: str | None, version: int | None = None) -> Answer:
        seen = {} if version is None else {"If_Match": f'"{version}"'}
        return self._transport.send("POST", V1 + path, None, told, Idempotency_Key=key or str(uuid4()), **seen)

    def _pages(self, path: str, filters: Mapping[str, object]) -> Iterator[Plain]:
        """Page by page, as they are asked for."""
        answer = self._transport.send("GET", V1 + path, filters)
        while True:
            yield from answer.json()
            if not (onward := answer.onward):
                return
            answer = self._transport.send("GET", onward)
