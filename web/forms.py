"""A command as a page: read what was typed, give the command, and show again what did not go through."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import g, request
from marshmallow import Schema, ValidationError

from domain.by import By
from domain.fact import Plain
from domain.reasons import REASONS
from domain.receipt import Receipt
from domain.refusal import Conflict, Doubt, Doubtful, Refused
from trail.log import StoreError
from web import logs, sent
from web.schemas.clinical import COLUMNS, Line

Values = dict[str, str]
_OURS = ("csrf_token", "request", "expect", "confirm", "reason", "because", "fix", "more", "lines", "then", "resume")
_CELL = re.compile(r"r(\d{1,2})_(\w+)")
LINES = 8  # lines of a grid that are added at once
GIVEN_BACK = (
    "Your sign-in had ended, so nothing was recorded. Everything you typed is here: look it over, and record it."
)


_STANDS = {"different-person": "A different person", "duplicate": "Enter it a second time"}
"""What confirms a doubt, where it is more than that the value stands."""


@dataclass(frozen=True)
class Fix:
    """A value that would fit, to be taken with one press: the fields as they would be, and the words of the button."""

    values: Values
    words: str

    @property
    def code(self) -> str:
        return urlencode(self.values)


@dataclass(frozen=True)
class Typed:
    """What a clerk sent: the fields that were filled in, the lines of a grid, what was confirmed, and the values that
    stood on the form."""

    data: Values
    confirmed: tuple[str, ...]
    expect: Plain
    by: By
    lines: Sequence[tuple[int, Values]] = ()


@dataclass(frozen=True)
class Form:
    """`run` gives the command; `places` turns a dotted path of a refusal into the name of a field; `propose` knows
    what could have been meant in a field. `lines` is how many lines a grid begins with, 0 where there is none."""

    title: str
    schema: type[Schema]
    run: Callable[[Typed], Receipt]
    lead: str = ""
    button: str = "Record"
    reasoned: bool = False
    initial: Values = field(default_factory=dict)
    expect: Plain = field(default_factory=dict)
    places: Callable[[str], str] = lambda path: path
    propose: Callable[[str, Values], Sequence[Fix]] = lambda name, values: ()
    lines: int = 0
    view: str = "form.html"
    beside: Callable[[Values], Mapping[str, Any]] = lambda values: {}


@dataclass
class Shown:
    """What the page says about the last try."""

    values: Values
    errors: dict[str, list[str]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    fixes: dict[str, list[Fix]] = field(default_factory=dict)
    expect: Plain | None = None
    lines: int = 0
    note: str = ""
    failed: bool = False  # the store could not do it

    @property
    def status(self) -> int:
        if self.failed:
            return 503
        return 422 if self.errors or self.doubts else 200


def submit(form: Form, by: Callable[..., By]) -> Receipt | Shown:
    """Read the request and give the command; whatever is refused comes back with everything that was typed."""
    typed = _typed()
    kept = typed | {name: request.form.get(name, "") for name in ("reason", "because")}
    if asked := _only_shown(kept):
        return asked
    try:
        data, lines = _load(form, typed)
        return form.run(Typed(data, _confirmed(typed), _expected(), _by(by), lines))
    except ValidationError as wrong:
        return _shown(form, kept, {name: _texts(told) for name, told in wrong.messages_dict.items()})
    except Doubtful as doubtful:
        doubts = tuple(replace(doubt, field=form.places(doubt.field)) for doubt in doubtful.doubts)
        return replace(_shown(form, kept, {}, [doubt.field for doubt in doubts]), doubts=doubts)
    except Conflict as conflict:
        return _clash(form, kept, conflict)
    except Refused as refused:
        return _shown(form, kept, {form.places(refused.field): [refused.reason]})
    except StoreError as error:
        logs.fault("", request.method, request.endpoint, sys.exc_info())
        return replace(_shown(form, kept, {"": [str(error)]}), failed=True)


def _typed() -> Values:
    return {name: value for name, value in request.form.items() if name not in _OURS}


def _only_shown(kept: Values) -> Shown | None:
    """A page given back, a fix taken, or more lines asked for: nothing is recorded yet."""
    if g.get("given_back") or "resume" in request.form:
        return Shown(kept, note=GIVEN_BACK)
    if "fix" in request.form:
        taken = dict(parse_qsl(request.form["fix"]))
        told = ", ".join(value for name, value in taken.items() if not name.endswith("_unit"))
        return Shown(kept | taken, note=f"Changed to {told}. Nothing is recorded yet.")
    if "more" in request.form:
        return Shown(kept, lines=_lines() + LINES)
    return None


def _load(form: Form, typed: Values) -> tuple[Values, list[tuple[int, Values]]]:
    filled = {name: value for name, value in typed.items() if value.strip()}
    cells = {name: value for name, value in filled.items() if form.lines and _CELL.fullmatch(name)}
    errors: dict[str, Any] = {}
    data, lines = {}, []
    try:
        data = form.schema().load({name: value for name, value in filled.items() if name not in cells})
    except ValidationError as wrong:
        errors.update(wrong.messages_dict)
    for n, row in sorted(_rows(cells).items()):
        try:
            lines.append((n, Line().load(row)))
        except ValidationError as wrong:
            errors.update({f"r{n}_{column}": told for column, told in wrong.messages_dict.items()})
    if errors:
        raise ValidationError(errors)
    return data, lines


def _rows(cells: Values) -> dict[int, Values]:
    rows: dict[int, Values] = {}
    for name, value in cells.items():
        if match := _CELL.fullmatch(name):
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return rows


def _shown(form: Form, kept: Values, errors: dict[str, list[str]], also: Iterable[str] = ()) -> Shown:
    fixes = {name: found for name in (*errors, *also) if (found := list(form.propose(name, kept)))}
    return Shown(kept, errors, fixes=fixes, lines=_lines())


def _clash(form: Form, kept: Values, conflict: Conflict) -> Shown:
    """Yours, theirs, and what you saw: choosing is the clerk's; what stands now is taken as seen."""
    place, found = form.places(conflict.field), conflict.found
    text = f"{conflict.reason} It is now: {found or 'nothing'}; you saw: {conflict.expected or 'nothing'}."
    fixes = {place: [Fix({place: str(found or "")}, f"Take {found}" if found else "Take it out")]}
    seen = {**_expected(), conflict.field: found}
    return Shown(kept, {place: [f"{text} Record again if yours stands."]}, fixes=fixes, expect=seen, lines=_lines())


