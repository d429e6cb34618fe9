"""By which names this server may be called, and a cookie that was set without TLS."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.office import register
from tests.support.serving import served
from tests.web.server.clinic import made
from web.app import create_app
from web.http.hosts import LOOPBACK, trusted
from web.service import Service


@pytest.mark.parametrize(
    ("names", "bound", "proxies", "found"),
    [
        ((), "127.0.0.1", 0, [*LOOPBACK]),
        ((), "::1", 0, [*LOOPBACK]),
        ((), "127.0.0.1", 1, None),
        ((), "0.0.0.0", 0, None),
        (("Records.Clinic.example",), "0.0.0.0", 1, ["records.clinic.example", *LOOPBACK]),
    ],
)
def test_who_calls_it_what_is_told_or_known(
    names: tuple[str, ...], bound: str, proxies: int, found: list[str] | None
) -> None:
    assert trusted(names, bound, proxies) == found


def called(url: str, host: str) -> tuple[int, str]:
    try:
        with urlopen(Request(url, headers={"Host": host}), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_what_listens_on_loopback_is_called_by_nobody_outside(tmp_path: Path) -> None:
    with served(made(tmp_path / "store")) as server:
        port = server.url.rstrip("/").rpartition(":")[2]
        ours = [called(server.url, f"{name}:{port}")[0] for name in ("localhost", "127.0.0.1")]
        code, said = called(server.url, f"elsewhere.example:{port}")

    assert ours == [200, 200]
    assert (code, "caretrail serve --name" in said, "elsewhere" in said) == (400, True, False)


def test_a_server_that_was_told_its_name_answers_to_it_alone(tmp_path: Path) -> None:
    with served(made(tmp_path / "store"), "--name", "records.clinic.example", "--proxies", "1") as server:
        codes = [called(server.url, name)[0] for name in ("records.clinic.example", "localhost", "elsewhere.example")]

    assert codes == [200, 200, 400]


def test_a_cookie_that_was_set_without_tls_is_worth_nothing_with_it(service: Service) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
    who, app = register(service.records), create_app(service)
    client = app.test_client()
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("ama")
    plain = client.get_cookie("caretrail")
    assert plain

    def code(name: str, base: str) -> int:
        browser = app.test_client()
        browser.set_cookie(name, plain.value, domain="localhost")
        return browser.get(f"/patients/{who}", base_url=base).status_code

    assert code("caretrail", "http://localhost") == 200
    assert code("caretrail", "https://localhost") == 302
    assert code("__Host-caretrail", "https://localhost") == 200
    assert code("__Host-caretrail", "http://localhost") == 302
