"""Verifying, against hashing the same bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.commands import lengthen, patient
from benchmarks.measured import Measured, in_turns
from trail.rows import Row
from trail.verify import PROVED, Opener, verify
from web.service import Service

_EVENTS = 40_000


def verifying(folder: Path) -> list[Measured]:
    path = folder / "store" / "trail.db"
    with Service.create(folder / "store") as service:
        lengthen(service, patient(service), _EVENTS)
    with Service.open(folder / "store", readonly=True) as service:
        log, entries = service.store.log, folder / "entries"
        with entries.open("wb") as file:
            file.writelines(row.entry + b"\n" for row in log.rows(0, _EVENTS * 2))
        program = [shutil.which("sha256sum") or "sha256sum", str(entries)]

        def hashed() -> None:
            subprocess.run(program, check=True, capture_output=True)

        def opened(row: tuple[Any, ...]) -> object:
            *told, _, payload = row
            return log.opened(Row._make([*told, payload]))

        plain = in_turns(lambda: _proved(path), hashed)
        payloads = in_turns(lambda: _proved(path, opened), hashed)
    return [
        Measured("verify, against sha256sum of the entries", *plain, "s", 3.0, below=True),
        Measured("verify with payloads, against the same", *payloads, "s", 8.0, below=True),
    ]


def _proved(path: Path, opener: Opener | None = None) -> None:
    verdict = verify(path, [], opener)
    assert verdict.verdict == PROVED, verdict.findings
