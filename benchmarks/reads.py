"""What it costs to write down that a page was read: the same page with the log of reads, and without."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from benchmarks.commands import lengthen, patient
from benchmarks.measured import Measured, Work, in_turns
from benchmarks.visitor import visitor
from web.service import Service

READERS, PAGES = 8, 25  # at once, and pages for each
BAR = 1.3


def reads(folder: Path, readers: int = READERS, pages: int = PAGES) -> list[Measured]:
    """The page of a record that has some life in it, asked for by so many at once."""
    with Service.create(folder / "store") as service:
        who = patient(service, 1)
        lengthen(service, who, 200)
        service.views.ready(60)
        clients = [visitor(service, "ama") for _ in range(readers)]

        def logged() -> None:
            _together(clients, who, pages)

        def unlogged() -> None:
            with _unlogged(service):
                _together(clients, who, pages)

        with_it, without = _milli(logged, unlogged, readers * pages)
    told = f"a page read by {readers} at once, against one unlogged"
    return [Measured(told, with_it, without, "ms", BAR, below=True)]


def _milli(logged: Work, unlogged: Work, count: int) -> tuple[float, float]:
    one, other = in_turns(logged, unlogged)
    return one * 1000 / count, other * 1000 / count


def _together(clients: list[FlaskClient], who: UUID, pages: int) -> None:
    def read(client: FlaskClient) -> None:
        for _ in range(pages):
            assert client.get(f"/patients/{who}").status_code == 200

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(read, clients))


@contextmanager
def _unlogged(service: Service) -> Iterator[None]:
    """The limit: the same pages where nothing is written down."""
    access, service.store.access = service.store.access, _Nothing()  # type: ignore[assignment]  # for the limit alone
    try:
        yield
    finally:
        service.store.access = access


class _Nothing:
    def note(self, *_: Any, **__: Any) -> int:
        return 0
