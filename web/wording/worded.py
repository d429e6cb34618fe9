"""Two texts word by word: what stayed, what was taken out, what was put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

SAME, OUT, IN = "", "del", "ins"
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_MOST = 1_000  # words and gaps of both texts that are held against each other
_ALIKE = 0.35  # from here on it is read as one text that was changed


class Run(NamedTuple):
    """Text of one kind: `SAME`, `OUT` or `IN`."""

    kind: str
    text: str


def runs(was: str, now: str) -> list[Run]:
    """From one text to the other: without `IN` it reads as the first, without `OUT` as the second.

    Texts that have little in common stand one after the other; so do their middles where that would take long.
    """
    one, two = _WORD.findall(was), _WORD.findall(now)
    head = _alike(one, two)
    tail = _alike(one[head:][::-1], two[head:][::-1])
    middle = list(_middle(one[head : len(one) - tail], two[head : len(two) - tail]))
    same = sum(len(text) for kind, text in middle if kind == SAME) + sum(map(len, one[:head] + one[len(one) - tail :]))
    if was != now and 2 * same < _ALIKE * (len(was) + len(now)):
        return [Run(kind, text) for kind, text in ((OUT, was), (IN, now)) if text]
    ends = Run(SAME, "".join(one[:head])), Run(SAME, "".join(one[len(one) - tail :]))
    joined = _joined(iter((ends[0], *middle, ends[1])))
    return [Run(kind, "".join(text for _, text in of)) for kind, of in groupby(joined, key=lambda one: one.kind)]


def _alike(one: Sequence[str], two: Sequence[str]) -> int:
    """With how many words both begin."""
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _middle(one: Sequence[str], two: Sequence[str]) -> Iterator[Run]:
    if len(one) + len(two) > _MOST:
        return iter((Run(OUT, "".join(one)), Run(IN, "".join(two))))
    return _steps(SequenceMatcher(None, one, two, autojunk=False), one, two)


def sides(was: str, now: str) -> tuple[list[Run], list[Run]]:
    """The same to be read side by side."""
    every = runs(was, now)
    return [one for one in every if one.kind != IN], [one for one in every if one.kind != OUT]


def _steps(match: SequenceMatcher[str], one: Sequence[str], two: Sequence[str]) -> Iterator[Run]:
    for tag, i, j, k, m in match.get_opcodes():
        if tag == "equal":
            yield Run(SAME, "".join(one[i:j]))
        else:
            yield Run(OUT, "".join(one[i:j]))
            yield Run(IN, "".join(two[k:m]))


def _joined(steps: Iterator[Run]) -> Iterator[Run]:
    """A gap between two changed words belongs to them: `two words`, not `two` and `words`."""
    out = into = ""
    for kind, text in steps:
        if kind == SAME and not (text.isspace() and (out or into)):
            yield from _changed(out, into)
            out = into = ""
            if text:
                yield Run(SAME, text)
        else:
            out += text if kind != IN else ""
            into += text if kind != OUT else ""
    yield from _changed(out, into)


def _changed(out: str, into: str) -> Iterator[Run]:
    tail = _common_tail(out, into)
    out, into = out[: len(out) - len(tail)], into[: len(into) - len(tail)]
    yield from (Run(kind, text) for kind, text in ((OUT, out), (IN, into), (SAME, tail)) if text)


def _common_tail(out: str, into: str) -> str:
    """The gap that both end with, if it turned out that no changed word follows."""
    tail = out[len(out.rstrip()) :]
    return tail if tail and into.endswith(tail) and out != tail and into != tail else ""
