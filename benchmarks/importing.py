"""Importing: against the parts that no import can do without, and in a memory that does not grow with the input."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks import bundles
from benchmarks.measured import Measured, seconds
from trail.rows import Row
from web.importing import import_fhir
from web.service import Service

PEOPLE = 60
FEW, MANY = 30, 300  # bundles of the two imports whose memory is compared


def importing(folder: Path) -> list[Measured]:
    sources = bundles.write(folder / "lives", PEOPLE)
    with Service.create(folder / "store") as service:
        taken = seconds(lambda: import_fhir(service, list(map(str, sources))))
        log = service.store.log
        events = log.position - 1
        rows = log.rows(1, events)
    parts = seconds(lambda: _parts(sources, rows, folder / "parts.db"), 3)
    return [Measured("import, against its unavoidable parts", events / taken, events / parts, "events/s", 0.25)]


def _parts(sources: Sequence[Path], rows: Sequence[Row], path: Path) -> None:
    """The same bytes parsed, hashed, sealed and inserted, and nothing else."""
    for source in sources:
        json.loads(source.read_bytes())
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    stored = [(row.entry, row.payload or b"") for row in rows]
    for _, payload in stored:
        sha256(payload)
        cipher.encrypt(nonce, payload, None)
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute("create table raw (entry blob, payload blob)")
    db.executemany("insert into raw values (?, ?)", stored)
    db.commit()
    db.close()


def memory(folder: Path) -> list[Measured]:
    """The peak of a process that imports ten times as much."""
    peaks = []
    for people in (MANY, FEW):
        lives, store = folder / f"lives-{people}", folder / f"store-{people}"
        bundles.write(lives, people)
        Service.create(store).close()
        peaks.append(_peak(["--data", str(store), "import", "fhir", str(lives), "--json"]))
    return [Measured("memory of an import ten times as large", *peaks, "MB", 1.25, below=True)]


def _peak(arguments: Sequence[str]) -> float:
    program = Path(sys.executable).with_name("caretrail")
    process = subprocess.Popen([str(program), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"the import ended with {process.returncode}"
    return used.ru_maxrss / 1024
