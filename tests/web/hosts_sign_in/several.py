"""Several hosts, or processes, at one store, and what is typed at them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any, NamedTuple

from sqlalchemy import select

from domain.by import By
from domain.personnel import Personnel
from domain.records import Records
from domain.refusal import Refused
from tests.support.clock import StandingClock
from trail.store import Store
from web.access.accounts import Accounts
from web.access.credentials import METADATA

PASSWORD, OTHER = "kuve-sila-nora-dipo", "mabe-tilo-suga-reno"
BY = By(actor="system", name="Caretrail", role="system")
WRONG = "something else"
HERE = "192.0.2.1"


class Host:
    """One of those that serve a store."""

    def __init__(self, store: Store, clock: StandingClock) -> None:
        self.store, self.tables = store, store.tables("credentials", METADATA)
        self.personnel = Personnel(Records(store.journal, store.keys.index_secret, clock).desk)
        self.accounts = Accounts(self.tables, self.personnel, clock)


class Hosts(NamedTuple):
    """Two, and what each lets in and out. With the log in files the second is a process beside the one that writes."""

    first: Host
    second: Host
    clock: StandingClock

    @property
    def one(self) -> Accounts:
        return self.first.accounts

    @property
    def two(self) -> Accounts:
        return self.second.accounts


def at_once(tasks: list[Callable[[], Any]]) -> list[Any]:
    """What came out of each, begun by as many threads together: what it returned, or the refusal."""
    gate, found = Barrier(len(tasks)), list[Any]()

    def run(task: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found.append(task())
        except Refused as refused:
            found.append(refused)

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(tasks)
    return found


def judged(found: list[Any]) -> int:
    """How many tries were not turned away unread."""
    return sum(not isinstance(one, Refused) for one in found)


def stored(hosts: Hosts) -> str:
    return str([tuple(row) for table in METADATA.tables.values() for row in hosts.first.tables.all(select(table))])
