"""django-simple-history: a whole row for each change, with who and why; what differs is found by comparing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from simple_history import register
from simple_history.utils import bulk_create_with_history

from benchmarks.day.plan import Values
from benchmarks.peers import rows
from benchmarks.peers.clinic.desk import Desk, prepare

_ABOUT = ("history_user_id", "history_date", "history_change_reason")


class SimpleHistory(Desk):
    DISTRIBUTION = "django-simple-history"
    HISTORY = "clinic_historicalpatient history_id id"

    def command(self, who: str, reason: str | None = None) -> AbstractContextManager[object]:
        return transaction.atomic()

    def marked(self, record: Any, who: str, reason: str | None = None) -> Any:
        record._history_user = self.users[who]
        if reason:
            record._change_reason = reason
        return record

    def save_results(self, results: Sequence[Any], who: str) -> None:
        bulk_create_with_history(results, self.kinds["result"], default_user=self.users[who])

    def states(self, kind: str, found: Any = None) -> Iterator[rows.State]:
        some = self.kinds[kind].history.all() if found is None else found
        columns = rows.columns(kind)
        told = some.order_by("id", "history_id").values_list(*_ABOUT, *columns)
        for user, when, reason, *values in told.iterator(chunk_size=5000):
            known = dict(zip(columns, values, strict=True))
            yield rows.State(known["id"], self.names.get(user), when.isoformat(), reason, known)

    def of(self, kind: str, patient: str, reports: Sequence[Any]) -> Any:
        return self.kinds[kind].history.filter(**_own(kind, patient, reports))

    def past(self, patient: str, moment: float) -> Values:
        """By its own `as_of`, table by table."""
        at, found = datetime.fromtimestamp(moment, UTC), dict[str, list[Values]]()
        for kind, model in self.kinds.items():
            reports = [one["id"] for one in found["report"]] if kind == "result" else []
            some = model.history.as_of(at).filter(**_own(kind, patient, reports))
            found[kind] = list(some.values(*rows.columns(kind)))
        return rows.file(found)


def _own(kind: str, patient: str, reports: Sequence[Any]) -> dict[str, Any]:
    match kind:
        case "patient":
            return {"id": int(patient)}
        case "result":
            return {"report_id__in": reports}
        case _:
            return {"patient_id": int(patient)}


def opened(folder: Path, database: str | None = None) -> SimpleHistory:
    prepare(folder, database, ["simple_history"], register)
    return SimpleHistory(folder, database)
