"""How one resource names another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_NAMED = re.compile(r"(?:.*/)?([A-Z][A-Za-z]{1,63})/([A-Za-z0-9._-]{1,128})(?:/_history/[^/]*)?")
ASKED = "?identifier="


def source_id(resource: Mapping[str, Any], url: str) -> str | None:
    """`Observation/o1`: under which name this was known where it came from. None if it has no usable id."""
    id = resource.get("id")
    if id is None and url:
        id = re.split("[:/]", url)[-1]
    return f"{resource['resourceType']}/{id}" if isinstance(id, str) and _ID.fullmatch(id) else None


def named(reference: Any, kind: str) -> str:
    """The source id in a Reference; `#x` if it is contained, `Patient?identifier=system|value` if it must be
    looked for, an empty text if it names nothing. `kind` is what a `urn:uuid:` is taken for.
    """
    if not isinstance(reference, dict):
        return ""
    text = reference.get("reference")
    if not isinstance(text, str) or not text:
        return _asked(reference.get("identifier"), kind)
    return _plain(text, kind)


@lru_cache(4096)
def _plain(text: str, kind: str) -> str:
    if text.startswith("urn:"):
        return f"{kind}/{text.split(':')[-1]}"
    match = _NAMED.fullmatch(text)
    return f"{match[1]}/{match[2]}" if match else text


def _asked(identifier: Any, kind: str) -> str:
    value = identifier.get("value") if isinstance(identifier, Mapping) else None
    if not isinstance(value, str) or not value:
        return ""
    system = identifier.get("system")
    return f"{kind}{ASKED}{system if isinstance(system, str) else ''}|{value}"


def subject(resource: Mapping[str, Any]) -> str:
    """The source id of the patient that a resource is about."""
    return named(resource.get("subject"), "Patient") or named(resource.get("patient"), "Patient")


def asked_for(resource: Mapping[str, Any]) -> list[str]:
    """The forms in which others can ask for this patient by an identifier."""
    found = resource.get("identifier")
    return [asked for one in (found if isinstance(found, list) else ()) if (asked := _asked(one, "Patient"))]


def contained(resource: Mapping[str, Any], reference: Any) -> Mapping[str, Any]:
    """The resource inside this one that a reference such as `#med` names; nothing where there is none."""
    name = named(reference, "")
    inside = resource.get("contained")
    for one in inside if isinstance(inside, list) else ():
        if isinstance(one, Mapping) and name == f"#{one.get('id')}":
            return one
    return {}


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same, with every reference that is known by another name replaced."""
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    changed = {name: renamed(one, names) for name, one in value.items()}
    if isinstance(value.get("reference"), str):
        changed["reference"] = names.get(value["reference"], value["reference"])
    return changed
