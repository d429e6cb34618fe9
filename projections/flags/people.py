"""Who the patients are whose records were opened, and which of them bear a name of the staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import orjson
from sqlalchemy import func, select

from domain.fact import Plain
from domain.text import folded
from projections.directory import Directory
from projections.finding import COUNT, PERSON, TOKEN
from projections.flags.given import Person, words
from trail.tables import Statement, Tables, given

_p, _t = PERSON.c, TOKEN.c
_DETAILS = Statement(select(_p.patient, _p.details).where(_p.patient.in_(given("patients"))))
_NUMBERS = Statement(select(_p.mrn, _p.patient).where(_p.mrn.in_(given("numbers"))))
_BEARERS = Statement(
    select(_t.token, func.count()).where(_t.token.in_(given("words")), _t.former == 0).group_by(_t.token)
)
_MANY = 25  # patients of one name whose homes are looked at


def people(tables: Tables, ids: Iterable[str]) -> dict[str, Person]:
    rows = tables.rows(_DETAILS, {"patients": _json(ids)})
    return {patient: person(patient, orjson.loads(told)) for patient, told in rows}


def by_number(tables: Tables, numbers: Iterable[str]) -> Mapping[str, str]:
    """Ids by record number."""
    return {row[0]: row[1] for row in tables.rows(_NUMBERS, {"numbers": _json(numbers)})}


def total(tables: Tables) -> int:
    found: int = tables.rows(COUNT)[0][0]
    return found


def bearers(tables: Tables, surnames: Iterable[str]) -> dict[str, int]:
    """How many patients have this word in a name that they still bear."""
    return {row[0]: row[1] for row in tables.rows(_BEARERS, {"words": _json(surnames)})}


def of_name(directory: Directory, name: str) -> Sequence[Person]:
    """Patients who bear this very name."""
    told = frozenset(words(name))
    hits = directory.search(name, _MANY) if len(told) > 1 else []
    return [one for one in people(directory.tables, [hit["id"] for hit in hits]).values() if told in one.names]


def person(id: str, details: Plain) -> Person:
    names = details.get("names", ())
    return Person(
        id,
        tuple(frozenset(words(one["text"])) for one in names),
        frozenset(word for one in names for word in words(one.get("family", ""))),
        frozenset(" ".join(words(one["text"])) for one in details.get("addresses", ()) if one.get("text")),
        frozenset(_digits(one["value"]) for one in details.get("contacts", ()) if _digits(one["value"])),
        tuple(frozenset(words(one["name"])) for one in details.get("next_of_kin", ()) if one.get("name")),
    )


def _digits(value: str) -> str:
    """Of a number that is long enough to be somebody's own; of an e-mail address, itself."""
    digits = "".join(filter(str.isdigit, value))
    return folded(value) if "@" in value else digits if len(digits) > 5 else ""


def _json(values: Iterable[str]) -> str:
    return orjson.dumps(sorted(values)).decode()
