"""The commands about tokens: issued, and revoked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from domain.by import By
from domain.desk import Desk, transaction
from domain.permissions import May, needs
from domain.personnel import Personnel
from domain.receipt import Receipt
from domain.refusal import NotFound, Refused
from domain.tokens import ApiToken

_KEY = "TOKEN"


class Issuing:
    """Each token is a stream; what it is shown by is kept elsewhere."""

    def __init__(self, desk: Desk, personnel: Personnel) -> None:
        self._desk, self._personnel = desk, personnel

    @needs(May.HOLD_TOKENS, May.KEEP_ACCOUNTS)
    def issue(self, login: str, name: str, scopes: Collection[str], until: str, by: By) -> Receipt:
        """A token of this account's; the receipt's only entry is its id. `until` is its last day (ISO 8601, UTC)."""

        def attempt() -> Receipt:
            if (holder := self._personnel.account(login)) is None:
                raise Refused("login", "There is no account of this name.")
            token = f"t-{uuid4().hex[:8]}"
            decision = ApiToken.issue(token, holder, name, scopes, until, self._desk.now().date())
            made = ApiToken.begin(self._id(token), decision, self._desk.envelope(by, transaction()))
            receipt = Receipt(id=str(made.id), entries=(token,), version=made.version)
            return self._desk.save(receipt, [made], by)

        return self._desk.insist(attempt, by)

    @needs(May.HOLD_TOKENS, May.END_TOKENS)
    def revoke(self, token: str, by: By) -> Receipt:
        """At once, on every host."""

        def attempt() -> Receipt:
            with self._desk.journal.hold(self._id(token)):
                if (known := self.token(token)) is None:
                    raise NotFound(f"There is no token {token}.")
                known.record(known.revoke(by.actor, by.role), self._desk.envelope(by, transaction()))
                receipt = Receipt(id=str(known.id), entries=(token,), version=known.version)
                return self._desk.save(receipt, [known], by) if known.pending_events else receipt

        return self._desk.insist(attempt, by)

    def token(self, token: str) -> ApiToken | None:
        """As every host knows it by now."""
        self._desk.journal.refresh()
        id = self._id(token)
        return self._desk.journal.load(ApiToken, id) if self._desk.journal.exists(id) else None

    def _id(self, token: str) -> UUID:
        return self._desk.key(_KEY, "", token)
