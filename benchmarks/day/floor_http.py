"""The floor over HTTP."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.day.client import Client
from benchmarks.day.plan import Values
from benchmarks.day.told import Told

_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class FloorHttp(Told):
    def __init__(self, url: str) -> None:
        self._client = Client(url)

    def register(self, who: str, intake: Values) -> str:
        id: str = json.loads(self._post("/patients", who, intake))["id"]
        return id

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        self._post(f"/patients/{patient}/{kind}", who, values)

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        self._post(f"/patients/{patient}", who, {"changes": changes, "reason": reason})

    def settle(self) -> None:
        """The document was written with the log."""

    def file(self, patient: str) -> Any:
        return json.loads(self._client.get(f"/patients/{patient}"))

    def search(self, prefix: str, birth: str) -> Any:
        return json.loads(self._client.get(f"/patients?{urlencode({'name': prefix, 'born': birth})}"))

    def changes(self, patient: str) -> Any:
        return json.loads(self._client.get(f"/patients/{patient}/changes"))

    def past(self, patient: str, moment: float) -> Any:
        return json.loads(self._client.get(f"/patients/{patient}?moment={moment!r}"))

    def export(self, path: Path) -> None:
        self._client.save("/log.ndjson", path)

    def moment(self, patient: str) -> float:
        return time.time()

    def _post(self, path: str, who: str, told: Values) -> bytes:
        return self._client.post(path, _write(told).encode(), "application/json", 201, {"X-Actor": who})
