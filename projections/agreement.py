"""How well two who keyed the same agree: by field, with an interval that holds for few as for many."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from projections.verifications import Sampled

_Z = 1.959963984540054  # of the normal distribution, for 95 %


class Agreement(NamedTuple):
    """Of one field of one chapter: how many agree, of how many; the share and its ends at 95 %, from 0 to 1."""

    chapter: str
    field: str
    agree: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.agree / self.of


def wilson(agree: int, of: int) -> tuple[float, float]:
    """The score interval of Wilson (J. Am. Stat. Assoc. 22, 1927, 209), both ends from 0 to 1."""
    share, square = agree / of, _Z * _Z
    middle, wide = share + square / (2 * of), _Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return (middle - wide) / whole if agree else 0.0, (middle + wide) / whole if agree < of else 1.0


def agreement(items: Iterable[Sampled]) -> list[Agreement]:
    """Field by field, in the order in which they occur; of those that were keyed."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for one in items:
        for field, was in (one.keyed["was"] if one.keyed else {}).items():
            agree, of = counts.get((one.place.chapter, field), (0, 0))
            same = one.keyed is not None and one.keyed["keyed"].get(field) == was
            counts[one.place.chapter, field] = agree + same, of + 1
    return [Agreement(*place, agree, of, *wilson(agree, of)) for place, (agree, of) in counts.items()]


def differing(one: Sampled) -> list[str]:
    """The fields in which the two do not agree; none while one of them is missing."""
    told = one.keyed
    return [field for field, was in told["was"].items() if told["keyed"].get(field) != was] if told else []
