"""The commands of an export: request, seal, give up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from domain.by import By
from domain.desk import Desk, transaction
from domain.export import Export
from domain.fact import Decisions, Plain
from domain.permissions import May, needs
from domain.receipt import Receipt


class Exporting:
    """One method for each command; `by` says who."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @needs(May.EXPORT)
    def request(
        self, profile: str, narrow: Plain, count: int, purpose: str, recipient: str, by: By, **more: Any
    ) -> Receipt:
        """`more`: address, patients, note."""

        def attempt() -> Receipt:
            decision = Export.request(profile, narrow, count, purpose, recipient, **more)
            export = Export.begin(uuid4(), decision, self._desk.envelope(by, transaction()))
            return self._desk.save(Receipt(id=str(export.id), version=1), [export], by)

        return self._desk.insist(attempt, by)

    @needs(May.EXPORT)
    def seal(self, id: UUID, requested: int, files: Plain, by: By) -> Receipt:
        """With what the export tells in words; no position where that was done before."""
        return self._go_on(id, lambda export: export.seal(requested, files), by)

    @needs(May.EXPORT)
    def give_up(self, id: UUID, why: str, by: By) -> Receipt:
        return self._go_on(id, lambda export: export.give_up(why), by)

    def _go_on(self, id: UUID, judge: Callable[[Export], Decisions], by: By) -> Receipt:
        def attempt() -> Receipt:
            with self._desk.journal.hold(id):
                export = self._desk.journal.load(Export, id)
                export.record(judge(export), self._desk.envelope(by, transaction()))
                receipt = Receipt(id=str(id), version=export.version)
                return self._desk.save(receipt, [export], by) if export.pending_events else receipt

        return self._desk.insist(attempt, by)
