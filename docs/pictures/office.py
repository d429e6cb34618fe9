"""The invented office of the pictures: a Friday morning that is always the same one."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from werkzeug.serving import make_server

from docs.pictures.morning import morning
from domain.by import By
from domain.fact import Plain
from trail.sealed import checkpoint
from web.app import create_app
from web.demo.clock import DemoClock
from web.demo.fill import fill, first_day
from web.service import Service

NOW = datetime(2026, 11, 27, 10, 42, tzinfo=UTC)
PASSWORD = "only for pictures"
PATIENTS, SEED = 40, 1


@dataclass(frozen=True)
class Office:
    """`chosen` is measured most, `child` most of the young; `ill` has most that lasted, `lacking` most that is missing.

    `quiet` is somebody else, in whose record something is written for a picture.
    """

    address: str
    service: Service
    chosen: Plain
    child: Plain
    ill: Plain
    lacking: Plain
    quiet: Plain

    def by(self, login: str) -> By:
        return by(self.service, login)


def by(service: Service, login: str) -> By:
    account = service.personnel.account(login)
    if not account:
        raise LookupError(f"the demonstration has nobody called {login}")
    return service.by(account)


@contextmanager
def opened() -> Iterator[Office]:
    """Served at an address of its own, in a folder that is thrown away."""
    clock = DemoClock(first_day(NOW))
    with (
        tempfile.TemporaryDirectory() as folder,
        Service.create(Path(folder) / "store", "demo.example", clock) as service,
    ):
        fill(service, clock, NOW - timedelta(days=1), PATIENTS, SEED, lambda ended: None)
        _signed(service)
        clock.forward(NOW)
        for login in ("ama", "ines", "ruth", "amal", "piotr"):
            service.accounts.set_password(login, PASSWORD)
        chosen, child, ill, quiet = _people(service)
        morning(service, chosen, by(service, "ama"), by(service, "tomas"))
        lacking = _lacking(service)
        server = make_server("127.0.0.1", 0, create_app(service), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        service.views.ready(60)
        yield Office(f"http://127.0.0.1:{server.port}", service, chosen, child, ill, lacking, quiet)
        server.shutdown()


def _signed(service: Service) -> None:
    """A checkpoint of yesterday evening: of what was signed, the files' own times tell when."""
    checkpoint(service.store)
    evening = (NOW - timedelta(hours=17)).timestamp()
    for path in (service.store.folder / "signer.json", *(service.store.folder / "anchors").iterdir()):
        os.utime(path, (evening, evening))


def _people(service: Service) -> tuple[Plain, Plain, Plain, Plain]:
    service.views.ready(60)
    everybody = [
        hit for hit in service.views.directory.recent(PATIENTS) if len(str(hit["born"])) == 10 and not hit["died"]
    ]
    grown = [hit for hit in everybody if str(hit["born"]) < "2000" and " " in hit["name"]]
    chosen = max(grown, key=lambda hit: (_whole(_chapters(service, hit)), _measured(service, hit)))
    child = max((hit for hit in everybody if str(hit["born"]) > "2010"), key=lambda hit: _measured(service, hit))
    ill = max(grown, key=lambda hit: _lasting(_chapters(service, hit)))
    return chosen, child, ill, next(hit for hit in grown if hit["id"] != chosen["id"])


def _lacking(service: Service) -> Plain:
    listed = service.views.worklist.rows(service.rulebook.terms, service.clock(), most=1000)
    most, _ = Counter(one.patient for one in listed if not one.waived).most_common(1)[0]
    return service.views.directory.person(UUID(most))


def _chapters(service: Service, hit: Plain) -> Any:
    return service.views.current.file(UUID(hit["id"]))["chapters"]


def _measured(service: Service, hit: Plain) -> int:
    return len(_chapters(service, hit)["measurements"])


def _lasting(chapters: Any) -> int:
    """How much of the history has a beginning: it shows on the life line."""
    return sum(bool(one.get("onset")) for one in chapters["history"].values())


def _whole(chapters: Any) -> bool:
    """With an allergy, one blood group, and nothing twice in the history."""
    state = chapters["blood_group"].get("current", {}).get("state")
    known = [(one["kind"], one["what"]["text"]) for one in chapters["history"].values() if "what" in one]
    return state in ("single", "confirmed") and "allergy" in dict(known) and len(known) == len(set(known))
