"""Measurements: one fact for an act, with each thing measured in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from domain import values
from domain.chapter import Chapter, weigh
from domain.fact import Decision, Decisions, Fact, Plain
from domain.partial import PartialDateTime
from domain.quantity import SHOWN, convert, decimal, number, shown, unit
from domain.refusal import Doubt, Refused
from domain.text import one_of, optional
from domain.vitals import VITALS, Vital

HOW = ("measured", "stated", "estimated")
PRESSURES = ("systolic", "diastolic")


@dataclass(frozen=True)
class MeasurementsRecorded(Fact):
    """Everything taken in one go: `items` hold id, kind, value and unit (canonical), `as_entered`, and how."""

    TOPIC = "measurements.recorded"
    taken_at: str
    items: list[Plain]
    visit: str | None = None


READERS: dict[str, values.Reader] = {
    "kind": lambda value, field: one_of(value, VITALS, field),
    "value": number,
    "unit": unit,
    "how": values.choice(*HOW),
    "position": optional,
    "body_site": optional,
    "device": optional,
    "note": values.note,
}
_DERIVED = ("warnings", "as_entered", "code")


class Measurements(Chapter):
    NAME = "measurements"
    PREFIX = "m"
    FACTS = (MeasurementsRecorded,)
    FIXED = frozenset(("id", "kind", "status"))
    FIELDS = (*READERS, "taken_at")

    def take(
        self,
        wanted: Iterable[Mapping[str, Any]],
        *,
        taken_at: str,
        visit: str | None = None,
        adult: bool = True,
        confirmed: Collection[str] = (),
    ) -> Decisions:
        """Record one act; hard limits refuse, unlikely values must be confirmed by code (`high:items.0.value`)."""
        when = _taken(taken_at)
        doubts: list[Doubt] = []
        items = [_measured(one, f"items.{n}", doubts if adult else []) for n, one in enumerate(wanted)]
        if not items:
            raise Refused("items", "Write at least one measurement.")
        _pressures_in_order(items)
        codes = weigh(doubts, confirmed)
        for n, item in enumerate(items):
            item["id"] = self.next_id(n)
            if overridden := [code for code in codes if code.split(":")[1].startswith(f"items.{n}.")]:
                item["warnings"] = [code.split(":")[0] for code in overridden]
        return (Decision(MeasurementsRecorded, {"taken_at": when, "visit": optional(visit, "visit"), "items": items}),)

    def judge(self, item: Plain, confirmed: Collection[str]) -> Plain:
        entered = item["as_entered"]
        told = {"value": item["value"], "unit": item["unit"]}
        was = self.items[item["id"]]
        if all(told[name] == was[name] for name in told):
            told = entered
        doubts: list[Doubt] = []
        fields = {name: value for name, value in item.items() if name in READERS} | told
        now = _measured(fields, "", doubts)
        codes = weigh(doubts, confirmed)
        if now["kind"] in PRESSURES:
            _pressures_in_order([*self._taken_with(item), now], "value")
        kept = {name: value for name, value in values.beside(item, READERS).items() if name not in _DERIVED}
        warnings = {"warnings": [code.split(":")[0] for code in codes]} if codes else {}
        return {**kept, **now, **warnings, "taken_at": _taken(item["taken_at"])}

    def _taken_with(self, item: Plain) -> list[Plain]:
        """What stands of the same act."""
        return [one for one in self.active() if one["act"] == item["act"] and one["id"] != item["id"]]

    def latest(self, kind: str) -> Plain | None:
        """The newest standing measurement of a kind, by when it was taken."""
        of_kind = [item for item in self.active() if item["kind"] == kind]
        return max(of_kind, key=lambda item: PartialDateTime.parse(item["taken_at"]).latest, default=None)

    def fold(self, fact: Fact) -> None:
        match fact:
            case MeasurementsRecorded():
                act = {"taken_at": fact.taken_at, "visit": fact.visit, "act": fact.items[0]["id"]}
                about = {name: value for name, value in act.items() if value is not None}
                for item in fact.items:
                    self.enter(fact, item["id"], {**item, **about, "status": "final"})
            case _:
                super().fold(fact)


def _measured(wanted: Mapping[str, Any], field: str, doubts: list[Doubt]) -> Plain:
    read = values.shape(wanted, field, READERS)
    vital = VITALS[read["kind"]]
    given = read.get("unit", vital.unit)
    inside = f"{field}." if field else ""
    if given not in vital.units:
        known = ", ".join(SHOWN.get(one, one) for one in vital.units)
        raise Refused(f"{inside}unit", f"{vital.name} is measured in {known}.")
    value = convert(read["value"], given, vital.unit)
    size = Decimal(value)
    _possible(vital, size, f"{inside}value")
    doubts += _unlikely(vital, size, f"{inside}value")
    code = {"code": vital.loinc} if vital.loinc else {}
    entered = {"as_entered": {"value": read["value"], "unit": given}}
    return {**read, **code, "value": value, "unit": vital.unit, **entered}


def _possible(vital: Vital, value: Decimal, field: str) -> None:
    low, high = vital.possible
    if not low <= value <= high:
        limits = f"between {low} and {high} {shown({'value': '', 'unit': vital.unit})}"
        raise Refused(field, f"{vital.name} of a person is {limits}; this would be {value}.")


def _unlikely(vital: Vital, value: Decimal, field: str) -> list[Doubt]:
    low, high = vital.likely
    if low is not None and value < low:
        return [_doubt("low", vital, value, field)]
    if high is not None and value > high:
        return [_doubt("high", vital, value, field)]
    return []


def _doubt(how: str, vital: Vital, value: Decimal, field: str) -> Doubt:
    quantity = shown({"value": f"{value:f}", "unit": vital.unit})
    return Doubt(f"{how}:{field}", field, f"{vital.name} {quantity} is unusually {how}. Is it right?")


def _taken(told: Any) -> str:
    return str(PartialDateTime.parse(values.moment(told, "taken_at") or "", "taken_at"))


def _pressures_in_order(items: list[Plain], field: str | None = None) -> None:
    by_kind = {item["kind"]: n for n, item in enumerate(items)}
    if all(kind in by_kind for kind in PRESSURES):
        upper, lower = (decimal(items[by_kind[kind]]["value"]) for kind in PRESSURES)
        if upper is not None and lower is not None and upper <= lower:
            place = field or f"items.{by_kind['diastolic']}.value"
            raise Refused(place, "The diastolic pressure is below the systolic one.")
