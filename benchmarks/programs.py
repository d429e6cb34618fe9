"""Programs at the door: a file read through the API against a bare view of the same octets, and commands over HTTP
against the same ones in process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic
from uuid import UUID

from flask import Flask, Response
from flask.testing import FlaskClient

from benchmarks.commands import lengthen, patient
from benchmarks.day import served
from benchmarks.measured import Measured, in_turns
from domain.by import By
from web.api.limits import Limit, Limits
from web.app import create_app
from web.client import Client
from web.service import Service

READS, EVENTS = 200, 200
CLIENTS, COMMANDS = 8, 40  # at once, and commands of each
_SCOPES = ("read", "record")
_AT_WILL = Limit(each_second=1e6, at_once=1_000_000)


def read(folder: Path) -> list[Measured]:
    """The file of a record that has some life in it."""
    with Service.create(folder / "store") as service:
        who = patient(service)
        lengthen(service, who, EVENTS)
        service.views.ready(60)
        headers = {"Authorization": f"Bearer {token(service, 'reader')}"}
        app = create_app(service)
        app.extensions["limits"] = Limits(monotonic, _AT_WILL)  # what is measured is faster than one program may be
        ours = app.test_client()
        address = f"/api/v1/patients/{who}"
        told = ours.get(address, headers=headers)
        assert told.status_code == 200, told.text
        limit = _bare(told.data)

        def asked(client: FlaskClient) -> Callable[[], None]:
            def work() -> None:
                for _ in range(READS):
                    assert client.get(address, headers=headers).status_code == 200

            return work

        one, other = in_turns(asked(ours), asked(limit))
    name = "a file through the API, against a bare view of its octets"
    return [Measured(name, one * 1e3 / READS, other * 1e3 / READS, "ms", 4.0, below=True)]


def write(folder: Path) -> list[Measured]:
    """So many clients at once, each with a record of its own, at a server as a clinic runs it."""
    with Service.create(folder / "store") as service:
        people = [patient(service, n) for n in range(CLIENTS)]
        tokens = [token(service, f"program{n}") for n in range(CLIENTS)]
        account = service.personnel.account("program0")
        assert account
        by = service.by(account)

        def inside() -> None:
            together([partial(weigh, service, who, by) for who in people])

        limit, _ = in_turns(inside, inside, rounds=3)
    with served.ours(folder / "store") as server:
        clients = [Client(server.url, text) for text in tokens]

        def outside() -> None:
            together([partial(send, one, who) for one, who in zip(clients, people, strict=True)])

        ours, _ = in_turns(outside, outside, rounds=3)
    each = 1e3 / (CLIENTS * COMMANDS)
    name = f"a command of {CLIENTS} programs over HTTP, against in process"
    return [Measured(name, ours * each, limit * each, "ms", 1.5, below=True)]


def token(service: Service, login: str) -> str:
    """Of a senior clerk of its own."""
    service.personnel.add(login, f"Program {login}", "senior-clerk", service.system())
    until = service.clock().date().isoformat()
    _, text = service.tokens.issue(login, "Benchmark", _SCOPES, until, service.system())
    return str(text)


def together(works: Sequence[Callable[[], None]]) -> None:
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def weigh(service: Service, who: UUID, by: By) -> None:
    for n in range(COMMANDS):
        service.records.measure(who, [{"kind": "weight", "value": f"{60 + n % 3}.5", "unit": "kg"}], by, "2026-01-05")


def send(client: Client, who: UUID) -> None:
    for n in range(COMMANDS):
        told = {"weight": f"{60 + n % 3}.5", "weight_unit": "kg", "taken_at": "2026-01-05"}
        client.record(str(who), "measurements", told)


def _bare(told: bytes) -> FlaskClient:
    """The limit: what Flask itself costs."""
    app = Flask("bare")

    @app.get("/api/v1/patients/<who>")
    def file(who: str) -> Response:
        return Response(told, mimetype="application/json")

    return app.test_client()
