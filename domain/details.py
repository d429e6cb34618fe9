"""What is kept of a person, read at the door: each field, what goes with what, and what is too odd."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from domain import values
from domain.fact import Plain
from domain.partial import PartialDate
from domain.refusal import Doubt, Refused
from domain.text import one_of, optional
from domain.values import each

OLDEST = 130  # years
ANONYMOUS = "anonymous"
NORMAL = "N"

READERS: dict[str, values.Reader] = {
    "names": each(values.name),
    "birth": values.birth,
    "gender": lambda value, field: one_of(value, values.GENDERS, field),
    "sex_at_birth": values.choice(*values.SEXES),
    "gender_identity": optional,
    "name_to_use": optional,
    "pronouns": optional,
    "identifiers": each(values.identifier),
    "contacts": each(values.contact),
    "no_contact": values.flag,
    "addresses": each(values.address),
    "next_of_kin": each(values.kin),
    "language": optional,
    "interpreter_needed": values.flag,
    "marital_status": optional,
    "occupation": optional,
    "note": values.note,
    "found_at": optional,
    "confidentiality": values.choice(*values.LABELS),
    "registration_source": values.choice(*values.SOURCES),
}


def read(wanted: Mapping[str, Any]) -> Plain:
    """The details whole; `Refused` names the field that is wrong. "There is no contact" lapses once there is one."""
    told = values.shape(wanted, "", READERS)
    if "names" not in told:
        raise Refused("names", "Write the name, in one field or in parts.")
    if "contacts" in told or not told.get("no_contact"):
        told.pop("no_contact", None)
    return told


def anonymous(details: Plain) -> bool:
    """Whether nobody has said yet who this is: an alias stands where the name will."""
    names = details.get("names") or [{}]
    return bool(names[0].get("use") == ANONYMOUS)


def contradict(was: Plain, now: Plain) -> bool:
    """Whether two births cannot both be true; to be known more closely is no contradiction."""
    if not (was.get("value") and now.get("value")):
        return bool(was.get("value"))
    before, after = (PartialDate.parse(one["value"], "birth") for one in (was, now))
    return after.latest < before.earliest or before.latest < after.earliest


def doubts(details: Plain, today: date) -> list[Doubt]:
    """`Refused` for a birth that cannot be, doubts for one that is unlikely."""
    if not (value := details["birth"].get("value")):
        return []
    born = PartialDate.parse(value, "birth")
    if born.earliest > today:
        raise Refused("birth", f"{value} is in the future.")
    if born.age(today - timedelta(days=1))[0] >= OLDEST and details["birth"].get("basis") != "document":
        return [
            Doubt("very-old", "birth", f"Born {value}: more than {OLDEST} years ago. Is there a document that says so?")
        ]
    return []
