"""The commands about staff accounts: who may work here, and as what."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize
from uuid import UUID, uuid4

from domain.by import By
from domain.desk import Desk, transaction
from domain.fact import Decisions, Stream
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.staff import StaffAccount

LOGIN = "LOGIN"


class Personnel:
    """Accounts are streams like any other; their passwords are kept elsewhere."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @needs(May.KEEP_ACCOUNTS)
    def add(
        self, login: str, name: str, role: str, by: By, begins: str | None = None, ends: str | None = None
    ) -> Receipt:
        """A new account; its id follows from the login, which can be given only once. The days are those of `limit`."""
        decision = StaffAccount.add(f"u-{uuid4().hex[:8]}", login, name, role)
        id = self.id_of(decision.fields["login"])

        def attempt() -> Receipt:
            if self._desk.journal.exists(id):
                raise Refused("login", "There is an account of this name already.")
            envelope = self._desk.envelope(by, transaction())
            account = StaffAccount.begin(id, decision, envelope)
            account.record(account.limit(begins, ends, self._desk.now().date()), envelope)
            return self._save(account, by)

        return self._desk.insist(attempt, by)

    def id_of(self, login: str) -> UUID:
        return self._desk.key(LOGIN, "", normalize("NFC", login).strip().casefold())

    def account(self, login: str) -> StaffAccount | None:
        """As every host knows it by now: who was locked elsewhere is locked here."""
        self._desk.journal.refresh()
        id = self.id_of(login)
        return self._desk.journal.load(StaffAccount, id) if self._desk.journal.exists(id) else None

    @needs(May.KEEP_ACCOUNTS)
    def change_role(self, login: str, role: str, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.change_role(role))

    @needs(May.KEEP_ACCOUNTS)
    def lock(self, login: str, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.lock())

    @needs(May.KEEP_ACCOUNTS)
    def unlock(self, login: str, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.unlock())

    @needs(May.KEEP_ACCOUNTS)
    def limit(self, login: str, begins: str | None, ends: str | None, by: By) -> Receipt:
        """In force from a day up to and with another (ISO 8601, UTC); None is open."""

        def judge(account: StaffAccount) -> Decisions:
            if account.staff == by.actor:
                raise Refused("ends", "When your own account ends, another administrator decides.")
            return account.limit(begins, ends, self._desk.now().date())

        return self._on(login, by, judge)

    def _on(self, login: str, by: By, judge: Callable[[StaffAccount], Decisions]) -> Receipt:
        def attempt() -> Receipt:
            with self._desk.journal.hold(self.id_of(login)):
                account = self.account(login)
                if account is None:
                    raise Refused("login", "There is no account of this name.")
                account.record(judge(account), self._desk.envelope(by, transaction()))
                return self._save(account, by)

        return self._desk.insist(attempt, by)

    def _save(self, account: Stream, by: By) -> Receipt:
        receipt = Receipt(id=str(account.id), version=account.version)
        return self._desk.save(receipt, [account], by) if account.pending_events else receipt
