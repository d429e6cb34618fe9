"""django-pghistory: triggers of PostgreSQL write a whole row for each change, and who and why beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pghistory
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from benchmarks.day.plan import Values
from benchmarks.peers import rows
from benchmarks.peers.clinic.desk import Desk, prepare

_ABOUT = ("pgh_context__metadata", "pgh_created_at", "pgh_obj_id")


class PgHistory(Desk):
    DISTRIBUTION = "django-pghistory"
    HISTORY = "clinic_patientevent pgh_id pgh_obj_id"

    def __init__(self, folder: Path, database: str | None) -> None:
        super().__init__(folder, database)
        self._events = {kind: apps.get_model("clinic", f"{model.__name__}Event") for kind, model in self.kinds.items()}

    def command(self, who: str, reason: str | None = None) -> AbstractContextManager[object]:
        told = {"user": self.users[who].pk, **({"reason": reason} if reason else {})}
        both = ExitStack()
        both.enter_context(pghistory.context(**told))
        both.enter_context(transaction.atomic())
        return both

    def save_results(self, results: Sequence[Any], who: str) -> None:
        self.kinds["result"].objects.bulk_create(results)

    def states(self, kind: str, found: Any = None) -> Iterator[rows.State]:
        some = self._events[kind].objects.all() if found is None else found
        columns = rows.columns(kind)
        told = some.order_by("pgh_obj_id", "pgh_id").values_list(*_ABOUT, *columns)
        for about, when, record, *values in told.iterator(chunk_size=5000):
            who, why = self.names.get((about or {}).get("user")), (about or {}).get("reason")
            yield rows.State(record, who, when.isoformat(), why, dict(zip(columns, values, strict=True)))

    def of(self, kind: str, patient: str, reports: Sequence[Any]) -> Any:
        events = self._events[kind].objects
        match kind:
            case "patient":
                return events.filter(pgh_obj_id=int(patient))
            case "result":
                return events.filter(report_id__in=reports)
            case _:
                return events.filter(patient_id=int(patient))

    def past(self, patient: str, moment: float) -> Values:
        """It has no query for this: the newest row before the moment, of each record."""
        at, found = datetime.fromtimestamp(moment, UTC), dict[str, list[Values]]()
        for kind in self.kinds:
            reports = [one["id"] for one in found["report"]] if kind == "result" else []
            some = self.of(kind, patient, reports).filter(pgh_created_at__lte=at)
            newest = some.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
            found[kind] = list(newest.values(*rows.columns(kind)))
        return rows.file(found)


def opened(folder: Path, database: str | None = None) -> PgHistory:
    prepare(folder, database, ["pgtrigger", "pghistory"], lambda model: pghistory.track()(model))
    call_command("pgtrigger", "install", verbosity=0)
    return PgHistory(folder, database)
