"""The way to an OpenID provider and back, and a provider that tells other things than it should."""

from __future__ import annotations

from collections.abc import Callable

import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.openid import CLIENT, SECRET, Claims, OpenId
from tests.web.clerk_desk import text
from web.access.provider import FILE
from web.service import Service

PASSWORD = "kuve-sila-nora-dipo"
BACK = "http://localhost/provider/back"
RUTH, SUBJECT = "ruth", "ruth-at-the-hospital"
Wrong = Callable[[OpenId], object]


def configure(service: Service, there: OpenId) -> None:
    told = {"name": "Harbour Hospital", "issuer": there.address, "client_id": CLIENT, "client_secret": SECRET}
    (service.folder / FILE).write_text("".join(f'{name} = "{value}"\n' for name, value in told.items()))


def asked(client: FlaskClient, path: str = "/provider") -> str:
    """The provider's address, to which the browser is sent."""
    answer = client.get(path)
    assert answer.status_code == 302, text(answer.text)
    return str(answer.location)


def answered(address: str, who: str = RUTH) -> str:
    """Whoever signs in there comes back to this path."""
    answer = requests.post(address, data={"who": who}, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://localhost")


def sign_in(client: FlaskClient, path: str = "/provider", who: str = RUTH) -> TestResponse:
    return client.get(answered(asked(client, path), who))


def in_as(client: FlaskClient, service: Service) -> str:
    with client.session_transaction() as session:
        account = service.accounts.holder(session.get("token", ""))
    return account.login if account else ""


def claiming(there: OpenId, **other: object) -> None:
    def changed(told: Claims) -> Claims:
        return {name: value for name, value in {**told, **other}.items() if value is not None}

    there.claims = changed
