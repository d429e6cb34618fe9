"""A command as a page: read what was typed, give the command, and show again what did not go through."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError

from domain import change
from domain.by import By
from domain.fact import Plain
from domain.reasons import REASONS
from domain.receipt import Receipt
from domain.refusal import Conflict, Doubt, Doubtful, Refused

Values = dict[str, str]
_OURS = ("csrf_token", "request", "expect", "confirm", "reason", "because")


@dataclass(frozen=True)
class Typed:
    """What a clerk sent: the fields that were filled in, what was confirmed, and the values that stood on the form."""

    data: Values
    confirmed: tuple[str, ...]
    expect: Plain
    by: By


@dataclass(frozen=True)
class Form:
    """`run` gives the command; `places` turns a dotted path of a refusal into the name of a field."""

    title: str
    schema: type[Schema]
    run: Callable[[Typed], Receipt]
    lead: str = ""
    button: str = "Record"
    reasoned: bool = False
    initial: Values = field(default_factory=dict)
    expect: Plain = field(default_factory=dict)
    places: Callable[[str], str] = lambda path: path
    rows: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Shown:
    """What the page says about the last try."""

    values: Values
    errors: dict[str, list[str]] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def status(self) -> int:
        return 422 if self.errors or self.doubts else 200


def submit(form: Form, by: Callable[..., By]) -> Receipt | Shown:
    """Read the request and give the command; whatever is refused comes back with everything that was typed."""
    typed = {name: value for name, value in request.form.items() if name not in _OURS}
    kept = typed | {name: request.form.get(name, "") for name in ("reason", "because")}
    try:
        data = form.schema().load({name: value for name, value in typed.items() if value.strip()})
        return form.run(Typed(data, tuple(request.form.getlist("confirm")), _expected(), _by(by)))
    except ValidationError as wrong:
        return Shown(kept, {name: _texts(told) for name, told in wrong.messages_dict.items()})
    except Doubtful as doubtful:
        return Shown(kept, doubts=doubtful.doubts)
    except Conflict as conflict:
        text = (
            f"{conflict.reason} It is now: {conflict.found}. Nothing was recorded; look, and record again if it stands."
        )
        return Shown(kept, {form.places(conflict.field): [text]})
    except Refused as refused:
        return Shown(kept, {form.places(refused.field): [refused.reason]})


def context(form: Form, shown: Shown | None = None) -> dict[str, Any]:
    """What the template `form.html` needs."""
    told = shown or Shown(dict(form.initial))
    fields = {name: _field(name, one) for name, one in form.schema().fields.items()}
    grouped: Mapping[str, tuple[str, ...]] = form.schema.PARTS  # type: ignore[attr-defined]
    parts = [{"title": title, "fields": [fields[name] for name in names]} for title, names in grouped.items()]
    return {
        "form": form,
        "parts": parts,
        "names": {*fields, "reason", "because"},
        "labels": {name: one["label"] for name, one in fields.items()},
        "values": told.values,
        "errors": told.errors,
        "doubts": told.doubts,
        "reasons": REASONS,
        "rows": form.rows,
        "columns": list(form.columns.items()),
        "request_id": request.form.get("request") or token_urlsafe(16),
        "expect": request.form.get("expect") or json.dumps(form.expect, ensure_ascii=False),
    }


def altered(details: Plain, paths: Mapping[str, str], data: Values) -> Plain:
    """The top fields of `details` that differ once the form's fields are set in them.

    A text that was written anew takes the place of its parts (a name's, an address's), and one that was emptied
    takes what hangs on it along.
    """
    changes: change.Changes = {}
    for name, path in paths.items():
        now, was = data.get(name), change.at(details, path)
        if now == was:
            continue
        whole, _, leaf = path.rpartition(".")
        if leaf in ("text", "value", "name") and whole.endswith(".0") and (now is None or leaf == "text"):
            use = change.at(details, f"{whole}.use")
            kept = {"text": now} | ({"use": use} if use else {})
            changes[whole] = {"now": kept if now is not None else None}
        else:
            changes[path] = {"now": now}
    after = change.apply(details, changes)
    return {name: after.get(name) for name in {path.split(".")[0] for path in changes}}


def initial(details: Plain, paths: Mapping[str, str]) -> Values:
    """The form's fields as they stand."""
    found = {name: change.at(details, path) for name, path in paths.items()}
    return {name: str(value) for name, value in found.items() if value is not None}


def place(paths: Mapping[str, str]) -> Callable[[str], str]:
    """From a dotted path to the field that holds it, or that begins it."""

    def find(path: str) -> str:
        exact = [name for name, own in paths.items() if own == path]
        near = [name for name, own in paths.items() if own.startswith(f"{path}.") or path.startswith(f"{own}.")]
        loose = [name for name, own in paths.items() if own.split(".")[0] == path.split(".")[0]]
        return next(iter([*exact, *near, *loose]), path)

    return find


def _field(name: str, one: Any) -> dict[str, Any]:
    plain = {"name": name, "hint": "", "options": [], "width": "", "label": name}
    return {**plain, **one.metadata, "required": one.required}


def _texts(told: Any) -> list[str]:
    return told if isinstance(told, list) else [str(told)]


def _expected() -> Plain:
    try:
        read = json.loads(request.form.get("expect") or "{}")
    except ValueError:
        read = {}
    return read if isinstance(read, dict) else {}


def _by(by: Callable[..., By]) -> By:
    named = {name: request.form.get(name, "").strip() or None for name in ("reason", "because", "request")}
    return by(**named)
