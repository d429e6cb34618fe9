"""The body of each command, made from the schema of its form: the same fields, the same words, the same bounds."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

from marshmallow import Schema, fields, validate

from domain.reasons import REASONS
from domain.text import PARAGRAPH
from web.schemas.clinical import Attachment
from web.schemas.export import requesting
from web.schemas.fields import Command
from web.schemas.report import Line

Fields = Mapping[str, Any]
_ENTRY = r"^[a-z_]+\.[A-Za-z0-9_-]{1,64}$"
_CODES = 50  # that are confirmed at once


def _said(says: str, most: int, **more: Any) -> fields.String:
    return fields.String(validate=validate.Length(max=most), metadata={"description": says}, **more)


def needed(says: str, most: int) -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, most), metadata={"description": says})


def _why() -> Fields:
    return {
        "reason": fields.String(
            validate=validate.OneOf(list(REASONS)),
            metadata={"description": "Why, of the list of reasons; due for a correction and the like."},
        ),
        "because": _said("Why, in your own words; due with the reason `other`.", PARAGRAPH),
        "confirm": fields.List(
            fields.String(validate=validate.Length(max=200)), validate=validate.Length(max=_CODES),
            metadata={"description": "Codes of doubts (a problem `doubtful`) that are right all the same."},
        ),
    }  # fmt: skip


def _expect() -> Fields:
    said = (
        "What you saw, by field: where something else stands there by now, nothing is recorded and the answer is 412."
    )
    return {"expect": fields.Dict(keys=fields.String(), metadata={"description": said})}


def entry(required: bool = True, says: str = "The entry, with its chapter: `measurements.m3`.") -> Fields:
    return {"entry": fields.String(required=required, validate=validate.Regexp(_ENTRY), metadata={"description": says})}


def results() -> Fields:
    told = {"description": "Line by line, as the slip has them."}
    return {"results": fields.List(fields.Nested(Line), validate=validate.Length(max=100), metadata=told)}


def own(schema: type[Schema], *but: str) -> Fields:
    """The fields of a form, but for those that are sent otherwise."""
    return {name: field for name, field in schema().fields.items() if name not in but}


def flat(name: str, told: Fields) -> type[Schema]:
    """A command with its fields beside the reason."""
    return Command.from_dict({**told, **_why()}, name=name)


def nothing(name: str) -> type[Schema]:
    return Command.from_dict({}, name=name)


def holding(name: str, told: Fields) -> type[Schema]:
    """The same of a command that changes what stands in fields which can be expected."""
    return Command.from_dict({**told, **_expect(), **_why()}, name=name)


def changing(name: str, changes: Fields, told: Fields | None = None) -> type[Schema]:
    """A command that changes what stands: only the fields that are sent, and null empties one."""
    part = Command.from_dict(open_ones(changes), name=f"{name}Changes")
    inner = fields.Nested(part, required=True, metadata={"description": "Each field that changes; null empties it."})
    return Command.from_dict({**(told or {}), "changes": inner, **_expect(), **_why()}, name=name)


def open_ones(told: Fields) -> dict[str, Any]:
    """The same fields, of which any may be left out, or be null."""
    made = {name: copy(field) for name, field in told.items()}
    for field in made.values():
        field.required, field.allow_none = False, True
    return made


# what only programs send


def words(says: str) -> fields.String:
    return _said(says, 500)


def request() -> Fields:
    return {"request": needed("The request's id.", 64)}


def missing() -> Fields:
    return {"missing": needed("What is missing: `key` of the work list.", 200)}


def event() -> Fields:
    return {"event": count("Its place in the log.")}


def along() -> Fields:
    told = {"description": "Whether what was recorded with it goes along; `yes` where it is not said."}
    return {"along": fields.String(validate=validate.OneOf(["yes", "no"]), metadata=told)}


def hold() -> Fields:
    return {"hold": needed("The hold's id.", 64)}


def count(says: str, required: bool = True) -> fields.Integer:
    told = {"description": says}
    return fields.Integer(required=required, strict=True, validate=validate.Range(1, 2**53), metadata=told)


def asking() -> Fields:
    about = needed("What it is about: an entry such as `history.h3`, or `record`.", 200)
    return {"about": about, "text": needed("In their words.", PARAGRAPH)}


OTHER = Command.from_dict(
    {"other": needed("The other record's id or number.", 64), "note": needed("How one knows.", PARAGRAPH)},
    name="Other",
)


def document() -> type[Schema]:
    said = {"description": "The document itself, in base64.", "contentEncoding": "base64"}
    content = fields.String(required=True, metadata=said)
    return flat(
        "Attachment", {**own(Attachment), "filename": needed("What the file is called.", 200), "content": content}
    )


def export() -> type[Schema]:
    """What is chosen by name on the page is text here: who works here changes."""
    named = {"actor": _said("Recorded by this person: staff id.", 200), "type": _said("Such as `visit.closed`.", 200)}
    return flat("Export", {**own(requesting({}, {}), "seen"), **named})
