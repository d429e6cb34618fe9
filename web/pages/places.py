"""Where one's role may go, as the top of every page lists it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import g

from web.pages.access import AUDITORS, DECIDES, KEEPERS, READERS, WRITERS
from web.pages.keys import GO
from web.record import todos
from web.service import Service


class Place(NamedTuple):
    """`key` is the one after g; `waiting` says how much waits there, nothing where that is not known."""

    address: str
    name: str
    key: str
    waiting: str


_MANY = 100  # things from which on they are not counted
_EVERY: list[tuple[str, str, Callable[[str], bool]]] = [
    ("/", "Start", lambda role: True),
    ("/worklist", "Work list", lambda role: role in READERS),
    ("/register", "Visits", lambda role: role in READERS and role not in AUDITORS),
    ("/patients/new", "Register", lambda role: role in WRITERS),
    ("/policies", "Policies", lambda role: role == "admin"),
    ("/office/staff", "Accounts", lambda role: role == "admin"),
    ("/erasures", "Erasures", lambda role: role in DECIDES),
    ("/audit/flags", "Flags", lambda role: role in KEEPERS),
    ("/cases", "Cases", lambda role: role in AUDITORS),
    ("/audit/log", "Change log", lambda role: role in AUDITORS),
    ("/audit/access", "Who looked", lambda role: role in AUDITORS),
    ("/audit/verify", "Proof", lambda role: role in AUDITORS),
    ("/audit/exports", "Exports", lambda role: role in AUDITORS),
]


def places(service: Service) -> list[Place]:
    listed = [(address, name) for address, name, may in _EVERY if may(g.account.role)]
    return [Place(address, name, GO[address], _waiting(service, address)) for address, name in listed]


def _waiting(service: Service, address: str) -> str:
    """How much is missing that is one's own; not counted on the page of a fault, nor where the views are behind."""
    if address != "/worklist" or "faulty" in g or service.views.engine.position < service.store.log.position:
        return ""
    owners = todos.owners(g.account)
    return many(service, owners) if owners else ""


def many(service: Service, owners: Sequence[str]) -> str:
    """How much is missing that is theirs, as far as it is counted; an empty text where nothing is."""
    found = service.views.worklist.some(service.rulebook.terms, service.clock(), owners, _MANY)
    return f"{_MANY - 1}+" if found == _MANY else str(found or "")
