"""Reading: a long file against a short one, and search among a million people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from flask.testing import FlaskClient

from benchmarks.commands import lengthen, patient, weigh
from benchmarks.crowd import Crowd
from benchmarks.measured import Measured, in_turns, seconds
from benchmarks.visitor import visitor
from domain.patient import Patient
from projections.directory import Directory
from web.service import Service

PEOPLE = 1_000_000
_LONG, _SHORT = 20_000, 200  # events
_SEARCHES = 300


def long_file(folder: Path) -> list[Measured]:
    """A file that is not in memory is opened and one event recorded in it; its page is asked for."""
    with Service.create(folder / "store") as service:
        long, short = _files(service)
        opened = in_turns(lambda: _open(service, long), lambda: _open(service, short))
        client = visitor(service, "ama")
        page = in_turns(lambda: _page(client, long), lambda: _page(client, short))
    return [
        Measured("open and record at 20,000 events, against 200", *_milli(opened), "ms", 2.0, below=True),
        Measured("page of a record of 20,000, against 200", *_milli(page), "ms", 2.0, below=True),
    ]


def _files(service: Service) -> tuple[UUID, UUID]:
    long, short = patient(service, 1), patient(service, 2)
    lengthen(service, long, _LONG)
    lengthen(service, short, _SHORT)
    service.views.ready(3600)
    return long, short


def _open(service: Service, who: UUID) -> None:
    service.store.journal.forget(who)
    service.store.journal.load(Patient, who)
    weigh(service, who, 1)


def _page(client: FlaskClient, who: UUID) -> None:
    assert client.get(f"/patients/{who}").status_code == 200


def _milli(pair: tuple[float, float]) -> tuple[float, float]:
    return pair[0] * 1000, pair[1] * 1000


def search(folder: Path, people: int = PEOPLE, told: Callable[[str], None] = lambda text: None) -> list[Measured]:
    """The 95th percentile of what a clerk may type, in milliseconds against 50."""
    crowd, directory = Crowd(folder / "views.db", people), Directory()
    crowd.fill(directory, told)
    taken = sorted(seconds(partial(directory.search, text)) for text in crowd.typed(_SEARCHES))
    crowd.close()
    slow = taken[int(len(taken) * 0.95)] * 1000
    return [Measured(f"search among {people:,}, 95th percentile", slow, 50.0, "ms", 1.0, below=True)]
