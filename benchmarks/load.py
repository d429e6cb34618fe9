"""Forty clerks on one store: nothing fails, nothing is lost, nothing is doubled, and a save stays quick."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Lock, Thread

from benchmarks.day import served
from benchmarks.day.browser import Session
from benchmarks.day.client import Refused
from benchmarks.measured import Measured
from web.service import Service

CLERKS, MINUTES = 40, 5.0
_PASSWORD = "a benchmark's password"
_THINKS = 4.0  # seconds that a clerk types between two saves, on average
_IDLE = 60  # saves of one clerk alone
_SLOWER = 5.0  # times an idle save
_FIRST = ("Ama", "Kofi", "Lucía", "Björk", "Nguyễn", "Oluwaseun", "Siobhán", "Zofia", "Tāne", "Wulan")
_LAST = ("Mensah", "Quispe", "Jónsdóttir", "Châu", "Bankole", "Ní Bhriain", "Dąbrowska", "Parata", "Khoury", "Ibáñez")


class Day:
    """What all clerks did together."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.saves, self.errors = list[float](), list[str]()
        self.numbers, self.acts = list[str](), Counter[str]()

    def saved(self, seconds: float, number: str, new: bool) -> None:
        with self._lock:
            self.saves.append(seconds)
            self.acts[number] += 1
            if new:
                self.numbers.append(number)

    def failed(self, error: Exception) -> None:
        with self._lock:
            self.errors.append(str(error)[:300])


def load(folder: Path, clerks: int = CLERKS, minutes: float = MINUTES) -> list[Measured]:
    """Each clerk registers, opens a visit, measures and asks about allergies, at the pace of a person.

    A run in which a save fails, or anything is lost or doubled, ends there.
    """
    logins = [f"clerk{n}" for n in range(clerks)]
    with Service.create(folder / "store") as service:
        for login in logins:
            service.personnel.add(login, login, "clerk", service.system())
            service.accounts.set_password(login, _PASSWORD)
    with served.ours(folder / "store") as server:
        desks = [Session(server.url, login) for login in logins]
        alone, day = Day(), Day()
        _work(desks[0], alone, Random(0), time.monotonic() + 600, thinks=0.0, saves=_IDLE)
        until = time.monotonic() + minutes * 60
        threads = [Thread(target=_work, args=(desk, day, Random(n + 1), until)) for n, desk in enumerate(desks)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with Service.open(folder / "store") as service:
        lost, doubled = _missing(service, (alone, day))
    idle, busy = _p95(alone.saves), _p95(day.saves)
    if day.errors or lost or doubled:
        first = day.errors[0] if day.errors else ""
        raise RuntimeError(f"{len(day.errors)} failed, {lost} lost, {doubled} numbers given twice. {first}")
    name = f"{clerks} clerks: 95th percentile of a save, against idle"
    return [Measured(name, busy * 1e3, idle * 1e3, "ms", _SLOWER, below=True)]


def _work(desk: Session, day: Day, random: Random, until: float, thinks: float = _THINKS, saves: int = 10**9) -> None:
    while time.monotonic() < until and saves > 0:
        number = ""
        for path, form in _visit(random):
            time.sleep(random.expovariate(1 / thinks) if thinks else 0.0)
            start = time.perf_counter()
            try:
                led = desk.send(path.format(number), form)
            except (Refused, OSError) as error:
                day.failed(error)
                break
            new = not number
            number = number or led.rpartition("/")[2]
            day.saved(time.perf_counter() - start, number, new)
            saves -= 1


def _visit(random: Random) -> list[tuple[str, dict[str, str]]]:
    name = f"{random.choice(_FIRST)} {random.choice(_LAST)} {random.randrange(10**6)}"
    born = f"{random.randint(1930, 2005)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    weight = f"{random.randint(500, 950) / 10:.1f} kg"
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return [
        ("/patients/new", {"name": name, "born": born, "gender": "female"}),
        ("/patients/{}/visits", {"start": now, "visit_class": "AMB", "complaint": "Cough"}),
        (
            "/patients/{}/measurements",
            {"taken_at": now, "weight": weight, "weight_unit": "kg", "height": "165", "height_unit": "cm"},
        ),
        ("/patients/{}/none-known", {"kind": "allergy", "asked_of": "the patient"}),
    ]


def _missing(service: Service, days: tuple[Day, ...]) -> tuple[int, int]:
    """Acts that are not in the log, and record numbers that two patients have."""
    service.views.ready(3600)
    recorded = Counter[str]()
    for change in service.views.changes.rows({"channel": "form"}):
        if change["mrn"] and change["type"] in _ACTS:
            recorded[change["mrn"]] += 1
    acknowledged = sum((day.acts for day in days), Counter[str]())
    lost = sum(max(0, many - recorded[number]) for number, many in acknowledged.items())
    numbers = [number for day in days for number in day.numbers]
    return lost, len(numbers) - len(set(numbers))


_ACTS = ("patient.registered", "visit.opened", "measurements.recorded", "history.none-declared")


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]
