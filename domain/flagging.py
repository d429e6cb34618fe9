"""What the office says of a flag: that it was looked into, and may be left alone."""

from __future__ import annotations

from dataclasses import dataclass

from domain.by import By
from domain.desk import Desk, transaction
from domain.fact import Beginning, Decision, Decisions, Fact, Stream
from domain.permissions import May, needs
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of
from domain.watching import RULES

_KEY = "FLAG"
_SHORTEST = 10  # characters that say why something is nothing


@dataclass(frozen=True)
class FlagOpened(Beginning):
    """Somebody saw to what a rule found for the first time; `about` is the id of whom it flags, staff or patient."""

    TOPIC = "flag.opened"
    rule: str
    about: str
    name: str


@dataclass(frozen=True)
class FlagSetAside(Fact):
    """It is not shown again for what was known then: up to these positions in the log of reads and in that of the
    records."""

    TOPIC = "flag.set-aside"
    rule: str
    about: str
    views: int
    events: int
    why: str


class FlagFile(Stream):
    """One rule and one person, or one record."""

    def __init__(self) -> None:
        self.rule = self.about = ""
        self.views = self.events = 0

    @staticmethod
    def begin_flag(rule: str, about: str, name: str) -> Decision:
        told = {"rule": one_of(rule, RULES, "rule"), "about": needed(about, "about"), "name": name}
        return Decision(FlagOpened, told)

    def set_aside(self, views: int, events: int, why: str) -> Decisions:
        """Nothing where all of it was set aside before; `Refused` without a reason that says something."""
        said = needed(why, "why", PARAGRAPH)
        if len(said) < _SHORTEST:
            raise Refused("why", f"Say in at least {_SHORTEST} characters why this may be left alone.")
        if views <= self.views and events <= self.events:
            return ()
        seen = {"views": max(views, self.views), "events": max(events, self.events)}
        return (Decision(FlagSetAside, {"rule": self.rule, "about": self.about, **seen, "why": said}),)

    def fold(self, fact: Fact) -> None:
        match fact:
            case FlagOpened():
                self.rule, self.about = fact.rule, fact.about
            case FlagSetAside():
                self.views, self.events = fact.views, fact.events


FlagOpened.AGGREGATE = FlagFile


class Flagging:
    """`by` says who saw to it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @needs(May.WATCH)
    def set_aside(self, rule: str, about: str, name: str, views: int, events: int, why: str, by: By) -> Receipt:
        id = self._desk.key(_KEY, rule, about)

        def attempt() -> Receipt:
            with self._desk.journal.hold(id):
                envelope = self._desk.envelope(by, transaction())
                known = self._desk.journal.load(FlagFile, id) if self._desk.journal.exists(id) else None
                one = known or FlagFile.begin(id, FlagFile.begin_flag(rule, about, name), envelope)
                decisions = one.set_aside(views, events, why)
                if decisions:
                    one.record(decisions, envelope)
                receipt = Receipt(id=str(id), version=one.version)
                return self._desk.save(receipt, [one], by) if decisions else receipt

        return self._desk.insist(attempt, by)
