"""What befalls a record that is closed to somebody: opened in an emergency, closed again, looked into."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.confidentiality import EMERGENCIES
from domain.fact import Decision, Decisions, Fact, Plain, iso
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of

_SHORTEST = 15  # characters that say why someone had to look


@dataclass(frozen=True)
class GlassBroken(Fact):
    """Somebody opened a record that is closed to them, and said why."""

    TOPIC = "glass.broken"
    glass: str
    why: str


@dataclass(frozen=True)
class GlassBrokenUntil(Fact):
    """The same for a time: `emergency` is one of `domain.confidentiality.EMERGENCIES`, `until` a time in UTC."""

    TOPIC = "glass.broken"
    VERSION = 2
    glass: str
    emergency: str
    why: str
    until: str


@dataclass(frozen=True)
class GlassEnded(Fact):
    """Whoever opened it closed it again, before the time was over: `was` is when it would have been."""

    TOPIC = "glass.ended"
    glass: str
    was: str


@dataclass(frozen=True)
class GlassReviewed(Fact):
    TOPIC = "glass.reviewed"
    glass: str
    finding: str


COMINGS = frozenset((GlassBroken.TOPIC, GlassEnded.TOPIC))
"""To come to a record and to go is no work on it, and gives nobody a reason to come again."""


def opened(glass: str, emergency: str, why: str, until: datetime) -> Decisions:
    said = needed(why, "why", PARAGRAPH)
    if len(said) < _SHORTEST:
        raise Refused("why", f"Say why in at least {_SHORTEST} characters.")
    told = {"emergency": one_of(emergency, EMERGENCIES, "emergency"), "why": said, "until": iso(until)}
    return (Decision(GlassBrokenUntil, {"glass": glass, **told}),)


def ended(item: Plain, people: Collection[str], now: datetime) -> Decisions:
    """`people` are those who end it: one of them opened it. What is over is not ended once more."""
    if _opener(item).isdisjoint(people):
        raise Refused("entry", "Somebody else opened it. What the privacy officer finds ends it.")
    if item.get("until", "") <= iso(now):
        return ()
    return (Decision(GlassEnded, {"glass": item["id"], "was": item["until"]}),)


def reviewed(item: Plain, finding: str, people: Collection[str]) -> Decisions:
    """`people` are those who look into it: never who broke it, nor for whom."""
    if not _opener(item).isdisjoint(people):
        raise Refused("finding", "You opened it yourself: somebody else has to look into it.")
    return (Decision(GlassReviewed, {"glass": item["id"], "finding": needed(finding, "finding", PARAGRAPH)}),)


def _opener(item: Plain) -> set[str]:
    return {item[name] for name in ("actor", "behalf") if item.get(name)}
