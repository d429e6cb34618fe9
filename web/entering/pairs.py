"""Two records that may be of one person, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.fact import Plain
from projections.likeness.score import Reason
from projections.likeness.view import Pair
from projections.reading import StoredReading
from projections.views import Views
from web.entering import births, likely
from web.wording import words

_FIELDS = {
    "names": "Name", "birth": "Born", "gender": "Gender", "contacts": "Contact", "addresses": "Address",
    "identifiers": "Number", "next_of_kin": "Next of kin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    mrn: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The record that was opened first stands first. `rows` are (label, the one, the other, whether they are the same),
    of what at least one of them has."""

    key: str
    one: Side
    other: Side
    strong: bool
    why: list[Reason]
    rows: list[tuple[str, str, str, bool]]


def beside(views: Views, pairs: list[Pair], today: date) -> list[Beside]:
    return [_beside(views, pair, today) for pair in pairs]


def _beside(views: Views, pair: Pair, today: date) -> Beside:
    hits = sorted((views.directory.person(UUID(one)) for one in (pair.one, pair.other)), key=lambda hit: hit["mrn"])
    left, right = (_told(StoredReading(views.current, UUID(hit["id"])).details) for hit in hits)
    first, second = (_side(hit, today) for hit in hits)
    rows = [(label, left[name], right[name], left[name] == right[name]) for name, label in _FIELDS.items()]
    shown = [row for row in rows if row[1] or row[2]]
    return Beside(f"{pair.one} {pair.other}", first, second, pair.verdict == "likely", pair.reasons, shown)


def _side(hit: Plain, today: date) -> Side:
    return Side(hit["mrn"], hit["name"], likely.about(hit, today))


def _told(details: Plain) -> dict[str, str]:
    told = {name: words.value(details.get(name)) for name in _FIELDS}
    born = details.get("birth", {}).get("value")
    kin = words.value([one.get("name") for one in details.get("next_of_kin", ())])
    read = {"birth": births.between(born) if born else "", "gender": told["gender"].capitalize(), "next_of_kin": kin}
    return {**told, **read}
