"""Payloads taken out of a log in a file: the one change that its guards are lifted for."""

from __future__ import annotations

import sqlite3

from trail.opened import ERASED
from trail.recorder import Erasure
from trail.sqlite.schema import trigger

_THERE = "select 1 from event where position = ? and type = ?"
_PAYLOAD = "update event set payload = null where position = ? and position < ? and payload is not null"


def erase(db: sqlite3.Connection, erasure: Erasure) -> None:
    """In one transaction. `sqlite3.IntegrityError` unless the entry at its position is an erasure."""
    db.execute("begin immediate")
    if not db.execute(_THERE, (erasure.position, ERASED)).fetchone():
        raise sqlite3.IntegrityError(f"event {erasure.position} erases nothing")
    guards = (("event", "update"), ("command", "delete"))
    for table, verb in guards:
        db.execute(f"drop trigger {table}_{verb}")
    db.executemany(_PAYLOAD, ((position, erasure.position) for position in erasure.payloads))
    db.executemany("delete from command where request = ?", ((request,) for request in erasure.answers))
    for table, verb in guards:
        db.execute(trigger(table, verb))
    db.execute("commit")
