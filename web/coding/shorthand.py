"""What clerks and doctors write for short, and what it may mean: proposed, never put in its place by itself."""

from __future__ import annotations

import re
from typing import NamedTuple

from domain.text import folded
from web.coding.terms import DRUGS, NONE, PROBLEMS, PROCEDURES, REACTIONS, RELATIONS, SIDES, SOCIAL

_AFTER = re.compile(r"(?:s/p|status post|post)\s+(.+)")
_FAMILY = re.compile(r"(?:fhx?|family history)\b:?\s*(?:of\s+)?(.+)")
_AGE = re.compile(r"\s*(?:at|@|aged?)?\s*(\d{1,2})(?:\s*y(?:ears?)?(?: old)?)?$")


class Proposal(NamedTuple):
    """What may have been meant. `none` is a kind of which there is none; `age` is that at onset, in years."""

    kind: str
    what: str
    code: str = ""
    reaction: str = ""
    relation: str = ""
    age: str = ""
    side: str = ""
    aspect: str = ""
    none: str = ""

    @property
    def words(self) -> str:
        """`Penicillin, rash (allergy)`"""
        parts = (f"{self.relation}: {self.what}" if self.relation else self.what, self.side, self.reaction)
        told = ", ".join(part for part in (*parts, self.age and f"at {self.age}") if part)
        return f"{told} ({self.kind})" if self.kind else told


def expanded(said: str) -> Proposal | None:
    """What shorthand means, in full; None where nothing of it is known or there is nothing to add."""
    text = " ".join(folded(said).replace(",", " ").split())
    if text in NONE:
        return Proposal("", NONE[text][1], none=NONE[text][0])
    found = _procedure(text) or _allergy(text) or _family(text) or _social(text) or _problem(text)
    return found if found and folded(found.what) != folded(said).strip() else None


def plainly(said: str) -> str:
    """What to look for in the table of diagnoses: the code or the words that shorthand stands for, or what was said."""
    meant = expanded(said)
    return meant.code or meant.what if meant else said


def _procedure(text: str) -> Proposal | None:
    after = _AFTER.fullmatch(text)
    side, rest = _side(after[1] if after else text)
    if rest in PROCEDURES:
        return Proposal("procedure", PROCEDURES[rest], side=side)
    return Proposal("procedure", _capital(rest), side=side) if after else None


def _allergy(text: str) -> Proposal | None:
    """A drug and what it did, in either order, with or without `allergy`."""
    words = text.replace("allergic to", "allergy").split()
    told = [word for word in words if word not in ("allergy", "allergies", "all", "to", "->", "-", ":")]
    drugs = [DRUGS[word] for word in told if word in DRUGS]
    reactions = [REACTIONS[word] for word in told if word in REACTIONS]
    if len(drugs) != 1 or len(drugs) + len(reactions) != len(told) or not (reactions or len(told) < len(words)):
        return None
    return Proposal("allergy", drugs[0], reaction=", ".join(reactions))


def _family(text: str) -> Proposal | None:
    family = _FAMILY.fullmatch(text)
    words = (family[1] if family else text).split()
    relations = [word for word in words if word in RELATIONS]
    rest = " ".join(word for word in words if word not in RELATIONS and word not in ("of", "had", "has", "with"))
    if not rest or len(relations) != 1:
        return None
    age = _AGE.search(rest)
    rest = rest[: age.start()] if age else rest
    what, code = PROBLEMS.get(rest, (_capital(rest), ""))
    return Proposal("family", what, code, relation=RELATIONS[relations[0]], age=age[1] if age else "") if rest else None


def _social(text: str) -> Proposal | None:
    aspect, what = SOCIAL.get(text, ("", ""))
    return Proposal("social", what, aspect=aspect) if what else None


def _problem(text: str) -> Proposal | None:
    side, rest = _side(text)
    what, code = PROBLEMS.get(rest, ("", ""))
    return Proposal("problem", what, code, side=side) if what else None


def _side(text: str) -> tuple[str, str]:
    """`left` of `l tkr`, and the rest."""
    first, _, rest = text.partition(" ")
    return (SIDES[first], rest) if rest and first in SIDES else ("", text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
