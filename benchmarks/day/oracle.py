"""What a right answer is, whoever gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.day.plan import Plan, Values

DETAILS = ("mrn", "family_name", "given_name", "birth_date", "gender", "blood_group", "phone", "address")
_LISTS = {
    "visits": ("at", "department", "complaint"),
    "measurements": ("code", "value", "unit", "at"),
    "history": ("kind", "text", "onset"),
}
_LINE = ("code", "name", "value", "unit")
_CREATED = {"patient": 1, "visit": 1, "measurement": 5, "history": 3, "report": 2}
LINE = "result"
"""What a line of a report is called where it is a record of its own."""
Change = dict[str, Any]
"""`{"who", "when", "action" (create or update), "record", "field", "old", "new", "reason"}`."""


def canonical(file: Values) -> Values:
    """A file in one comparable form: its eight details, its lists in order of their values."""
    return {
        "details": {name: str(file[name]) for name in DETAILS},
        **{name: _rows(file[name], columns) for name, columns in _LISTS.items()},
        "reports": sorted(
            (one["kind"], one["title"], one["at"], one["conclusion"], _rows(one["results"], _LINE))
            for one in file["reports"]
        ),
    }


def _rows(rows: Sequence[Values], columns: Sequence[str]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(row[name]) for name in columns) for row in rows)


def is_file(answer: Values, plan: Plan, updates: int) -> bool:
    """Whether a file is that of the plan after so many updates."""
    return canonical(answer) == _file(plan, updates)


def _file(plan: Plan, updates: int) -> Values:
    lists = {"visits": plan.of("visit"), "measurements": plan.of("measurement")}
    return canonical({**plan.details(updates), **lists, "history": plan.of("history"), "reports": plan.of("report")})


def texts(plan: Plan, updates: int) -> list[str]:
    """What a page of the record must show, whatever it looks like."""
    details = plan.details(updates)
    known = [details[name] for name in ("phone", "address", "family_name", "mrn")]
    entered = [plan.of("visit")[0]["complaint"], *(one["value"] for one in plan.of("measurement"))]
    return [
        *known,
        *entered,
        *(one["text"] for one in plan.of("history")),
        *(one["title"] for one in plan.of("report")),
    ]


def asked(plan: Plan) -> tuple[str, str]:
    """What a clerk types to find this patient: three letters of the family name, and the birth date."""
    details = plan.details()
    return details["family_name"][:3], details["birth_date"]


def score(plan: Plan, changes: Sequence[Change]) -> dict[str, float]:
    """Fractions of what a reviewer needs to be told; 1.0 everywhere means that nothing was lost."""
    updates = [one for one in changes if one["action"] == "update"]
    created = [one for one in changes if one["action"] == "create"]
    wanted = _wanted(plan)
    found = [next((one for one in updates if _same(one, want)), {}) for want in wanted]
    pairs = list(zip(wanted, found, strict=True))
    told = {
        name: sum(one.get(name) == want[name] for want, one in pairs) / len(pairs) for name in ("old", "who", "reason")
    }
    kinds = {kind: sum(one["record"] == kind for one in created) for kind in _CREATED}
    lines = sum(len(one["new"].get("results") or ()) for one in created if one["record"] == "report")
    lines += sum(one["record"] == LINE for one in created)
    return {
        "updates": sum(map(bool, found)) / len(found),
        **told,
        "when": sum(bool(one.get("when")) for one in found) / len(found),
        "created": sum(min(kinds[kind], most) for kind, most in _CREATED.items()) / sum(_CREATED.values()),
        "created by": sum(bool(one.get("who")) for one in created) / max(len(created), 1),
        "result lines": min(lines, 12) / 12,
    }


def score_export(changes: Sequence[Change], patients: int) -> dict[str, float]:
    """The same of a whole change log."""
    created = [one for one in changes if one["action"] == "create" and one["record"] != LINE]
    updated = [one for one in changes if one["action"] == "update"]
    return {
        "created": len(created) / (patients * sum(_CREATED.values())),
        "updates": len(updated) / (patients * 4),
        "who": sum(bool(one.get("who")) for one in changes) / max(len(changes), 1),
    }


def _wanted(plan: Plan) -> list[Change]:
    wanted, now = [], dict(plan.intake)
    for update in plan.updates:
        for field, new in update.changes.items():
            wanted.append({"field": field, "old": now[field], "new": new, "who": update.who, "reason": update.reason})
            now[field] = new
    return wanted


def _same(one: Change, want: Change) -> bool:
    return (one["field"], one["new"]) == (want["field"], want["new"])
