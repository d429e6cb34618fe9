"""Every page that somebody at a desk can open, in an office of ten thousand patients: its size and what it costs.

Asked for the fullest record there is. Time is that of the processor, which nothing else on the machine changes.
"""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import town
from benchmarks.measured import Measured
from domain.fact import Plain
from trail.clock import utc_now
from web.app import create_app
from web.entering.entry_commands import acts
from web.entering.missing import DECISIONS
from web.record import todos
from web.service import Service

PEOPLE = {"ama": "clerk", "ines": "senior-clerk", "ruth": "reviewer", "amal": "auditor"}
"""Whose pages are measured: a clerk's, a manager's, a reviewer's and an auditor's."""
SIZE, TIME, WHOLE = 100.0, 100.0, 1000.0  # kB, ms, ms
_PASSWORD = "a benchmark's password"
_TIMES = 5
_WORST = 5  # of each kind that are told
_OFFICE = (
    "/", "/worklist", "/worklist?whose=all", "/worklist?whose=all&skip=1000", "/worklist?whose=all&rule=DQ09",
    "/worklist?whose=all&waived=1", "/quality", "/register", "/patients", "/patients?q=ma", "/patients/new",
    "/patients/new/unidentified", "/duplicates", "/duplicates?skip=100", "/policies", "/policies/completeness", "/keys",
    "/audit/log", "/audit/log?order=oldest", "/audit/log?actor=ama", "/audit/log?actor=Ruth", "/audit/log?q=typing",
    "/audit/log?q=typing+error&actor=Bo",
    "/audit/verify", "/audit/log/{position}", "/audit/flags", "/audit/access", "/audit/access/2",
    "/audit/access/2/seen", "/audit/activity", "/audit/without", "/cases", "/cases/new",
    "/cases/pin?log=record&position={position}",
    "/searches", "/searches/new?page=log&marked=late", "/verification", "/verification/new",
    "/audit/exports", "/audit/exports/new",
    "/requests", "/office/roles",
)  # fmt: skip
_RECORD = (
    "", "/trail", "/trail?after={middle}", "?known={middle}", "/compare", "/compare?from={early}&to=now",
    "/blame/demographics/demographics/birth", "/chart", "/growth", "/life", "/label", "/attachments", "/duplicates",
    "/missing", "/review", "/history/background", "/visits/all", "/measurements/all", "/history/all", "/reports/all",
    "?says=demographics.demographics.birth", "/edit", "/correct", "/identify", "/break-glass", "/death", "/visits",
    "/check-in", "/measurements", "/blood-groups", "/history-entries", "/none-known?kind=allergy", "/reports",
    "/undo?event={position}", "?blame=all", "/access", "/without", "/impact/{position}",
    "/releases", "/releases/new", "/amendments", "/amendments/new?about=demographics.demographics",
)  # fmt: skip
_PRINT = ("/print", "/own-report", "/releases/print")
"""A print is the whole record, and must be: it has no bar for its size, and one of its own for its time."""


class Page(NamedTuple):
    """At its heaviest: `size` and `sent` (were it compressed) in kB, `took` in milliseconds of the processor."""

    path: str
    role: str
    size: float
    sent: float
    took: float


def pages(
    folder: Path, patients: int = town.PATIENTS, told: Callable[[str], None] = lambda text: None
) -> list[Measured]:
    now = utc_now()
    full = town.make(folder / "store", now, patients)
    found = measured(folder / "store", full)
    for page in sorted(found, key=lambda one: -one.took):
        told(f"{page.size:7.1f} kB {page.sent:6.1f} sent {page.took:7.1f} ms  {page.role:<13}{page.path}")
    return list(_told(found))


def _told(found: list[Page]) -> Iterator[Measured]:
    """The worst pages; a print is told by itself."""
    prints = [page for page in found if page.path.endswith(_PRINT)]
    others = [page for page in found if page not in prints]
    for page in sorted(others, key=lambda one: -one.size)[:_WORST]:
        yield Measured(f"size of {page.path}", page.size, SIZE, "kB", 1.0, below=True)
    for page in sorted(others, key=lambda one: -one.took)[:_WORST]:
        yield Measured(f"{page.path} for the {page.role}", page.took, TIME, "ms", 1.0, below=True)
    for page in prints:
        yield Measured(f"a whole record printed, {page.size:,.0f} kB", page.took, WHOLE, "ms", 1.0, below=True)


def measured(folder: Path, full: str) -> list[Page]:
    """Each page as whoever of these has the heaviest one sees it."""
    with Service.open(folder) as service:
        service.views.ready(3600)
        app, paths = create_app(service), list(addresses(service, full))
        every = [page for login, role in PEOPLE.items() for page in _seen(app, service, login, role, paths)]
    return [max((one for one in every if one.path == path), key=lambda one: one.took) for path in _paths(every)]


def addresses(service: Service, full: str) -> Iterator[str]:
    """Of all pages; `full` is the number of a record."""
    id = service.views.current.find(full)
    file = service.views.current.file(id)
    changes = [one["position"] for one in service.views.changes.rows({"mrn": full})]
    places = {"position": changes[-1], "middle": changes[len(changes) // 2], "early": changes[len(changes) // 10]}
    yield from (path.format(**places) for path in _OFFICE)
    record = f"/patients/{full}"
    yield from (f"{record}{path.format(**places)}" for path in (*_RECORD, *_PRINT))
    yield from (f"{record}{path}" for path in _entries(file, record))
    lacking = service.views.worklist.rows(service.rulebook.terms, service.clock(), patient=str(id))
    yield from (f"{record}/missing/{todos.key(one)}/{name}" for one in lacking[:1] for name in DECISIONS)


def _entries(file: Plain, record: str) -> Iterator[str]:
    """Of each chapter the entry that holds most, and everything that may be done with it."""
    for chapter, entries in file["chapters"].items():
        if entries and chapter != "reviews":
            item = max(entries.values(), key=lambda one: len(str(one)))
            place = f"/{chapter}/{item.get('id', chapter)}"
            yield place
            yield from (
                address.removeprefix(record) for address, *_ in acts(record.rpartition("/")[2], chapter, item)
                if address.startswith(f"{record}{place}/")
            )  # fmt: skip


def _paths(every: list[Page]) -> list[str]:
    return list(dict.fromkeys(page.path for page in every))


def endpoints(app: Flask, paths: Iterable[str]) -> set[str]:
    """Which pages these are."""
    site = app.url_map.bind("localhost")
    return {str(site.match(path.partition("?")[0])[0]) for path in paths}


def _seen(app: Flask, service: Service, login: str, role: str, paths: list[str]) -> Iterator[Page]:
    """What this role may not open is passed over."""
    service.accounts.set_password(login, _PASSWORD)
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    client.post("/", data={"name": login, "pw": _PASSWORD})
    for path in paths:
        if (status := client.get(path).status_code) == 200:
            yield _asked(client, path, role)
        elif status not in (302, 303, 403, 404):
            raise RuntimeError(f"{path} answers {status} to the {role}")


def _asked(client: FlaskClient, path: str, role: str) -> Page:
    sizes, times = list[bytes](), list[float]()
    for _ in range(_TIMES):
        start = time.thread_time()
        sizes.append(client.get(path).data)
        times.append(time.thread_time() - start)
    page = sizes[-1]
    return Page(path, role, len(page) / 1000, len(gzip.compress(page, 6)) / 1000, statistics.median(times) * 1000)
