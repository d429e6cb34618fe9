"""Names against names: words in any order, spelt alike, run together, shortened; the rarer a word, the more it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from projections.likeness.person import Words
from projections.likeness.spelling import alike

Rarity = Callable[[str], float]
"""How many bits it says that somebody bears this word: minus the logarithm, base 2, of the share of people who do."""
Pair = tuple[int, int]
_MOST = 22.0  # bits: many words of one name do not come by chance one by one
_INITIAL = 1.5
_AGAINST = -6.0


class Names(NamedTuple):
    """Two names side by side.

    `spelt` are words that are alike but not the same, `differ` those that have nothing to do with each other. `moved`:
    the last word of the one is not the last of the other; `joined`: words were run together; `whole`: none is left.
    """

    bits: float
    shared: int = 0
    spelt: tuple[Words, ...] = ()
    differ: tuple[Words, ...] = ()
    moved: bool = False
    joined: bool = False
    whole: bool = False


def usual(word: str) -> float:
    """Where nobody has counted: one of two hundred and fifty."""
    return 8.0


def compare(one: Sequence[Words], other: Sequence[Words], rarity: Rarity = usual) -> Names | None:
    """The pair of names that speaks most for one person; None where one of the two has no name."""
    told = [_aligned(*sides, rarity) for a, b in product(one, other) for sides in _spellings(a, b)]
    return max(told, key=lambda names: (names.bits, -len(names.differ), names)) if told else None


def _spellings(one: Words, other: Words) -> Iterator[tuple[Words, Words, bool]]:
    """As they stand, and with two neighbours run together where the other has fewer words."""
    one, other = sorted((one, other))  # so that it is the same from both sides
    yield one, other, False
    if len(one) > len(other):
        yield from ((joined, other, True) for joined in _joined(one))
    if len(other) > len(one):
        yield from ((one, joined, True) for joined in _joined(other))


def _joined(name: Words) -> Iterator[Words]:
    return ((*name[:n], name[n] + name[n + 1], *name[n + 2 :]) for n in range(len(name) - 1))


def _aligned(one: Words, other: Words, joined: bool, rarity: Rarity) -> Names:
    near = {(a, b): alike(left, right) for a, left in enumerate(one) for b, right in enumerate(other)}
    pairs = _matched(sorted(((a, b) for a, b in near if near[a, b]), key=lambda pair: (-near[pair], *pair)))
    bits = sum(min(rarity(one[a]), rarity(other[b])) * worth(near[a, b]) for a, b in pairs)
    left, right = _rest(len(one), [a for a, _ in pairs]), _rest(len(other), [b for _, b in pairs])
    initials = _matched([(a, b) for a in left for b in right if _initial(one[a], other[b])])
    alone = _rest(left, [a for a, _ in initials]), _rest(right, [b for _, b in initials])
    differ = tuple((one[a], other[b]) for a, b in zip(*alone, strict=False))
    return Names(
        min(bits + _INITIAL * len(initials), _MOST) + _AGAINST * len(differ),
        len(pairs) + len(initials),
        tuple((one[a], other[b]) for a, b in pairs if one[a] != other[b]),
        differ,
        len(pairs) > 1 and any((a == len(one) - 1) != (b == len(other) - 1) for a, b in pairs),
        joined and bool(pairs),
        len(pairs) == len(one) == len(other),
    )


def _matched(ranked: Iterable[Pair]) -> list[Pair]:
    """Each word goes with one other, those first that come first."""
    taken: list[Pair] = []
    for a, b in ranked:
        if all(a != left and b != right for left, right in taken):
            taken.append((a, b))
    return taken


def _rest(places: int | Sequence[int], taken: Sequence[int]) -> list[int]:
    return [n for n in (range(places) if isinstance(places, int) else places) if n not in taken]


def worth(near: float) -> float:
    """The part of a word's bits that one spelt like it is worth."""
    return 1.0 if near == 1 else max(0.0, 0.9 - (1 - near) * 2)


def _initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]
