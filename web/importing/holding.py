"""What waits for a person: kept whole until someone says where it belongs, and settled if it can be recorded later."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from domain.by import By
from domain.desk import transaction
from domain.fact import Decision, Stream
from domain.held import HeldItem, ItemHeld, ItemSettled
from domain.receipt import Receipt
from web.importing.account import FLAGGED, RECORDED
from web.importing.reading import written
from web.importing.spool import Piece
from web.service import Service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.importing.batch import Judged, Lot

_TOGETHER = 200


class Holding:
    """Held once, however often it comes."""

    def __init__(self, service: Service, hand: By, dry_run: bool) -> None:
        self._desk, self._hand, self._dry = service.records.desk, hand, dry_run
        self._new: dict[UUID, HeldItem] = {}
        service.views.ready(60)
        self._any = service.views.held.count() > 0

    def add(self, piece: Piece, reason: str) -> None:
        id = self._desk.key("HELD", "", piece.source)
        if self._dry or id in self._new or self._desk.journal.exists(id):
            return
        told = {"reason": reason, "place": f"{piece.origin} {piece.place}", "content": written(piece.resource)}
        self._new[id] = HeldItem.begin(id, Decision(ItemHeld, told), self._desk.envelope(self._hand, transaction()))
        if len(self._new) >= _TOGETHER:
            self.append()

    def append(self) -> None:
        if self._new:
            items = list(self._new.values())
            self._desk.save(Receipt(str(items[0].id)), items, self._hand)
            for id in self._new:
                self._desk.journal.forget(id)
            self._new.clear()

    def settled(self, lots: Sequence[Lot], judged: Sequence[Judged]) -> list[Stream]:
        """What waited, and is now recorded with its patient."""
        found: list[Stream] = []
        for lot, one in zip(lots, judged, strict=True) if self._any else ():
            for piece, (outcome, _) in zip(lot.pieces, one.outcomes, strict=True):
                if one.file and outcome in (RECORDED, FLAGGED):
                    found += self._settle(piece, str(one.file.patient.id))
        return found

    def _settle(self, piece: Piece, patient: str) -> list[Stream]:
        id = self._desk.key("HELD", "", piece.source)
        if not self._desk.journal.exists(id):
            return []
        item = self._desk.journal.load(HeldItem, id)
        if item.settled:
            return []
        told = {"outcome": "recorded", "patient": patient}
        item.record((Decision(ItemSettled, told),), self._desk.envelope(self._hand, transaction()))
        return [item]
