"""The commands about cases: who did it, what it was, and who has to know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from domain.by import By
from domain.case import Case
from domain.casefile import LOGS
from domain.desk import Desk, transaction
from domain.fact import Decisions, Plain
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.refusal import Refused

_KEY = "CASE"


class Pin(NamedTuple):
    """An event, or a view, by its place in its log."""

    log: str
    position: int
    note: str | None = None


class Cases:
    """Each case is a stream of its own, found by its number.

    `ends` says how long each log is; of a log that is not among them, any position is taken.
    """

    def __init__(self, desk: Desk, ends: Mapping[str, Callable[[], int]]) -> None:
        self._desk, self._ends = desk, ends

    @needs(May.KEEP_CASES)
    def open(
        self, title: str, question: str, by: By, pins: Collection[Pin] = (), people: Collection[Plain] = (),
        **about: str | None,
    ) -> Receipt:  # fmt: skip
        """With evidence and people to be told, if there are any yet; `about` as `Case.open` has it."""

        def attempt() -> Receipt:
            key, number = self._desk.free(_KEY, f"C-{self._desk.now().year}-{{:04}}")
            envelope = self._desk.envelope(by, transaction())
            case = Case.begin(key, Case.open(number, title, question, by.people, **about), envelope)
            for pin in pins:
                case.record(self._pin(case, pin, by), envelope)
            if people:
                case.record(case.list_people(people, by.actor), envelope)
            return self._save(case, by)

        return self._desk.insist(attempt, by)

    @needs(May.KEEP_CASES)
    def pin(self, number: str, pin: Pin, by: By) -> Receipt:
        return self._decide(number, by, lambda case: self._pin(case, pin, by))

    @needs(May.KEEP_CASES)
    def unpin(self, number: str, pin: str, why: str, by: By) -> Receipt:
        return self._decide(number, by, lambda case: case.unpin(pin, why, by.actor))

    @needs(May.KEEP_CASES)
    def ask(self, number: str, staff: str, name: str, question: str, by: By, pin: str | None = None) -> Receipt:
        return self._decide(number, by, lambda case: case.ask(staff, name, question, pin, by.actor))

    @needs(May.OPEN_RECORD)
    def answer(self, number: str, ask: str, text: str, by: By) -> Receipt:
        return self._on(number, by, lambda case: case.answer(ask, text, by.actor))

    @needs(May.KEEP_CASES)
    def find(self, number: str, kind: str, text: str, by: By) -> Receipt:
        return self._decide(number, by, lambda case: case.find(kind, text, by.actor))

    @needs(May.KEEP_CASES)
    def list_people(self, number: str, people: Collection[Plain], by: By) -> Receipt:
        return self._decide(number, by, lambda case: case.list_people(people, by.actor))

    @needs(May.KEEP_CASES)
    def tell(
        self, number: str, people: Collection[Plain], how: str, at: str, by: By, note: str | None = None
    ) -> Receipt:  # fmt: skip
        return self._decide(number, by, lambda case: case.tell(people, how, at, note, by.actor, self._desk.now()))

    @needs(May.KEEP_CASES)
    def close(self, number: str, by: By, waived: str | None = None) -> Receipt:
        return self._decide(number, by, lambda case: case.close(waived, by.actor))

    @needs(May.KEEP_CASES)
    def reopen(self, number: str, why: str, by: By) -> Receipt:
        return self._decide(number, by, lambda case: case.reopen(why, by.actor))

    def id_of(self, number: str) -> UUID:
        return self._desk.key(_KEY, "", number)

    def _pin(self, case: Case, pin: Pin, by: By) -> Decisions:
        decisions = case.pin(pin.log, pin.position, pin.note, by.actor)
        if pin.log in self._ends and pin.position > (end := self._ends[pin.log]()):
            raise Refused("position", f"There is no such event: {LOGS[pin.log]} ends at position {end:,}.")
        return decisions

    def _decide(self, number: str, by: By, judge: Callable[[Case], Decisions]) -> Receipt:
        """By nobody whom the case is about, nor for them."""

        def judged(case: Case) -> Decisions:
            case.not_about(by.people)
            return judge(case)

        return self._on(number, by, judged)

    def _on(self, number: str, by: By, judge: Callable[[Case], Decisions]) -> Receipt:
        """`NotFound` where there is no such case."""
        id = self.id_of(number)

        def attempt() -> Receipt:
            with self._desk.journal.hold(id):
                case = self._desk.as_seen(self._desk.journal.load(Case, id))
                case.record(judge(case), self._desk.envelope(by, transaction()))
                return self._save(case, by)

        return self._desk.insist(attempt, by)

    def _save(self, case: Case, by: By) -> Receipt:
        receipt = Receipt(id=str(case.id), entries=(case.file["number"],), version=case.version)
        return self._desk.save(receipt, [case], by) if case.pending_events else receipt
