"""A database that is away for a moment: what a browser is told, and that what was typed is neither lost nor doubled."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from psycopg import connect
from werkzeug.test import TestResponse

from tests.support.office import register
from tests.support.postgres import cluster
from tests.support.stores import as_owner
from tests.web.clerk_desk import Desk, text
from trail.postgres import recorder, server
from web.service import Service

KOFI = {"name": "Kofi <Mensah>", "born": "1984", "gender": "unknown"}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_SLOW = """
create function {schema}.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(20); return new; end $$;
create trigger slow before insert or update on {table} for each row execute function {schema}.slow()
"""


@pytest.fixture
def engine() -> str:
    """Files are never away; that their disk is full, says server/test_faults."""
    return "postgresql"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server waits longer for its database than a test may."""
    monkeypatch.setattr(server, "PATIENCE", 0.2)
    monkeypatch.setattr(recorder, "PATIENCE", 0.2)


def name_of(service: Service) -> str:
    assert service.store.config.database
    return service.store.config.database.split("/")[3].split("?")[0]


@contextmanager
def away(service: Service) -> Iterator[None]:
    """Nobody is let in, and whoever was in is put out."""
    name = name_of(service)
    put_out = f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
    cluster().run(f"alter database {name} allow_connections false", put_out)
    try:
        yield
    finally:
        cluster().run(f"alter database {name} allow_connections true")


def run(url: str, statement: str) -> None:
    with connect(url, autocommit=True) as db:
        db.execute(statement.encode())


def filled(desk: Desk, path: str, fields: dict[str, str]) -> dict[str, str]:
    """The form of that page with everything in it, as a browser sends it."""
    return {**hidden(desk.client.get(path)), **fields}


def hidden(answer: TestResponse) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(answer.text)}


def typed(answer: TestResponse) -> dict[str, str]:
    """But for what tells one page from another."""
    return {name: value for name, value in hidden(answer).items() if name != "csrf_token"}


def people(service: Service) -> list[str]:
    service.views.ready()
    return [hit["name"] for hit in service.views.directory.recent()]


def test_a_page_says_that_the_store_does_not_answer_and_is_there_again_with_it(service: Service, desk: Desk) -> None:
    who = register(service.records)

    with away(service):
        answers = [desk.client.get(path) for path in ("/", "/patients", f"/patients/{who}")]

    assert [(one.status_code, one.headers["Retry-After"]) for one in answers] == [(503, "10")] * 3
    assert all("The store does not answer" in text(one.text) for one in answers)
    assert "Lucía" in desk.get(f"/patients/{who}")


