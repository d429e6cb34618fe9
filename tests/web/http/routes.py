"""Every address there is, with something behind it, to be asked by whoever may open it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from tests.support.office import AMA, SAM, everything
from tests.support.pages import looking
from tests.web.test_access import MAY, OPEN
from web.service import Service

ROLES = ("senior-clerk", "auditor", "privacy-officer", "verifier", "admin", "clerk", "reviewer")
"""Between them they open everything."""


class Route(NamedTuple):
    """`role` may open it; "" for anybody."""

    endpoint: str
    method: str
    address: str
    role: str


class Doors:
    """Somebody of each role, at an office where everything happened."""

    def __init__(self, service: Service) -> None:
        self.service, self.who = service, everything(service)
        self.document, self.token, self.link = _document(service, self.who), _token(service), _link(service)
        service.views.ready()
        self.people: dict[str, FlaskClient] = {role: looking(service, role) for role in ("", *ROLES)}

    @property
    def app(self) -> Flask:
        return self.people[""].application

    def routes(self, *methods: str, **other: Any) -> Iterator[Route]:
        """Each of these methods at each address that takes it. `other`: parts of the addresses, by their names."""
        told = {**self._parts(), **other}
        adapter = self.app.url_map.bind("localhost")
        for rule in self.app.url_map.iter_rules():
            parts = {name: _fits(rule, name, told.get(name, "x")) for name in rule.arguments}
            address = adapter.build(rule.endpoint, parts, force_external=False)
            for method in sorted((rule.methods or set()) & set(methods)):
                yield Route(rule.endpoint, method, address, _role(rule.endpoint, method))

    def ask(self, route: Route, **more: Any) -> Any:
        return self.people[route.role].open(route.address, method=route.method, buffered=True, **more)

    def _parts(self) -> dict[str, Any]:
        year = f"{self.app.extensions['caretrail'].clock():%Y}"
        return {
            "who": self.who, "chapter": "measurements", "entry": "m1", "field": "value", "form": "json",
            "name": "correct", "position": 2, "size": 1, "key": "DQ11~demographics~contacts", "search": "s1",
            "id": self.who, "n": 1, "export": self.who, "number": f"C-{year}-0001", "act": "ask", "hold": "h1",
            "pin": "p1", "ask": "q1", "login": "ama", "filename": "kit.css",
            "token": self.token, "to": "ben", "stream": self.link, "passkey": "k-0", "mark": "0123456789ab",
        }  # fmt: skip


def _fits(rule: Any, name: str, value: Any) -> Any:
    """What the address takes at this place: a text where it takes any, else what is known to fit."""
    kind = type(rule._converters[name]).__name__
    if kind == "UUIDConverter":
        return value if isinstance(value, UUID) else UUID(int=7)
    return (value if isinstance(value, int) else 2) if kind == "IntegerConverter" else value


def _role(endpoint: str, method: str) -> str:
    if endpoint in OPEN:
        return ""
    may = MAY.get(f"{endpoint} {method}", MAY.get(endpoint, set()))
    return next((role for role in ROLES if role in may), ROLES[0])


def _token(service: Service) -> str:
    """Good, and somebody's who is not locked."""
    until = (service.clock() + timedelta(days=30)).date().isoformat()
    return service.issuing.issue("ama", "The <b>ward's</b> link", ["read"], until, AMA).entries[0]


def _link(service: Service) -> UUID:
    """With somebody at a provider whose name for them is chosen there."""
    return UUID(service.linking.link("ama", "https://login.example", '<b>Ama</b> "there"', SAM).id)


def _document(service: Service, who: UUID) -> str:
    found = b"<script>alert(1)</script>"
    told = {"address": service.store.attachments.put(found, who), "digest": "cd" * 32, "size": len(found)}
    about = {**told, "mime": "image/svg+xml", "title": 'a";x=<script>é.html'}
    return service.records.attach(who, about, AMA).entries[0]
