"""Verifying, against hashing the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import partial
from pathlib import Path

from benchmarks.commands import lengthen, patient
from benchmarks.measured import Measured, in_turns
from trail.payloads import opener
from trail.verify import PROVED, Opening, verify
from web.service import Service

_EVENTS = 40_000


def verifying(folder: Path) -> list[Measured]:
    store = folder / "store"
    with Service.create(store) as service:
        lengthen(service, patient(service), _EVENTS)
    with Service.open(store, readonly=True) as service, (folder / "entries").open("wb") as file:
        file.writelines(row.entry + b"\n" for row in service.store.log.rows(0, _EVENTS * 2))
    program = [shutil.which("sha256sum") or "sha256sum", str(folder / "entries")]

    def hashed() -> None:
        subprocess.run(program, check=True, capture_output=True)

    plain = in_turns(lambda: _proved(store), hashed)
    payloads = in_turns(lambda: _proved(store, partial(opener, store)), hashed)
    return [
        Measured("verify, against sha256sum of the entries", *plain, "s", 3.0, below=True),
        Measured("verify with payloads, against the same", *payloads, "s", 8.0, below=True),
    ]


def _proved(store: Path, opening: Opening | None = None) -> None:
    verdict = verify(store / "trail.db", [], opening, processes=os.cpu_count() or 1)
    assert verdict.verdict == PROVED, verdict.findings
