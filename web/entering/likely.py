"""Who is on file already, beside a form about somebody: the likeliest first, with the reasons for and against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain import mrn
from domain.fact import Plain
from domain.refusal import Refused
from projections.likeness.person import of_details
from projections.likeness.score import Reason
from projections.views import Views
from web.access.closed import MASK
from web.entering import births
from web.wording import ages, words

_NAMES = (("name", ""), ("other_name", "other_use"), ("third_name", "third_use"))


@dataclass(frozen=True, slots=True)
class Match:
    """`why` are the reasons for and against; `evidence` is what is recorded where this is said to be somebody else."""

    patient: UUID
    mrn: str
    name: str
    about: str
    strong: bool
    why: tuple[Reason, ...]
    evidence: Plain


def matches(views: Views, values: Mapping[str, str], today: date) -> list[Match]:
    """Of what was typed so far; a field that cannot be read says nothing."""
    found = views.duplicates.like(of_details(_details(values, today)))
    return [_match(views, one.patient, one.like.verdict, one.like.reasons, one.plain(), today) for one in found]


def _match(views: Views, patient: str, verdict: str, why: tuple[Reason, ...], evidence: Plain, today: date) -> Match:
    hit = views.directory.person(UUID(patient))
    return Match(UUID(patient), hit["mrn"], hit["name"], about(hit, today), verdict == "likely", why, evidence)


def number_alone(one: Match) -> Match:
    return replace(one, name=MASK, about=mrn.shown(one.mrn), why=())


def about(hit: Plain, today: date) -> str:
    """`00 201 377-83 · 2 Mar 1996, 30 y · Female`"""
    born = filter(None, (words.when(hit["born"]) or "birth not known", ages.age(hit["born"], today)))
    return " · ".join([mrn.shown(hit["mrn"]), ", ".join(born), hit["sex"].capitalize()])


def _details(values: Mapping[str, str], today: date) -> Plain:
    """What was typed, as a file holds it."""
    told = {name: text for name, value in values.items() if (text := value.strip())}
    named = [{"text": told[name], "use": told.get(use)} for name, use in _NAMES if name in told]
    return {
        "names": named,
        "birth": _birth(told.get("born", ""), today),
        "gender": told.get("gender", ""),
        "contacts": _one(told, "phone", "value"),
        "addresses": _one(told, "address", "text"),
        "identifiers": _one(told, "insurance", "value"),
        "next_of_kin": _one(told, "kin_name", "name"),
    }


def _one(told: Mapping[str, str], field: str, part: str) -> list[Plain]:
    return [{part: told[field]}] if field in told else []


def _birth(born: str, today: date) -> Plain:
    try:
        return births.read(born, today) if born else {}
    except Refused:
        return {}
