"""All rules together: what they find, gravest first, what is of one person and one rule as one flag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from domain.watching import Watching
from projections.flags import kinship, records, seeking, unasked
from projections.flags.found import Finding
from projections.flags.given import Known, Look

Find = Callable[..., Iterator[Finding]]
FIND: Mapping[str, Find] = {
    "self": kinship.own_record,
    "household": kinship.household,
    "colleague": kinship.colleague,
    "surname": kinship.surname,
    "no-visit": unasked.no_visit,
    "enumeration": seeking.enumeration,
    "after-hours": unasked.after_hours,
    "emergency": unasked.emergency,
    "probing": seeking.probing,
    "bulk": seeking.bulk,
    "own-correction": records.own_correction,
    "two-people": records.two_people,
}
_BY_DUTY = ("colleague", "surname", "no-visit", "after-hours")


class Aside(NamedTuple):
    """Up to where what a rule found about somebody was looked into."""

    rule: str
    about: str
    views: int
    events: int


class Flag(NamedTuple):
    """`about` is a staff id, or a patient's where no one of the staff is meant; the newest findings come first."""

    rule: str
    about: str
    name: str
    score: float
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        return f"{self.rule}.{self.about}"

    @property
    def upto(self) -> tuple[int, int]:
        """The last position of its evidence in the log of reads, and in that of the records."""
        views, events = ([max(told, default=0) for told in every] for every in self._evidence())
        return max(views), max(events)

    def _evidence(self) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
        return [one.views for one in self.findings], [one.events for one in self.findings]


def find(looks: Sequence[Look], known: Known, watching: Watching) -> Iterator[Finding]:
    for rule, rule_finds in FIND.items():
        if watching.on(rule):
            told = partial(rule_finds, duty=watching.duty) if rule in _BY_DUTY else rule_finds
            yield from told(looks, known, watching.rules[rule])


def ranked(findings: Iterable[Finding], watching: Watching, asides: Iterable[Aside] = ()) -> list[Flag]:
    """A flag weighs as its rule does, times how far beyond the limit all that was found is together."""
    aside = {(one.rule, one.about): one for one in asides}
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        if not _settled(one, aside.get((one.rule, one.about))):
            grouped.setdefault((one.rule, one.about), []).append(one)
    flags = [_flag(found, watching.rules[rule]["weight"]) for (rule, _), found in grouped.items()]
    return sorted(flags, key=lambda one: (-one.score, one.rule, one.name, one.about))


def _flag(found: Sequence[Finding], weight: int) -> Flag:
    newest = tuple(sorted(found, key=lambda one: one.until, reverse=True))
    score = round(weight * sum(one.over for one in found), 1)
    return Flag(newest[0].rule, newest[0].about, newest[0].name, score, newest)


def _settled(one: Finding, aside: Aside | None) -> bool:
    return (
        aside is not None
        and max(one.views, default=0) <= aside.views
        and max(one.events, default=0) <= aside.events
    )  # fmt: skip
