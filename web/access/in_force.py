"""Who may not come in though it is clear who they are; and the days on which an account is in force, in words."""

from __future__ import annotations

from datetime import date

from domain.refusal import Refused
from domain.staff import StaffAccount
from web.wording import words


class Shut(Refused):
    """It is clear who it is, and they may not come in, or not in this way."""


class Locked(Shut):
    def __init__(self) -> None:
        super().__init__("name", "Your account is locked. Ask the administrator.")


class PasskeyDue(Shut):
    """Of somebody who gives a second factor and whose only one is a passkey."""

    def __init__(self) -> None:
        super().__init__("name", "Your role takes more than that: use your passkey. Is it lost? Ask the administrator.")


class NotInForce(Shut):
    """Today the account is not."""

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
