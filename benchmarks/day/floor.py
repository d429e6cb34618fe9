"""The floor: the same day with nothing between Python and the database.

A hand-written log (a row for each command, JSON, SHA-256 chained over the row before) and one JSON document for each
patient, written in the same transaction. No rules, no roles, no encryption, no commitments, no tree. It is no product:
it marks what sqlite3, json and hashlib allow, so that a ratio has something below its line.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.day.oracle import Change
from benchmarks.day.plan import Values
from benchmarks.day.told import Told
from benchmarks.disk import octets

_TABLES = """
pragma journal_mode = wal;
pragma synchronous = full;
create table log (seq integer primary key, pid text not null, ver integer not null, at real not null,
    who text not null, kind text not null, payload text not null, hash blob not null, unique (pid, ver));
create table cur (pid text primary key, ver integer, birth text, family text, mrn text, doc text) without rowid;
create index cur_ix on cur (birth, family, mrn);
"""
_LISTS = {"visit": "visits", "measurement": "measurements", "history": "history", "report": "reports"}
_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Floor(Told):
    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._db = sqlite3.connect(folder / "floor.db", isolation_level=None, cached_statements=256)
        self._db.executescript(_TABLES)
        self._seq, self._head = 0, bytes(32)

    # commands

    def register(self, who: str, intake: Values) -> str:
        patient = str(uuid4())
        self._append(who, patient, "patient", intake)
        return patient

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        self._append(who, patient, kind, values)

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        self._append(who, patient, "update", {"changes": changes, "reason": reason})

    def settle(self) -> None:
        """The document was written with the log."""

    def _append(self, who: str, patient: str, kind: str, payload: Values) -> None:
        run = self._db.execute
        run("begin immediate")
        if kind == "patient":
            version, state = 1, _applied({}, kind, payload)
        else:
            version, doc = run("select ver, doc from cur where pid = ?", (patient,)).fetchone()
            version, state = version + 1, _applied(json.loads(doc), kind, payload)
        at, body = time.time(), _write(payload)
        linked = _link(self._head, patient, version, at, who, kind, body)
        row = self._seq + 1, patient, version, at, who, kind, body, linked
        run("insert into log values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._keep(kind, patient, version, state)
        run("commit")
        self._seq, self._head = self._seq + 1, linked

    def _keep(self, kind: str, patient: str, version: int, state: Values) -> None:
        run, doc = self._db.execute, _write(state)
        if kind == "patient":
            run("insert into cur values (?, ?, ?, ?, ?, ?)", _row(patient, version, state))
        elif kind == "update":
            found = version, state["birth_date"], state["family_name"], doc, patient
            run("update cur set ver = ?, birth = ?, family = ?, doc = ? where pid = ?", found)
        else:
            run("update cur set ver = ?, doc = ? where pid = ?", (version, doc, patient))

    # queries

    def file(self, patient: str) -> Any:
        return json.loads(self._db.execute("select doc from cur where pid = ?", (patient,)).fetchone()[0])

    def search(self, prefix: str, birth: str) -> list[str]:
        ask = "select mrn from cur where birth = ? and family >= ? and family < ?"
        return sorted(row[0] for row in self._db.execute(ask, (birth, prefix, prefix + "\uffff")))

    def changes(self, patient: str) -> list[Change]:
        ask = "select pid, at, who, kind, payload from log where pid = ? order by ver"
        return list(_told(self._db.execute(ask, (patient,))))

    def past(self, patient: str, moment: float) -> Any:
        state: Values = {}
        ask = "select kind, payload from log where pid = ? and at <= ? order by ver"
        for kind, body in self._db.execute(ask, (patient, moment)):
            state = _applied(state, kind, json.loads(body))
        return state

    def log(self) -> Iterator[Change]:
        return _told(self._db.execute("select pid, at, who, kind, payload from log order by seq"))

    def export(self, path: Path) -> None:
        with path.open("w", buffering=1 << 20) as file:
            file.writelines(f"{_write(one)}\n" for one in self.log())

    def moment(self, patient: str) -> float:
        return time.time()

    # keeping

    def rebuild(self) -> None:
        rows = [_row(patient, version, state) for patient, (version, state) in self._folded().items()]
        self._db.execute("begin immediate")
        self._db.execute("delete from cur")
        self._db.executemany("insert into cur values (?, ?, ?, ?, ?, ?)", rows)
        self._db.execute("commit")

    def check_log(self) -> None:
        """The chain, against a head that is kept in memory."""
        head, n = bytes(32), 0
        ask = "select seq, pid, ver, at, who, kind, payload, hash from log order by seq"
        for seq, patient, version, at, who, kind, body, linked in self._db.execute(ask):
            n += 1
            assert seq == n, f"row {n} is missing"
            head = _link(head, patient, version, at, who, kind, body)
            assert head == linked, f"the hash of row {n} does not match"
        assert (n, head) == (self._seq, self._head), "the log is not as long as it was"

    def check_views(self) -> None:
        folded = self._folded()
        for patient, doc in self._db.execute("select pid, doc from cur"):
            assert json.loads(doc) == folded[patient][1], f"the file of {patient} does not follow from the log"

    def octets(self) -> int:
        return octets(self._folder)

    def close(self) -> None:
        self._db.close()

    def _folded(self) -> dict[str, tuple[int, Values]]:
        files: dict[str, tuple[int, Values]] = {}
        for patient, version, kind, body in self._db.execute("select pid, ver, kind, payload from log order by seq"):
            before = files[patient][1] if patient in files else {}
            files[patient] = version, _applied(before, kind, json.loads(body))
        return files


def _link(head: bytes, patient: str, version: int, at: float, who: str, kind: str, body: str) -> bytes:
    return sha256(head + f"{patient}|{version}|{at!r}|{who}|{kind}|{body}".encode()).digest()


def _row(patient: str, version: int, state: Values) -> tuple[Any, ...]:
    return patient, version, state["birth_date"], state["family_name"], state["mrn"], _write(state)


def _applied(state: Values, kind: str, payload: Values) -> Values:
    if kind == "patient":
        return {**payload, **{name: [] for name in _LISTS.values()}}
    if kind == "update":
        state.update(payload["changes"])
    else:
        state[_LISTS[kind]].append(payload)
    return state


def _told(rows: Iterable[tuple[Any, ...]]) -> Iterator[Change]:
    """Every row as changes, with what stood there before; that is found by folding."""
    known: dict[str, Values] = {}
    for patient, at, who, kind, body in rows:
        payload, about = json.loads(body), {"who": who, "when": at, "record_id": patient}
        if kind == "update":
            details, reason = known[patient], payload["reason"]
            for field, new in payload["changes"].items():
                told = {"field": field, "old": details[field], "new": new, "reason": reason}
                yield {**about, "action": "update", "record": "patient", **told}
                details[field] = new
        else:
            if kind == "patient":
                known[patient] = dict(payload)
            told = {"field": None, "old": None, "new": payload, "reason": None}
            yield {**about, "action": "create", "record": kind, **told}
