"""Reading: a long file against a short one, and search among many patients."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from benchmarks.commands import patient, weigh
from benchmarks.measured import Measured, seconds
from domain.mrn import mrn
from domain.patient import Patient
from projections.words import tokens
from web.demo.names import name
from web.service import Service

PEOPLE = 1_000_000
LONG, SHORT = 20_000, 200  # events


def long_file(folder: Path) -> list[Measured]:
    """Open from the store, and record one event."""
    with Service.create(folder / "store") as service:
        lengths = {}
        for events in (SHORT, LONG):
            who = patient(service, events)
            weigh(service, who, events)
            lengths[events] = _once(service, who)
    return [
        Measured("a file of 20,000 events, against one of 200", lengths[LONG], lengths[SHORT], "s", 2.0, below=True)
    ]


def _once(service: Service, who: UUID) -> float:
    def work() -> None:
        service.store.journal.forget(who)
        service.store.journal.load(Patient, who)
        weigh(service, who, 1)

    return seconds(work, 5)


def search(folder: Path) -> list[Measured]:
    """The 95th percentile of two words typed in part, in milliseconds against 50."""
    random = Random(1)
    with Service.create(folder / "store") as service:
        patient(service)
        service.views.ready()
        typed = _crowd(service, random)
        taken = sorted(_timed(service, text) for text in random.sample(typed, 300))
    return [Measured("search in a million, p95", taken[int(len(taken) * 0.95)] * 1000, 50.0, "ms", 1.0, below=True)]


def _timed(service: Service, text: str) -> float:
    start = time.perf_counter()
    service.views.directory.search(text)
    return time.perf_counter() - start


def _crowd(service: Service, random: Random) -> list[str]:
    """A million people straight into the view's tables; what a clerk might type for some of them."""
    db, typed = service.views.engine._db, []
    db.execute("begin")
    for n in range(2, PEOPLE + 2):
        own, _ = name(random, random.random() < 0.5)
        text = f"{own['text']} {random.randint(1, 4000):x}"
        born = f"{random.randint(1930, 2025)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        details = {"mrn": mrn(n), "names": [{"text": text}], "birth": {"value": born}}
        id, stored = str(uuid4()), f'{{"mrn":"{mrn(n)}","names":[{{"text":"{text}"}}],"birth":{{"value":"{born}"}}}}'
        db.execute("insert into person values (?, ?, ?, ?, 'male', 0, ?, '[]')", (id, mrn(n), text, born, stored))
        rows = [(token, id, int(old)) for token, old in tokens(details, ()).items()]
        db.executemany("insert or replace into token values (?, ?, ?)", rows)
        if n % 500 == 0:
            typed.append(random.choice((f"{text[:3]} {born}", text, f"{text.split()[-1]} {text[:4]}", mrn(n))))
    db.execute("commit")
    return typed
