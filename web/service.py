"""Caretrail put together: one store, its commands, its views and its accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from domain.by import By
from domain.casework import Cases
from domain.erasing import Erasing
from domain.exporting import Exporting
from domain.fact import Fact
from domain.flagging import Flagging
from domain.issuing import Issuing
from domain.linking import Linking
from domain.office import Office
from domain.passkeys import Keyring
from domain.personnel import Personnel
from domain.records import Records
from domain.releasing import Releasing
from domain.rulebook import Rulebook
from domain.searching import Searching
from domain.staff import StaffAccount
from domain.verifying import Verifying
from projections.lives import Lives
from projections.reads import METADATA as READS
from projections.reads import Reads
from projections.views import METADATA as VIEWS
from projections.views import Views
from trail.clock import utc_now
from trail.store import Store
from web import once
from web.access import credentials
from web.access.accounts import Accounts
from web.access.administrators import Administrators
from web.access.challenges import Challenges
from web.access.notified import Notified
from web.access.operators import operator
from web.access.passkeys import Passkeys
from web.access.tokens import Tokens

Clock = Callable[[], datetime]


class Service:
    """Everything a door needs. Close it when done: the store is this process's alone while it is open for writing."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock, self.folder = store, clock, store.folder
        self.take_commands(store)
        self.views = Views(store.tables("views", VIEWS, lasting=False), store.journal)
        self.reads = Reads(store.tables("reads", READS, lasting=False), store.access)
        self.lives = Lives(store.journal)
        self.once = once.Once(store.tables(once.ROOM, once.METADATA, lasting=False), clock)
        signing_in = store.tables(credentials.ROOM, credentials.METADATA)
        self.personnel.administrators = Administrators(signing_in, self.views)
        self.accounts = Accounts(
            signing_in, self.personnel, clock, lambda: self.rulebook.limits, self._note,
            store.keys.derived("sign-in"), (store.config.origin,),
        )  # fmt: skip
        self.notified = Notified(signing_in, clock)
        self.challenges = Challenges(signing_in, clock)
        self.passkeys = Passkeys(signing_in, self.keyring, self.personnel, clock)
        self.tokens = Tokens(signing_in, self.issuing, self.personnel, clock, store.journal.reach)

    def take_commands(self, store: Store) -> None:
        """What can be asked of the domain, by subject."""
        self.records = Records(store.journal, store.keys.index_secret, self.clock)
        self.personnel = Personnel(self.records.desk)
        self.issuing = Issuing(self.records.desk, self.personnel)
        self.linking = Linking(self.records.desk, self.personnel)
        self.keyring = Keyring(self.records.desk)
        self.office = Office(self.records.desk)
        self.flagging = Flagging(self.records.desk)
        self.rulebook = Rulebook(self.records.desk)
        self.searching = Searching(self.records.desk)
        positions = {"record": lambda: store.journal.position, "access": lambda: store.access.log.position}
        self.cases = Cases(self.records.desk, positions)
        self.verifying = Verifying(self.records.desk)
        self.exporting = Exporting(self.records.desk)
        self.erasing = Erasing(self.records.desk)
        self.releasing = Releasing(self.records.desk)
        self.records.desk.policy = self.rulebook.version

    @classmethod
    def create(
        cls, folder: Path, origin: str | None = None, clock: Clock = utc_now, database: str | None = None
    ) -> Self:
        return cls(Store.create(folder, origin, clock, database), clock)

    @classmethod
    def open(cls, folder: Path, clock: Clock = utc_now, readonly: bool = False) -> Self:
        return cls(Store.open(folder, clock, readonly), clock)

    def by(self, account: StaffAccount, **more: Any) -> By:
        """A command by this person; `more`: channel, session, reason, because, request and the like."""
        told = {"on_behalf_of": account.on_behalf_of, **more}
        return By(actor=account.staff, name=account.name, role=account.role, **told)

    def _note(self, kind: type[Fact], account: StaffAccount | None, session: str | None, **told: Any) -> int:
        """Into the log of reads: that somebody came, went or had to wait."""
        by = self.by(account, session=session) if account else self.system(channel="form", operator=None)
        return self.store.access.note(kind, by, **told)

    def system(self, **more: Any) -> By:
        """A command given on this machine, where nobody has signed in."""
        told = {
            "actor": "system",
            "name": "Caretrail",
            "role": "system",
            "channel": "cli",
            "operator": operator(),
        }
        return By(**{**told, **more})

    def close(self) -> None:
        self.views.close()
        self.reads.close()
        self.accounts.close()
        self.once.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
