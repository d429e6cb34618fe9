"""The program itself among its peers."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from base64 import urlsafe_b64encode
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from benchmarks.day.ours import Ours
from benchmarks.peers.attacks import FALSE, Untried
from projections.entries import ENTRY
from tests.support.altered import alter
from trail import sealed
from web.service import Service

_EVENTS = "select position from event where stream = '{}' order by position"
_STATEMENTS = {
    "edited": "update event set entry = cast(replace(cast(entry as text), 'clerk', 'cl3') as blob) where position = {}",
    "middle": "delete from event where position = {}",
    "tail": "delete from event where position = (select max(position) from event)",
}


class Attacked(Ours):
    """Harm is done to a store that is closed, with its guards taken off, and to a copy that takes its place."""

    def versions(self) -> dict[str, str]:
        return {"caretrail": version("caretrail"), "python": platform.python_version()}

    def attack(self, kind: str, patient: str) -> None:
        if kind == "bulk":
            raise Untried("there is no way around events")
        if self._database:
            raise Untried("tried on both stores by tests/trail")
        folder = self.service.folder
        sealed.checkpoint(self.service.store)  # as an office does each day
        self.service.close()
        shutil.copytree(folder, self._intact)
        if kind == "live":
            _alter_view(folder / "views.db", patient)
        else:
            alter(folder, _STATEMENTS[kind].format(_middle(folder / "trail.db", patient)))
        self.begin(Service.open(folder))

    def heal(self) -> None:
        if self._intact.exists():
            folder = self.service.folder
            self.service.close()
            shutil.rmtree(folder)
            self._intact.rename(folder)
            self.begin(Service.open(folder))

    @property
    def _intact(self) -> Path:
        return self.service.folder.with_name("intact")


def _middle(log: Path, patient: str) -> int:
    with sqlite3.connect(log) as db:
        stream = urlsafe_b64encode(UUID(patient).bytes).decode().rstrip("=")
        positions = [row[0] for row in db.execute(_EVENTS.format(stream))]
    return int(positions[-2])


def _alter_view(views: Path, patient: str) -> None:
    with sqlite3.connect(views) as db:
        name = db.execute("select name from sqlite_master where name = ?", (ENTRY.name,)).fetchone()[0]
        done = db.execute(
            f"update {name} set json = replace(json, '+1777', '{FALSE[:5]}') where patient = ? and json like '%+1777%'",
            (patient,),
        )
        assert done.rowcount, "the attack touched no row"


def opened(folder: Path, database: str | None = None) -> Attacked:
    return Attacked(folder / "store", database)
