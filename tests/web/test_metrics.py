"""What is told of the server while it serves: figures for Prometheus, and a line for each request."""

from __future__ import annotations

import json
import re
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from socket import create_connection
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.listening import employ
from tests.support.office import register
from tests.support.ports import free_ports
from tests.support.serving import PASSWORD, Browser, served
from tests.web.command import caretrail
from trail.sealed import checkpoint
from web import logs
from web.app import create_app
from web.metrics import Metrics, _Silent
from web.service import Service

CANARY = "Quetzalcoatlina"
Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def figures(text: str) -> Figures:
    """As Prometheus reads them, by name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class Watched(SimpleNamespace):
    service: Service
    metrics: Metrics
    client: FlaskClient

    def figures(self) -> Figures:
        return figures(generate_latest(self.metrics.registry).decode())


@pytest.fixture
def watched(service: Service) -> Watched:
    employ(service, [("ama", "Ama Boateng", "clerk")], PASSWORD)
    metrics = Metrics(service)
    client = create_app(service, watchers=[metrics.see, logs.requests()]).test_client()
    return Watched(service=service, metrics=metrics, client=client)


def signed_in(watched: Watched) -> FlaskClient:
    with watched.client.session_transaction() as session:
        session["token"] = watched.service.accounts.begin("ama")
    return watched.client


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_requests_are_counted_by_page_and_status_and_not_by_address(watched: Watched) -> None:
    who = register(watched.service.records, names=[CANARY])
    client = signed_in(watched)

    answers = [client.get(path).status_code for path in (f"/patients/{who}", f"/patients/{who}?q={CANARY}", "/no/page")]

    told = watched.figures()
    assert answers == [200, 200, 404]
    assert told["caretrail_requests_total", (("page", "record.record"), ("status", "200"))] == 2
    assert told["caretrail_requests_total", (("page", "none"), ("status", "404"))] == 1
    assert told["caretrail_request_seconds_count", (("page", "record.record"),)] == 2
    assert not {str(who), CANARY, "Ama", "ama"} & {value for _, labels in told for _, value in labels}


def test_labels_are_names_of_our_own_whatever_is_asked(watched: Watched) -> None:
    pages = {*watched.client.application.view_functions, "none"}

    for path in (f"/{n}/{CANARY}" for n in range(50)):
        watched.client.open(path, method="QUERY")

    asked = {dict(labels)["page"] for name, labels in watched.figures() if name == "caretrail_requests_total"}
    assert asked <= pages


def test_the_log_the_views_and_the_checkpoints_are_told_as_they_stand(watched: Watched) -> None:
    service = watched.service
    register(service.records)
    checkpoint(service.store)
    register(service.records, identifiers=[])
    service.views.ready()

    told = watched.figures()

    def of(name: str) -> float:
        return told[f"caretrail_{name}", ()]

    assert of("log_position_total") == service.store.log.position
    assert of("commands_total") >= of("commits_total") > 0
    assert (of("ready"), of("views_behind"), of("reads_behind")) == (1, 0, 0)
    assert of("unsigned_events") > 0
    assert of("checkpoint_age_seconds") >= 0
    assert of("anchor_age_seconds") >= 0
    assert of("disk_free_bytes") > 0
    assert of("reads_position_total") == service.store.access.log.position


def test_a_database_tells_of_its_connections(watched: Watched) -> None:
    told = watched.figures()

    shared = watched.service.store.backend.shared
    assert (("caretrail_database_connections_busy", ()) in told) is shared
    assert (("caretrail_database_connections_idle", ()) in told) is shared


def test_sign_ins_that_fail_are_counted_and_others_are_not(watched: Watched) -> None:
    page = watched.client.get("/").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    for word in ("wrong-wrong", "wrong-again", PASSWORD):
        watched.client.post("/", data={"csrf_token": found[1], "name": "ama", "pw": word})

    assert watched.figures()["caretrail_sign_in_failures_total", (("page", "door.sign_in"),)] == 2


def test_why_a_host_is_not_ready_is_a_figure_too(watched: Watched) -> None:
    (watched.service.folder / "master.key").rename(watched.service.folder / "elsewhere.key")

    told = watched.figures()

    assert told["caretrail_ready", ()] == 0
    assert told["caretrail_unready", (("reason", "keys-missing"),)] == 1


def test_it_is_asked_at_an_address_of_its_own_and_at_no_page(watched: Watched) -> None:
    with watched.metrics.served("127.0.0.1", 0) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            kind, told = answer.headers["Content-Type"], figures(answer.read().decode())
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/patients", timeout=10)

    assert kind.startswith("text/plain; version=")
    assert told["caretrail_ready", ()] == 1
    assert watched.client.get("/metrics").status_code == 404


def test_whoever_connects_and_asks_nothing_holds_nobody_up(
    watched: Watched, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at a time is answered, and the server ends with the last of them."""
    monkeypatch.setattr(_Silent, "timeout", 0.2)
    with ExitStack() as stack:
        port = stack.enter_context(watched.metrics.served("127.0.0.1", 0))
        stack.enter_context(create_connection(("127.0.0.1", port)))
        answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60)
        told = figures(stack.enter_context(answer).read().decode())

    assert told["caretrail_ready", ()] == 1
    assert capsys.readouterr().err == ""


