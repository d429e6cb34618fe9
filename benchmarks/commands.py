"""Writing: one command a commit, and eight clerks at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from benchmarks.measured import Measured, Work, in_turns
from domain.by import By
from trail.log import Log
from web.service import Service

AMA = By(actor="u-00000001", name="Ama Boateng", role="clerk")
_MANY, _CLERKS = 500, 8
_WHEN = "2026-01-05T10:00Z"
_PAGE = 250  # facts in one append, where only the file's length matters


def patient(service: Service, n: int = 0) -> UUID:
    wanted = {"names": [f"Kofi Mensah {n}"], "birth": "1984-03", "gender": "male"}
    return UUID(service.records.register(wanted, AMA).id)


def weigh(service: Service, who: UUID, times: int) -> None:
    """So many commands, each in a commit of its own."""
    for n in range(times):
        service.records.measure(who, _taken(n), AMA, _WHEN)


def lengthen(service: Service, who: UUID, events: int) -> None:
    """The same facts, many in one append."""
    for first in range(0, events, _PAGE):
        with service.records.desk.open(who) as file:
            for n in range(first, min(first + _PAGE, events)):
                file.record(file.patient.file.measurements.take(_taken(n), taken_at=_WHEN), AMA)
            service.records.desk.put_back(file, AMA)


def _taken(n: int) -> list[dict[str, Any]]:
    return [{"kind": "weight", "value": f"{60 + n % 3}.5", "unit": "kg"}]


def at_once(works: Sequence[Work]) -> None:
    """Each in a thread of its own."""
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def one_command(folder: Path) -> list[Measured]:
    with Service.create(folder / "store") as service:
        who = patient(service)
        weigh(service, who, _MANY)
        raw = _raw(folder / "raw.db", service.store.log)
        ours, limit = in_turns(lambda: weigh(service, who, _MANY), raw)
    return [Measured("one command, against a raw commit", _MANY / ours, _MANY / limit, "per s", 0.5)]


def _raw(path: Path, log: Log) -> Work:
    """The log's last rows inserted again, each in a commit of its own, at synchronous=FULL."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(
        "pragma journal_mode = wal; pragma synchronous = full; create table raw (entry blob, payload blob)"
    )
    rows = [(row.entry, row.payload) for row in log.rows(log.position - _MANY, _MANY)]

    def work() -> None:
        for row in rows:
            db.execute("begin immediate")
            db.execute("insert into raw values (?, ?)", row)
            db.execute("commit")

    return work


def eight_clerks(folder: Path) -> list[Measured]:
    with Service.create(folder / "store") as service:
        people = [patient(service, n) for n in range(_CLERKS)]
        weigh(service, people[0], _MANY)
        together = partial(at_once, [partial(weigh, service, who, _MANY) for who in people])
        eight, alone = in_turns(together, lambda: weigh(service, people[0], _MANY))
        again, raw = in_turns(together, _raw(folder / "raw.db", service.store.log))
    every = _CLERKS * _MANY
    return [
        Measured("eight clerks at once, against one", every / eight, _MANY / alone, "per s", 2.0),
        Measured("eight clerks at once, against raw commits", every / again, _MANY / raw, "per s", 1.5),
    ]
