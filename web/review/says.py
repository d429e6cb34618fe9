"""Who says so? A value's own short trail: who wrote it, when and why, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.identity import KEY
from domain.quantity import SHOWN
from domain.staff import ROLES
from projections.changes import Changes
from projections.ordering import when
from projections.reading import Reading
from web.record.notes import struck, why
from web.wording import ages, kinds, words

_MOST = 4  # steps on a card
_LOOK = 8  # readings among which the one before is looked for
_TYPES = {"corrected": "Corrected", "updated": "Changed", "amended": "Amended", "issued": "Issued"}


@dataclass(frozen=True, slots=True)
class Step:
    """`kind` is the look of its mark: nothing for what stands, `was` for what was never true, `old` for what was."""

    kind: str
    value: str
    who: str
    role: str
    at: str
    reason: str
    stood: str
    position: int


@dataclass(frozen=True, slots=True)
class Card:
    """`more` counts steps that are not shown; `blame` is the address of all of them, under the record's."""

    says: str
    value: str
    steps: list[Step]
    more: int
    position: int
    entry: str
    blame: str


def card(changes: Changes, patient: UUID, reading: Reading, says: str) -> Card | None:
    """The card of a value by its address `chapter.entry.field`; None where nothing was ever written there."""
    chapter, entry, field = [*says.split(".", 2), "", ""][:3]
    if chapter == KEY and entry != KEY:
        entry, field = KEY, says.partition(".")[2]
    inside = "" if entry == KEY else entry
    told = changes.blame(str(patient), chapter, inside, field)
    item = reading.entry(chapter, entry)
    if not told or item is None:
        return None
    path = ".".join(part for part in (chapter, inside, field) if part)
    steps = _steps(told, path, item)
    whole = [*_error(item), *steps, *_before(reading, chapter, item, field)]
    return Card(
        says, _value(item, field) or words.label(field or entry), whole[:_MOST], max(len(whole) - _MOST, 0),
        told[0]["position"], f"{chapter}/{entry}", f"blame/{chapter}/{entry}/{field}" if field else "trail",
    )  # fmt: skip


def _steps(told: Sequence[Plain], path: str, item: Plain) -> list[Step]:
    """The newest first; what a correction took away was never true, what an update took away was."""
    steps, kind, since = [], "", None
    for change in told:
        at = datetime.fromisoformat(change["recorded_at"])
        stood = f"Stood for {ages.lasted(at, since)}." if since and kind == "was" else ""
        steps.append(_step(kind, change, path, item, stood))
        since, kind = at, "was" if kinds.fixes(change["type"]) else "old"
    return steps


def _step(kind: str, change: Plain, path: str, item: Plain, stood: str) -> Step:
    own = [one for one in change["changes"] if one["field"] == path or one["field"].startswith(f"{path}.")]
    actor, reason = change["actor"], change["reason"]
    verb = _TYPES.get(kinds.bare(change["type"]).rpartition(".")[2], "")
    because = why({"reason": reason["code"], "because": reason["text"]}) if reason else ""
    return Step(
        kind, _written(own, path, item), actor["name"], ROLES.get(actor["role"], actor["role"]).lower(),
        words.moment(change["recorded_at"]), ": ".join(part for part in (verb if because else "", because) if part),
        stood, change["position"],
    )  # fmt: skip


def _written(own: Sequence[Mapping[str, Any]], path: str, item: Plain) -> str:
    """What one event wrote there, on one line."""
    exact = next((one["now"] for one in own if one["field"] == path), None)
    if exact is not None:
        unit = item.get("unit", "") if path.endswith(".value") else ""
        return f"{words.value(exact)} {SHOWN.get(unit, unit)}".strip()
    inner = words.telling([dict(one) for one in own if not _quiet(one["field"])])
    return ", ".join(text for one in inner[:3] if (text := words.value(one["now"])))


def _quiet(field: str) -> bool:
    return field.rpartition(".")[2] in ("status", "taken_at", "visit", "act", "code", "kind", "id")


def _value(item: Plain, field: str) -> str:
    """The value in force, as the page shows it."""
    if field == "value":
        return words.value({name: item[name] for name in ("value", "unit", "as_entered") if name in item})
    found: Any = item
    for part in field.split(".") if field else ():
        if isinstance(found, list):
            found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return words.value(found) if field else words.value(item.get("what") or item.get("reason"))


def _before(reading: Reading, chapter: str, item: Plain, field: str) -> list[Step]:
    """The reading of the same kind that was taken before this one."""
    if chapter != "measurements" or field != "value":
        return []
    told = reading.readings(item["kind"], _LOOK)
    older = next((one for one in told if when(one) < when(item)), None)
    if older is None:
        return []
    by, value = older["recorded"], words.finding(older)
    role = ROLES.get(by["role"], by["role"]).lower()
    return [Step("old", f"Before: {value}", by["by"], role, words.when(older["taken_at"]), "", "", by["position"])]


def _error(item: Plain) -> list[Step]:
    """Marking an entry as entered in error writes beside the value, not into it."""
    if item.get("status") != IN_ERROR:
        return []
    mark = item["retracted"]
    by = mark["by"]
    role = ROLES.get(by["role"], by["role"]).lower()
    return [Step("was", "", by["by"], role, words.moment(by["at"]), f"{struck(item)}: {why(mark)}", "", by["position"])]
