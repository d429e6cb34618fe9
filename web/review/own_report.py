"""What a patient is told of their own record: who looked, and what was changed, in words that need no training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.staff import ROLES
from projections.accesses import Row
from web.reads.shown import SECTIONS
from web.record.timeline import Event
from web.wording import words

LOOKED = {
    "page": "looked at", "form": "worked on", "file": "took a file of", "print": "printed", "document": "opened",
    "list": "saw your name in", "command": "read",
}  # fmt: skip
_WHAT = {
    "record": "the summary of your record", "desk": "the list on the start page", "search": "a search",
    "registration": "the registration", "form": "your record", "entry-form": "an entry", "chapter": "a part of it",
    "entry": "an entry", "background": "your medical history", "documents": "the list of your documents",
    "document": "one of your documents", "chart": "your chart", "growth": "your growth chart",
    "life": "the line of your life", "label": "your label", "missing": "what your record lacks",
    "worklist": "the work list", "duplicates": "records like yours", "register": "the list of visits",
    "trail": "the history of changes", "comparison": "what changed", "blame": "who wrote something",
    "log": "the log of changes", "event": "one change", "access": "the list of who looked",
    "impact": "who had seen a mistake", "seen": "what somebody had seen", "own-report": "this report", "case": "a case",
    "cases": "the list of cases", "asked": "a question", "flags": "what ought to be looked into",
    "without": "your record without one person's entries",
    "releases": "the list of who was given a part of your record", "disclosed": "a part of it for somebody outside",
    "amendments": "what you ask to be changed", "requests": "the list of requests",
}  # fmt: skip
_WHY = {
    "TREAT": "for your treatment", "HOPERAT": "for the work of the records office", "PATRQT": "because you asked",
    "HPAYMT": "for payment or insurance", "PUBHLTH": "for public health", "HRESCH": "for research",
    "HCOMPL": "to review how records are kept", "BTG": "in an emergency",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What one person did on one day."""

    who: str
    did: str
    why: str


def looked(reads: Iterable[Row]) -> list[tuple[str, list[Told]]]:
    """By day, the newest first: each person once, with everything that they were shown."""
    days = groupby(reads, key=lambda row: words.day(row["at"]))
    return [(day, [_told(list(of)) for of in _by_person(list(rows))]) for day, rows in days]


def changed(events: Sequence[Event]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By day, the newest first: (what and by whom, in which role, why)."""
    days = groupby(events, key=lambda event: words.day(event.at))
    return [(day, [(one.says, role(one.by.role), one.reason) for one in of]) for day, of in days]


def role(code: str) -> str:
    return (ROLES.get(code) or code).lower()


def person(name: str, code: str) -> str:
    return f"{name} ({role(code)})"


def _by_person(rows: list[Row]) -> Iterable[list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["actor"], []).append(row)
    return found.values()


def _told(rows: list[Row]) -> Told:
    did: dict[str, int] = {}
    for row in rows:
        section = _WHAT.get(row["section"]) or str(SECTIONS.get(row["section"], row["section"])).lower()
        what = f"{LOOKED.get(row['medium'], 'was shown')} {section}"
        did[what] = did.get(what, 0) + 1
    parts = [what if number == 1 else f"{what}, {number} times" for what, number in did.items()]
    why = {_WHY[row["purpose"]]: None for row in rows if row["purpose"] in _WHY}
    return Told(person(rows[0]["name"], rows[0]["role"]), "; ".join(parts), ", ".join(why))
