"""What a host says of itself to whoever sends requests there: whether it is ready, and each reason why not.

What it says while its database is away or takes nothing in, says test_away.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from flask.testing import FlaskClient

from tests.support.office import register
from web import room
from web.app import create_app
from web.service import Service


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return create_app(service).test_client()


def told(client: FlaskClient) -> tuple[int, list[str]]:
    answer = client.get("/readyz")
    assert answer.json
    return answer.status_code, [one["code"] for one in answer.json["reasons"]]


def test_a_host_in_order_is_ready_in_json_and_in_plain_words(client: FlaskClient) -> None:
    plain = client.get("/readyz", headers={"Accept": "text/plain"})

    assert told(client) == (200, [])
    assert (plain.status_code, plain.mimetype, plain.text) == (200, "text/plain", "ready\n")
    for accept in ("*/*", "application/json", "text/html, */*"):
        assert client.get("/readyz", headers={"Accept": accept}).mimetype == "application/json"


Harm = Callable[[Service, pytest.MonkeyPatch], object]


def _no_key(service: Service, patch: pytest.MonkeyPatch) -> None:
    (service.folder / "master.key").rename(service.folder / "elsewhere.key")


def _no_room(service: Service, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(room, "LEAST_FREE", 2**62)


def _no_folder(service: Service, patch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may write anywhere."""
    real = os.access
    patch.setattr(os, "access", lambda path, mode: Path(path) != service.folder and real(path, mode))


def _no_disk(service: Service, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service.store.log.recorder, "failed", "Nothing was recorded: the disk has failed.", raising=False)


def _no_log(service: Service, patch: pytest.MonkeyPatch) -> None:
    real = os.access
    patch.setattr(os, "access", lambda path, mode: Path(path).name != "trail.db" and real(path, mode))


@pytest.mark.parametrize(("harm", "code", "says"), [
    (_no_key, "keys-missing", "The master key is not there."),
    (_no_room, "disk-full", "The disk is nearly full."),
    (_no_folder, "folder-read-only", "The store's folder cannot be written to."),
    (_no_log, "read-only", "Nothing can be added to the log."),
    (_no_disk, "disk-failed", "The disk has failed: see to it, then start this host again."),
])  # fmt: skip
def test_each_reason_is_named_and_no_place_of_this_machine_is(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch, harm: Harm, code: str, says: str
) -> None:
    before = told(client)
    harm(service, monkeypatch)

    plain = client.get("/readyz", headers={"Accept": "text/plain"})

    assert (before, told(client)) == ((200, []), (503, [code]))
    assert (plain.status_code, plain.text) == (503, f"{code}: {says}\n")
    assert str(service.folder) not in plain.text + client.get("/readyz").text


@contextmanager
def held(service: Service) -> Iterator[None]:
    """Somebody else is writing to the views, and does not stop."""
    begun, done = Event(), Event()

    def hold() -> None:
        with service.views.current.tables.begin():
            begun.set()
            done.wait(60)

    thread = Thread(target=hold)
    thread.start()
    assert begun.wait(60)
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_views_that_cannot_follow_are_told_with_how_far_they_are_behind(client: FlaskClient, service: Service) -> None:
    register(service.records)
    service.views.ready()
    before = service.store.log.position

    with held(service):
        register(service.records, identifiers=[])
        answer = client.get("/readyz").json
    after = told(client)

    assert answer
    behind = service.store.log.position - before
    assert answer["behind"] == behind > 0
    assert answer["reasons"] == [{"code": "views-behind", "says": f"The views are {behind} events behind."}]
    assert after == (200, [])
