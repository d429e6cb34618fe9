"""The form for what is measured in one go: each kind with its units, and the reading before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.fact import Plain
from domain.quantity import shown
from domain.refusal import Doubtful, Refused
from domain.vitals import VITALS
from projections.reading import Reading
from web import ages, slips
from web.forms import Fix, Form, Typed, Values
from web.given import now, when
from web.schemas import clinical
from web.service import Service

_VISITS = 20  # that are looked through for the one that is open


def measurements(service: Service, id: UUID, read: Reading) -> Form:
    last = {name: found[0] for name, kind in clinical.KINDS_TAKEN.items() if (found := read.readings(kind, 1))}

    def run(typed: Typed) -> Any:
        names = _taken(typed.data)
        items = [_item(name, typed.data) for name in names]
        codes = tuple(_code(code, names) for code in typed.confirmed)
        try:
            return service.records.measure(id, items, typed.by, typed.data["taken_at"], _visit(read), codes)
        except Refused as refused:
            raise _named(refused, names) from None

    def propose(name: str, values: Values) -> Sequence[Fix]:
        return _fixes(name, values, last.get(name))

    def beside(values: Values) -> Mapping[str, Any]:
        return {"before": {name: _before(one, service.clock().date()) for name, one in last.items()}}

    lead = "Write what you read, in the unit you read it in; leave out what was not measured."
    units = {f"{name}_unit": one["as_entered"]["unit"] for name, one in last.items() if "as_entered" in one}
    return Form(
        "Record measurements", clinical.Measures, run, lead, initial={"taken_at": now(service), **units},
        places=when("taken_at"), propose=propose, view="measure.html", beside=beside,
    )  # fmt: skip


def _taken(data: Values) -> list[str]:
    return [name for name in clinical.KINDS_TAKEN if name in data]


def _item(name: str, data: Values) -> Plain:
    return {"kind": clinical.KINDS_TAKEN[name], "value": data[name], "unit": data.get(f"{name}_unit")}


def _visit(read: Reading) -> str | None:
    """The visit that is open, if there is one."""
    return next((one["id"] for one in read.newest("visits", _VISITS) if one["status"] == "open"), None)


def _named(refused: Refused, names: list[str]) -> Refused:
    """The refusal of the n-th item as one of the field it was typed in: the order of items means nothing on a page."""
    if isinstance(refused, Doubtful):
        return Doubtful(
            [replace(one, field=_field(one.field, names), code=_own(one.code, names)) for one in refused.doubts]
        )
    return Refused(_field(refused.field, names), refused.reason)


def _field(path: str, names: list[str]) -> str:
    parts = path.split(".")
    return names[int(parts[1])] if parts[0] == "items" and len(parts) > 1 else path


def _own(code: str, names: list[str]) -> str:
    """`high:items.0.value` as `high:weight`."""
    word, _, path = code.partition(":")
    return f"{word}:{_field(path, names)}" if path else code


def _code(own: str, names: list[str]) -> str:
    """`high:weight` as the record calls it."""
    word, _, name = own.partition(":")
    return f"{word}:items.{names.index(name)}.value" if name in names else own


def _fixes(name: str, values: Values, last: Plain | None) -> Sequence[Fix]:
    kind = clinical.KINDS_TAKEN.get(name)
    if kind is None:
        return []
    unit = values.get(f"{name}_unit") or VITALS[kind].unit
    found = slips.meant(kind, values.get(name, ""), unit, last["value"] if last else None)
    return [Fix({name: value, f"{name}_unit": other}, f"Use {slips.shown((value, other))}") for value, other in found]


def _before(entry: Plain, today: date) -> str:
    """`67.1 kg, 2 Nov, 14 days ago`"""
    ago = ages.ago(entry["taken_at"], today)
    told = f"{shown(entry)}, {ages.brief(entry['taken_at'], today)}"
    return f"{told}, {ago if ago == 'yesterday' else f'{ago} ago'}" if ago else f"{shown(entry)}, today"
