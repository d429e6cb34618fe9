"""How often somebody may try to sign in: counted for each name and each address, and not forgotten by a restart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, select, update

from domain.refusal import Refused
from trail.tables import Tables, put
from web.access.credentials import ALONE, TRY

FREE = {"name": 5, "address": 40}
KEPT = {"name": timedelta(days=1), "address": timedelta(minutes=10)}  # an address may be a whole office's
PAUSE = timedelta(minutes=1)

_ONE = select(TRY.c.count, TRY.c.first, TRY.c.last).where(
    TRY.c.kind == bindparam("kind"), TRY.c.who == bindparam("who")
)
_OLD = delete(TRY).where(
    TRY.c.kind == bindparam("kind"), TRY.c.first < bindparam("kept"), TRY.c.last < bindparam("pause")
)
_FORGIVEN = delete(TRY).where(TRY.c.kind == "name", TRY.c.who == bindparam("name"))
_ONE_LESS = update(TRY).where(TRY.c.kind == "address", TRY.c.who == bindparam("address")).values(count=TRY.c.count - 1)


class Tries:
    """What was typed as a name may be a password: only hashes are kept."""

    def __init__(self, tables: Tables, clock: Callable[[], datetime]) -> None:
        self._tables, self._clock = tables, clock

    def count(self, name: str, address: str, known: str = "") -> dict[str, int]:
        """One more try, counted before it is judged so that many at once gain nothing; `Refused` after too many.

        `known` is the browser, where somebody has come in with this name from it before: its tries are counted by
        themselves, so that nobody is kept out by what others try elsewhere.

        How many there were, by `name` and `address`.
        """
        now = self._clock()
        with self._tables.begin(ALONE) as db:
            _forget(db, now)
            rows = [_one_more(db, kind, who, now) for kind, who in _about(name, address, known)]
            put(db, TRY, rows)
        return {kind: count for kind, _, count, *_ in rows}


def pausing(tries: dict[str, int]) -> dict[str, int]:
    """Those of such counts from which on one has to wait, and their doubles: what is told of it grows slowly."""
    return {kind: n for kind, n in tries.items() if n % FREE[kind] == 0 and (n // FREE[kind]).bit_count() == 1}


def forgive(db: Connection, name: str, address: str, known: str = "") -> None:
    """It was the right password after all."""
    db.execute(_FORGIVEN, {"name": _hash(_named(name, known))})
    db.execute(_ONE_LESS, {"address": _hash(address)})


def _forget(db: Connection, now: datetime) -> None:
    pause = (now - PAUSE).isoformat()
    db.execute(_OLD, [{"kind": kind, "kept": (now - kept).isoformat(), "pause": pause} for kind, kept in KEPT.items()])


def _one_more(db: Connection, kind: str, who: str, now: datetime) -> tuple[str, str, int, str, str]:
    """The row as it is after this try; `Refused` while it has to wait."""
    count, first, last = db.execute(_ONE, {"kind": kind, "who": who}).first() or (0, now.isoformat(), "")
    if count >= FREE[kind] and now < datetime.fromisoformat(last) + PAUSE:
        raise Refused("password", "Too many tries. Wait a minute, then try again.")
    return kind, who, count + 1, first, now.isoformat()


def _named(name: str, known: str) -> str:
    return f"{name}\n{known}" if known else name


def _about(name: str, address: str, known: str) -> list[tuple[str, str]]:
    return [("name", _hash(_named(name, known))), *([("address", _hash(address))] if address else [])]


def _hash(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
