"""The change log counted: how many events fit, from when to when, and what they can be narrowed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from domain.reasons import REASONS
from projections.changes import Changes
from web import addresses, kinds
from web.addresses import Address
from web.log_query import LogQuery, Row, marks

MOST = 2_000  # events that are counted unasked
_TITLES = {"what": "What", "actor": "Who", "reason": "Why", "marked": "Marked", "channel": "How"}
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


class _Counted:
    """One pass over what fits, with every facet beside it."""

    def __init__(self, rows: Iterable[Row], signed: int) -> None:
        self.total, self.times = 0, list[str]()
        self.facets: dict[str, Counter[_Value]] = {name: Counter() for name in _TITLES}
        for row in rows:
            self.total += 1
            self.times = [*self.times[:1], row["recorded_at"]]
            for name, counter in self.facets.items():
                counter.update(_values(name, row, signed))


def tally(changes: Changes, query: LogQuery, signed: int, exact: bool = False) -> Tally:
    """Each facet is counted without its own filter, so that one can go from one value to the next."""
    most = None if exact else MOST
    rows = query.rows(changes)
    told = _Counted(islice(rows, most), signed)
    capped = next(rows, None) is not None
    facets = []
    for name, title in _TITLES.items():
        own = told if name not in query.parts else _Counted(query.without(name).rows(changes, most), signed)
        if options := list(_options(name, own.facets[name], query)):
            facets.append((title, options))
    return Tally(told.total, capped, min(told.times, default=None), max(told.times, default=None), facets)


def _options(name: str, counts: Counter[_Value], query: LogQuery) -> Iterator[Option]:
    most = max(counts.values(), default=1)
    for (code, text), count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        address = addresses.narrowed(name, code, query.asked)
        yield Option(text, count, round(100 * count / most), query.asked.get(name) == code, address)


def _values(name: str, row: Row, signed: int) -> list[_Value]:
    match name:
        case "what":
            return [(kinds.slug(row["type"]), kinds.word(row["type"]))]
        case "actor":
            return [(row["actor"]["id"], row["actor"]["name"])]
        case "reason":
            code = row["reason"]["code"] if row["reason"] else None
            return [(code, REASONS.get(code, code))] if code else []
        case "channel":
            code = str(row["channel"])
            return [(code, kinds.CHANNELS.get(code, code).capitalize())]
        case _:
            found = marks(row) | ({"unanchored"} if row["position"] > signed else set())
            return [(mark, kinds.MARKS[mark]) for mark in found]
