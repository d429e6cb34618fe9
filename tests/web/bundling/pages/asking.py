"""How an export is asked for in the browser, and what is known of it and of who read it."""

from __future__ import annotations

from werkzeug.test import TestResponse

from projections.accesses import Row
from projections.exported import Exported
from tests.web.clerk_desk import Desk, text
from web.bundling.jobs import Jobs
from web.service import Service

ALL = "/audit/exports"
ASKED = {"profile": "full", "recipient": "Harbour Review Board", "purpose": "HCOMPL"}
LONG = 60.0  # seconds


def send(desk: Desk, **told: str) -> TestResponse:
    """The form opened with what narrows it, as the change log does, so that it was counted; then sent."""
    narrow = {name: value for name, value in told.items() if name in ("profile", "shown", "patient", "since", "type")}
    address = desk.client.get(f"{ALL}/new", query_string=narrow).request.full_path  # type: ignore[union-attr]
    return desk.send(address, {**ASKED, **told})


def jobs(desk: Desk) -> Jobs:
    made: Jobs = desk.app.extensions["exports"]
    return made


def ask(desk: Desk, **told: str) -> str:
    """The address of an export that is made."""
    answer = send(desk, **told)
    assert answer.status_code == 303, text(answer.text)
    jobs(desk).wait(LONG)
    return str(answer.location)


def newest(service: Service) -> Exported:
    service.views.ready()
    return service.views.exports.newest(2**62, 1)[0]


def reads(service: Service) -> list[Row]:
    service.reads.ready()
    return list(service.reads.accesses.rows({}, newest=False))


def whose(service: Service, read: Row) -> list[str]:
    return service.reads.accesses.patients([read["position"]])[read["position"]]
