"""The change log counted: how many events fit, from when to when, and what they can be narrowed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.fact import Plain
from domain.reasons import REASONS
from projections.asked import MARKS
from projections.changes import Changes
from web.review.log_query import LogQuery
from web.wording import addresses, kinds, words
from web.wording.addresses import Address

MOST = 10_000  # events that are counted unasked
_TITLES = {
    "what": "What", "chapter": "Part of the record", "actor": "Who", "reason": "Why", "marked": "Marked",
    "channel": "How",
}  # fmt: skip
_Value = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet; `share` of the most frequent one, in per cent."""

    text: str
    count: int
    share: int
    on: bool
    address: Address


@dataclass(frozen=True, slots=True)
class Tally:
    """`capped`: there are more than were counted. `first` and `last` are recorded times, None where nothing fits."""

    total: int
    capped: bool
    first: str | None
    last: str | None
    facets: list[tuple[str, list[Option]]]


def tally(changes: Changes, query: LogQuery, signed: int, exact: bool = False) -> Tally:
    """Each facet is counted without its own filter, so that one can go from one value to the next."""
    most = None if exact else MOST + 1
    rows = changes.tally(query.filters, signed, most)
    total = sum(row["count"] for row in rows)
    capped = most is not None and total == most
    facets = []
    for name, title in _TITLES.items():
        own = rows if name not in query.parts else changes.tally(query.without(name).filters, signed, most)
        if options := list(_options(name, _counted(name, own), query)):
            facets.append((title, options))
    first, last = (min((row["first"] for row in rows), default=None), max((row["last"] for row in rows), default=None))
    return Tally(total - capped, capped, first, last, facets)


def _counted(name: str, rows: Iterable[Plain]) -> Counter[_Value]:
    counts: Counter[_Value] = Counter()
    for row in rows:
        for value in _values(name, row):
            counts[value] += row["count"]
    return counts


def _options(name: str, counts: Counter[_Value], query: LogQuery) -> Iterator[Option]:
    most = max(counts.values(), default=1)
    for (code, text), count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        address = addresses.narrowed(name, code, query.asked)
        yield Option(text, count, round(100 * count / most), query.asked.get(name) == code, address)


def _values(name: str, row: Plain) -> list[_Value]:
    match name:
        case "what":
            return [(kinds.slug(row["type"]), kinds.word(row["type"]))]
        case "chapter":
            return [(row["chapter"], words.label(row["chapter"]))] if row["chapter"] else []
        case "actor":
            return [(row["actor"], row["name"])]
        case "reason":
            why = str(row["reason"] or "")
            return [(why, REASONS.get(why, why))] if why else []
        case "channel":
            code = str(row["channel"])
            return [(code, kinds.CHANNELS.get(code, code).capitalize())]
        case _:
            return [(mark, kinds.MARKS[mark]) for mark in (*MARKS, "unanchored") if row[mark]]
