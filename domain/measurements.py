"""Measurements: one fact for an act, with each thing measured in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import values
from domain.by import By
from domain.chapter import EVERYTHING, IN_ERROR, Chapter, Items, weigh
from domain.fact import Decision, Decisions, Fact, Plain
from domain.likely import Months
from domain.partial import PartialDateTime
from domain.plausible import doubt, impossible, mismatch
from domain.quantity import SHOWN, convert, decimal, number, unit
from domain.reasons import check_reason
from domain.refusal import Doubt, Refused
from domain.text import one_of, optional
from domain.vitals import VITALS

HOW = ("measured", "stated", "estimated")
PRESSURES = ("systolic", "diastolic")


@dataclass(frozen=True)
class MeasurementsRecorded(Fact):
    """Everything taken in one go.

    `items` hold id, kind, value and unit (canonical), `as_entered` (value and unit, and `text` where two units were
    written), how it was taken, and the words of the `warnings` it was kept over.
    """

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
    "method": optional,
    "device": optional,
    "oxygen": optional,
    "written": optional,
    "note": values.note,
}
_DERIVED = ("warnings", "as_entered", "code")
_ENOUGH = 8  # readings of a kind that were entered last: the one before is among them
_BACK = 60  # entries among which the reading before is looked for: seven visits at which everything is taken


class Measurements(Chapter):
    NAME = "measurements"
    PREFIX = "m"
    FACTS = (MeasurementsRecorded,)
    FIXED = frozenset(("id", "kind", "status"))
    FIELDS = (*READERS, "taken_at")

    def __init__(self, items: Items | None = None, months: Callable[[str], Months | None] = lambda when: None) -> None:
        """`months` tells the patient's age at a time."""
        super().__init__(items)
        self._months = months

    def take(
        self,
        wanted: Iterable[Mapping[str, Any]],
        *,
        taken_at: str,
        visit: str | None = None,
        confirmed: Collection[str] = (),
    ) -> Decisions:
        """Record one act; hard limits refuse, unlikely values must be confirmed by code (`high:items.0.value`)."""
        when = _taken(taken_at)
        items = [_measured(one, f"items.{n}") for n, one in enumerate(wanted)]
        if not items:
            raise Refused("items", "Write at least one measurement.")
        _pressures_in_order(items)
        codes = weigh(self._doubts(items, when, confirmed), confirmed)
        for n, item in enumerate(items):
            item["id"] = self.next_id(n)
            if overridden := [code for code in codes if code.split(":")[1].startswith(f"items.{n}.")]:
                item["warnings"] = [code.split(":")[0] for code in overridden]
        return (Decision(MeasurementsRecorded, {"taken_at": when, "visit": optional(visit, "visit"), "items": items}),)

    def _doubts(self, items: list[Plain], when: str, confirmed: Collection[str]) -> list[Doubt]:
        """What came in as it was is not asked whether it follows from the reading before."""
        kinds = () if confirmed is EVERYTHING else [item["kind"] for item in items]
        months, before = self._months(when), self.before(when, kinds) if kinds else {}
        found = [
            one
            for n, item in enumerate(items)
            if (one := doubt(item, f"items.{n}.value", when, months, before.get(item["kind"])))
        ]
        return found if confirmed is EVERYTHING else [*found, *_mismatched(items, months, {one.field for one in found})]

    def judge(self, item: Plain, confirmed: Collection[str]) -> Plain:
        entered, was, when = item["as_entered"], self.items[item["id"]], _taken(item["taken_at"])
        told = {"value": item["value"], "unit": item["unit"]}
        if all(told[name] == was[name] for name in told):
            told = {"written" if name == "text" else name: value for name, value in entered.items()}
        now = _measured({name: value for name, value in item.items() if name in READERS} | told, "")
        before = self.before(when, (now["kind"],), but=item["id"])
        found = doubt(now, "value", when, self._months(when), before.get(now["kind"]))
        codes = weigh([found] if found else [], confirmed)
        if now["kind"] in PRESSURES:
            _pressures_in_order([*self._taken_with(item), now], "value")
        kept = {name: value for name, value in values.beside(item, READERS).items() if name not in _DERIVED}
        warnings = {"warnings": [code.split(":")[0] for code in codes]} if codes else {}
        return {**kept, **now, **warnings, "taken_at": when}

    def _taken_with(self, item: Plain) -> list[Plain]:
        """What stands of the same act."""
        return [one for one in self.active() if one["act"] == item["act"] and one["id"] != item["id"]]

    def before(self, when: str, kinds: Collection[str] = VITALS, but: str = "") -> dict[str, Plain]:
        """The newest standing measurement of each kind, taken then or earlier, among those that were entered last."""
        until, found = _latest(when), dict[str, tuple[datetime, Plain]]()
        left = dict.fromkeys(kinds, _ENOUGH)
        for item in self.backwards(_BACK):
            kind = item["kind"]
            if left.get(kind) and item.get("status") != IN_ERROR and item["id"] != but:
                if (at := _latest(item["taken_at"])) > until:
                    continue
                if kind not in found or at > found[kind][0]:
                    found[kind] = at, item
                left[kind] -= 1
                if not any(left.values()):
                    break
        return {kind: item for kind, (_, item) in found.items()}

    def fold(self, fact: Fact) -> None:
        match fact:
            case MeasurementsRecorded():
                act = {"taken_at": fact.taken_at, "visit": fact.visit, "act": fact.items[0]["id"]}
                about = {name: value for name, value in act.items() if value is not None}
                for item in fact.items:
                    self.enter(fact, item["id"], {**item, **about, "status": "final"})
            case _:
                super().fold(fact)


