"""The commands about staff accounts: who may work here, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from typing import Protocol
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
_LAST = "Then nobody could look after accounts any more. Give somebody else the role of an administrator first."
Judge = Callable[[StaffAccount], Decisions]


class Administrators(Protocol):
    """Who else could be one. `alone`: nobody on any host judges about them meanwhile."""

    def alone(self) -> AbstractContextManager[object]: ...
    def logins(self) -> Iterable[str]:
        """Of all accounts that may be in that role today, and maybe of others."""
        ...


class _Nobody:
    """Where a log is only read, nothing is judged."""

    def alone(self) -> AbstractContextManager[object]:
        return nullcontext()

    def logins(self) -> Iterable[str]:
        return ()


class Personnel:
    """Accounts are streams like any other; their passwords are kept elsewhere."""

    def __init__(self, desk: Desk, administrators: Administrators | None = None) -> None:
        self._desk, self.administrators = desk, administrators or _Nobody()

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
            account.record(account.limit(begins, ends, self._today()), envelope)
            return self._save(account, by)

        return self._desk.insist(attempt, by)

    def id_of(self, login: str) -> UUID:
        return self._desk.key(LOGIN, "", normalize("NFC", login).strip().casefold())

    def account(self, login: str) -> StaffAccount | None:
        """As every host knows it by now: who was locked elsewhere is locked here."""
        self._desk.journal.refresh()
        return self._known(login)

    @needs(May.KEEP_ACCOUNTS)
    def change_role(self, login: str, role: str, by: By) -> Receipt:
        return self._ruled(login, by, "role", lambda account: account.change_role(role))

    @needs(May.KEEP_ACCOUNTS)
    def lend_role(self, login: str, role: str, begins: str | None, ends: str | None, by: By) -> Receipt:
        """Another role from a day up to and with another; an empty role takes it back."""
        return self._ruled(login, by, "role", lambda account: account.lend(role, begins, ends, self._today()))

    @needs(May.KEEP_ACCOUNTS)
    def lock(self, login: str, by: By) -> Receipt:
        return self._ruled(login, by, "", lambda account: account.lock())

    @needs(May.KEEP_ACCOUNTS)
    def unlock(self, login: str, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.unlock())

    @needs(May.KEEP_ACCOUNTS)
    def limit(self, login: str, begins: str | None, ends: str | None, by: By) -> Receipt:
        """In force from a day up to and with another (ISO 8601, UTC); None is open."""
        return self._ruled(login, by, "ends", lambda account: account.limit(begins, ends, self._today()))

    # how somebody gets in

    @needs(May.KEEP_ACCOUNTS)
    def invite(self, login: str, until: datetime, again: bool, by: By) -> Receipt:
        """A code was made for it."""
        return self._on(login, by, lambda account: account.invite(until.isoformat(), again))

    @needs(May.SIGN_IN)
    def change_password(self, login: str, how: str, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.change_password(how))

    @needs(May.SIGN_IN)
    def add_second_factor(self, login: str, codes: int, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.add_second_factor(codes))

    @needs(May.SIGN_IN)
    def remove_second_factor(self, login: str, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.remove_second_factor())

    @needs(May.SIGN_IN)
    def use_recovery_code(self, login: str, left: int, by: By) -> Receipt:
        return self._on(login, by, lambda account: account.use_recovery_code(left))

    # acting for each other

    @needs(May.SIGN_IN)
    def delegate(self, login: str, to: str, begins: str | None, ends: str | None, by: By) -> Receipt:
        """`to`, a login, may act for this account; whoever is to have that power does not give it to themselves."""
        other = self.account(to)
        if other is None:
            raise Refused("to", "There is no account of this name.")
        if other.staff in by.people:
            raise Refused("to", "You cannot give this to yourself. Another administrator, or the person, does.")
        return self._on(login, by, lambda account: account.delegate(other, begins, ends, self._today()))

    @needs(May.SIGN_IN)
    def end_delegation(self, login: str, to: str, by: By) -> Receipt:
        """`to` is a short id."""
        return self._on(login, by, lambda account: account.end_delegation(to))

    def _ruled(self, login: str, by: By, field: str, judge: Judge) -> Receipt:
        """What may take an administrator away is judged while nobody else judges such a thing; and what is not for
        oneself to decide names its `field`."""

        def judged(account: StaffAccount) -> Decisions:
            if field and account.staff in by.people:
                raise Refused(field, _OWN[field])
            return judge(account)

        with self.administrators.alone():
            return self._on(login, by, judged, self._not_the_last)

    def _not_the_last(self, was: str, account: StaffAccount) -> None:
        """`Refused` where the day on which no administrator is left comes nearer by this."""
        today = self._today()
        if account.administers_until(today) >= was:
            return
        others = [self._known(login) for login in self.administrators.logins()]
        known = [one.administers_until(today) for one in others if one and one.id != account.id]
        if max(known, default="") < was:
            raise Refused("login", _LAST)

    def _on(
        self, login: str, by: By, judge: Judge, then: Callable[[str, StaffAccount], None] = lambda was, account: None
    ) -> Receipt:
        def attempt() -> Receipt:
            with self._desk.journal.hold(self.id_of(login)):
                account = self.account(login)
                if account is None:
                    raise Refused("login", "There is no account of this name.")
                was = self._desk.as_seen(account).administers_until(self._today())
                account.record(judge(account), self._desk.envelope(by, transaction()))
                try:
                    then(was, account)
                except BaseException:
                    self._desk.journal.forget(account.id)  # nothing half judged stays in memory
                    raise
                return self._save(account, by)

        return self._desk.insist(attempt, by)

    def _known(self, login: str) -> StaffAccount | None:
        id = self.id_of(login)
        return self._desk.journal.load(StaffAccount, id) if self._desk.journal.exists(id) else None

    def _today(self) -> date:
        return self._desk.now().date()

    def _save(self, account: Stream, by: By) -> Receipt:
        receipt = Receipt(id=str(account.id), version=account.version)
        return self._desk.save(receipt, [account], by) if account.pending_events else receipt


_OWN = {
    "role": "Your own role is for another administrator to decide.",
    "ends": "When your own account ends, another administrator decides.",
}
