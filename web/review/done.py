"""What was done in one session, or with one token: everything that it saw and everything that it changed, by time."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice

from web.review import read_query
from web.review.read_query import ReadQuery, Row
from web.service import Service

COLUMNS = ("log", *read_query.COLUMNS, "type")
"""As a read is exported, with those of changes beside: `log` is access or record, and positions are of that log."""
_ALIKE = ("patient", "actor", "session", "since", "until")  # filters that both logs have
_CHANGE = "change"


def every(service: Service, query: ReadQuery) -> Iterator[Row]:
    """All reads and changes that fit, the oldest first; ask the views to be ready before."""
    reads = map(_read, query.rows(service.reads.accesses))
    changes = service.views.changes.rows(_both(query))
    yield from merge(reads, map(_change, changes), key=lambda row: row["at"])


def newest(service: Service, query: ReadQuery, most: int) -> list[Row]:
    """The last of them, the newest first."""
    view = service.reads.accesses
    reads = read_query.told(list(view.rows(query.filters, most)), view)
    changes = service.views.changes.rows(_both(query), newest=True, limit=most)
    return list(islice(merge(map(_read, reads), map(_change, changes), key=lambda row: row["at"], reverse=True), most))


def counted(service: Service, query: ReadQuery) -> tuple[int, int]:
    """How many reads, and how many changes."""
    return service.reads.accesses.count(query.filters), service.views.changes.count(_both(query))


def reached(service: Service, query: ReadQuery) -> set[str]:
    """Ids of all patients who were seen or written about."""
    return service.reads.accesses.reached(query.filters) | service.views.changes.reached(_both(query))


def _both(query: ReadQuery) -> Row:
    return {name: told for name, told in query.filters.items() if name in _ALIKE}


def _read(row: Row) -> Row:
    return {"log": "access", **row, "type": None}


def _change(row: Row) -> Row:
    told = {
        "log": "record", "position": row["position"], "at": row["recorded_at"], "actor": row["actor"]["id"],
        "name": row["actor"]["name"], "role": row["actor"]["role"], "channel": row["channel"],
        "patients": [row["patient"]] if row["patient"] else [], "view": _CHANGE, "outcome": "recorded",
        "type": row["type"],
    }  # fmt: skip
    return {name: told.get(name) for name in COLUMNS}
