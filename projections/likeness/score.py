"""How likely two people are one, and why: bits of evidence, added up, against how many people there are.

A bit doubles the odds (Fellegi and Sunter, 1969). What speaks for one person must outweigh how many there are on file,
since each of them could agree by chance. How the bits were chosen: docs/decisions/0014-the-duplicate-guard.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from domain.fact import Plain
from projections.likeness import births, names
from projections.likeness.names import Names, Rarity, usual
from projections.likeness.person import Person
from projections.likeness.reach import REACH, Said

LIKELY, POSSIBLE = 7, 1  # bits beyond what the number of people asks for
_HOME = 14.0  # bits: who lives together shares telephone, address and kin
_FEW = 1000  # people: a small register is no reason to be less careful

Reason = tuple[bool, str]
"""Whether it speaks for one person, and the words."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score`: bits beyond what chance would explain; `verdict`: `likely`, `possible` or an empty text."""

    score: float
    verdict: str
    reasons: tuple[Reason, ...]

    def plain(self) -> Plain:
        """As it is recorded."""
        return {"score": round(self.score), "verdict": self.verdict, "reasons": [words for _, words in self.reasons]}


def likeness(one: Person, other: Person, people: int = 0, rarity: Rarity = usual) -> Likeness:
    """`people`: how many are on file. Symmetric; what one of the two lacks says nothing."""
    named = names.compare((*one.names, *one.former), (*other.names, *other.former), rarity)
    born = births.compare(one, other)
    told = [said for ask in REACH if (said := ask(one, other))]
    home = sum(said.bits for said in told if said.home)
    bits = sum(part.bits for part in (named, born, *told) if part) - max(0.0, home - _HOME)
    # twins share all but a given name, a daughter may share all but the birth: only a number of their own tells
    doubts = 0 if any(said.own for said in told) else bool(named and named.differ) + bool(born and born.contradict)
    reasons = [*_named(named), *_reasons(born, *told)] if named else list(_reasons(born, *told))
    score = bits - log2(max(people, _FEW))
    return Likeness(score, _verdict(score, doubts), tuple(sorted(reasons, key=lambda reason: not reason[0])))


def _verdict(score: float, doubts: int) -> str:
    if score < POSSIBLE or doubts > 1:
        return ""
    return "likely" if score >= LIKELY and not doubts else "possible"


def _reasons(*parts: births.Births | Said | None) -> Iterator[Reason]:
    return ((part.bits > 0, part.words) for part in parts if part and part.words)


def _named(named: Names) -> Iterator[Reason]:
    if named.shared:
        yield True, _shared(named)
    if named.differ:
        yield False, f"Another name: {', '.join(sorted(word.capitalize() for word in named.differ[0]))}"


def _shared(named: Names) -> str:
    near = "nearly the same" if named.spelt else "the same"
    if named.joined:
        return f"The name is {near}, written as one word"
    if not named.whole:
        return f"A part of the name is {near}"
    return f"The name is {near}{', in another order' if named.moved else ''}"
