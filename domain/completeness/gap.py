"""Something that a rule misses in a record, and since when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.partial import PartialDate, PartialDateTime


class Gap(NamedTuple):
    """`about` is a dotted path into the file. Nothing here depends on the time of day or on the office's policy.

    `at`: since when. `group` and `amount`: by what a policy tells cases
    apart. `met`: when the visit that it is about ended. `until`: when it ends by itself.
    `told` fills the rule's words.
    """

    rule: str
    about: str
    at: datetime
    group: str = ""
    amount: int = 0
    met: datetime | None = None
    until: datetime | None = None
    told: Plain = {}


class Seen(Protocol):
    """A patient's file as the rules read it; see `projections.reading.Reading`."""

    @property
    def details(self) -> Plain: ...

    changed: int
    """Where in the log the last event stands that was no decision of the office."""

    @property
    def blood(self) -> Plain: ...
    @property
    def determinations(self) -> list[Plain]: ...
    def entry(self, chapter: str, id: str) -> Plain | None: ...
    def count(self, chapter: str) -> int: ...
    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]: ...
    def readings(self, kind: str, most: int) -> list[Plain]: ...
    def history(self, *kinds: str) -> list[Plain]: ...


Gaps = Iterator[Gap]
OfPerson = Callable[[Seen], Gaps]
OfEntry = Callable[[Seen, Plain], Gaps]

ERROR, CANCELLED = IN_ERROR, "cancelled"


def moment(text: str | None) -> datetime | None:
    return PartialDateTime.parse(text).earliest if text else None


def over(text: str | None) -> datetime | None:
    """When it was past for certain: of a day its end."""
    return PartialDateTime.parse(text).latest if text else None


def recorded(item: Plain) -> datetime:
    return datetime.fromisoformat(item["recorded"]["at"])


def born(seen: Seen) -> PartialDate | None:
    value = seen.details.get("birth", {}).get("value")
    return PartialDate.parse(value) if value else None


def died(seen: Seen) -> PartialDateTime | None:
    when = seen.details.get("deceased", {}).get("when")
    return PartialDateTime.parse(when) if when else None


def settled(item: Plain) -> datetime:
    """When the entry came to say what it says."""
    return datetime.fromisoformat(item["corrections"][-1]["by"]["at"]) if item.get("corrections") else recorded(item)


def wanting(seen: Seen, struck: Sequence[Plain]) -> datetime:
    """Since when there is nothing: since the record was opened, or since what there was turned out to be wrong."""
    gone = [datetime.fromisoformat(one["retracted"]["by"]["at"]) for one in struck if "retracted" in one]
    return max([recorded(seen.details), *gone])


def dead(seen: Seen) -> bool:
    return bool(seen.details.get("deceased"))


def active(items: Sequence[Plain]) -> list[Plain]:
    return [one for one in items if one.get("status") not in (ERROR, CANCELLED, "lapsed")]


def texts(value: object) -> Iterator[str]:
    """Every text inside a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
