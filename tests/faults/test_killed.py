"""Four clerks at once, and views that follow, in a process that is killed at a random moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from tests.faults.runs import SEED, often
from tests.faults.tally import ROOT, counted
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

WORKER = """
import sys
from pathlib import Path
from threading import Thread
from tests.support.office import AMA, register
from web.service import Service
service = Service.open(Path(sys.argv[1]))
def work():
    while True:
        who = register(service.records, identifiers=[])
        for n in range(5):
            taken = [{"kind": "weight", "value": f"7{n}", "unit": "kg"}]
            receipt = service.records.measure(who, taken, AMA, "2026-01-01")
            sys.stdout.write(f"{receipt.position} {who} {receipt.version}\\n")
            sys.stdout.flush()
for _ in range(4):
    Thread(target=work, daemon=True).start()
Thread(target=lambda: [service.views.ready() for _ in iter(int, 1)], daemon=True).start()
import time
time.sleep(60)
"""


def _killed(folder: Path, after: float) -> list[str]:
    """What a worker had acknowledged when it was killed."""
    command = [sys.executable, "-c", WORKER, str(folder)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert worker.stdout
    first = worker.stdout.readline()
    timer = threading.Timer(after, lambda: os.kill(worker.pid, signal.SIGKILL))
    timer.start()
    told, _ = worker.communicate()
    return [line for line in (first + told).splitlines() if line.count(" ") == 2]


def _holds(folder: Path, acknowledged: list[str]) -> None:
    with Service.open(folder) as service:
        assert service.views.ready(60) == 0
        for line in acknowledged:
            position, who, version = line.split()
            fact = next(
                fact for fact in service.store.journal.history(UUID(who)) if fact.originator_version == int(version)
            )
            assert fact.by.position == int(position)
        assert list(service.views.engine.check()) == []
    assert verify(source(folder), kept(folder)).findings == []


@pytest.mark.parametrize("rounds", often(3, 400))
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, engine: str, database: str | None, rounds: int) -> None:
    folder, chance, acknowledged = tmp_path / "store", Random(SEED), list[str]()
    Service.create(folder, database=database).close()
    with counted("killed-at-work", engine, SEED) as tally:
        for _ in range(rounds):
            acknowledged += _killed(folder, chance.random() * 0.7)
            _holds(folder, acknowledged[-200:])
            tally.add(1)
        tally.add(0, len(acknowledged))
        assert len(acknowledged) >= rounds  # the first of each was waited for
