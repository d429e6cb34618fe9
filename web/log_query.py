"""What the change log is asked for, read from the address and written back into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.refusal import Refused
from web import kinds, moments

PLAIN = ("patient", "actor", "type", "chapter", "field", "reason")
FILTERS = (*PLAIN, "since", "until", "order")
COLUMNS = (
    "position", "recorded_at", "effective", "late", "patient", "mrn", "stream", "version", "type", "chapter", "entry",
    "field", "was", "now", "actor", "name", "role", "reason", "because", "source", "policy", "request", "channel", "tx",
)  # fmt: skip
"""Of the log as a table, in the order in which they are exported."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogQuery:
    """`filters` are ready for the view; `asked` is what stood in the address; `errors` names what could not be read."""

    asked: dict[str, str]
    filters: dict[str, Any]
    newest_first: bool
    after: int | None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, args: Mapping[str, str], patient: Callable[[str], str | None]) -> LogQuery:
        """`patient` turns what was typed (a record number or id) into the record's id, None where there is none."""
        asked = {name: args[name].strip() for name in FILTERS if args.get(name, "").strip()}
        read = {name: _reader(name, patient) for name in asked if name != "order"}
        filters: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name, reader in read.items():
            try:
                filters[name] = reader(asked[name], name)
            except Refused as no:
                errors[name] = no.reason
        newest, after = asked.get("order") != "oldest", args.get("after", "")
        onward = int(after) if after.isdigit() else None
        if onward is not None:
            filters["before" if newest else "after"] = onward
        return cls(asked, filters, newest, onward, errors)


def _reader(name: str, patient: Callable[[str], str | None]) -> Callable[[str, str], Any]:
    match name:
        case "since":
            return lambda typed, field: _text(moments.since(typed, field))
        case "until":
            return lambda typed, field: _text(moments.until(typed, field))
        case "patient":
            return lambda typed, field: _known(patient(typed), field)
        case "type":
            return _type
        case _:
            return lambda typed, field: typed


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _known(found: str | None, field: str) -> str:
    if found is None:
        raise Refused(field, "No record has this number.")
    return found


def _type(typed: str, field: str) -> str:
    if typed not in kinds.every():
        raise Refused(field, "There is no such kind of event.")
    return typed


def flat(changes: Iterable[Row]) -> Iterator[Row]:
    """A row for each changed field, and one for an event that changed none: the log as a table."""
    for change in changes:
        actor, reason = change["actor"], change["reason"] or {}
        told = {**change, "actor": actor["id"], "name": actor["name"], "role": actor["role"]}
        why = {"reason": reason.get("code"), "because": reason.get("text")}
        for one in change["changes"] or [{}]:
            yield {**told, **why, **one}
