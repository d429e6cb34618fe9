"""The commands about who is known elsewhere: linked with an account, and not any more."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from domain.by import By
from domain.desk import Desk, transaction
from domain.fact import Decisions
from domain.links import Link
from domain.permissions import MACHINE, May, may, needs
from domain.personnel import Personnel
from domain.receipt import Receipt
from domain.refusal import NotAllowed, Refused
from domain.staff import StaffAccount

_KEY = "OIDC"


class Linking:
    """One stream for each person of a provider, so that nobody is two accounts."""

    def __init__(self, desk: Desk, personnel: Personnel) -> None:
        self._desk, self._personnel = desk, personnel

    @needs(May.SIGN_IN)
    def link(self, login: str, issuer: str, subject: str, by: By) -> Receipt:
        return self._on(login, issuer, subject, by, lambda link, account: link.link(account.staff, account.login))

    @needs(May.SIGN_IN)
    def unlink(self, login: str, issuer: str, subject: str, by: By) -> Receipt:
        return self._on(login, issuer, subject, by, lambda link, account: link.unlink(account.login))

    def account(self, issuer: str, subject: str) -> StaffAccount | None:
        """Whose sign-in this is, as every host knows it by now."""
        self._desk.journal.refresh()
        id = self._id(issuer, subject)
        link = self._desk.journal.load(Link, id) if self._desk.journal.exists(id) else None
        return self._personnel.account(link.login) if link and link.login else None

    def _on(
        self, login: str, issuer: str, subject: str, by: By, judge: Callable[[Link, StaffAccount], Decisions]
    ) -> Receipt:
        """For oneself, or by whoever keeps accounts."""

        def attempt() -> Receipt:
            id, journal = self._id(issuer, subject), self._desk.journal
            with journal.hold(id):
                if (account := self._personnel.account(login)) is None:
                    raise Refused("login", "There is no account of this name.")
                if account.staff != by.actor and by.role != MACHINE and not may(by.role, May.KEEP_ACCOUNTS):
                    raise NotAllowed(by.role, [May.KEEP_ACCOUNTS.says])
                envelope = self._desk.envelope(by, transaction())
                known = journal.exists(id)
                link = journal.load(Link, id) if known else Link.begin(id, Link.open(issuer, subject), envelope)
                link.record(judge(link, account), envelope)
                receipt = Receipt(id=str(id), version=link.version)
                return self._desk.save(receipt, [link], by) if link.pending_events else receipt

        return self._desk.insist(attempt, by)

    def _id(self, issuer: str, subject: str) -> UUID:
        return self._desk.key(_KEY, issuer, subject)
