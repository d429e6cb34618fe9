"""The policies in force, and how a new one is adopted."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any
from uuid import UUID

from domain.admission import Limits, limits
from domain.by import By
from domain.completeness.terms import Terms, terms
from domain.desk import Desk, transaction
from domain.fact import Plain
from domain.permissions import May, needs
from domain.policies import DEFAULTS, SETS, PolicySet
from domain.receipt import Receipt
from domain.retention import Schedule, schedule
from domain.text import one_of
from domain.watching import Watching, watching

_KEY = "POLICY"
_KNOWN = 5.0  # seconds that one relies on what one knows


class Rulebook:
    """Each set is a stream of its own; what was never adopted is as the program has it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known, self._known_until = "0", 0.0
        self._limits, self._limits_until = limits({}), 0.0
        self._adopted = 0  # how often that was done here: what was looked up meanwhile may be what was in force before

    @needs(May.ADOPT_POLICY)
    def adopt(self, name: str, text: Any, by: By, approved_by: str, note: str | None = None) -> Receipt:
        id = self.id_of(one_of(name, SETS, "set"))

        def attempt() -> Receipt:
            with self._desk.journal.hold(id):
                envelope, known = self._desk.envelope(by, transaction()), self.set(name)
                one = self._desk.as_seen(known) if known else PolicySet.begin(id, PolicySet.begin_set(name), envelope)
                one.record(one.adopt(text, approved_by, note), envelope)
                receipt = Receipt(id=str(id), version=one.version)
                return self._desk.save(receipt, [one], by) if one.pending_events else receipt

        receipt = self._desk.insist(attempt, by)
        self._adopted += 1
        self._known_until = self._limits_until = 0.0
        return receipt

    def set(self, name: str) -> PolicySet | None:
        id = self.id_of(name)
        return self._desk.journal.load(PolicySet, id) if self._desk.journal.exists(id) else None

    def text(self, name: str) -> Plain:
        """What is in force, the defaults included."""
        known = self.set(name)
        return known.in_force if known else dict(DEFAULTS[name])

    def number(self, name: str) -> int:
        """0 where none was adopted."""
        known = self.set(name)
        return known.number if known else 0

    @property
    def terms(self) -> Mapping[str, Terms]:
        """Of the rules of completeness."""
        return terms(self.text("completeness"))

    @property
    def watching(self) -> Watching:
        """By what reading is watched."""
        return watching(self.text("watching"))

    @property
    def schedule(self) -> Schedule:
        """How long records are kept."""
        return schedule(self.text("retention"))

    @property
    def limits(self) -> Limits:
        """Of sessions, and who gives a second factor; asked all the time, and known here as `version` is."""
        if monotonic() < self._limits_until:
            return self._limits
        adopted, told, until = self._adopted, limits(self.text("sign-in")), monotonic() + _KNOWN
        if adopted == self._adopted:
            self._limits, self._limits_until = told, until
        return told

    def version(self) -> str:
        """Of all sets together, as it stands on every event: how many versions were adopted, as far as this host knows.

        What another host adopts is known here some seconds later: no command is to wait for that question.
        """
        if monotonic() < self._known_until:
            return self._known
        adopted, told, until = self._adopted, str(sum(map(self.number, SETS))), monotonic() + _KNOWN
        if adopted == self._adopted:
            self._known, self._known_until = told, until
        return told

    def id_of(self, name: str) -> UUID:
        return self._desk.key(_KEY, "", name)
