"""A clinic in hand-written SQL, for histories that triggers write."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from benchmarks.day.plan import Values
from benchmarks.peers import rows

TABLES = {kind: "entry" if kind == "history" else kind for kind in rows.COLUMNS}


def tables(number: str) -> Iterator[str]:
    """`number`: how a database gives rows their own."""
    for kind, table in TABLES.items():
        parent = rows.PARENT[kind]
        columns = [f"id {number}", *((f"{parent} integer not null",) if parent else ())]
        columns += [f"{name} text not null" for name in rows.COLUMNS[kind]]
        yield f"create table {table} ({', '.join(columns)})"
        if parent:
            yield f"create index of_{table} on {table} ({parent})"
    yield "create unique index numbers on patient (mrn)"
    yield "create index born_family on patient (birth_date, family_name)"


class Statements(rows.Library, ABC):
    MARK = "?"
    ATTACKS: ClassVar[Mapping[str, str]]
    """Statements by kind, each about the patient that is given."""
    db: Any

    @abstractmethod
    def command(self, who: str, reason: str | None = None) -> AbstractContextManager[object]:
        """A transaction that says who gives it, and why."""

    def register(self, who: str, intake: Values) -> str:
        with self.command(who):
            return str(self._insert("patient", None, intake))

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        with self.command(who):
            record = self._insert(kind, int(patient), values)
            for one in values.get("results", ()):
                self._insert("result", record, one)

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        told = ", ".join(f"{name} = {self.MARK}" for name in changes)
        with self.command(who, reason):
            self.db.execute(f"update patient set {told} where id = {self.MARK}", [*changes.values(), int(patient)])

    def file(self, patient: str) -> Any:
        id = int(patient)
        found = {kind: self._rows(kind, f"patient_id = {self.MARK}", id) for kind in TABLES if _is_own(kind)}
        found["patient"] = self._rows("patient", f"id = {self.MARK}", id)
        found["result"] = self._rows(
            "result", f"report_id in (select id from report where patient_id = {self.MARK})", id
        )
        return rows.file(found)

    def search(self, prefix: str, birth: str) -> list[str]:
        ask = "select mrn from patient where birth_date = ? and family_name >= ? and family_name < ?"
        found = self.db.execute(ask.replace("?", self.MARK), (birth, prefix, f"{prefix}\uffff"))
        return sorted(row[0] for row in found)

    def moment(self, patient: str) -> float:
        return time.time()

    def attack(self, kind: str, patient: str) -> None:
        self.db.execute(self.ATTACKS[kind], (int(patient),))

    def close(self) -> None:
        self.db.close()

    def _insert(self, kind: str, parent: int | None, values: Values) -> Any:
        names = rows.columns(kind)[1:]
        told = [*((parent,) if rows.PARENT[kind] else ()), *(values[name] for name in rows.COLUMNS[kind])]
        marks = ", ".join([self.MARK] * len(names))
        insert = f"insert into {TABLES[kind]} ({', '.join(names)}) values ({marks}) returning id"
        return self.db.execute(insert, told).fetchone()[0]

    def _rows(self, kind: str, where: str, id: int) -> list[Values]:
        names = rows.columns(kind)
        found = self.db.execute(f"select {', '.join(names)} from {TABLES[kind]} where {where}", (id,))
        return [dict(zip(names, row, strict=True)) for row in found]


def _is_own(kind: str) -> bool:
    return rows.PARENT[kind] == "patient_id"