def context(form: Form, shown: Shown | None = None) -> dict[str, Any]:
    """What the form's template needs."""
    told = shown or Shown(dict(form.initial))
    fields = {name: _field(name, one) for name, one in form.schema().fields.items()}
    grouped: Mapping[str, tuple[str, ...]] = form.schema.PARTS  # type: ignore[attr-defined]
    parts = [{"title": title, "fields": [fields[name] for name in names]} for title, names in grouped.items()]
    filled = [int(match[1]) for name, value in told.values.items() if value and (match := _CELL.fullmatch(name))]
    lines = max(form.lines, told.lines, max(filled, default=-1) + 1) if form.lines else 0
    return {
        "form": form,
        "parts": parts,
        "labels": {
            **_labels(fields),
            **{f"r{n}_{column}": f"Results, line {n + 1}" for n in range(lines) for column in COLUMNS},
        },
        "values": told.values,
        "errors": told.errors,
        "doubts": [(n, doubt, bound(doubt, told.values)) for n, doubt in enumerate(told.doubts, 1)],
        "stands": _STANDS,
        # only a value that was confirmed (`high:weight`) is due a reason
        "reason_at": next((n for n, doubt in enumerate(told.doubts, 1) if ":" in doubt.code), 0),
        "fixes": told.fixes,
        "note": told.note,
        "reasons": REASONS,
        "rows": range(min(lines, 100)),
        "request_id": request.form.get("request") or token_urlsafe(16),
        "expect": _kept_expect(form, told),
        **form.beside(told.values),
    }


def _labels(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What a fault is told under, for each name that has a place on the page."""
    return {"reason": "Reason", "because": "Reason", **{name: one["label"] for name, one in fields.items()}}


def _kept_expect(form: Form, told: Shown) -> str:
    if told.expect is None and request.form.get("expect"):
        return request.form["expect"]
    return json.dumps(told.expect if told.expect is not None else form.expect, ensure_ascii=False)


def bound(doubt: Doubt, values: Values) -> str:
    """A confirmation goes with the value it was given for: another value is asked about anew."""
    return json.dumps([doubt.code, doubt.field, values.get(doubt.field, "")], ensure_ascii=False)


def _confirmed(typed: Values) -> tuple[str, ...]:
    found = []
    for told in request.form.getlist("confirm"):
        match _unpacked(told):
            case [str(code), str(name), str(value)] if typed.get(name, "") == value:
                found.append(code)
    return tuple(found)


def _field(name: str, one: Any) -> dict[str, Any]:
    plain = {"name": name, "hint": "", "options": [], "width": "", "label": name}
    return {**plain, **one.metadata, "required": one.required}


def _texts(told: Any) -> list[str]:
    return told if isinstance(told, list) else [str(told)]


def _lines() -> int:
    told = request.form.get("lines", "")
    return min(int(told), 100) if told.isascii() and told.isdigit() and len(told) < 4 else 0


def _expected() -> Plain:
    read = _unpacked(request.form.get("expect", ""))
    return read if isinstance(read, dict) else {}


def _unpacked(text: str) -> Any:
    """What a hidden field carries; None where it is not as we wrote it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _by(by: Callable[..., By]) -> By:
    named = {name: request.form.get(name, "").strip() or None for name in ("reason", "because")}
    return by(**named, request=sent.name())
