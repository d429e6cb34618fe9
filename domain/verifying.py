"""The commands of second-person verification: draw, key, close."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid4

from domain.by import By
from domain.desk import Desk, transaction
from domain.fact import Decision, Fact, Plain
from domain.file import File, chapter_of
from domain.permissions import May, needs
from domain.receipt import Receipt, entries_of
from domain.refusal import Refused
from domain.twice import canonical, keyed
from domain.verification import EntryKeyed, Keying, Place, Verification

_KEY = "VERIFIED"


class Verifying:
    """One method for each command; `by` says who."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @needs(May.DRAW_SAMPLE)
    def draw(
        self, seed: str, size: int, chapters: Collection[str], position: int, eligible: Collection[Place], by: By,
        since: str | None = None, until: str | None = None,
    ) -> Receipt:  # fmt: skip
        """A sample of the entries that were `eligible` at a position of the log."""

        def attempt() -> Receipt:
            decision = Verification.draw(seed, size, chapters, position, eligible, since, until)
            drawn = Verification.begin(uuid4(), decision, self._desk.envelope(by, transaction()))
            return self._desk.save(Receipt(id=str(drawn.id), version=1), [drawn], by)

        return self._desk.insist(attempt, by)

    @needs(May.KEY_AGAIN)
    def key(self, id: UUID, number: int, typed: Mapping[str, Any], by: By) -> Receipt:
        """One entry keyed again; `Refused` to whoever wrote in it, and where somebody has keyed it already."""

        def attempt() -> Receipt:
            sampled = self._desk.journal.load(Verification, id)
            place, stream = sampled.item(number), self._desk.key(_KEY, str(id), str(number))
            if self._desk.journal.exists(stream):
                raise Refused("number", "This entry has been keyed already.")
            stood = self.stood(place, sampled.position, by.people)
            now = keyed(place.chapter, stood.get("kind", ""), typed)
            told = {"verification": str(id), "number": number, "holder": place.patient, "chapter": place.chapter}
            fields = {**told, "entry": place.entry, "was": canonical(place.chapter, stood), "keyed": now}
            keying = Keying.begin(stream, Decision(EntryKeyed, fields), self._desk.envelope(by, transaction()))
            receipt = Receipt(id=str(id), entries=(str(number),), version=1)
            return self._desk.save(receipt, [keying], by, {stream: UUID(place.patient)})

        return self._desk.insist(attempt, by)

    @needs(May.DRAW_SAMPLE)
    def close(self, id: UUID, by: By, note: str | None = None) -> Receipt:
        def attempt() -> Receipt:
            with self._desk.journal.hold(id):
                sampled = self._desk.journal.load(Verification, id)
                done = sum(self._keyed(id, number) for number in range(1, len(sampled.items) + 1))
                sampled.record(sampled.close(done, note), self._desk.envelope(by, transaction()))
                receipt = Receipt(id=str(id), version=sampled.version)
                return self._desk.save(receipt, [sampled], by) if sampled.pending_events else receipt

        return self._desk.insist(attempt, by)

    def stood(self, place: Place, position: int, people: Collection[str] = ()) -> Plain:
        """The entry as it stood at that position; `Refused` where one of these people had written in it by then."""
        file = File()
        for fact in self._desk.journal.history(UUID(place.patient), position):
            file.fold(fact)
            if fact.by.people.intersection(people) and _about(fact, place):
                raise Refused("number", "You wrote in this entry yourself: somebody else has to key it.")
        return file.chapter(place.chapter).items[place.entry]

    def _keyed(self, id: UUID, number: int) -> bool:
        return self._desk.journal.exists(self._desk.key(_KEY, str(id), str(number)))


def _about(fact: Fact, place: Place) -> bool:
    return chapter_of(fact) == place.chapter and place.entry in entries_of((Decision(type(fact), fact.payload()),))