def test_each_request_is_a_line_with_its_number_and_nothing_of_what_was_asked(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    who = register(watched.service.records, names=[CANARY])
    client = signed_in(watched)

    answer = client.get(f"/patients/{who}?q={CANARY}", headers={"X-Request-ID": "proxy-12345"})
    client.post("/patients/new", data={"name": CANARY})

    first, second = lines(capsys)
    taken = first.pop("ms")
    assert {name: value for name, value in first.items() if name != "at"} == {
        "level": "info", "said": "request", "request": "proxy-12345", "method": "GET", "page": "record.record",
        "status": 200,
    }  # fmt: skip
    assert answer.headers["X-Request-ID"] == "proxy-12345"
    assert taken > 0
    assert (second["method"], second["page"], second["status"]) == ("POST", "clerk.register", 400)
    assert not {CANARY, str(who), "127.0.0.1", "Ama"} & set(re.findall(r"[\w.-]+", json.dumps([first, second])))


def test_without_being_asked_for_there_is_no_line(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    create_app(service).test_client().get("/healthz")

    assert capsys.readouterr().err == ""


def test_without_the_extra_the_command_says_what_to_install(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "web.metrics")
    monkeypatch.setitem(sys.modules, "prometheus_client", None)

    done = caretrail(own, "serve", "--port", "0", "--metrics", "0")

    assert (done.exit_code, "pip install 'caretrail[metrics]'" in done.stderr) == (1, True)


@pytest.mark.parametrize("told", ["x", "99999", "127.0.0.1:", ""])
def test_an_address_that_is_none_is_refused(own: Path, told: str) -> None:
    done = caretrail(own, "serve", "--metrics", told)

    assert (done.exit_code, "It reads PORT, or HOST:PORT." in done.stderr) == (2, True)


def made(folder: Path, database: str | None = None) -> Path:
    with Service.create(folder, "test.example/log", database=database) as service:
        employ(service, [("ama", "Ama Boateng", "clerk")], PASSWORD)
    return folder


@pytest.fixture
def free() -> int:
    return free_ports(1)[0]


def test_the_command_serves_both_and_ends_with_both(own: Path, free: int) -> None:
    with served(own, "--log", "requests", "--metrics", str(free)) as server:
        Browser(server.url)
        with urllib.request.urlopen(f"http://127.0.0.1:{free}/metrics", timeout=10) as answer:
            told = figures(answer.read().decode())
        code, said = server.stop()

    assert code == 0
    assert told["caretrail_requests_total", (("page", "door.sign_in"), ("status", "303"))] == 1
    assert [json.loads(line)["said"] for line in said.splitlines()][:2] == ["request", "request"]
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{free}/metrics", timeout=10)
