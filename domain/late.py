"""Late entries: what is written down long after it happened says why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.by import By
from domain.chapter import EVERYTHING
from domain.partial import PartialDateTime
from domain.refusal import Doubt, Doubtful, Refused

AFTER = timedelta(hours=24)
_CODE = "late:start"


def ask(began: str, now: datetime, by: By, confirmed: Collection[str]) -> None:
    """`Doubtful` until a late entry has its reason; one that came in as it was is not asked."""
    gap = now - PartialDateTime.parse(began, "start").latest
    if gap <= AFTER or by.reason or by.channel == "import" or confirmed is EVERYTHING:
        return
    if _CODE in confirmed:
        raise Refused("reason", "Say why it is written down only now.")
    days = f"{gap.days} day{'' if gap.days == 1 else 's'}"
    raise Doubtful([Doubt(_CODE, "start", f"This was {days} ago: a late entry. Is the time right?")])
