"""The commands of a release: request, disclose, refuse."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID, uuid4

from domain.by import By
from domain.desk import Desk, transaction
from domain.fact import Decisions
from domain.file import CHAPTERS
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.refusal import NotFound
from domain.release import Release
from domain.reviews import Reviews

SCOPE = tuple(chapter.NAME for chapter in CHAPTERS if chapter is not Reviews)
"""The parts of a record that can be handed over: all but what the office decided about it."""


class Releasing:
    """One method for each command; `by` says who. All of a release is sealed under the patient's key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @needs(May.WRITE_REQUEST)
    def request(self, who: UUID, wanted: Mapping[str, Any], by: By) -> Receipt:
        """`wanted`: the fields of `ReleaseRequested` but `holder`. `NotFound` where there is no such record."""

        def attempt() -> Receipt:
            if not self._desk.journal.exists(who):
                raise NotFound("There is no such record.")
            decision = Release.request(str(who), wanted, SCOPE)
            release = Release.begin(uuid4(), decision, self._desk.envelope(by, transaction()))
            return self._save(release, by)

        return self._desk.insist(attempt, by)

    @needs(May.DISCLOSE)
    def disclose(
        self, id: UUID, how: str, at: str, known: int, entries: Mapping[str, Collection[str]], digest: str, by: By,
        **more: str | None,
    ) -> Receipt:  # fmt: skip
        """`more`: since, until, note."""
        now = self._desk.now()
        return self._on(id, by, lambda one: one.disclose(how, at, known, entries, digest, now, **more))

    @needs(May.DISCLOSE)
    def refuse(self, id: UUID, ground: str, text: str, by: By) -> Receipt:
        return self._on(id, by, lambda one: one.refuse(ground, text))

    def _on(self, id: UUID, by: By, judge: Callable[[Release], Decisions]) -> Receipt:
        def attempt() -> Receipt:
            with self._desk.journal.hold(id):
                release = self._desk.journal.load(Release, id)
                release.record(judge(release), self._desk.envelope(by, transaction()))
                return self._save(release, by)

        return self._desk.insist(attempt, by)

    def _save(self, release: Release, by: By) -> Receipt:
        receipt = Receipt(id=str(release.id), version=release.version)
        return self._desk.save(receipt, [release], by, {release.id: UUID(release.holder)})
