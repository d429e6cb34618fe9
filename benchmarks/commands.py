"""Writing: one command a commit, eight clerks at once, an import."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Thread
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.measured import Measured, seconds
from domain.by import By
from trail.log import Log
from web.importing import import_fhir
from web.service import Service

AMA = By(actor="u-00000001", name="Ama Boateng", role="clerk")
MANY = 1500


def weigh(service: Service, who: UUID, times: int) -> None:
    for n in range(times):
        taken = [{"kind": "weight", "value": f"{60 + n % 30}.5", "unit": "kg"}]
        service.records.measure(who, taken, AMA, "2026-01-05T10:00Z")


def patient(service: Service, n: int = 0) -> UUID:
    wanted = {"names": [f"Kofi Mensah {n}"], "birth": "1984-03", "gender": "male"}
    return UUID(service.records.register(wanted, AMA).id)


def raw(path: Path, log: Log, times: int) -> Callable[[], None]:
    """Insert the log's last rows again, each in a commit of its own, at synchronous=FULL."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(
        "pragma journal_mode = wal; pragma synchronous = full; create table raw (entry blob, payload blob)"
    )
    rows = [(row.entry, row.payload) for row in log.rows(log.position - times, times)]

    def work() -> None:
        for row in rows:
            db.execute("begin immediate")
            db.execute("insert into raw values (?, ?)", row)
            db.execute("commit")

    return work


def one_command(folder: Path) -> list[Measured]:
    with Service.create(folder / "store") as service:
        who = patient(service)
        weigh(service, who, 100)
        ours = MANY / seconds(lambda: weigh(service, who, MANY), 3)
        limit = MANY / seconds(raw(folder / "raw.db", service.store.log, MANY), 3)
    return [Measured("one command, against a raw commit", ours, limit, "per s", 0.5)]


def eight_threads(folder: Path) -> list[Measured]:
    with Service.create(folder / "store") as service:
        people = [patient(service, n) for n in range(8)]
        alone = MANY / seconds(lambda: weigh(service, people[0], MANY), 2)

        def together() -> None:
            threads = [Thread(target=weigh, args=(service, who, MANY)) for who in people]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        eight = 8 * MANY / seconds(together)
    return [Measured("eight clerks, against one", eight, alone, "per s", 2.0)]


def importing(folder: Path) -> list[Measured]:
    source = folder / "many.ndjson"
    source.write_text("\n".join(map(json.dumps, _resources(400))) + "\n")
    with Service.create(folder / "store") as service:
        taken = seconds(lambda: import_fhir(service, [str(source)]))
        log = service.store.log
        events = log.position - 1
        rows = log.rows(1, events)
    parts = seconds(lambda: _parts(source, rows, folder / "parts.db"), 2)
    return [Measured("import, against its unavoidable parts", events / taken, events / parts, "events/s", 0.25)]


def _resources(people: int) -> list[object]:
    born = [{"resourceType": "Patient", "id": f"p{n}", "name": [{"text": f"Kofi {n}"}]} for n in range(people)]
    code = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}
    seen = [
        {
            "resourceType": "Observation",
            "id": f"o{n}-{k}",
            "subject": {"reference": f"Patient/p{n}"},
            "code": code,
            "effectiveDateTime": f"2025-{k % 12 + 1:02}-{k % 28 + 1:02}T10:{k % 60:02}:00Z",
            "valueQuantity": {"value": 60 + k, "code": "/min"},
        }
        for n in range(people)
        for k in range(20)
    ]
    return [*born, *seen]


def _parts(source: Path, rows: list[object], path: Path) -> None:
    for line in source.read_bytes().splitlines():
        json.loads(line)
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    stored = [(row.entry, row.payload) for row in rows]  # type: ignore[attr-defined]
    for _, payload in stored:
        sha256(payload)
        cipher.encrypt(nonce, payload, None)
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.execute("create table raw (entry blob, payload blob)")
    db.executemany("insert into raw values (?, ?)", stored)
    db.commit()
    db.close()
