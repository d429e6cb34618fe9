"""The days on which an account is in force, in words; and saying no outside them."""

from __future__ import annotations

from datetime import date

from domain.refusal import Refused
from domain.staff import StaffAccount
from web.wording import words


class NotInForce(Refused):
    """Name and password agree, and today the account is not in force."""

    def __init__(self, account: StaffAccount, today: date) -> None:
        super().__init__("name", f"This account {told(account.begins, account.ends, today)}. Ask the administrator.")


def told(begins: str | None, ends: str | None, today: date) -> str:
    """`ended on 4 Dec 2026`, `begins on 1 Dec 2026`, `ends on 4 Dec 2026`; an empty text where nothing is set."""
    now = today.isoformat()
    if ends and ends < now:
        return f"ended on {words.when(ends)}"
    if begins and begins > now:
        return f"begins on {words.when(begins)}" + (f" and ends on {words.when(ends)}" if ends else "")
    return f"ends on {words.when(ends)}" if ends else ""
