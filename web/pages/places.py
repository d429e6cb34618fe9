"""Where one's role may go, as the top of every page lists it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import g

from domain.permissions import May
from web.pages.access import allowed
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
_EVERY = (
    ("/", "Start", May.SIGN_IN),
    ("/worklist", "Work list", May.OPEN_RECORD),
    ("/register", "Visits", May.OPEN_RECORD),
    ("/patients/new", "Register", May.WRITE_RECORD),
    ("/policies", "Policies", May.KEEP_ACCOUNTS),
    ("/office/staff", "Accounts", May.KEEP_ACCOUNTS),
    ("/erasures", "Erasures", May.DISPOSE),
    ("/audit/flags", "Flags", May.WATCH),
    ("/cases", "Cases", May.SEE_CASES),
    ("/audit/log", "Change log", May.READ_LOG),
    ("/audit/access", "Who looked", May.READ_ACCESS),
    ("/audit/verify", "Proof", May.PROVE),
    ("/audit/exports", "Exports", May.EXPORT),
)
_BEHIND = {"/register": May.READ_LOG}
"""Places that whoever may do this finds on another page: their own work fills the line."""


def places(service: Service) -> list[Place]:
    listed = [(address, name) for address, name, right in _EVERY if allowed(right) and not _elsewhere(address)]
    return [Place(address, name, GO[address], _waiting(service, address)) for address, name in listed]


def _elsewhere(address: str) -> bool:
    return address in _BEHIND and allowed(_BEHIND[address])


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
