"""Who shares keys with somebody, those who share most of them first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log2

from projections.likeness.names import Rarity
from projections.likeness.tables import EVERYBODY

MOST = 100  # patients of one key: one that more people share tells nothing, and those who came first stay
_OWN = frozenset("pmi")  # keys of a telephone, an address of mail, a number: as much as two others
_RAREST, _COMMONEST = 11.0, 2.0  # bits
_UNSEEN = 500  # people among whom a name may be met that nobody on file bears


def ranked(blocks: Iterable[tuple[str, str]], least: int = 1) -> list[str]:
    """Of keys with the patients who have them, those patients who have the most."""
    shared: Counter[str] = Counter()
    for key, members in blocks:
        weight = 2 if key[0] in _OWN else 1
        for member in members.split():
            shared[member] += weight
    return sorted((one for one in shared if shared[one] >= least), key=lambda one: (-shared[one], one))


def joined(members: str, patient: str) -> str:
    every = members.split()
    return members if patient in every or len(every) >= MOST else " ".join([*every, patient])


def left(members: str, patient: str) -> str:
    return " ".join(one for one in members.split() if one != patient)


def rarity(counts: dict[str, int]) -> Rarity:
    """By how many people bear each word."""
    people = counts.get(EVERYBODY, 0) + _UNSEEN
    return lambda word: max(_COMMONEST, min(_RAREST, -log2((counts.get(word, 0) + 1) / people)))
