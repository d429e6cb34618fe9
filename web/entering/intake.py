"""What is gathered with a registration: blood group, weight and height, all optional; and what was understood of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.chapter import EVERYTHING
from domain.fact import Plain
from domain.intake import Intake
from domain.measurements import Measurements
from domain.quantity import body_mass_index, sensible, shown
from domain.receipt import Receipt
from domain.refusal import Refused
from web.entering import taking
from web.entering.forms import Typed, Values
from web.schemas import person
from web.schemas.clinical import KNOWN_BY

BODY = ("weight", "height")
_ANY_DAY = "2000"


def gathered(typed: Typed, at: str) -> Intake | None:
    """None where nothing was; `Refused` at `basis` where nobody says how a blood group is known."""
    blood, items = _blood(typed.data), _items(typed.data)
    if blood and not blood["basis"]:
        raise Refused("basis", "Choose how the blood group is known.")
    return Intake(typed.by._replace(request=None), at, items, blood) if items or blood else None


def at_their_fields(typed: Typed, run: Callable[[tuple[str, ...]], Receipt]) -> Receipt:
    """`run` with what was confirmed, as the record calls it; what it refuses is told at the field."""
    names = _names(typed.data)
    try:
        return run(tuple(taking.code(code, names) for code in typed.confirmed))
    except Refused as refused:
        raise taking.named(refused, names) from None


def echo(values: Values) -> Mapping[str, str]:
    """What another unit than the record's was read as, by field."""
    return {
        name: _canonical(one)
        for name, one in _read(values).items()
        if one["as_entered"] != {"value": one["value"], "unit": one["unit"]}
    }


def will(values: Values) -> list[str]:
    """What will be written, a line each."""
    group, known = (
        options.get(values.get(name, "")) for name, options in (("blood", person.GROUPS), ("basis", KNOWN_BY))
    )
    read = _read(values)
    body = ", ".join(f"{name} {_canonical(one)}" for name, one in read.items())
    blood = f"Blood group {group}{f', {known.lower()}' if known else ''}" if group else ""
    return [line for line in (blood, f"{body[:1].upper()}{body[1:]}{_index(read)}") if line]


def _index(read: Mapping[str, Plain]) -> str:
    return f" (BMI {body_mass_index(*(read[name]['value'] for name in BODY))})" if len(read) == len(BODY) else ""


def _canonical(item: Plain) -> str:
    return shown({"value": sensible(item), "unit": item["unit"]})


def _names(data: Values) -> list[str]:
    return [name for name in BODY if data.get(name, "").strip()]


def _items(data: Values) -> list[Plain]:
    """As the record wants them; `told` goes for both."""
    how = {f"{name}_how": data["told"] for name in BODY if data.get("told")}
    return [taking.item(name, {**data, **how}) for name in _names(data)]


def _blood(values: Values) -> Plain | None:
    abo, _, rhd = values.get("blood", "").partition(" ")
    return {"abo": abo, "rhd": rhd, "basis": values.get("basis")} if rhd else None


def _read(values: Values) -> Mapping[str, Plain]:
    """As the record would keep each, by field; what cannot be read is left out."""
    found: dict[str, Plain] = {}
    for name, item in zip(_names(values), _items(values), strict=True):
        try:
            (decision,) = Measurements().take([item], taken_at=_ANY_DAY, confirmed=EVERYTHING)
        except Refused:
            continue
        found[name] = decision.fields["items"][0]
    return found
