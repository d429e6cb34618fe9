"""How a server ends: quietly, when it is asked to, and after the answer that is under way."""

from __future__ import annotations

import signal
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection

import pytest

from tests.support.serving import Browser, served
from tests.web.command import answer
from tests.web.server.clinic import MRN, NAMES, made  # noqa: F401  # for the fixtures of this folder
from web.http.gathered import GO_ON
from web.service import Service


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quietly_when_it_is_asked_to(folder: Path, how: signal.Signals) -> None:
    with served(folder) as server:
        Browser(server.url).get(f"patients/{MRN}")
        code, said = server.stop(how)

    assert (code, said) == (0, "")
    assert answer(folder, "trail", "verify", "--json")["verdict"] == "proved"


def test_an_answer_under_way_is_finished_before_it_ends(folder: Path) -> None:
    """Half of a form is sent, then the server is asked to end, then the other half is sent."""
    with served(folder) as server:
        host, port = server.url.removeprefix("http://").rstrip("/").split(":")
        clerk = Browser(server.url)
        form = clerk.form("patients/new", name=NAMES[0], born="1984", gender="unknown")
        raw = HTTPConnection(host, int(port), timeout=20)
        raw.putrequest("POST", "/patients/new")
        raw.putheader("Content-Type", "application/x-www-form-urlencoded")
        raw.putheader("Content-Length", str(len(form)))
        raw.putheader("Cookie", clerk.cookie)
        raw.putheader("Expect", "100-continue")
        with create_connection((host, int(port)), timeout=20) as silent:
            raw.endheaders()
            goes_on = raw.sock.recv(len(GO_ON))  # it has come in
            raw.send(form[:40])
            server.process.send_signal(signal.SIGTERM)
            assert silent.recv(1) == b""  # it ends: whoever has said nothing is not waited for
        raw.send(form[40:])
        status = raw.getresponse().status
        code, said = server.stop()

    with Service.open(folder) as service:
        service.views.ready()
        there = service.views.directory.count()
    assert (goes_on, status, code, said) == (GO_ON, 303, 0, "")
    assert there == 2
