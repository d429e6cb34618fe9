"""What a command's page shows: its fields under their headings, and what the last try brought back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from flask import request

from domain.reasons import REASONS
from domain.refusal import Doubt
from domain.visits import SECOND
from web.entering.forms import CELL, Form, Shown, Values, expected
from web.entering.misfiled import RIGHT
from web.schemas.fields import made
from web.schemas.report import COLUMNS

STANDS = {
    "different-person": "A different person",
    "duplicate": "Enter it a second time",
    "shorthand": "Keep it as I wrote it",
    "side": "It is not known",
    RIGHT: "Yes, it is this patient's",
    SECOND: "Open a second visit",
}
"""What confirms a doubt, where it is more than that the value stands."""


def context(form: Form, shown: Shown | None = None) -> dict[str, Any]:
    """What the form's template needs."""
    told = shown or Shown(dict(form.initial))
    fields = {name: _field(name, one) for name, one in made(form.schema).fields.items()}
    grouped: Mapping[str, tuple[str, ...]] = form.schema.PARTS  # type: ignore[attr-defined]
    folded = form.schema.FOLDED  # type: ignore[attr-defined]
    parts = [
        {"title": title, "fields": [fields[name] for name in names], "folded": title in folded}
        for title, names in grouped.items()
    ]
    doubts = [(n, doubt, bound(doubt, told.values)) for n, doubt in enumerate(told.doubts, 1)]
    filled = [int(match[1]) for name, value in told.values.items() if value and (match := CELL.fullmatch(name))]
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
        "doubts": doubts,
        "confirmed": [told for told in request.form.getlist("confirm") if told not in {code for *_, code in doubts}],
        "stands": STANDS,
        # only a value that was confirmed (`high:weight`) is due a reason
        "reason_at": next((n for n, doubt in enumerate(told.doubts, 1) if ":" in doubt.code), 0),
        "fixes": told.fixes,
        "looked": told.looked,
        "note": told.note,
        "reasons": REASONS,
        "rows": range(min(lines, 100)),
        "request_id": request.form.get("request") or token_urlsafe(16),
        "expect": _kept_expect(form),
        "clashes": told.clashes,
        **form.beside(told.values),
    }


def _labels(fields: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What a fault is told under, for each name that has a place on the page."""
    return {"reason": "Reason", "because": "Reason", **{name: one["label"] for name, one in fields.items()}}


def _kept_expect(form: Form) -> str:
    return json.dumps(expected() if request.form.get("expect") else form.expect, ensure_ascii=False)


def bound(doubt: Doubt, values: Values) -> str:
    """A confirmation goes with the value it was given for: another value is asked about anew."""
    return json.dumps([doubt.code, doubt.field, values.get(doubt.field, "")], ensure_ascii=False)


def _field(name: str, one: Any) -> dict[str, Any]:
    plain = {"name": name, "hint": "", "options": [], "width": "", "label": name, "dir": "", "search": ""}
    return {**plain, **one.metadata, "required": one.required or one.metadata.get("needed", False)}
