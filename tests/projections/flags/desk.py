"""Looks, people and limits in few words, for tests of the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from domain.mrn import mrn
from domain.watching import RULES, Limits
from projections.flags.given import Known, Look, Person, Stay, words

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
ADA, BEN, EVA = "p-1", "p-2", "p-3"
_positions = count(1)


def after(**by: float) -> datetime:
    return NOON + timedelta(**by)


def look(patient: str = ADA, at: datetime = NOON, name: str = "Ama Boateng", **told: Any) -> Look:
    """A clerk opened a record; `actor` is by name, if nothing else is said."""
    fields = {
        "actor": f"u-{name}", "role": "clerk", "section": "record", "medium": "page", "outcome": "shown",
        "address": f"/patients/{patient}", **told,
    }  # fmt: skip
    return Look(next(_positions), at, name=name, subject=patient, **fields)


def search(words: str, at: datetime = NOON, **told: Any) -> Look:
    return look("", at, section="search", medium="list", address="/patients", sought=words, **told)


def asked(n: int, at: datetime = NOON, outcome: str = "shown", **told: Any) -> Look:
    """For the n-th record number."""
    return look(f"p-{n}" if outcome == "shown" else "", at, address=f"/patients/{mrn(n)}", outcome=outcome, **told)


def person(id: str, name: str, family: str = "", **told: Any) -> Person:
    return Person(id, (frozenset(words(name)),), frozenset(words(family)), **told)


def known(*people: Person, **told: Any) -> Known:
    return Known(people={one.id: one for one in people}, **{"total": 500, **told})


def stay(began: datetime, minutes: float = 30) -> Stay:
    return Stay(began, began + timedelta(minutes=minutes))


def limits(rule: str, **other: int) -> Limits:
    return {**RULES[rule].limits, **other}
