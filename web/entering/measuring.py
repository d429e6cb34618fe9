"""The form for what is measured in one go: each kind with its units, and the reading before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.fact import Plain
from domain.quantity import shown
from domain.refusal import Refused
from projections.reading import Reading
from web.entering import taking
from web.entering.forms import Fix, Form, Typed, Values
from web.entering.given import now, today, when
from web.schemas import measured
from web.service import Service
from web.wording import ages

_VISITS = 20  # that are looked through for the one that is open


def measurements(service: Service, id: UUID, read: Reading) -> Form:
    found = read.latest(measured.KINDS_TAKEN.values())
    last = {name: found[kind] for name, kind in measured.KINDS_TAKEN.items() if kind in found}

    def run(typed: Typed) -> Any:
        data = taking.parted(typed.data)
        names = taking.kinds(data)
        items = [taking.item(name, data) for name in names]
        codes = tuple(taking.code(code, names) for code in typed.confirmed)
        try:
            return service.records.measure(id, items, typed.by, data["taken_at"], _visit(read), codes)
        except Refused as refused:
            raise taking.named(refused, names) from None

    def propose(name: str, values: Values) -> Sequence[Fix]:
        return taking.meant(name, values, last.get(name), read.details["birth"].get("value"), today(service))

    def beside(values: Values) -> Mapping[str, Any]:
        before = {name: _before(one, today(service)) for name, one in last.items()}
        return {"before": before, "hows": measured.HOWS}

    lead = "Write what you read, in the unit you read it in; leave out what was not measured."
    units = {f"{name}_unit": one["as_entered"]["unit"] for name, one in last.items() if "as_entered" in one}
    return Form(
        "Record measurements", measured.Measures, run, lead, initial={"taken_at": now(service), **units},
        places=when("taken_at"), propose=propose, view="measure.html", beside=beside,
    )  # fmt: skip


def _visit(read: Reading) -> str | None:
    """The visit that is open, if there is one."""
    return next((one["id"] for one in read.newest("visits", _VISITS) if one["status"] == "open"), None)


def _before(entry: Plain, today: date) -> str:
    """`67.1 kg, 2 Nov, 14 days ago`"""
    ago = ages.ago(entry["taken_at"], today)
    told = f"{shown(entry)}, {ages.brief(entry['taken_at'], today)}"
    return f"{told}, {ago if ago == 'yesterday' else f'{ago} ago'}" if ago else f"{shown(entry)}, today"
