"""The shapes that demographics are made of, read at the door: names, identifiers, contacts, addresses, kin, codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from domain import mrn
from domain.fact import Plain
from domain.partial import PartialDate, PartialDateTime
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of, optional

NAME_USES = ("official", "usual", "nickname", "old", "maiden", "anonymous", "temp")
IDENTIFIER_TYPES = ("MR", "NI", "PPN", "DL", "SS", "INS", "OTH")
CONTACT_SYSTEMS = ("phone", "email", "fax", "pager", "url", "sms", "other")
GENDERS = ("female", "male", "other", "unknown")
SEXES = ("F", "M", "X", "asked-unknown", "not-asked")
BIRTH_BASES = ("document", "stated", "informant", "age-stated", "estimated")
LABELS = ("N", "R", "V")
SOURCES = ("self", "kin", "police", "transfer", "import")

Reader = Callable[[Any, str], Any]


def shape(value: Any, field: str, readers: Mapping[str, Reader]) -> Plain:
    """A plain object with these fields and no others; what is absent or blank is left out."""
    if type(value) is not dict and not isinstance(value, Mapping):
        raise Refused(field, "Write this as named fields.")
    before, get = f"{field}." if field else "", value.get
    for name in value:
        if name not in readers:
            raise Refused(f"{before}{name}", "There is no such field.")
    read = {}
    for name, reader in readers.items():
        if (told := get(name)) is None and reader in _LENIENT:
            continue
        if (it := reader(told, before + name)) is not None and it != []:
            read[name] = it
    return read


_LENIENT: set[Reader] = {optional}
"""Readers that have nothing to say where nothing was told."""


def _lenient(reader: Reader) -> Reader:
    _LENIENT.add(reader)
    return reader


def beside(item: Plain, readers: Mapping[str, Reader]) -> Plain:
    """What an entry holds besides what these readers read."""
    return {name: value for name, value in item.items() if name not in readers}


def each(reader: Reader) -> Reader:
    """A list of such things; nothing is an empty list."""

    @_lenient
    def read(value: Any, field: str) -> list[Any]:
        if not isinstance(value, list | tuple | None):
            raise Refused(field, "Write this as a list.")
        return [reader(one, f"{field}.{n}") for n, one in enumerate(value or ())]

    return read


def choice(*words: str) -> Reader:
    return _lenient(lambda value, field: None if value is None else one_of(value, words, field))


@_lenient
def flag(value: Any, field: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise Refused(field, "Answer yes or no.")


@_lenient
def partial(value: Any, field: str) -> str | None:
    text = optional(value, field)
    return str(PartialDate.parse(text, field)) if text else None


@_lenient
def moment(value: Any, field: str) -> str | None:
    """A partial date or time, as it was told."""
    text = optional(value, field)
    return str(PartialDateTime.parse(text, field)) if text else None


@_lenient
def note(value: Any, field: str) -> str | None:
    return optional(value, field, PARAGRAPH)


@_lenient
def _period(value: Any, field: str) -> Plain | None:
    return None if value is None else shape(value, field, {"start": optional, "end": optional})


_CODING: dict[str, Reader] = dict.fromkeys(("system", "code", "display", "version"), optional)


def coding(value: Any, field: str) -> Plain:
    return shape(value, field, _CODING)


_CODED: dict[str, Reader] = {"text": needed, "codings": each(coding)}


def coded(value: Any, field: str) -> Plain:
    """What it is, in words, and its codes where there are any.

    The same thing is said again and again: what is answered may be shared, and is not to be changed in place.
    """
    try:
        return _coded_once(*_only(value))
    except (AttributeError, KeyError, TypeError, ValueError, Refused):  # another shape, or wrong: told in full
        return shape({"text": value} if isinstance(value, str) else value, field, _CODED)


def _only(value: Any) -> tuple[Any, ...]:
    """The text and the one coding; an error where there is anything else."""
    (one,) = value["codings"]
    if len(value) > 2:
        raise ValueError
    return value["text"], *one.items()


@lru_cache(4096)
def _coded_once(text: Any, *coding: tuple[str, Any]) -> Plain:
    return shape({"text": text, "codings": [dict(coding)]}, "", _CODED)


_NAME: dict[str, Reader] = {
    "text": needed,
    "use": choice(*NAME_USES),
    "family": optional,
    "given": each(needed),
    "prefix": each(needed),
    "suffix": each(needed),
    "lang": optional,
    "script": optional,
    "period": _period,
}


def name(value: Any, field: str) -> Plain:
    """A name as one text; its parts may be known too."""
    return shape({"text": value} if isinstance(value, str) else value, field, _NAME)


_IDENTIFIER: dict[str, Reader] = {
    "type": choice(*IDENTIFIER_TYPES),
    "issuer": optional,
    "value": needed,
    "period": _period,
    "retired": flag,
    "document_seen": flag,
}


def identifier(value: Any, field: str) -> Plain:
    return {"type": "OTH", **shape(value, field, _IDENTIFIER)}


_CONTACT: dict[str, Reader] = {
    "system": choice(*CONTACT_SYSTEMS),
    "value": needed,
    "use": optional,
    "ok_to_contact": flag,
    "ok_to_leave_message": flag,
}


def contact(value: Any, field: str) -> Plain:
    return {"system": "phone", **shape(value, field, _CONTACT)}


_ADDRESS: dict[str, Reader] = {
    "text": needed,
    "lines": each(needed),
    "period": _period,
    **dict.fromkeys(("city", "district", "state", "postal", "country", "use"), optional),
}


def address(value: Any, field: str) -> Plain:
    return shape({"text": value} if isinstance(value, str) else value, field, _ADDRESS)


@_lenient
def record(value: Any, field: str) -> str | None:
    """The record number of somebody on file, however it is spaced."""
    if (text := optional(value, field)) and not mrn.is_mrn(number := mrn.typed(text)):
        raise Refused(field, "This is no record number: check its digits.")
    return number if text else None


_KIN: dict[str, Reader] = {
    "name": needed,
    "relationship": optional,
    "phone": optional,
    "is_guardian": flag,
    "is_emergency": flag,
    "record": record,
}


def kin(value: Any, field: str) -> Plain:
    """Somebody near, in words; `record` is the number of their own record, where they are on file."""
    return shape(value, field, _KIN)


_BIRTH: dict[str, Reader] = {
    "value": partial,
    "basis": choice(*BIRTH_BASES),
    "stated_age": optional,
    "stated_on": partial,
    "original": optional,
    "unknown": optional,
}


def birth(value: Any, field: str) -> Plain:
    """When someone was born, as far as it is known, and how that is known; `{"unknown": why}` where it is not."""
    read = shape({"value": value} if isinstance(value, str) else value, field, _BIRTH)
    if ("value" in read) == ("unknown" in read):
        raise Refused(field, "Give the date of birth as far as it is known, or say why it is not.")
    return read
