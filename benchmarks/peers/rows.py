"""What peers share that keep one table for each kind of record, and each row of it in a history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.day.oracle import DETAILS, LINE, Change
from benchmarks.day.plan import Values
from benchmarks.day.told import Told

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "patient": DETAILS,
    "visit": ("at", "department", "complaint"),
    "measurement": ("code", "value", "unit", "at"),
    "history": ("kind", "text", "onset"),
    "report": ("kind", "title", "at", "conclusion"),
    LINE: ("code", "name", "value", "unit"),
}
PARENT: Mapping[str, str | None] = dict.fromkeys(COLUMNS, "patient_id") | {"patient": None, LINE: "report_id"}
Rows = Mapping[str, Sequence[Values]]
_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=str).encode


class State(NamedTuple):
    """A row of a history: the whole record as it was from then on."""

    record: Any
    who: str | None
    when: str
    reason: str | None
    values: Values


class Library(Told):
    """A peer that is a library: nothing follows its rows by itself."""

    def settle(self) -> None:
        """The history was written with the rows."""

    def heal(self) -> None:
        """Each attack has a patient of its own, and harms no other."""


def columns(kind: str) -> tuple[str, ...]:
    """Of a table: its number, whose it is, and what it says."""
    parent = PARENT[kind]
    return ("id", *((parent,) if parent else ()), *COLUMNS[kind])


def file(rows: Rows) -> Values:
    """Rows of each kind as one file."""
    person = rows["patient"][0]
    reports: dict[Any, Values] = {one["id"]: {**one, "results": []} for one in rows["report"]}
    for line in rows[LINE]:
        reports[line["report_id"]]["results"].append(line)
    lists = {"visits": rows["visit"], "measurements": rows["measurement"], "history": rows["history"]}
    return {**{name: person[name] for name in DETAILS}, **lists, "reports": list(reports.values())}


def changes(states: Iterable[State], kind: str) -> Iterator[Change]:
    """What differs from one row of a history to the next; they come record by record, in order."""
    before: State | None = None
    for state in states:
        about = {"who": state.who, "when": state.when, "record": kind, "record_id": state.record}
        about["reason"] = state.reason
        if before is None or before.record != state.record:
            yield {**about, "action": "create", "field": None, "old": None, "new": state.values}
        else:
            for name, new in state.values.items():
                if before.values[name] != new:
                    old = before.values[name]
                    yield {**about, "action": "update", "field": name, "old": old, "new": new}
        before = state


def replayed(told: Iterable[Change]) -> Values:
    """A file out of the changes that made it."""
    rows: dict[str, dict[Any, Values]] = {kind: {} for kind in COLUMNS}
    for one in told:
        records = rows[one["record"]]
        if one["action"] == "create":
            records[one["record_id"]] = dict(one["new"])
        else:
            records[one["record_id"]][one["field"]] = one["new"]
    return file({kind: list(records.values()) for kind, records in rows.items()})


def export(told: Iterable[Change], path: Path) -> None:
    with path.open("w", buffering=1 << 20) as log:
        log.writelines(f"{_write(one)}\n" for one in told)
