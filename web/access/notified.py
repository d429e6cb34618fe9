"""Of which emergencies the privacy officer was mailed, by the position of each: known to all hosts, told by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from trail.tables import Tables, put
from web.access.credentials import NOTICE

AGAIN = timedelta(minutes=1)
"""After which one that was not sent is tried again, also where whoever was at it has died."""
_ALONE = "notices"
_ONE = select(NOTICE).where(NOTICE.c.event == bindparam("event"))
_UNSENT = select(NOTICE).where(NOTICE.c.sent.is_(None), NOTICE.c.failed != "").order_by(NOTICE.c.event)
_ENDED = (
    update(NOTICE)
    .where(NOTICE.c.event == bindparam("which"))
    .values(sent=bindparam("at"), failed=bindparam("why"))
)  # fmt: skip


class Unsent(NamedTuple):
    """`tried`: when last, and `failed` why it was not taken."""

    event: int
    tried: datetime
    failed: str


class Notified:
    def __init__(self, tables: Tables, clock: Callable[[], datetime]) -> None:
        self._tables, self._clock = tables, clock

    def claim(self, event: int) -> bool:
        """Whether it is this caller's to send, for a minute; not where it was sent, or another is at it."""
        now = self._clock()
        with self._tables.begin(_ALONE) as db:
            row = db.execute(_ONE, {"event": event}).first()
            if row and (row.sent or now - datetime.fromisoformat(row.tried) < AGAIN):
                return False
            put(db, NOTICE, [(event, now.isoformat(), None, row.failed if row else "")])
            return True

    def sent(self, event: int) -> None:
        self._ended(event, self._clock().isoformat(), "")

    def failed(self, event: int, why: str) -> None:
        self._ended(event, None, why)

    def unsent(self) -> list[Unsent]:
        """Those that were tried in vain and are tried again."""
        found = self._tables.all(_UNSENT)
        return [Unsent(row.event, datetime.fromisoformat(row.tried), row.failed) for row in found]

    def _ended(self, event: int, at: str | None, why: str) -> None:
        with self._tables.begin(_ALONE) as db:
            db.execute(_ENDED, {"which": event, "at": at, "why": why})
