"""Views in a file and views in PostgreSQL, of one log: the same rows, and the same answers in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from domain.refusal import Refused
from projections.asked import MARKS
from projections.reading import StoredReading
from projections.views import METADATA, Views
from tests.projections.rows import every_table, rows
from tests.support.clock import StandingClock
from tests.support.lives import COMMANDS
from tests.support.names import NAMES
from tests.support.office import AMA, everything, register
from tests.support.stores import database_of
from trail.postgres.server import Server
from trail.postgres.tables import SchemaTables
from web.service import Service


class Both(NamedTuple):
    service: Service
    filed: Views
    shared: Views
    people: list[UUID]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """A town with many lives; the file followed step by step, the database in one go."""
    clock, random = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC)), Random(7)
    with (
        Service.create(tmp_path_factory.mktemp("both") / "store", clock=clock) as service,
        database_of("postgresql") as url,
    ):
        people = [everything(service)]
        for _ in range(12):
            people.append(register(service.records, identifiers=[]))
            for _ in range(40):
                with suppress(Refused):
                    COMMANDS[random.choice(sorted(COMMANDS))](service.records, people[-1], random.randrange(10))
            service.views.ready()
        for n, name in enumerate([*NAMES.values(), "Zoë O'Neill", "zoe o'neill", "ZOE O-NEILL", "Z_e 100%", "Z\\e"]):
            by = AMA._replace(actor=f"u-{n % 7}", name=name, channel=("form", "api", "cli")[n % 3])
            told_of = {"names": [name], "identifiers": [], "contacts": [{"value": f"+999 555 {n:04}"}]}
            who = UUID(service.records.register({**told_of, "birth": f"19{n % 90 + 10}", "gender": "female"}, by).id)
            service.records.add_to(who, "demographics", "demographics", f"Ünder {name}", by)
        service.views.ready()
        server = Server(url)
        shared = Views(SchemaTables(server, "views", METADATA, lasting=False), service.store.journal)
        assert shared.ready(60) == 0
        yield Both(service, service.views, shared, people)
        shared.close()
        server.close()


def test_all_rows_are_the_same(both: Both) -> None:
    tables = every_table(both.service)

    assert rows(both.shared.current.tables, tables) == rows(both.filed.current.tables, tables)
    assert both.shared.engine.counts() == both.filed.engine.counts()


FILTERS: list[dict[str, Any]] = [
    {},
    {"actor": "o'n"}, {"actor": "ZOË"}, {"actor": "zoë"}, {"actor": "boat"}, {"actor": "u-3"}, {"actor": "_"},
    {"actor": "%"}, {"actor": "\\"}, {"actor": "\0"},
    {"text": "zoe"}, {"text": "ÜNDER"}, {"text": "100%"}, {"text": "glucose"}, {"text": "\\"}, {"text": "\0"},
    {"field": "value"}, {"field": "m1"}, {"field": '"'},
    {"types": ["visit.opened", "entry.corrected"]}, {"types": []}, {"type": "visit.opened", "channel": "form"},
    {"chapter": "measurements", "entry": "m1"}, {"reason": "typing-error"}, {"channel": "import"}, {"late": 1},
    *({"marked": mark} for mark in MARKS),
    {"after": 20, "before": 60}, {"beyond": 100}, {"since": "2026-03-07T09:30"}, {"until": "2026-03-07"},
    {"until": "2026-03-06"}, {"mrn": "0000000195"}, {"tx": "no such"}, {"role": "clerk", "text": "problem"},
]  # fmt: skip


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_the_change_log_answers_alike(both: Both, filters: dict[str, Any]) -> None:
    one, two = both.filed.changes, both.shared.changes
    for newest, limit in ((False, -1), (True, -1), (True, 3), (False, 0)):
        assert list(two.lines(filters, newest, limit)) == list(one.lines(filters, newest, limit))
    assert two.count(filters) == one.count(filters)
    for most in (None, 0, 7, 10_000):
        assert two.tally(filters, 50, most) == one.tally(filters, 50, most)


def test_more_than_one_page_of_changes_comes_whole_and_in_order(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(both.filed.changes.rows())
    monkeypatch.setattr("projections.changes._PAGE", 7)

    for changes in (both.filed.changes, both.shared.changes):
        assert list(changes.rows()) == whole
        assert list(changes.rows(newest=True)) == whole[::-1]
        assert list(changes.rows(limit=15)) == whole[:15]
        assert list(changes.rows({"after": 20}, limit=14)) == [one for one in whole if one["position"] > 20][:14]
        assert list(changes.rows({"before": 20}, newest=True)) == [one for one in whole if one["position"] < 20][::-1]


@pytest.mark.parametrize("typed", [
    "", "a", "zoe", "ZOE O", "o'neill zoe", "luc nun", "1984", "1984-03", "0000000195", "hm-77", "+999 555 0003",
    "9995550003", "name", "name 3", "\0", "zo\0e", "%", "_", "\\", *NAMES.values(),
])  # fmt: skip
def test_a_search_answers_alike(both: Both, typed: str) -> None:
    for limit in (1, 3, 25, 200):
        assert both.shared.directory.search(typed, limit) == both.filed.directory.search(typed, limit)


def test_work_lists_answer_alike(both: Both) -> None:
    one, two = both.filed, both.shared

    assert two.directory.recent(100) == one.directory.recent(100)
    assert two.directory.count() == one.directory.count()
    assert two.staff.all() == one.staff.all()
    assert (two.held.waiting(), two.held.count()) == (one.held.waiting(), one.held.count())


def test_files_are_read_alike(both: Both) -> None:
    for who in both.people:
        one, two = StoredReading(both.filed.current, who), StoredReading(both.shared.current, who)
        assert two.file == one.file
        assert list(two.file["chapters"]) == list(one.file["chapters"])
        assert [list(chapter) for chapter in two.file["chapters"].values()] == [
            list(chapter) for chapter in one.file["chapters"].values()
        ]
        assert (two.version, two.position, two.details, two.blood) == (
            one.version, one.position, one.details, one.blood,
        )  # fmt: skip
        assert (two.history(), two.history("allergy", "problem")) == (one.history(), one.history("allergy", "problem"))
        assert two.determinations == one.determinations
        for chapter in ("visits", "measurements", "history", "reports"):
            assert (two.count(chapter), two.newest(chapter, 3, 1)) == (one.count(chapter), one.newest(chapter, 3, 1))
        for most in (0, 1, 4):
            assert two.readings("weight", most) == one.readings("weight", most)
        assert both.shared.current.find(two.details["mrn"]) == who
