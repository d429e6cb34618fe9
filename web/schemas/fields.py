"""Fields with what a form needs to know of them: label, widget and choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from domain.refusal import Refused
from web.wording import dates

LINE, PARAGRAPH = 500, 20_000  # characters
WHEN = "As far as it is known: 2026-03-07 14:30, 7 March 2026, 2026-03"

Choices = Mapping[str, str]


class Command(Schema):
    """Refuses fields it does not know. `PARTS` groups them under headings, of which `FOLDED` ones open where something
    is in them; `PATHS` say where in an entry they stand."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "There is no such field."}  # marshmallow reads it so

    PARTS: Mapping[str, tuple[str, ...]] = {}
    FOLDED: Collection[str] = ()
    PATHS: Mapping[str, str] = {}


@lru_cache(256)
def made(schema: type[Schema]) -> Schema:
    """The one of its kind: to copy all fields of a form anew takes longer than to read what was typed."""
    return schema()


def text(label: str, **about: Any) -> fields.String:
    return _string(label, "text", LINE, **about)


def area(label: str, longest: int = PARAGRAPH, **about: Any) -> fields.String:
    return _string(label, "area", longest, **about)


def one(
    label: str, options: Choices, required: bool = False, widget: str = "select", width: str = "", hint: str = "",
    needed: bool = False,
) -> fields.String:  # fmt: skip
    """One of a few; drawn as a row of buttons with `widget="seg"`. `needed` by the command, if not by the schema."""
    about: dict[str, Any] = {"label": label, "widget": widget, "width": width, "hint": hint}
    about |= {"options": list(options.items()), "needed": needed}
    known = validate.OneOf(list(options), error="Choose one of those that are listed.")
    return fields.String(required=required, validate=known, metadata=about, error_messages=_missing("Choose one."))


def check(label: str, needed: bool = False) -> fields.String:
    """A box to be ticked; `yes` where it is. `needed`: one of its part has to be."""
    about = {"label": label, "widget": "check", "needed": needed}
    return fields.String(validate=validate.OneOf(["yes"]), metadata=about)


def measure(label: str, units: Choices) -> fields.String:
    """A number as it was read, with its unit in the field of the same name and `_unit`."""
    about = {"label": label, "widget": "measure", "options": list(units.items()), "width": "w5 p6"}
    return fields.String(validate=_longest(40), metadata=about)


class Moment(fields.String):
    """A date or time as far as it is known, `2026-11-03 14:05`, `3 Nov 2026`, `2026-11`, in the record's form."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return dates.moment(str(super()._deserialize(value, attr, data, **kwargs)))
        except Refused as refused:
            raise ValidationError(refused.reason) from None


def moment(label: str, required: bool = False, hint: str = "", width: str = "", missing: str = "") -> Moment:
    about = {"label": label, "widget": "text", "hint": hint, "width": width}
    errors = _missing(missing or "Write the date as far as it is known.")
    return Moment(required=required, validate=_longest(40), metadata=about, error_messages=errors)


def hidden() -> fields.String:
    """Goes with another field."""
    return fields.String(validate=_longest(LINE), metadata={"widget": "none"})


def _string(
    label: str,
    widget: str,
    longest: int,
    required: bool = False,
    hint: str = "",
    width: str = "",
    missing: str = "",
    dir: str = "",
    search: str = "",
) -> fields.String:
    """`search` is on the button that looks for what the text may be called or coded."""
    about = {"label": label, "widget": widget, "hint": hint, "width": width, "dir": dir, "search": search}
    errors = _missing(missing or "Fill this in.")
    return fields.String(required=required, validate=_longest(longest), metadata=about, error_messages=errors)


def _longest(most: int) -> validate.Length:
    return validate.Length(max=most, error=f"Shorten this to {most:,} characters.")


def _missing(words: str) -> dict[str, Any]:
    return {"required": words}
