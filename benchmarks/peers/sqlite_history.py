"""sqlite-history: triggers that the package writes keep what changed. Nobody is named, and no reason."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from typing import Any

from sqlite_history import configure_history

from benchmarks.day.oracle import Change
from benchmarks.day.plan import Values
from benchmarks.disk import octets
from benchmarks.peers import rows
from benchmarks.peers.attacks import FALSE
from benchmarks.peers.statements import TABLES, Statements, tables


class SqliteHistory(Statements):
    ATTACKS = {
        "bulk": f"update patient set phone = '{FALSE}' where id = ?",
        "live": f"update patient set phone = '{FALSE}' where id = ?",
        "edited": f"update _patient_history set phone = '{FALSE}' where _rowid = ? and _version = 2",
        "middle": "delete from _patient_history where _rowid = ? and _version = 2",
        "tail": "delete from _patient_history where _rowid = ? and _version = 4",
    }

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.db = sqlite3.connect(folder / "clinic.db", isolation_level=None, cached_statements=256)
        self.db.executescript("pragma journal_mode = wal; pragma synchronous = full;")
        for statement in tables("integer primary key"):
            self.db.execute(statement)
        for kind, table in TABLES.items():
            configure_history(self.db, table)
            if parent := rows.PARENT[kind]:
                self.db.execute(f"create index history_{table} on _{table}_history ({parent})")

    def versions(self) -> dict[str, str]:
        return {"python": platform.python_version(), "sqlite-history": version("sqlite-history")}

    @contextmanager
    def command(self, who: str, reason: str | None = None) -> Iterator[None]:
        self.db.execute("begin immediate")
        yield
        self.db.execute("commit")

    def changes(self, patient: str) -> list[Change]:
        id = int(patient)
        told = list(self._history("patient", "_rowid = ?", id))
        for kind in ("visit", "measurement", "history", "report"):
            own = f"_rowid in (select _rowid from _{TABLES[kind]}_history where patient_id = ?)"
            told += self._history(kind, own, id)
        reports = [one["record_id"] for one in told if one["record"] == "report"]
        told += self._history("result", f"report_id in ({', '.join('?' * len(reports))})", *reports)
        return sorted(told, key=lambda one: int(one["when"]))

    def past(self, patient: str, moment: float) -> Values:
        """It has no query for this: what changed, done again."""
        return rows.replayed(takewhile(lambda one: one["when"] <= moment * 1000, self.changes(patient)))

    def export(self, path: Path) -> None:
        rows.export((one for kind in TABLES for one in self._history(kind)), path)

    def _history(self, kind: str, where: str = "1", *values: Any) -> Iterator[Change]:
        """A row of its history has the columns that changed, which a mask tells."""
        names, state = rows.columns(kind), dict[str, Any]()
        ask = f"select _rowid, _version, _updated, _mask, {', '.join(names)} from _{TABLES[kind]}_history"
        about = {"who": None, "reason": None, "record": kind}
        for record, number, when, mask, *row in self.db.execute(
            f"{ask} where {where} order by _rowid, _version", values
        ):
            if number == 1:
                state = dict(zip(names, row, strict=True))
                created = {**about, "when": when, "record_id": record, "field": None, "old": None}
                yield {**created, "action": "create", "new": dict(state)}
                continue
            for n, name in enumerate(names):
                if mask >> n & 1:
                    changed = {**about, "when": when, "record_id": record, "field": name, "old": state[name]}
                    yield {**changed, "action": "update", "new": row[n]}
                    state[name] = row[n]

    def octets(self) -> int:
        return octets(self._folder)


def opened(folder: Path) -> SqliteHistory:
    return SqliteHistory(folder)
