"""The commands of the office about a record: who sees to it, what may stay, that somebody looked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from uuid import UUID

from domain.blood import BloodGroupSettled
from domain.by import By
from domain.completeness.rules import RULES
from domain.desk import Desk
from domain.fact import Decisions, Fact
from domain.file import File
from domain.moving import Entry, Renew, move
from domain.patient import Patient
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.undoing import can_undo, undo

_NEVER_WAIVED = ("DQ28",)  # what was opened in an emergency
_ACT = 30  # facts that one act may have


class Office:
    """One method for each command; `by` says who and why."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # what is missing

    @needs(May.DECIDE_MISSING)
    def assign(self, who: UUID, rule: str, about: str, owner: str, owner_name: str, by: By) -> Receipt:
        _known(rule)
        return self._on(who, by, lambda file: file.reviews.assign(rule, about, owner, owner_name))

    @needs(May.DECIDE_MISSING)
    def waive(self, who: UUID, rule: str, about: str, by: By, until: str | None = None) -> Receipt:
        """It may stay as it is; a reason is due."""
        _known(rule)
        if rule in _NEVER_WAIVED:
            raise Refused("rule", "This is looked into, and not waived.")
        return self._on(who, by, lambda file: file.reviews.waive(rule, about, until, by.people))

    @needs(May.DECIDE_MISSING)
    def dispute(self, who: UUID, rule: str, about: str, text: str, by: By) -> Receipt:
        _known(rule)
        return self._on(who, by, lambda file: file.reviews.dispute(rule, about, text))

    # that somebody looked

    @needs(May.DECIDE_MISSING)
    def review(self, who: UUID, seen: int, by: By, findings: str | None = None, scope: str = "record") -> Receipt:
        """`seen` is the position of the log at which the record was looked at."""
        return self._on(who, by, lambda file: file.reviews.review(scope, seen, findings))

    @needs(May.WRITE_RECORD, May.DECIDE_MISSING)
    def reaffirm(self, who: UUID, chapter: str, entry: str, by: By, fields: Collection[str] = ()) -> Receipt:
        """Still right."""
        return self._on(who, by, lambda file: file.chapter(chapter).reaffirm(entry, fields))

    # what is another patient's

    @needs(May.WRITE_RECORD)
    def move(
        self, who: UUID, to: UUID, entries: Collection[Entry], by: By, renew: Renew, confirmed: Collection[str] = ()
    ) -> Receipt:
        """Out of one file and into another, at once; see `domain.moving`. A reason is due."""

        def attempt() -> Receipt:
            with self._desk.open_both(who, to) as (one, other):
                move(one, other, entries, by, confirmed, renew)
                return self._desk.put_back(one, by, other)

        if who == to:
            raise Refused("to", "This is the record in which it stands.")
        return self._desk.insist(attempt, by)

    # what one has just recorded

    @needs(May.WRITE_RECORD)
    def undo(self, who: UUID, position: int, by: By, within: timedelta) -> Receipt:
        """Answer the event at that position by its opposite: only one's own, only lately, and only if it is the last.

        All that was recorded with it, in one act, goes with it.
        """

        def attempt() -> Receipt:
            with self._desk.open(who) as file:
                last = self._last_act(who)
                if not last or position not in [fact.by.position for fact in last]:
                    raise Refused("event", "Something was recorded since. Correct it, or mark it as entered in error.")
                if last[0].by.actor != by.actor or self._desk.now() - last[0].by.at > within:
                    raise Refused("event", "Only what you recorded yourself a moment ago can be undone.")
                for fact in (one for one in reversed(last) if type(one) is not BloodGroupSettled):
                    file.record(undo(fact, file.patient.file), by._replace(reason=by.reason or "undone"))
                return self._desk.put_back(file, by)

        return self._desk.insist(attempt, by)

    def undoable(self, who: UUID, position: int) -> bool:
        """Whether this was the last act and has an opposite; when it was, and whose, is asked once it is undone."""
        last = self._last_act(who)
        ours = bool(last) and last[-1].by.position == position
        return ours and all(can_undo(fact) for fact in last if type(fact) is not BloodGroupSettled)

    def event(self, who: UUID, position: int) -> Fact | None:
        """One of the last act's facts."""
        return next((fact for fact in self._last_act(who) if fact.by.position == position), None)

    def _last_act(self, who: UUID) -> list[Fact]:
        """The facts of the last transaction, in order."""
        last: list[Fact] = []
        for fact in self._desk.journal.history(who, after=self._desk.journal.load(Patient, who).version - _ACT):
            last = [*last, fact] if last and last[-1].by.tx == fact.by.tx else [fact]
        return last

    # what the patient asks for, and what was opened in an emergency

    @needs(May.WRITE_REQUEST)
    def request_amendment(self, who: UUID, text: str, by: By, about: str = "") -> Receipt:
        return self._on(who, by, lambda file: file.reviews.request_amendment(text, about))

    @needs(May.DECIDE_AMENDMENT)
    def decide_amendment(
        self, who: UUID, request: str, outcome: str, basis: str, by: By, statement: str | None = None
    ) -> Receipt:
        return self._on(who, by, lambda file: file.reviews.decide_amendment(request, outcome, basis, statement))

    @needs(May.DECIDE_AMENDMENT)
    def deny_amendment(self, who: UUID, request: str, ground: str, basis: str, by: By) -> Receipt:
        return self._on(who, by, lambda file: file.reviews.deny_amendment(request, ground, basis))

    @needs(May.DECIDE_AMENDMENT)
    def extend_amendment(self, who: UUID, request: str, why: str, by: By) -> Receipt:
        return self._on(who, by, lambda file: file.reviews.extend_amendment(request, why))

    @needs(May.WRITE_REQUEST)
    def disagree(self, who: UUID, request: str, text: str, by: By) -> Receipt:
        return self._on(who, by, lambda file: file.reviews.disagree(request, text))

    @needs(May.BREAK_GLASS)
    def break_glass(self, who: UUID, emergency: str, why: str, by: By, within: timedelta) -> Receipt:
        """Open a record that is closed to this person, for so long; a review of it is due from now on."""
        return self._on(who, by, lambda file: file.reviews.break_glass(emergency, why, self._desk.now() + within))

    @needs(May.BREAK_GLASS)
    def end_glass(self, who: UUID, glass: str, by: By) -> Receipt:
        """Close it again, before the time is over: only whoever opened it."""
        return self._on(who, by, lambda file: file.reviews.end_glass(glass, by.people, self._desk.now()))

    @needs(May.REVIEW_GLASS)
    def review_glass(self, who: UUID, glass: str, finding: str, by: By) -> Receipt:
        return self._on(who, by, lambda file: file.reviews.review_glass(glass, finding, by.people))

    def _on(self, who: UUID, by: By, judge: Callable[[File], Decisions]) -> Receipt:
        def attempt() -> Receipt:
            with self._desk.open(who) as file:
                if decisions := judge(file.patient.file):
                    file.record(decisions, by)
                return self._desk.put_back(file, by)

        return self._desk.insist(attempt, by)


def _known(rule: str) -> None:
    if rule not in RULES:
        raise Refused("rule", "There is no such rule.")
