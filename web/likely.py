"""Is this patient on file already? A quick look at the moment of registering: same name, same birth, same phone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain import mrn
from domain.fact import Plain
from domain.partial import PartialDate
from domain.refusal import Refused
from projections.directory import Directory
from web import ages, words

_MOST = 4


@dataclass(frozen=True, slots=True)
class Match:
    """`why` are the reasons for and against, each as (speaks for it, words)."""

    mrn: str
    name: str
    about: str
    strong: bool
    why: list[tuple[bool, str]]


def matches(directory: Directory, name: str, born: str, phone: str, today: date) -> list[Match]:
    """Likely the same person, the likeliest first; whoever shares no more than a name is not named."""
    named = {hit["mrn"]: hit for hit in directory.search(name)} if name.strip() else {}
    called = {hit["mrn"]: hit for hit in directory.search(phone)} if len(re.sub(r"\D", "", phone)) > 4 else {}
    found = [_match(hit, number in named, number in called, born, today) for number, hit in (named | called).items()]
    return sorted((one for one in found if one), key=lambda one: not one.strong)[:_MOST]


def _match(hit: Plain, named: bool, called: bool, born: str, today: date) -> Match | None:
    near = _overlap(born, hit["born"])
    if not (named and near is not False) and not called:
        return None
    why = [
        (named, "The same words in the name" if named else "Another name"),
        (bool(near), "The birth dates fit" if near else "The birth date differs" if near is False else ""),
        (called, "The same phone number" if called else ""),
    ]
    old = ages.age(hit["born"], today)
    about = [mrn.shown(hit["mrn"]), ", ".join(filter(None, (words.when(hit["born"]) or "birth not known", old)))]
    told = [one for one in why if one[1]]
    return Match(hit["mrn"], hit["name"], " · ".join([*about, hit["sex"].capitalize()]), named and bool(near), told)


def _overlap(one: str, other: str | None) -> bool | None:
    """Whether two partial dates can be the same day; None where one of them is not known."""
    try:
        first, second = (PartialDate.parse(text) if text else None for text in (one, other))
    except Refused:
        return None
    if first is None or second is None:
        return None
    return first.earliest <= second.latest and second.earliest <= first.latest
