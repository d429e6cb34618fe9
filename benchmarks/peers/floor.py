"""The floor among the peers: how it would be noticed that somebody was at its table."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from benchmarks.day.floor import Floor
from benchmarks.peers.attacks import FALSE, Untried

_NTH = "(select seq from log where pid = ? order by ver desc limit 1 offset {})"
_STATEMENTS = {
    "live": f"update cur set doc = replace(doc, '+1777', '{FALSE[:5]}') where pid = ?",
    "edited": f"update log set payload = replace(payload, '+1777', '{FALSE[:5]}') where seq = {_NTH.format(1)}",
    "middle": f"delete from log where seq = {_NTH.format(1)}",
    "tail": "delete from log where seq = (select max(seq) from log where pid != ?)",
}


class Attacked(Floor):
    def versions(self) -> dict[str, str]:
        return {"sqlite": sqlite3.sqlite_version}

    def attack(self, kind: str, patient: str) -> None:
        """In a transaction that `heal` takes back."""
        if kind == "bulk":
            raise Untried("there is no way around its log")
        self._db.execute("begin immediate")
        done = self._db.execute(_STATEMENTS[kind], (patient,))
        assert done.rowcount, "the attack touched no row"

    def heal(self) -> None:
        if self._db.in_transaction:
            self._db.execute("rollback")


def opened(folder: Path) -> Attacked:
    return Attacked(folder / "floor")
