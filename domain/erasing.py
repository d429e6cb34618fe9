"""The commands about what becomes of a record: hold it, lift that, ask for its erasure, approve or refuse it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any
from uuid import UUID

from domain.by import By
from domain.desk import Desk, transaction
from domain.disposition import Disposition
from domain.fact import Decisions
from domain.patient import Patient
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.refusal import Gone

_KEY = "DISPOSITION"


class Erasing:
    """One method for each command; `by` says who. All about one record is one stream, so that no hold is overtaken."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, who: UUID) -> Disposition | None:
        """None where nothing was ever decided."""
        id = self.id_of(who)
        return self._desk.journal.load(Disposition, id) if self._desk.journal.exists(id) else None

    def erased(self, who: str) -> bool:
        """Whether there was a record of this id, and was erased."""
        try:
            known = self.of(UUID(who.strip()))
        except ValueError:
            return False
        return known is not None and known.erased is not None

    def id_of(self, who: UUID) -> UUID:
        return self._desk.key(_KEY, "", str(who))

    @needs(May.DISPOSE)
    def hold(self, who: UUID, matter: str, by: By) -> Receipt:
        return self._on(who, by, lambda one: one.hold(matter))

    @needs(May.DISPOSE)
    def lift(self, who: UUID, hold: str, why: str, by: By) -> Receipt:
        return self._on(who, by, lambda one: one.lift(hold, why))

    @needs(May.DISPOSE)
    def ask(self, who: UUID, ground: str, by: By, note: str | None = None) -> Receipt:
        return self._on(who, by, lambda one: one.ask(ground, note))

    @needs(May.DISPOSE)
    def approve(self, who: UUID, by: By) -> Receipt:
        return self._on(who, by, lambda one: one.approve(by.people))

    @needs(May.DISPOSE)
    def refuse(self, who: UUID, basis: str, by: By, note: str | None = None) -> Receipt:
        return self._on(who, by, lambda one: one.refuse(basis, note))

    @needs(May.DISPOSE)
    def erase(self, who: UUID, keys: Collection[int], size: int, root: bytes, by: By) -> int:
        """The position of the erasure, now or before. It is what the erasure begins with, not all of it."""
        self._on(who, by, lambda one: one.erase(keys, size, root))
        self._desk.journal.forget(self.id_of(who))  # read anew, it knows its place
        found = self.of(who)
        return (found.erased if found else None) or 0

    @needs(May.DISPOSE)
    def prove(self, who: UUID, by: By, **told: Any) -> Receipt:
        return self._on(who, by, lambda one: one.prove(**told))

    def _on(self, who: UUID, by: By, judge: Callable[[Disposition], Decisions]) -> Receipt:
        id = self.id_of(who)

        def attempt() -> Receipt:
            with self._desk.journal.hold(who, id):
                envelope, known = self._desk.envelope(by, transaction()), self.of(who)
                if known is None:
                    self._insist_on_a_record(who)
                one = known or Disposition.begin(id, Disposition.open(str(who)), envelope)
                one.record(judge(one), envelope)
                receipt = Receipt(id=str(id), version=one.version)
                return self._desk.save(receipt, [one], by) if one.pending_events else receipt

        return self._desk.insist(attempt, by)

    def _insist_on_a_record(self, who: UUID) -> None:
        """`NotFound`. One whose key is destroyed, though the log was put back to before that, is erased again."""
        with suppress(Gone):
            self._desk.journal.load(Patient, who)
