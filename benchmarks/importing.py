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
from benchmarks.measured import Measured, Pair, fastest, seconds
from trail.rows import Row
from web.importing import import_fhir
from web.service import Service

PEOPLE = 60
_ROUNDS = 3
_TELLING = """
import re, sys
from pathlib import Path
from web.cli import main
try:
    main()
finally:
    print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""
"""The program, and at its end the most memory that it held: what `wait4` tells counts in the process it came from."""
FEW, MANY = 30, 300  # bundles of the two imports whose memory is compared


def importing(folder: Path) -> list[Measured]:
    sources = bundles.write(folder / "lives", PEOPLE)
    rounds = [_round(folder / str(n), sources) for n in range(_ROUNDS)]
    return [Measured("import, against its unavoidable parts", *fastest(rounds), "events/s", 0.25)]


def _round(folder: Path, sources: Sequence[Path]) -> Pair:
    """Events in a second: imported into a new store, and taken through the parts alone."""
    folder.mkdir()
    with Service.create(folder / "store") as service:
        taken = seconds(lambda: import_fhir(service, list(map(str, sources))))
        log = service.store.log
        events = log.position - 1
        rows = log.rows(1, events)
    parts = seconds(lambda: _parts(sources, rows, folder / "parts.db"))
    return events / taken, events / parts


def _parts(sources: Sequence[Path], rows: Sequence[Row], path: Path) -> None:
    """The same bytes parsed, hashed, sealed and inserted, and nothing else."""
    for source in sources:
        json.loads(source.read_bytes())
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    stored = [(row.entry, row.payload or b"") for row in rows]
    for _, payload in stored:
        sha256(payload)
        cipher.encrypt(nonce, payload, None)
    db = sqlite3.connect(path)
    db.execute("create table raw (entry blob, payload blob)")
    db.executemany("insert into raw values (?, ?)", stored)
    db.commit()
    db.close()


def memory(folder: Path) -> list[Measured]:
    """The peak of a process that imports ten times as much."""
    many, few = (_peak(folder / str(people), people) for people in (MANY, FEW))
    return [Measured("memory of an import ten times as large", many, few, "MB", 1.25, below=True)]


def _peak(folder: Path, people: int) -> float:
    """MB that `caretrail import fhir` held at most."""
    folder.mkdir()
    bundles.write(folder / "lives", people)
    Service.create(folder / "store").close()
    arguments = ["--data", str(folder / "store"), "import", "fhir", str(folder / "lives"), "--json"]
    done = subprocess.run([sys.executable, "-c", _TELLING, *arguments], check=True, capture_output=True, text=True)
    return int(done.stderr.splitlines()[-1]) / 1024
