"""Passkeys: that an account has one, and what it is called. What it is checked with is no fact."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from domain.by import By
from domain.desk import Desk, transaction
from domain.fact import Beginning, Decision, Decisions, Fact, Stream
from domain.permissions import MACHINE, May, may, needs
from domain.receipt import Receipt
from domain.refusal import NotAllowed, NotFound
from domain.staff import StaffAccount
from domain.text import needed

_KEY = "PASSKEY"


@dataclass(frozen=True)
class PasskeyAdded(Beginning):
    """`passkey` is a short id; `staff` and `login` are whose it is."""

    TOPIC = "passkey.added"
    passkey: str
    staff: str
    login: str
    name: str


@dataclass(frozen=True)
class PasskeyRemoved(Fact):
    TOPIC = "passkey.removed"
    passkey: str
    name: str


class Passkey(Stream):
    def __init__(self) -> None:
        self.passkey = self.staff = self.login = self.name = ""
        self.removed = False

    @staticmethod
    def add(passkey: str, holder: StaffAccount, name: str) -> Decision:
        told = {"passkey": passkey, "staff": holder.staff, "login": holder.login, "name": needed(name, "name", 60)}
        return Decision(PasskeyAdded, told)

    def remove(self) -> Decisions:
        told = {"passkey": self.passkey, "name": self.name}
        return () if self.removed else (Decision(PasskeyRemoved, told),)

    def fold(self, fact: Fact) -> None:
        match fact:
            case PasskeyAdded():
                self.passkey, self.staff, self.login, self.name = fact.passkey, fact.staff, fact.login, fact.name
            case PasskeyRemoved():
                self.removed = True


PasskeyAdded.AGGREGATE = Passkey


class Keyring:
    """The commands about passkeys: each is a stream."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @needs(May.SIGN_IN)
    def add(self, holder: StaffAccount, name: str, by: By) -> Receipt:
        """The receipt's only entry is its id."""
        passkey = f"p-{uuid4().hex[:8]}"
        decision = Passkey.add(passkey, holder, name)

        def attempt() -> Receipt:
            made = Passkey.begin(self._id(passkey), decision, self._desk.envelope(by, transaction()))
            receipt = Receipt(id=str(made.id), entries=(passkey,), version=made.version)
            return self._desk.save(receipt, [made], by)

        return self._desk.insist(attempt, by)

    @needs(May.SIGN_IN)
    def remove(self, passkey: str, by: By) -> Receipt:
        """One's own, or, for whoever keeps accounts, anybody's."""

        def attempt() -> Receipt:
            with self._desk.journal.hold(self._id(passkey)):
                if (known := self.passkey(passkey)) is None:
                    raise NotFound("There is no such passkey.")
                if known.staff != by.actor and by.role != MACHINE and not may(by.role, May.KEEP_ACCOUNTS):
                    raise NotAllowed(by.role, [May.KEEP_ACCOUNTS.says])
                known.record(known.remove(), self._desk.envelope(by, transaction()))
                receipt = Receipt(id=str(known.id), entries=(passkey,), version=known.version)
                return self._desk.save(receipt, [known], by) if known.pending_events else receipt

        return self._desk.insist(attempt, by)

    def passkey(self, passkey: str) -> Passkey | None:
        """As every host knows it by now."""
        self._desk.journal.refresh()
        id = self._id(passkey)
        return self._desk.journal.load(Passkey, id) if self._desk.journal.exists(id) else None

    def _id(self, passkey: str) -> UUID:
        return self._desk.key(_KEY, "", passkey)