class Waited:
    """The time of whoever waits for a database: none passes but what is waited."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> Waited:
    clock = Waited()
    monkeypatch.setattr(server, "time", clock)
    monkeypatch.setattr(server, "PATIENCE", 15.0)
    return clock


def test_a_page_waits_for_the_store_once(service: Service, desk: Desk, waited: Waited) -> None:
    """And not once more with every connection that it tries."""
    with away(service):
        desk.client.get("/")  # which had a connection to lose
        waited.seconds = 0.0
        desk.client.get("/")

    assert waited.seconds == pytest.approx(15, abs=0.2)


def test_what_asks_no_store_answers_meanwhile(service: Service, desk: Desk) -> None:
    """The page that says so is drawn as all others are, and no watchman ends a host whose database is away."""
    with away(service):
        alive, drawn, ready = (desk.client.get(path).status_code for path in ("/healthz", "/static/kit.css", "/readyz"))

    assert (alive, drawn, ready) == (200, 200, 503)


def test_whoever_sends_requests_here_is_told_why_not_now_and_nothing_of_the_database(
    service: Service, desk: Desk, waited: Waited
) -> None:
    with away(service):
        gone = desk.client.get("/readyz")
    own = as_owner(str(service.store.config.database))
    run(own, f"alter database {name_of(service)} set default_transaction_read_only = on")
    service.store.backend.server.engine.dispose()  # type: ignore[attr-defined]
    standby = desk.client.get("/readyz")

    assert (gone.status_code, standby.status_code) == (503, 503)
    assert waited.seconds == 0, "it is not waited for, as it is for a page"
    assert gone.json is not None
    assert standby.json is not None
    assert [one["code"] for one in gone.json["reasons"]] == ["store-away"]
    assert [one["code"] for one in standby.json["reasons"]] == ["read-only"]
    assert name_of(service) not in gone.text + standby.text


def test_a_form_comes_back_with_everything_typed_and_sent_again_is_recorded_once(service: Service, desk: Desk) -> None:
    form = filled(desk, "/patients/new", KOFI)

    with away(service):
        first = desk.client.post("/patients/new", data=form)
        second = desk.client.post("/patients/new", data=hidden(first))
    third, fourth = (desk.client.post("/patients/new", data=hidden(second)) for _ in range(2))

    assert [one.status_code for one in (first, second, third, fourth)] == [503, 503, 303, 303]
    assert first.headers["Retry-After"] == "10"
    assert "it will not be recorded twice" in text(first.text)
    assert typed(first) == typed(second) == {name: form[name] for name in typed(first)}
    assert KOFI.items() <= typed(first).items()
    assert third.location == fourth.location
    assert people(service) == ["Kofi <Mensah>"]


@pytest.mark.parametrize("table", ["log.event", "views.bookmark"], ids=["before it was", "after it was"])
def test_a_form_that_was_being_recorded_is_recorded_once(service: Service, desk: Desk, table: str) -> None:
    form = filled(desk, "/patients/new", KOFI)
    own = as_owner(str(service.store.config.database))
    run(own, _SLOW.format(table=table, schema=table.split(".")[0]))
    found: list[TestResponse] = []
    sending = Thread(target=lambda: found.append(desk.client.post("/patients/new", data=form)))

    sending.start()
    _until_it_sleeps(name_of(service))
    with away(service):
        sending.join(60)
    run(own, f"drop trigger slow on {table}")
    answer = desk.client.post("/patients/new", data=hidden(found[0]))

    assert found[0].status_code == 503
    assert "it is not known whether this was recorded" in text(found[0].text)
    assert answer.status_code == 303
    assert people(service) == ["Kofi <Mensah>"]


def _until_it_sleeps(name: str) -> None:
    ask = f"select 1 from pg_stat_activity where datname = '{name}' and wait_event = 'PgSleep'"
    until = time.monotonic() + 20
    while not cluster().run(ask):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_form_of_another_sign_in_comes_back_to_be_looked_over(service: Service, desk: Desk) -> None:
    form = filled(desk, "/patients/new", KOFI) | {"csrf_token": "of yesterday"}

    with away(service):
        first = desk.client.post("/patients/new", data=form)
    shown = desk.client.post("/patients/new", data=hidden(first))

    assert first.status_code == 503
    assert "Kofi &lt;Mensah&gt;" in shown.text
    assert people(service) == []


def test_a_document_is_asked_for_once_more_with_what_was_typed_about_it(service: Service, desk: Desk) -> None:
    path = f"/patients/{register(service.records)}/attachments"
    form: dict[str, Any] = filled(desk, path, {"title": "A letter"})

    with away(service):
        first = desk.client.post(path, data={**form, "file": (BytesIO(b"Dear"), "letter.txt")})
    again = desk.client.post(path, data=hidden(first))
    last = desk.client.post(path, data={**hidden(first), "file": (BytesIO(b"Dear"), "letter.txt")})

    assert (first.status_code, again.status_code, last.status_code) == (503, 422, 303)
    assert "Choose the document once more" in text(first.text)
    assert 'value="A letter"' in again.text


def test_a_sign_in_says_so_and_keeps_no_password(service: Service) -> None:
    desk = Desk(service)
    desk.client.get("/")

    with away(service):
        answer = desk.client.post("/", data={"name": "ama", "pw": "kuve-sila-nora-dipo"})

    assert answer.status_code == 503
    assert "kuve-sila" not in answer.text
