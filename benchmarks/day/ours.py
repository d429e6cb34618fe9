"""The program itself, in process: the same commands and views that its pages use."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.day import oracle, shapes
from benchmarks.day.oracle import Change
from benchmarks.day.plan import Plan, Values
from benchmarks.disk import octets, stored
from domain.by import By
from domain.chapter import EVERYTHING
from trail.verify import PROVED, verify
from web import exports
from web.keeping.proving import kept, source
from web.service import Service


class Ours:
    """What looks odd in the plan (a measurement before birth) is confirmed, as a clerk would."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        self._database, self._numbers = database, dict[str, str]()
        self.begin(Service.create(folder, database=database))

    def begin(self, service: Service) -> None:
        self.service, self._records = service, service.records

    # commands

    def register(self, who: str, intake: Values) -> str:
        """Registration and blood group in one commit, as the floor has them in one row."""
        by = _by(who)
        file = self._records.begin(shapes.registration(intake), by)
        file.record(file.patient.file.blood_group.determine(shapes.blood_group(intake)), by)
        receipt = self._records.desk.put_back(file, by)
        self._numbers[receipt.id] = intake["mrn"]
        return receipt.id

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        id, by, records = UUID(patient), _by(who), self._records
        match kind:
            case "visit":
                records.open_visit(id, shapes.visit(values), by, EVERYTHING)
            case "measurement":
                sure = by._replace(reason="checked-again")
                records.measure(id, [shapes.measurement(values)], sure, values["at"], confirmed=EVERYTHING)
            case "history":
                records.add_history(id, shapes.history(values), by, EVERYTHING)
            case "report":
                header, content, results = shapes.report(values)
                records.issue_report(id, content, by, EVERYTHING, header=header, results=results)

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        wanted = shapes.details(changes)
        if reason:
            self._records.correct_details(UUID(patient), wanted, _by(who, reason))
        else:
            self._records.update(UUID(patient), wanted, _by(who))

    def settle(self) -> None:
        assert self.service.views.ready(3600) == 0

    # queries

    def file(self, patient: str) -> Any:
        return self.service.views.current.file(UUID(patient))

    def search(self, prefix: str, birth: str) -> Any:
        return self.service.views.directory.search(f"{prefix} {birth}")

    def changes(self, patient: str) -> Any:
        return list(self.service.views.changes.rows({"patient": patient}))

    def past(self, patient: str, moment: float) -> Any:
        life = self.service.lives.of(UUID(patient))
        return life.file(life.version_by(datetime.fromtimestamp(moment, UTC)))

    def export(self, path: Path) -> None:
        with path.open("w", buffering=1 << 20) as file:
            file.writelines(exports.formatted(self.service.views.changes.lines(), "ndjson"))

    def moment(self, patient: str) -> float:
        return time.time()

    def shows(self, answer: Any, plan: Plan, updates: int) -> bool:
        return oracle.is_file(shapes.plain_file(answer), plan, updates)

    def numbers_of(self, answer: Any) -> list[str]:
        return sorted(self._numbers[hit["id"]] for hit in answer)

    def changes_of(self, answer: Any) -> list[Change]:
        return shapes.plain_changes(answer)

    # keeping

    def rebuild(self) -> None:
        self.service.views.engine.rebuild()

    def check_log(self) -> None:
        folder = self.service.folder
        verdict = verify(source(folder), kept(folder), processes=os.cpu_count() or 1)
        assert verdict.verdict == PROVED, verdict.findings[0]["detail"]

    def check_views(self) -> None:
        for found in self.service.views.engine.check():
            raise AssertionError(f"{found.view}: {found.key} is not what the log says")

    def octets(self) -> int:
        return octets(self.service.folder) + (stored(self._database) if self._database else 0)

    def close(self) -> None:
        self.service.close()


def _by(who: str, because: str | None = None) -> By:
    reason = "transcription" if because else None
    return By(actor=who, name=who, role="clerk", reason=reason, because=because)
