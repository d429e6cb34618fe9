"""A FHIR Patient as a registration."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.desk import Desk
from domain.fact import Plain
from domain.values import CONTACT_SYSTEMS, GENDERS, IDENTIFIER_TYPES, NAME_USES
from web.importing.fhir import coded, codes, inside, items, moment, one_of, word


def registration(resource: Plain) -> Plain:
    """The wanted fields of `Records.begin`; what the source does not know is said to be unknown."""
    born = word(resource.get("birthDate"))
    marital = coded(resource.get("maritalStatus"))
    wanted = {
        "names": [name for one in items(resource.get("name")) if (name := _name(one))] or [{"text": "Name not known"}],
        "birth": _birth(born) if born else {"unknown": "not in the source"},
        "gender": one_of(resource.get("gender"), GENDERS) or "unknown",
        "identifiers": identifiers(resource),
        "contacts": [found for one in items(resource.get("telecom")) if (found := _contact(one))],
        "addresses": [found for one in items(resource.get("address")) if (found := _address(one))],
        "next_of_kin": [found for one in items(resource.get("contact")) if (found := _kin(one))],
        "marital_status": marital["text"] if marital else None,
        "language": next(iter(codes(inside(resource, "communication", "language"))), None),
        "registration_source": "import",
    }
    return {name: value for name, value in wanted.items() if value not in (None, [])}


def death(resource: Plain) -> tuple[bool, str | None]:
    """Whether the patient has died, and when if that is told."""
    when = moment(resource.get("deceasedDateTime"))
    return bool(when or resource.get("deceasedBoolean") is True), when


def oddities(resource: Plain) -> set[str]:
    """What the registration does not say, by its codes in `web.importing.odd`."""
    odd = {"linked"} if items(resource.get("link")) else set()
    given = resource.get("gender")
    return odd if given is None or one_of(given, GENDERS) else odd | {"gender-not-understood"}


def identifiers(resource: Plain) -> list[Plain]:
    """Each once."""
    found = [found for one in items(resource.get("identifier")) if (found := _identifier(one))]
    return [one for n, one in enumerate(found) if one not in found[:n]]


def holder(desk: Desk, issuer: str, value: str) -> UUID | None:
    """The one patient on file with such an identifier, of whatever type."""
    told = {"value": value, **({"issuer": issuer} if issuer else {})}
    found = {desk.holder(desk.key_of({"type": type, **told})) for type in IDENTIFIER_TYPES} - {None}
    return found.pop() if len(found) == 1 else None


def _birth(born: str) -> Plain:
    """The day; where a time of day came with it, that is kept beside it."""
    day, time, _ = born.partition("T")
    return {"value": day, "original": born} if time else {"value": born}


def _name(one: Any) -> Plain | None:
    if not isinstance(one, dict):
        return None
    given, prefix = ([text for part in items(one.get(kind)) if (text := word(part))] for kind in ("given", "prefix"))
    suffix = [text for part in items(one.get("suffix")) if (text := word(part))]
    family = word(one.get("family"))
    text = word(one.get("text")) or " ".join([*prefix, *given, *([family] if family else []), *suffix])
    use = one_of(one.get("use"), NAME_USES)
    parts = {"use": use, "family": family, "given": given, "prefix": prefix, "suffix": suffix}
    return {"text": text} | {name: value for name, value in parts.items() if value} if text else None


def _identifier(one: Any) -> Plain | None:
    value = word(one.get("value")) if isinstance(one, dict) else None
    if not value:
        return None
    kind = next((code for code in codes(one.get("type")) if code in IDENTIFIER_TYPES), "OTH")
    return {"type": kind, "value": value} | ({"issuer": issuer} if (issuer := word(one.get("system"))) else {})


def _contact(one: Any) -> Plain | None:
    value = word(one.get("value")) if isinstance(one, dict) else None
    if not value:
        return None
    system = one_of(one.get("system"), CONTACT_SYSTEMS) or "other"
    return {"system": system, "value": value} | ({"use": use} if (use := word(one.get("use"))) else {})


def _address(one: Any) -> Plain | None:
    if not isinstance(one, dict):
        return None
    lines = [text for line in items(one.get("line")) if (text := word(line))]
    names = {"city": "city", "district": "district", "state": "state", "postal": "postalCode", "country": "country"}
    parts = {name: text for name, field in names.items() if (text := word(one.get(field)))}
    text = word(one.get("text")) or ", ".join([*lines, *parts.values()])
    return {"text": text, **parts} | ({"lines": lines} if lines else {}) if text else None


def _kin(one: Any) -> Plain | None:
    name = _name(one.get("name")) if isinstance(one, dict) else None
    if not name:
        return None
    relation, phone = coded(inside(one, "relationship")), word(inside(one, "telecom", "value"))
    told = {"relationship": relation["text"] if relation else None, "phone": phone}
    return {"name": name["text"]} | {field: value for field, value in told.items() if value}
