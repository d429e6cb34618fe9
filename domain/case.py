"""A reviewer's case: what may be done with it, by whom, and what has to be done before it is closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from domain.casefile import (
    CLOSED,
    FINDINGS,
    LOGS,
    WAYS,
    CaseAnswered,
    CaseAsked,
    CaseClosed,
    CaseFindingRecorded,
    CaseOpened,
    CasePeopleListed,
    CasePeopleTold,
    CasePinned,
    CaseReopened,
    CaseUnpinned,
    after,
    standing,
    unanswered,
    untold,
    who,
)
from domain.fact import Decision, Decisions, Fact, Plain, Stream
from domain.partial import PartialDateTime
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of, optional

_AHEAD = timedelta(minutes=5)  # how far another clock may be ahead of ours
_MOST = 500  # people that one list names
_NONE = "There is no such question."


class Case(Stream):
    """`by` in its commands is the staff id of whoever gives them; nobody decides about a case that is about them."""

    def __init__(self) -> None:
        self.file: Plain = {}

    def fold(self, fact: Fact) -> None:
        self.file = after(self.file, fact)

    # opening and closing

    @staticmethod
    def open(number: str, title: str, question: str, people: Collection[str], **about: str | None) -> Decision:
        """`people` open it; `about`: patient (id) with mrn, person (staff id) with person_name."""
        if about.get("person") in people:
            raise Refused("person", "This case would be about you. Ask a colleague to open it.")
        said = {"title": needed(title, "title"), "question": needed(question, "question", PARAGRAPH)}
        return Decision(CaseOpened, {"number": number, **said, **about})

    def close(self, waived: str | None, by: str) -> Decisions:
        """With a finding; where somebody has not answered or not been told, it is said why that is left."""
        self._may(by)
        if not self.file["found"]:
            raise Refused("", "Record a finding first: a case is closed with what was found.")
        left, why = self._left(), optional(waived, "waived", PARAGRAPH)
        if left and not why:
            raise Refused("waived", f"{left} Wait for that, or say why the case is closed without it.")
        return (Decision(CaseClosed, {"waived": why if left else None}),)

    def reopen(self, why: str, by: str) -> Decisions:
        self.not_about((by,))
        if self.file["status"] != CLOSED:
            raise Refused("", "This case is open.")
        return (Decision(CaseReopened, {"why": needed(why, "why", PARAGRAPH)}),)

    def _left(self) -> str:
        waiting = list(dict.fromkeys(one["name"] for one in unanswered(self.file)))
        many = len(untold(self.file))
        asked = f"{' and '.join(waiting)} {'has' if len(waiting) == 1 else 'have'} not answered." if waiting else ""
        people = f"{many} {'person has' if many == 1 else 'people have'} not been told." if many else ""
        return f"{asked} {people}".strip()

    # evidence

    def pin(self, log: str, position: int, note: str | None, by: str) -> Decisions:
        self._may(by)
        one_of(log, LOGS, "log")
        if type(position) is not int or position < 1:
            raise Refused("position", f"Give the position of the event in {LOGS[log]}: a whole number from 1.")
        if any((one["log"], one["position"]) == (log, position) for one in standing(self.file)):
            raise Refused("position", "It is pinned to this case already.")
        told = {"log": log, "position": position, "note": optional(note, "note", PARAGRAPH)}
        return (Decision(CasePinned, {"pin": f"p{len(self.file['pins']) + 1}", **told}),)

    def unpin(self, pin: str, why: str, by: str) -> Decisions:
        """It stays readable, with why it was taken out."""
        self._may(by)
        self._pinned(pin)
        return (Decision(CaseUnpinned, {"pin": pin, "why": needed(why, "why", PARAGRAPH)}),)

    def _pinned(self, pin: str) -> None:
        if pin not in [one["id"] for one in standing(self.file)]:
            raise Refused("pin", "This is not among the evidence.")

    # questions

    def ask(self, staff: str, name: str, question: str, pin: str | None, by: str) -> Decisions:
        self._may(by)
        if staff == by:
            raise Refused("staff", "Ask somebody else: what you know yourself belongs in a note or the finding.")
        if pin:
            self._pinned(pin)
        told = {"staff": needed(staff, "staff"), "name": needed(name, "staff"), "pin": pin or None}
        said = needed(question, "question", PARAGRAPH)
        return (Decision(CaseAsked, {"ask": f"q{len(self.file['asks']) + 1}", **told, "question": said}),)

    def answer(self, ask: str, text: str, by: str) -> Decisions:
        """By whoever was asked and by nobody else, the subject of the case among them."""
        asked = next((one for one in self.file["asks"] if one["id"] == ask), None)
        if asked is None or asked["staff"] != by:
            raise Refused("", _NONE if asked is None else "Only whoever was asked answers this.")
        if "answer" in asked:
            raise Refused("", "This was answered already.")
        if self.file["status"] == CLOSED:
            raise Refused("", "The case was closed; no answer is waited for any more.")
        return (Decision(CaseAnswered, {"ask": ask, "text": needed(text, "text", PARAGRAPH)}),)

    # what was found, and who had to hear of it

    def find(self, kind: str, text: str, by: str) -> Decisions:
        """A later finding counts instead of an earlier one; both stay."""
        self._may(by)
        said = {"kind": one_of(kind, FINDINGS, "kind"), "text": needed(text, "text", PARAGRAPH)}
        return (Decision(CaseFindingRecorded, said),)

    def list_people(self, people: Collection[Plain], by: str) -> Decisions:
        """Those who are to be told; whoever is on the list already is on it once."""
        self._may(by)
        known = {who(one) for one in self.file["people"]}
        new = [one for key, one in _people(people).items() if key not in known]
        return (Decision(CasePeopleListed, {"people": new}),) if new else ()

    def tell(
        self, people: Collection[Plain], how: str, at: str, note: str | None, by: str, now: datetime
    ) -> Decisions:  # fmt: skip
        """They were told, `at` a partial date-time that has come."""
        self._may(by)
        named, done = _people(people), {who(one) for one in self.file["people"] if "told" in one}
        if again := next((one for key, one in named.items() if key in done), None):
            raise Refused("people", f"{again['name']} was told already.")
        when = PartialDateTime.parse(needed(at, "at"), "at")
        if when.earliest > now + _AHEAD:
            raise Refused("at", "This is still to come. Is the date right?")
        told = {"how": one_of(how, WAYS, "how"), "at": str(when), "note": optional(note, "note", PARAGRAPH)}
        return (Decision(CasePeopleTold, {"people": list(named.values()), **told}),)

    # who may

    def _may(self, by: str) -> None:
        self.not_about((by,))
        if self.file["status"] == CLOSED:
            raise Refused("", "This case is closed. Reopen it first.")

    def not_about(self, people: Collection[str]) -> None:
        if self.file.get("person") in people:
            raise Refused("", "This case is about you: a colleague decides about it.")


CaseOpened.AGGREGATE = Case


def _people(people: Collection[Plain]) -> dict[str, Plain]:
    """Each once, by what tells them apart."""
    if not people:
        raise Refused("people", "Name at least one person.")
    if len(people) > _MOST:
        raise Refused("people", f"Name at most {_MOST} people at once.")
    named = [{"staff": one.get("staff"), "name": needed(one.get("name"), "people")} for one in people]
    return {who(one): {name: value for name, value in one.items() if value} for one in named}
