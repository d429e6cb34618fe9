"""Two clerks, one field: what was seen, what stands there now and what was written, and which of the two is chosen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow.fields import Field

from domain.fact import Plain
from domain.refusal import Clash
from web.service import Service
from web.wording import words

_MARK = "settle-"
THEIRS, YOURS = "theirs", "yours"


@dataclass(frozen=True)
class Row:
    """A field of the form; `choices` are the values that its two buttons send."""

    name: str
    label: str
    seen: str
    theirs: str
    by: str
    yours: str
    choices: Mapping[str, str]

    @property
    def mark(self) -> str:
        return f"{_MARK}{self.name}"


def rows(
    clashes: Iterable[Clash],
    place: Callable[[str], str],
    typed: Mapping[str, str],
    fields: Mapping[str, Field[Any]],
    wrote: Callable[[str], str],
) -> list[Row]:
    """One for each field of the form, whatever lies behind it."""
    found: dict[str, list[Clash]] = {}
    for clash in clashes:
        found.setdefault(place(clash.field), []).append(clash)
    return [_row(name, of, typed.get(name, ""), fields.get(name), wrote) for name, of in found.items()]


def _row(name: str, of: list[Clash], typed: str, field: Field[Any] | None, wrote: Callable[[str], str]) -> Row:
    about: Mapping[str, Any] = field.metadata if field else {}
    options = dict(about.get("options", ()))
    found = {clash.field: clash.found for clash in of}
    choices = {took: json.dumps([took, found], ensure_ascii=False) for took in (THEIRS, YOURS)}
    yours = options.get(typed, typed.strip()) if field else "what you typed below"
    seen, theirs = (_said(value, options) for value in (of[0].expected, of[0].found))
    return Row(name, about.get("label") or words.label(name), seen, theirs, wrote(of[0].field), yours, choices)


def _said(value: Any, options: Mapping[str, str]) -> str:
    return options.get(value, value) if isinstance(value, str) and value in options else words.value(value)


# what was chosen


def about(name: str) -> bool:
    """Whether a field that was sent says which of two values stands."""
    return name.startswith(_MARK)


def theirs(sent: Mapping[str, str]) -> list[str]:
    """The fields in which the other clerk's value stands."""
    return [name.removeprefix(_MARK) for name in sent if about(name) and _read(sent[name])[0] == THEIRS]


def seen(sent: Mapping[str, str]) -> Plain:
    """What stood there when it was chosen, by path: whatever comes after that is asked about again."""
    return {path: value for name in sent if about(name) for path, value in _read(sent[name])[1].items()}


def _read(told: str) -> tuple[str, Plain]:
    match unpacked(told):
        case [str(took), dict(found)]:
            return took, found
    return "", {}


def unpacked(text: str) -> Any:
    """What a hidden field carries; None where it is not as we wrote it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


# who it was


def wrote(service: Service, id: UUID, chapter: str, entry: str = "") -> Callable[[str], str]:
    """Who wrote last what stands at a path of an entry, and when."""

    def find(path: str) -> str:
        service.views.ready()
        for field in (path, path.partition(".")[0]):
            for told in service.views.changes.blame(str(id), chapter, entry, field)[:1]:
                return f"{told['actor']['name']}, {words.moment(told['recorded_at'])}"
        return ""

    return find
