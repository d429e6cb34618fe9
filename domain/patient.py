"""The patient's record as an aggregate: it opens with its chapters and records what they have judged."""

from __future__ import annotations

from collections.abc import Collection

from domain.chapter import weigh
from domain.fact import Decisions, Envelope, Fact, Plain, Stream
from domain.file import File
from domain.identity import PatientRegistered
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
        self.file = File()
        self.sources: set[str] = set()

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

    def adult(self, when: str | None) -> bool:
        """Whether an adult's likely ranges apply at that time."""
        born = self.file.identity.birth
        return not (born and when) or born.age(PartialDateTime.parse(when).earliest.date())[0] >= 18

    # snapshots

    def state(self) -> Plain:
        """All there is to know about the file, as plain data."""
        items = {name: dict(chapter.items) for name, chapter in self.file.chapters.items()}
        return {"items": items, "sources": sorted(self.sources)}

    def restore(self, state: Plain) -> None:
        self.file = File(lambda chapter: state["items"][chapter])
        self.sources = set(state["sources"])


PatientRegistered.AGGREGATE = Patient
