"""The patient's record as an aggregate: it opens with its chapters and records what they have judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from domain.chapter import weigh
from domain.fact import Decisions, Envelope, Fact, Stream
from domain.file import CHAPTERS, File
from domain.identity import PatientRegistered
from domain.paged import Kept
from domain.partial import PartialDateTime
from domain.reasons import check_reason
from domain.refusal import Doubt

_WORDS = {
    "before-birth": "This is before the patient was born. Is the date right?",
    "after-death": "This is after the patient died. Is the date right?",
}


class Patient(Stream):
    """One person on file."""

    def __init__(self) -> None:
        self.keep(lambda chapter: Kept(), ())

    def keep(self, kept: Callable[[str], Kept], sources: Iterable[str]) -> None:
        """Take the chapters' entries from where they are kept; see `trail.snapshots`."""
        self._kept = {chapter.NAME: kept(chapter.NAME) for chapter in CHAPTERS}
        self.file = File(self._kept.__getitem__)
        self.sources = set(sources)

    def kept(self) -> Iterable[tuple[str, Kept]]:
        """Each chapter's entries."""
        return self._kept.items()

    def record(self, decisions: Decisions, by: Envelope) -> None:
        if any(decision.fact.REASONED for decision in decisions):
            check_reason(by.reason, by.because)
        super().record(decisions, by)

    def fold(self, fact: Fact) -> None:
        self.file.fold(fact)
        self.sources.update(fact.by.source)

    def oddities(self, when: str | None) -> list[str]:
        """What is strange about something that happened then: `before-birth`, `after-death`."""
        if not when:
            return []
        at = PartialDateTime.parse(when)
        born, died = self.file.identity.birth, self.file.identity.died
        odd = []
        if born and at.latest.date() < born.earliest:
            odd.append("before-birth")
        if died and at.earliest > died.latest:
            odd.append("after-death")
        return odd

    def believable(self, when: str | None, confirmed: Collection[str]) -> tuple[str, ...]:
        """The oddities as flags, once they are confirmed; `Doubtful` while they are not."""
        return tuple(weigh([Doubt(code, "when", _WORDS[code]) for code in self.oddities(when)], confirmed))


PatientRegistered.AGGREGATE = Patient
