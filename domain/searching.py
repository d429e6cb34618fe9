"""The commands about kept searches; whoever gives one keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from domain.by import By
from domain.desk import Desk, transaction
from domain.fact import Decision, Decisions
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.searches import Searches, SearchesOpened

_KEY = "SEARCHES"


class Searching:
    """One stream for all of an office."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @needs(May.SEE_QUALITY)
    def save(self, name: str, page: str, asked: Mapping[str, str], by: By, shared: bool = False) -> Receipt:
        """`page` is one of `domain.searches.PAGES`, `asked` the filters as they stand in the address."""
        return self._on(by, lambda kept: kept.save(name, page, asked, by.actor, shared))

    @needs(May.SEE_QUALITY)
    def change(self, search: str, name: str, shared: bool, by: By) -> Receipt:
        return self._on(by, lambda kept: kept.change(search, name, shared, by.actor))

    @needs(May.SEE_QUALITY)
    def remove(self, search: str, by: By) -> Receipt:
        return self._on(by, lambda kept: kept.remove(search, by.actor))

    @property
    def _id(self) -> UUID:
        return self._desk.key(_KEY, "", "")

    def _on(self, by: By, judge: Callable[[Searches], Decisions]) -> Receipt:
        """Judged on an empty shelf where there is none yet, so that what is refused opens none."""

        def attempt() -> Receipt:
            id, journal = self._id, self._desk.journal
            with journal.hold(id):
                envelope, known = self._desk.envelope(by, transaction()), journal.exists(id)
                kept = (
                    journal.load(Searches, id) if known else Searches.begin(id, Decision(SearchesOpened, {}), envelope)
                )
                kept.record(judge(kept), envelope)
                receipt = Receipt(id=str(id), version=kept.version)
                return self._desk.save(receipt, [kept], by) if kept.pending_events else receipt

        return self._desk.insist(attempt, by)
