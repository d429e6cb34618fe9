"""Whoever reads one file waits for what was recorded in it, and for nothing that was recorded in others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from projections.reading import StoredReading
from tests.support.office import AMA, SAM, register
from trail.entry import b64
from trail.reach import Reach
from web.service import Service


def weigh(service: Service, who: UUID, value: str = "70") -> None:
    service.records.measure(who, [{"kind": "weight", "value": value, "unit": "kg"}], AMA, "2026-02-01")


@pytest.fixture
def engine() -> str:
    """Where other hosts write, all of the log may matter."""
    return "sqlite"


@pytest.fixture
def two(service: Service) -> tuple[UUID, UUID]:
    """On file, and known to the views."""
    found = register(service.records), register(service.records, identifiers=[], names=["Leila Haddad"])
    service.views.ready()
    return found


def test_what_is_recorded_in_another_file_is_not_waited_for(service: Service, two: tuple[UUID, UUID]) -> None:
    one, other = two

    weigh(service, other)

    assert service.views.ready_for(one)
    assert service.views.engine.position < service.store.log.position
    assert not service.views.ready_for(other)
    assert service.views.engine.position == service.store.log.position


def test_what_is_recorded_in_the_file_itself_is_read(service: Service, two: tuple[UUID, UUID]) -> None:
    one, other = two
    weigh(service, one, "71")
    weigh(service, other)

    service.views.ready_for(one)

    read = StoredReading(service.views.current, one)
    assert [read.readings("weight", 1)[0]["value"], read.position] == ["71", service.store.journal.reach(one)]


@pytest.mark.parametrize(
    "act",
    [
        lambda service: service.personnel.add("noor", "Noor Haddad", "clerk", service.system()),
        lambda service: service.rulebook.adopt("access", {"own_record": "flagged"}, SAM, "The head of the office"),
        lambda service: register(service.records, identifiers=[], names=["Somebody Else"]),
    ],
    ids=["an account", "a policy", "a new number"],
)
def test_what_may_matter_to_any_file_is_waited_for(
    service: Service, two: tuple[UUID, UUID], act: Callable[[Service], object]
) -> None:
    act(service)

    assert service.store.journal.reach() > service.views.engine.position
    assert not service.views.ready_for(two[0])


def test_what_was_there_when_the_log_was_opened_is_waited_for(tmp_path: Path) -> None:
    with Service.create(tmp_path / "store") as service:
        one, other = register(service.records), register(service.records, identifiers=[], names=["Leila Haddad"])
        weigh(service, one)
        position = service.store.log.position

    with Service.open(tmp_path / "store") as again:
        assert again.store.journal.reach(other) == again.store.journal.reach() == position


def test_whatever_was_forgotten_may_matter_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trail.reach._MOST", 2)
    reach, files = Reach(10), [uuid4() for _ in range(3)]

    for n, file in enumerate(files):
        reach.take([(11 + n, b64(file.bytes), 2, "measurements.recorded/1", b"", b"", None)])

    assert [reach.of(file) for file in (*files, None)] == [13] * 4