def reasoned(decisions: Decisions, by: By) -> Decisions:
    """The same. An unlikely value that was confirmed needs a reason, but for one that came in as it was."""
    items: list[Plain] = [item for decision in decisions for item in decision.fields["items"]]
    if by.channel != "import" and any("warnings" in item for item in items):
        if by.reason is None:
            raise Refused("reason", "Say why an unusual value stands.")
        check_reason(by.reason, by.because)
    return decisions


def _measured(wanted: Mapping[str, Any], field: str) -> Plain:
    read = values.shape(wanted, field, READERS)
    vital = VITALS[read["kind"]]
    given, written = read.get("unit", vital.unit), read.pop("written", None)
    inside = f"{field}." if field else ""
    if given not in vital.units:
        known = ", ".join(SHOWN.get(one, one) for one in vital.units)
        raise Refused(f"{inside}unit", f"{vital.name} is measured in {known}.")
    value = convert(read["value"], given, vital.unit)
    if words := impossible(vital, value):
        raise Refused(f"{inside}value", words)
    entered = {"value": read["value"], "unit": given} | ({"text": written} if written else {})
    code = {"code": vital.loinc} if vital.loinc else {}
    return {**read, **code, "value": value, "unit": vital.unit, "as_entered": entered}


def _mismatched(items: list[Plain], months: Months | None, odd: Collection[str]) -> list[Doubt]:
    """Told at the weight, which has more units to be mistaken for, unless one of the two is odd by itself."""
    fields = {item["kind"]: f"items.{n}.value" for n, item in enumerate(items)}
    if not fields.keys() >= {"weight", "height"} or not {fields["weight"], fields["height"]}.isdisjoint(odd):
        return []
    weight, height = (next(item for item in items if item["kind"] == kind) for kind in ("weight", "height"))
    found = mismatch(weight, height, fields["weight"], months)
    return [found] if found else []


def _latest(when: str) -> datetime:
    return PartialDateTime.parse(when).latest


def _taken(told: Any) -> str:
    return str(PartialDateTime.parse(values.moment(told, "taken_at") or "", "taken_at"))


def _pressures_in_order(items: list[Plain], field: str | None = None) -> None:
    by_kind = {item["kind"]: n for n, item in enumerate(items)}
    if all(kind in by_kind for kind in PRESSURES):
        upper, lower = (decimal(items[by_kind[kind]]["value"]) for kind in PRESSURES)
        if upper is not None and lower is not None and upper <= lower:
            place = field or f"items.{by_kind['diastolic']}.value"
            raise Refused(place, "The diastolic pressure is below the systolic one.")
