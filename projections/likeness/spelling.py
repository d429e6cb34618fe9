"""How alike two words are, as people write, mishear and mistype them."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

ALIKE = 0.84  # below this two words are two words
_SOUNDS = (
    ("ough", "o"), ("sch", "s"), ("tch", "c"), ("ph", "f"), ("ch", "c"), ("ck", "k"), ("sh", "s"), ("th", "t"),
    ("gh", "g"), ("kn", "n"), ("wr", "r"), ("wh", "w"), ("dg", "j"), ("qu", "k"), ("x", "ks"), ("q", "k"), ("c", "k"),
    ("z", "s"), ("j", "g"), ("v", "f"), ("w", "f"), ("b", "p"), ("d", "t"),
)  # fmt: skip
_SILENT = frozenset("aeiouyh")


@lru_cache(100_000)
def alike(one: str, other: str) -> float:
    """1 for the same word, 0 for two words that have nothing to do with each other. Symmetric."""
    if one == other:
        return 1.0
    if one > other:
        return alike(other, one)
    if min(len(one), len(other)) < 3 or one.isdigit() or other.isdigit():
        return 0.0  # two figures are two figures
    near = JaroWinkler.similarity(one, other)
    slips = OSA.distance(one, other)
    longest = max(len(one), len(other))
    near = max(near, 1 - slips / longest if slips <= 2 or slips * 3 <= longest else 0.0)
    if sound(one) == sound(other):
        near = max(near, 0.9)
    return min(near, 0.97) if near >= ALIKE or (slips == 1 and longest > 3) else 0.0


@lru_cache(100_000)
def sound(word: str) -> str:
    """What is left of a word when it is heard, in Latin script: its first letter's sound and its consonants."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    kept = [word[0] if word[0] not in _SILENT else "a", *(letter for letter in word[1:] if letter not in _SILENT)]
    return "".join(letter for n, letter in enumerate(kept) if n == 0 or letter != kept[n - 1])
