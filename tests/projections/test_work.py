"""What is counted of everybody's work: the same as counting through the whole log."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.fact import Plain
from domain.reviews import Reviews
from projections import work
from projections.work import Asked, Sitting, Touched
from tests.projections.rows import edit
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, everything, register
from tests.support.stores import created
from web.service import Service

KOFI = AMA._replace(actor="u-00000002", name="Kofi Adjei", session="5e551011bbbb")
RIGHTED = ("entry.corrected", "entry.retracted", "entry.moved-out", "demographics.corrected", "report.amended")
acts = some.lists(
    some.tuples(some.sampled_from(["weigh", "correct", "move", "import"]), some.booleans(), some.integers(1, 4000)),
    max_size=10,
)


def lived(service: Service, clock: StandingClock, told: list[tuple[str, bool, int]]) -> UUID:
    """Two people at one record, each act some minutes after the one before."""
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "70", "unit": "kg"}], AMA, "2026-01-05")
    for n, (act, his, minutes) in enumerate(told):
        clock.on(minutes=minutes)
        by = KOFI if his else AMA._replace(session=f"day {clock().day}")
        if act == "correct":
            service.records.correct(
                who, "measurements", "m1", {"value": f"70.{n + 1}"}, by._replace(reason="typing-error")
            )
        elif act == "move":
            service.records.update(who, {"addresses": [{"text": f"{n} Mill Lane"}]}, by)
        else:
            by = by._replace(channel="import") if act == "import" else by
            service.records.measure(who, [{"kind": "weight", "value": "71", "unit": "kg"}], by, f"2026-01-{n + 6:02}")
    service.views.ready()
    return who


@settings(max_examples=15)
@given(acts, some.booleans(), some.sampled_from([("", ""), ("2026-03-08", "2026-03-09"), ("2026-04-01", "")]))
def test_what_is_counted_is_what_the_log_holds(
    told: list[tuple[str, bool, int]], one: bool, span: tuple[str, str]
) -> None:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with TemporaryDirectory() as folder, created(Path(folder) / "store", "clinic.example", clock) as service:
        lived(service, clock, told)
        tables, asked = service.views.changes.tables, Asked(KOFI.actor if one else "", *span)
        rows = list(service.views.changes.rows())

        assert work.grid(tables, asked) == _grid(rows, asked)
        assert work.fields(tables, asked) == _fields(rows, asked)


@settings(max_examples=15)
@given(acts)
def test_records_and_sessions_add_up_to_the_events(told: list[tuple[str, bool, int]]) -> None:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with TemporaryDirectory() as folder, created(Path(folder) / "store", "clinic.example", clock) as service:
        who = lived(service, clock, told)
        tables, rows = service.views.changes.tables, list(service.views.changes.rows({"patient": str(who)}))
        his = [row for row in rows if row["actor"]["id"] == KOFI.actor]

        assert work.touched(tables, "actor", KOFI.actor, "", 5) == ([_touched(his)] if his else [])
        assert work.total(tables, "actor", KOFI.actor) == (int(bool(his)), len(his))
        hers = [fact for fact in service.store.journal.history(who) if fact.by.session and fact.by.actor == AMA.actor]
        assert sum(one.events for one in work.sittings(tables, AMA.actor, 99)) == len(hers)
        assert work.sitting(tables, "5e551011bbbb") == (_sitting(his) if his else None)


def test_views_that_are_regrown_count_the_same(service: Service) -> None:
    everything(service)
    service.views.ready()

    service.views.engine.rebuild()

    assert list(service.views.engine.check()) == []


@pytest.mark.parametrize(("table", "column"), [("done", "events"), ("field_changed", "changed"), ("touched", "events")])
def test_a_count_that_somebody_altered_is_named(service: Service, table: str, column: str) -> None:
    everything(service)
    service.views.ready()

    assert edit(service, f"update {table} set {column} = 99")
    assert {(one.view, one.table) for one in service.views.engine.check()} == {("changes", table)}


def test_a_field_counts_as_changed_where_something_else_stood_there(service: Service) -> None:
    who = everything(service)
    service.views.ready()

    found = work.fields(service.views.changes.tables, Asked())

    counted = {name: sum(many for many, _ in months.values()) for name, months in found.items()}
    assert counted["demographics.birth"] == 2  # corrected, and told of somebody who was identified
    assert counted["measurements.value"] == 1
    assert not {"measurements.as_entered", "blood_group.state", "visits.status"} & counted.keys()
    assert counted["blood_group.status"] == 1
    assert who


def test_everybody_who_recorded_something_can_be_asked_about(service: Service) -> None:
    who = register(service.records)
    service.records.add_to(who, "demographics", "demographics", "Seen.", KOFI)
    service.records.correct_details(who, {"names": [{"text": "Lucia Nunez"}]}, WHY)
    service.views.ready()

    found = work.people(service.views.changes.tables)

    assert [name for _, name in found] == ["Ama Boateng", "Caretrail", "Kofi Adjei"] or (
        "u-00000002",
        "Kofi Adjei",
    ) in found


# counted anew, from what the log tells


def _within(row: Plain, asked: Asked) -> bool:
    day = row["recorded_at"][:10]
    return (not asked.actor or row["actor"]["id"] == asked.actor) and (asked.since or "0") <= day <= (
        asked.until or "9"
    )


def _grid(rows: list[Plain], asked: Asked) -> work.Grid:
    fitting = [row for row in rows if _within(row, asked)]
    typed = Counter(
        (at.weekday(), at.hour)
        for at in (datetime.fromisoformat(row["recorded_at"]) for row in fitting if row["channel"] != "import")
    )
    imported = sum(row["channel"] == "import" for row in fitting)
    return work.Grid([[typed[weekday, hour] for hour in range(24)] for weekday in range(7)], imported)


def _fields(rows: list[Plain], asked: Asked) -> dict[str, dict[str, tuple[int, int]]]:
    whole = asked._replace(since=asked.since and f"{asked.since[:7]}-00", until=asked.until and f"{asked.until[:7]}-99")
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in rows:
        if row["patient"] and row["chapter"] != Reviews.NAME and _within(row, whole):
            for field in _changed(row):
                months: Any = found.setdefault(field, {})
                many, right = months.get(row["recorded_at"][:7], (0, 0))
                months[row["recorded_at"][:7]] = many + 1, right + (row["type"] in RIGHTED)
    return found


def _changed(row: Plain) -> set[str]:
    """The fields it changed: no copies of others, and no status that goes its usual way."""
    paths = [one["field"].split(".") for one in row["changes"] if one["was"] is not None]
    names = {(row["chapter"], path[1 if path[0] == "demographics" else 2]) for path in paths}
    usual = () if row["type"] in RIGHTED else ("status",)
    return {f"{chapter}.{name}" for chapter, name in names if name not in ("as_entered", "warnings", "unit", *usual)}


def _touched(rows: list[Plain]) -> Touched:
    first, last = rows[0], rows[-1]
    places = first["position"], last["position"], first["recorded_at"], last["recorded_at"]
    return Touched(first["patient"], first["mrn"], len(rows), *places)


def _sitting(rows: list[Plain]) -> Sitting:
    return Sitting("5e551011bbbb", KOFI.actor, 1, len(rows), rows[0]["recorded_at"], rows[-1]["recorded_at"])
