"""What people are found again by: whoever shares none of these keys is not looked at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from projections.likeness.person import Person, Words
from projections.likeness.spelling import sound

_FEW_YEARS = 5
_WORDS = 4  # of a name, beginning at both ends


def keys(one: Person) -> list[str]:
    """In an order that is always the same."""
    return sorted(set(_keys(one)))


def _keys(one: Person) -> Iterator[str]:
    for name in (*one.names, *one.former):
        yield from _of_name(sorted({sound(word) for word in _chosen(name)}), one)
    if len(one.born) == 10:
        year, *day = one.born.split("-")
        yield f"b {year} {' '.join(sorted(day))}"
    yield from (f"p {number}" for number in one.phones)
    yield from (f"m {''.join(filter(str.isalnum, mail.partition('@')[0]))}" for mail in one.mails)
    yield from (f"i {kind} {number}" for kind, number in one.numbers)
    for place in one.places:
        numbers = [word for word in place if word.isdigit()]
        yield from (f"a {number} {sound(word)}" for number in numbers[:3] for word in place if len(word) > 5)


def _of_name(sounds: list[str], one: Person) -> Iterator[str]:
    if len(sounds) == 1:
        yield f"n {sounds[0]}"
    yield from (f"n {first} {second}" for first, second in combinations(sounds, 2))
    for year in _years(one.born):
        yield from (f"y {year} {word}" for word in sounds)
    if len(one.born) == 10:
        yield from (f"d {' '.join(sorted(one.born[5:].split('-')))} {word}" for word in sounds)


def _years(born: str) -> range:
    """Those in which somebody may be born, where these are few."""
    first, *last = (part[:4] for part in born.split("/"))
    years = range(int(first), int((last or [first])[0]) + 1) if (first + "".join(last)).isdigit() else range(0)
    return years if len(years) <= _FEW_YEARS else range(0)


def _chosen(name: Words) -> Words:
    telling = tuple(word for word in name if len(word) > 1) or name
    return telling if len(telling) <= _WORDS else (*telling[: _WORDS - 2], *telling[-2:])
