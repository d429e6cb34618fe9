"""Fields with what a form needs to know of them: label, widget and choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

LINE, PARAGRAPH = 500, 20_000  # characters

Choices = Mapping[str, str]


class Command(Schema):
    """Refuses fields it does not know. `PARTS` groups them under headings; `PATHS` say where in an entry they stand."""

    class Meta:
        unknown = RAISE

    PARTS: Mapping[str, tuple[str, ...]] = {}
    PATHS: Mapping[str, str] = {}


def text(label: str, **about: Any) -> fields.String:
    return _string(label, "text", LINE, **about)


def area(label: str, **about: Any) -> fields.String:
    return _string(label, "area", PARAGRAPH, **about)


def one(label: str, options: Choices, required: bool = False, widget: str = "select") -> fields.String:
    """One of a few; drawn as a row of buttons with `widget="seg"`."""
    about = {"label": label, "widget": widget, "options": list(options.items())}
    return fields.String(required=required, validate=validate.OneOf(list(options)), metadata=about)


def measure(label: str, units: Choices) -> fields.String:
    """A number as it was read, with its unit in the field of the same name and `_unit`."""
    about = {"label": label, "widget": "measure", "options": list(units.items()), "width": "w5 p6"}
    return fields.String(validate=validate.Length(max=40), metadata=about)


def hidden() -> fields.String:
    """Goes with another field."""
    return fields.String(validate=validate.Length(max=LINE), metadata={"widget": "none"})


def _string(
    label: str, widget: str, longest: int, required: bool = False, hint: str = "", width: str = ""
) -> fields.String:
    about = {"label": label, "widget": widget, "hint": hint, "width": width}
    return fields.String(required=required, validate=validate.Length(max=longest), metadata=about)
