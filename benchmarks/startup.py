"""From the start of the program to its first page, with a long log behind it."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.commands import AMA, lengthen, patient
from benchmarks.day import served
from benchmarks.day.browser import PASSWORD, Session
from benchmarks.day.client import Client
from benchmarks.measured import Measured
from web.service import Service

EVENTS, A_PATIENT = 1_000_000, 5_000
_STARTS, _BAR = 3, 2.0  # seconds
_CLERK = "clerk.ama"


def startup(folder: Path, events: int = EVENTS) -> list[Measured]:
    """The best of some starts; views have followed the log before, as those of a clinic have."""
    store = folder / "store"
    with Service.create(store) as service:
        service.personnel.add(_CLERK, AMA.name, "clerk", service.system())
        service.accounts.set_password(_CLERK, PASSWORD)
        for n in range(max(1, events // A_PATIENT)):
            someone = patient(service, n)
            lengthen(service, someone, min(A_PATIENT, events))
        service.views.ready(3600)
    starts = [_started(store, f"/patients/{someone}") for _ in range(_STARTS)]
    first, record = (min(each) for each in zip(*starts, strict=True))
    told = f"with {events:,} events"
    return [
        Measured(f"start to the first page, {told}", first, _BAR, "s", 1.0, below=True),
        Measured(f"start to a record's page, signed in, {told}", record, _BAR, "s", 1.0, below=True),
    ]


def _started(store: Path, page: str) -> tuple[float, float]:
    """Seconds until the page that asks who is there, and until a record is shown to a clerk who has signed in."""
    began = time.perf_counter()
    with served.ours(store) as server:
        Client(server.url).get("/")
        first = time.perf_counter() - began
        Session(server.url, _CLERK).client.get(page)
        return first, time.perf_counter() - began
