"""What was typed into the fields of measurements: as the record's items, with refusals and slips told at the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.fact import Plain
from domain.likely import Months, months
from domain.measurements import PRESSURES
from domain.partial import PartialDate
from domain.quantity import decimal
from domain.refusal import Doubtful, Refused
from domain.vitals import VITALS
from domain.written import amount
from web.entering import slips
from web.entering.forms import Fix, Values
from web.schemas import measured


def kinds(data: Values) -> list[str]:
    return [name for name in measured.KINDS_TAKEN if name in data]


def parted(data: Values) -> Values:
    """`120/80` as two pressures."""
    upper, mark, lower = data.get("systolic", "").partition("/")
    if not mark or data.get("diastolic"):
        return data
    return {**data, "systolic": upper.strip(), "diastolic": lower.strip()}


def item(name: str, data: Values) -> Plain:
    """What was typed in the field, with what is said of how it was taken where that concerns this kind."""
    told = amount(data[name])
    unit = told.unit or data.get(f"{name}_unit") or (data.get("systolic_unit") if name == "diastolic" else None)
    about = {
        field: data[typed] for typed, (field, kinds) in measured.HOW_TAKEN.items() if typed in data and name in kinds
    }
    how = {"how": data[f"{name}_how"]} if f"{name}_how" in data else {}
    written = {"written": told.text} if told.text else {}
    return {"kind": measured.KINDS_TAKEN[name], "value": told.value, "unit": unit, **how, **about, **written}


def named(refused: Refused, names: list[str]) -> Refused:
    """The refusal of the n-th item as one of the field it was typed in: the order of items means nothing on a page."""
    if isinstance(refused, Doubtful):
        return Doubtful(
            [replace(one, field=_field(one.field, names), code=_own(one.code, names)) for one in refused.doubts]
        )
    return Refused(_field(refused.field, names), refused.reason)


def code(own: str, names: list[str]) -> str:
    """`high:weight` as the record calls it."""
    word, _, name = own.partition(":")
    return f"{word}:items.{names.index(name)}.value" if name in names else own


def _field(path: str, names: list[str]) -> str:
    parts = path.split(".")
    return names[int(parts[1])] if parts[0] == "items" and len(parts) > 1 else path


def _own(code: str, names: list[str]) -> str:
    """`high:items.0.value` as `high:weight`."""
    word, _, path = code.partition(":")
    return f"{word}:{_field(path, names)}" if path else code


def meant(name: str, values: Values, last: Plain | None, born: str | None, today: date) -> Sequence[Fix]:
    """What could have been meant in a field: the pressures the other way round, another unit, a slip."""
    age = months(PartialDate.parse(born), today) if born else None
    return _exchange(name, values) or _slips(name, values, last, age)


def _slips(name: str, values: Values, last: Plain | None, age: Months | None) -> Sequence[Fix]:
    kind = measured.KINDS_TAKEN.get(name)
    if kind is None:
        return []
    unit = values.get(f"{name}_unit") or VITALS[kind].unit
    found = slips.meant(kind, values.get(name, ""), unit, last["value"] if last else None, age)
    return [Fix({name: value, f"{name}_unit": other}, f"Use {slips.shown((value, other))}") for value, other in found]


def _exchange(name: str, values: Values) -> Sequence[Fix]:
    """Both pressures, where each stands in the other's place."""
    told = parted(values)
    upper, lower = told.get("systolic", ""), told.get("diastolic", "")
    above, below = decimal(upper), decimal(lower)
    if name not in PRESSURES or above is None or below is None or above >= below:
        return []
    return [Fix({"systolic": lower, "diastolic": upper}, f"Exchange them: {lower}/{upper}")]
