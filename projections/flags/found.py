"""What a rule finds: in a sentence, with the evidence, and how far it is beyond the limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from projections.flags.given import Look


class Finding(NamedTuple):
    """`views` are positions in the log of reads, `events` in that of the records. `actor` is empty where it is about a
    record alone; `amount` was counted, and `limit` is from where on that is flagged."""

    rule: str
    actor: str
    name: str
    says: str
    since: datetime
    until: datetime
    patients: tuple[str, ...] = ()
    views: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    amount: int = 1
    limit: int = 1

    @property
    def over(self) -> float:
        """How many times the limit."""
        return self.amount / max(self.limit, 1)

    @property
    def about(self) -> str:
        """Whom it flags: one of the staff, or a record."""
        return self.actor or self.patients[0]


def of_looks(rule: str, looks: Sequence[Look], says: str, amount: int = 1, limit: int = 1) -> Finding:
    """`looks` are of one person, in the order of time."""
    first, last = looks[0], looks[-1]
    patients = tuple(dict.fromkeys(one.subject for one in looks if one.subject))
    views = tuple(one.position for one in looks)
    return Finding(rule, first.actor, first.name, says, first.at, last.at, patients, views, (), amount, limit)


def by_pair(looks: Iterable[Look]) -> Iterator[list[Look]]:
    """Those of one person and one patient together."""
    pairs: dict[tuple[str, str], list[Look]] = {}
    for one in looks:
        pairs.setdefault((one.actor, one.subject), []).append(one)
    yield from pairs.values()


def by_actor(looks: Iterable[Look]) -> Iterator[list[Look]]:
    people: dict[str, list[Look]] = {}
    for one in looks:
        people.setdefault(one.actor, []).append(one)
    yield from people.values()


def days(looks: Iterable[Look]) -> int:
    """On how many days."""
    return len({one.at.date() for one in looks})


def bursts(
    looks: Sequence[Look], keys: Sequence[str], within: timedelta, least: int
) -> Iterator[tuple[list[Look], int]]:
    """Stretches of time in which `least` different keys were seen within such a time, and how many at most."""
    held, most, start, seen = list[Look](), 0, 0, Counter[str]()
    for end, look in enumerate(looks):
        seen[keys[end]] += 1
        while look.at - looks[start].at > within:
            seen[keys[start]] -= 1
            if not seen[keys[start]]:
                del seen[keys[start]]
            start += 1
        if held and 2 * len(seen) < least:
            yield held, most
            held, most = [], 0
        if len(seen) >= least:
            most = max(most, len(seen))
            held = held or list(looks[start:end])
        if most:
            held.append(look)
    if held:
        yield held, most


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def counted(number: int, thing: str, things: str = "") -> str:
    """`1 record`, `2 records`"""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"
