"""How somebody goes in."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "kuve-sila-nora-dipo"
WRONG = "something else"
MRN = "0000000195"


def token(client: FlaskClient, path: str = "/") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def sign_in(client: FlaskClient, name: str = "ama", password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/", data={"name": name, "pw": password, "csrf_token": token(client), **more})


def cookie(response: TestResponse) -> str:
    return next(one for one in response.headers.getlist("Set-Cookie") if one.partition("=")[0].endswith("caretrail"))
