"""A program at the door of a service of our own: it calls with a token, and every command has a key of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from domain.permissions import RULE, may
from domain.tokens import grants
from web.app import create_app
from web.service import Service

V1 = "/api/v1"
ROLES = ("admin", "reviewer", "privacy-officer", "senior-clerk")
"""Between them they may make every call: whoever writes in a record is not whoever keys it again."""
_numbers = count(1)


class Program:
    """`key` names a command; one that is not given has a new one. `days`: how long its token lasts beyond this one,
    which may end while a test runs."""

    def __init__(
        self, service: Service, role: str = "senior-clerk", app: Flask | None = None, scopes: Any = (), days: int = 1
    ) -> None:
        self.service, self.login = service, f"{role}-{next(_numbers)}"
        service.personnel.add(self.login, "Ama Boateng", role, service.system())
        wanted = scopes or grants(role)
        until = (service.clock().date() + timedelta(days)).isoformat()
        _, text = service.tokens.issue(self.login, "Lab link", wanted, until, service.system())
        self.headers = {"Authorization": f"Bearer {text}"}
        self.token = f"t-{str(text).split('_')[1]}"
        self.client = (app or create_app(service)).test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"{V1}{path}", headers={**self.headers, **_named(headers)})

    def post(self, path: str, body: Any, key: str = "", **headers: str) -> TestResponse:
        told = {"Idempotency-Key": key or f"key-{next(_numbers)}", **self.headers, **_named(headers)}
        return self.client.post(f"{V1}{path}", json=body, headers=told)


def callers(app: Flask) -> dict[str, str]:
    """Of every call by its name, the first of `ROLES` that may make it."""
    rules = {name.partition(".")[2]: getattr(view, RULE)[0] for name, view in app.view_functions.items()
             if name.startswith("api_") and hasattr(view, RULE)}  # fmt: skip
    return {call: next(role for role in ROLES if may(role, rule)) for call, rule in rules.items()}


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """`if_match` as `If-Match`."""
    return {name.replace("_", "-").title(): value for name, value in headers.items()}


def problem(answer: TestResponse, name: str) -> dict[str, Any]:
    """What an error says, once it is what it should be."""
    told: dict[str, Any] = answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert told["type"] == f"/api/problems/{name}", told
    assert told["status"] == answer.status_code
    assert told["instance"] == answer.headers["X-Request-ID"]
    assert {"title", "detail", "errors"} <= told.keys()
    return told
