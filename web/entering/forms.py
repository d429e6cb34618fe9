"""A command as a page: read what was typed, give the command, and show again what did not go through."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import g, request
from marshmallow import Schema, ValidationError

from domain.by import By
from domain.fact import Plain
from domain.receipt import Receipt
from domain.refusal import Conflict, Doubt, Doubtful, Refused
from trail.errors import StoreError
from web import logs
from web.entering import clashes, sent
from web.entering.clashes import unpacked
from web.schemas.fields import made
from web.schemas.report import Line

Values = dict[str, str]
_OURS = (
    "csrf_token",
    "request",
    "expect",
    "confirm",
    "reason",
    "because",
    "fix",
    "more",
    "lines",
    "then",
    "resume",
    "look",
    "proof",
)
CELL = re.compile(r"r(\d{1,2})_(\w+)")
LINES = 8  # lines of a grid that are added at once
GIVEN_BACK = (
    "Your sign-in had ended, so nothing was recorded. Everything you typed is here: look it over, and record it."
)


@dataclass(frozen=True)
class Fix:
    """A value that would fit, to be taken with one press: the fields as they would be, and the words of the button;
    or another page to go to."""

    values: Values
    words: str
    address: str = ""

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
    what could have been meant in a field; `look` answers a search with what is offered at each field; `fill` fills in
    more of the form when a button of this name is pressed; `wrote` says who wrote what stands at a path, and `along`
    which fields stand or fall with one. `lines` is how many a grid begins with, 0 without one."""

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
    look: Callable[[Values], Mapping[str, Sequence[Fix]]] = lambda values: {}
    fill: Callable[[str, Values], tuple[Values, str]] = lambda how, values: (values, "")
    lines: int = 0
    view: str = "form.html"
    beside: Callable[[Values], Mapping[str, Any]] = lambda values: {}
    wrote: Callable[[str], str] = lambda path: ""
    along: Callable[[str], Sequence[str]] = lambda name: ()


@dataclass
class Shown:
    """What the page says about the last try."""

    values: Values
    errors: dict[str, list[str]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    fixes: dict[str, list[Fix]] = field(default_factory=dict)
    clashes: Sequence[clashes.Row] = ()
    lines: int = 0
    note: str = ""
    looked: tuple[str, ...] = ()  # the fields that a search was about
    failed: bool = False  # the store could not do it

    @property
    def status(self) -> int:
        if self.failed:
            return 503
        if self.clashes:
            return 409
        return 422 if self.errors or self.doubts else 200


def submit(form: Form, by: Callable[..., By]) -> Receipt | Shown:
    """Read the request and give the command; whatever is refused comes back with everything that was typed."""
    typed = _typed(form)
    kept = typed | {name: request.form.get(name, "") for name in ("reason", "because")}
    if asked := _only_shown(form, kept):
        return asked
    try:
        data, lines = load(form, typed)
        return form.run(Typed(data, _confirmed(typed), expected(), _by(by), lines))
    except ValidationError as wrong:
        return _shown(form, kept, {name: _texts(told) for name, told in wrong.messages_dict.items()})
    except Doubtful as doubtful:
        doubts = tuple(replace(doubt, field=form.places(doubt.field)) for doubt in doubtful.doubts)
        return replace(_shown(form, kept, {}, [doubt.field for doubt in doubts]), doubts=doubts)
    except Conflict as conflict:
        rows = clashes.rows(conflict.clashes, form.places, kept, made(form.schema).fields, form.wrote)
        return replace(_shown(form, kept, {}), clashes=rows)
    except Refused as refused:
        return _shown(form, kept, {place(form, refused.field): [refused.reason]})
    except StoreError as error:
        logs.fault("", request.method, request.endpoint, sys.exc_info())
        return replace(_shown(form, kept, {"": [str(error)]}), failed=True)


def place(form: Form, field: str) -> str:
    """A form that asks why has a field for it, whatever else (a visit's, say) is a reason in what it is about."""
    return field if form.reasoned and field in ("reason", "because") else form.places(field)


def _typed(form: Form) -> Values:
    """What was sent; where another clerk's value was chosen, that one."""
    sent = {name: value for name, value in request.form.items() if name not in _OURS and not clashes.about(name)}
    theirs = [name for one in clashes.theirs(request.form) for name in (one, *form.along(one))]
    return sent | {name: form.initial.get(name, "") for name in theirs}


def _only_shown(form: Form, kept: Values) -> Shown | None:
    """A page given back, a fix taken, a search, or more lines asked for: nothing is recorded yet."""
    if g.get("given_back") or "resume" in request.form:
        return Shown(kept, note=GIVEN_BACK)
    if "fix" in request.form:
        taken = dict(parse_qsl(request.form["fix"]))
        told = ", ".join("; ".join(value.splitlines()) for name, value in taken.items() if not name.endswith("_unit"))
        return Shown(kept | taken, note=f"Changed to {told}. Nothing is recorded yet.")
    if "look" in request.form:
        found = {name: list(fixes) for name, fixes in form.look(kept).items()}
        return Shown(kept, fixes=found, looked=tuple(found), lines=_lines())
    if how := request.form.get("fill"):
        filled, note = form.fill(how, kept)
        return Shown(filled, note=note, lines=_lines())
    if "more" in request.form:
        return Shown(kept, lines=_lines() + LINES)
    return None


def load(form: Form, typed: Values) -> tuple[Values, list[tuple[int, Values]]]:
    """What was typed as the schema reads it, and the lines of the grid; `ValidationError` with all that is wrong."""
    filled = {name: value for name, value in typed.items() if value.strip()}
    cells = {name: value for name, value in filled.items() if form.lines and CELL.fullmatch(name)}
    errors: dict[str, Any] = {}
    data, lines = {}, []
    try:
        data = made(form.schema).load({name: value for name, value in filled.items() if name not in cells})
    except ValidationError as wrong:
        errors.update(wrong.messages_dict)
    for n, row in sorted(_rows(cells).items()):
        try:
            lines.append((n, made(Line).load(row)))
        except ValidationError as wrong:
            errors.update({f"r{n}_{column}": told for column, told in wrong.messages_dict.items()})
    if errors:
        raise ValidationError(errors)
    return data, lines


def _rows(cells: Values) -> dict[int, Values]:
    rows: dict[int, Values] = {}
    for name, value in cells.items():
        if match := CELL.fullmatch(name):
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return rows


def _shown(form: Form, kept: Values, errors: dict[str, list[str]], also: Iterable[str] = ()) -> Shown:
    fixes = {name: found for name in (*errors, *also) if (found := list(form.propose(name, kept)))}
    return Shown(kept, errors, fixes=fixes, lines=_lines())


def _confirmed(typed: Values) -> tuple[str, ...]:
    found = []
    for told in request.form.getlist("confirm"):
        match unpacked(told):
            case [str(code), str(name), str(value)] if typed.get(name, "") == value:
                found.append(code)
    return tuple(found)


def _texts(told: Any) -> list[str]:
    return told if isinstance(told, list) else [str(told)]


def _lines() -> int:
    told = request.form.get("lines", "")
    return min(int(told), 100) if told.isascii() and told.isdigit() and len(told) < 4 else 0


def expected() -> Plain:
    """What the clerk saw, by path: on the form, and where there was a choice between two, what stood there by then."""
    read = unpacked(request.form.get("expect", ""))
    return {**(read if isinstance(read, dict) else {}), **clashes.seen(request.form)}


def _by(by: Callable[..., By]) -> By:
    named = {name: request.form.get(name, "").strip() or None for name in ("reason", "because")}
    return by(**named, request=sent.name())
