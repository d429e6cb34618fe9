"""Reading a part of a file says what reading all of it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from projections.reading import Reading, StoredReading, WholeReading
from tests.support.office import AMA, WHY, everything, register
from trail.tables import Statement, Tables
from web.service import Service

CHAPTERS = ("visits", "measurements", "history", "reports", "attachments")


def both(service: Service, who: UUID) -> tuple[Reading, Reading]:
    service.views.ready()
    return StoredReading(service.views.current, who), WholeReading(service.views.current.file(who))


def weigh(service: Service, who: UUID, value: str, at: str) -> None:
    service.records.measure(who, [{"kind": "weight", "value": value, "unit": "kg"}], AMA, at)


def test_the_tables_and_the_whole_file_answer_alike(service: Service) -> None:
    stored, whole = both(service, everything(service))

    assert (stored.version, stored.position) == (whole.version, whole.position)
    assert (stored.details, stored.blood) == (whole.details, whole.blood)
    assert stored.determinations == whole.determinations
    assert stored.file == whole.file
    for chapter in CHAPTERS:
        assert stored.count(chapter) == whole.count(chapter)
        assert stored.newest(chapter, 50) == whole.newest(chapter, 50)
        assert stored.newest(chapter, 1, 1) == whole.newest(chapter, 1, 1)
    for kind in ("weight", "height", "systolic", "no such kind"):
        assert stored.readings(kind, 3) == whole.readings(kind, 3)
    kinds = ("weight", "height", "systolic", "no such kind")
    assert stored.latest(kinds) == whole.latest(kinds) == {
        kind: found[0] for kind in kinds if (found := whole.readings(kind, 1))
    }  # fmt: skip
    assert stored.history() == whole.history()
    assert stored.history("allergy", "problem") == whole.history("allergy", "problem")
    assert stored.entry("visits", "v1") == whole.entry("visits", "v1")
    assert stored.entry("visits", "v1") is not None
    assert stored.entry("visits", "v99") is whole.entry("visits", "v99") is None


def test_the_newest_is_the_one_that_was_true_last_not_the_one_recorded_last(service: Service) -> None:
    who = register(service.records)
    for value, at in (("70", "2026-02-01T10:00Z"), ("71", "2026-01"), ("72", "2026-02-01T10:00Z"), ("69", "2025")):
        weigh(service, who, value, at)

    for reading in both(service, who):
        assert [one["value"] for one in reading.newest("measurements", 4)] == ["72", "70", "71", "69"]
        assert [one["value"] for one in reading.readings("weight", 4)] == ["72", "70", "71", "69"]


def test_what_is_measured_again_in_the_same_minute_is_the_value_now(service: Service) -> None:
    who = register(service.records)
    for value in ("66.6", "67.7"):
        weigh(service, who, value, "2026-02-01T10:00Z")

    for reading in both(service, who):
        assert [one["value"] for one in reading.readings("weight", 1)] == ["67.7"]


def test_a_correction_of_the_time_moves_an_entry_and_a_struck_one_is_no_reading(service: Service) -> None:
    who = register(service.records)
    weigh(service, who, "70", "2026-01-01T10:00Z")
    weigh(service, who, "71", "2026-01-02T10:00Z")
    service.records.correct(who, "measurements", "m1", {"taken_at": "2026-01-03T10:00Z"}, WHY)
    service.records.retract(who, "measurements", "m2", WHY)

    for reading in both(service, who):
        assert [one["id"] for one in reading.newest("measurements", 4)] == ["m1", "m2"]
        assert [one["id"] for one in reading.readings("weight", 4)] == ["m1"]


@pytest.mark.parametrize("read", [
    lambda reading: reading.newest("visits", 5),
    lambda reading: reading.readings("weight", 5),
])  # fmt: skip
def test_what_a_summary_shows_is_found_by_the_index(
    service: Service, read: Callable[[Reading], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    who = register(service.records)
    service.views.ready()
    tables, asked = service.views.current.tables, list[Any]()
    rows = tables.rows
    monkeypatch.setattr(tables, "rows", lambda ask, values: asked.append((ask, values)) or rows(ask, values))

    read(reading := StoredReading(service.views.current, who))
    asked = [one for one in asked if "most" in one[1]]  # the first question is for the head

    assert reading.position

    assert asked
    for ask, values in asked:
        assert "entry_order" in plan(tables, ask, values)


def plan(tables: Tables, ask: Statement, values: dict[str, Any]) -> str:
    """How an engine would find the rows, were there many."""
    with tables.begin() as db:
        if tables.shared:
            db.exec_driver_sql("set local enable_seqscan = off")
            db.exec_driver_sql("set local enable_bitmapscan = off")
            db.exec_driver_sql("set local enable_sort = off")
        explain, schema = ("explain ", "views") if tables.shared else ("explain query plan ", "")
        sql, told = ask.on(db.dialect.name, schema)
        found = db.connection.driver_connection.execute(explain + sql, {**told, **values}).fetchall()
    return " ".join(str(row[-1]) for row in found)
