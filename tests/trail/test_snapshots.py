"""Long files open from what was kept half-way, and from the log itself where that is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.paged import WIDTH, Paged, page_of
from domain.patient import Patient
from tests.support.office import AMA, WHY, register
from tests.support.stores import created
from trail.snapshots import EVERY, LONG
from web.service import Service


def long_file(service: Service, events: int = LONG + EVERY + 7) -> UUID:
    who = register(service.records)
    for n in range(events):
        taken = [{"kind": "weight", "value": f"{60 + n % 3}.5", "unit": "kg"}]
        service.records.measure(who, taken, AMA, "2026-01-05T10:00Z")
    return who


def state(service: Service, who: UUID) -> dict[str, dict[str, object]]:
    patient = service.store.journal.load(Patient, who)
    return {name: {key: {**item, "recorded": None} for key, item in items.items()} for name, items in patient.kept()}


def test_a_long_file_opened_again_is_the_one_that_was_left(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    who = long_file(service)
    lived = state(service, who)
    read: list[int] = []
    remains = service.store.journal.remains
    monkeypatch.setattr(
        service.store.journal, "remains", lambda id, upto=None, after=0: read.append(after) or remains(id, upto, after)
    )

    service.store.journal.forget(who)

    assert state(service, who) == lived
    assert read[0] >= LONG, "it was not read from its first event"


def test_a_correction_of_an_old_entry_is_kept_with_its_page(service: Service) -> None:
    who = long_file(service)
    service.store.journal.forget(who)

    service.records.correct(who, "measurements", "m3", {"value": "62.0"}, WHY)
    for _ in range(EVERY):
        service.records.measure(who, [{"kind": "weight", "value": "61", "unit": "kg"}], AMA, "2026-01-05T10:00Z")
    service.store.journal.forget(who)

    assert service.store.journal.load(Patient, who).file.measurements.items["m3"]["value"] == "62.0"


@pytest.mark.parametrize(
    "harm",
    [
        "delete from piece",
        "delete from piece where chapter = 'measurements' and n = 0",
        "update piece set sealed = randomblob(500) where chapter = 'measurements' and n = 0",
        "update piece set sealed = (select sealed from piece where chapter = 'visits' or chapter = '' limit 1)",
        "update piece set version = version - 1 where chapter = 'measurements'",
    ],
)
def test_a_damaged_snapshot_is_as_good_as_none(tmp_path: Path, harm: str) -> None:
    with created(tmp_path / "store") as service:
        who = long_file(service)
    with sqlite3.connect(tmp_path / "store" / "snapshots.db") as db:
        db.execute(harm)

    with Service.open(tmp_path / "store") as service:
        service.records.correct(who, "measurements", "m1", {"value": "61.5"}, WHY)
        patient = service.store.journal.load(Patient, who)

        assert patient.file.measurements.items["m1"]["value"] == "61.5"
        assert len(patient.file.measurements.items) == LONG + EVERY + 7


@pytest.mark.parametrize(
    "harm", [lambda octets: bytes(len(octets)), lambda octets: octets[:5000], lambda _: b"no table"]
)
def test_a_damaged_file_of_snapshots_is_as_good_as_none(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    """Neither the store's opening nor a command that is recorded fails for it."""
    path = tmp_path / "store" / "snapshots.db"
    with Service.create(tmp_path / "store") as service:
        who = long_file(service)
    path.write_bytes(harm(path.read_bytes()))

    with Service.open(tmp_path / "store") as service:
        for n in range(EVERY):
            taken = [{"kind": "weight", "value": f"{60 + n % 3}.5", "unit": "kg"}]
            assert service.records.measure(who, taken, AMA, "2026-01-05T10:00Z")


@pytest.mark.parametrize(
    "words", ["drop table piece", "create trigger no before insert on piece begin select raise(abort, ''); end"]
)
def test_a_snapshot_that_cannot_be_kept_fails_no_command(tmp_path: Path, words: str) -> None:
    with Service.create(tmp_path / "store") as service:
        who = long_file(service, LONG - 2)
        with sqlite3.connect(tmp_path / "store" / "snapshots.db") as db:
            db.execute(words)
        for _ in range(EVERY + 5):
            assert service.records.measure(
                who, [{"kind": "weight", "value": "60", "unit": "kg"}], AMA, "2026-01-05T10:00Z"
            )


def test_a_snapshot_holds_nothing_in_the_open(tmp_path: Path) -> None:
    with created(tmp_path / "store") as service:
        long_file(service)

    kept = (tmp_path / "store" / "snapshots.db").read_bytes()
    assert b"weight" not in kept
    assert b"Boateng" not in kept


@given(st.lists(st.integers(1, 4 * WIDTH), unique=True), st.integers(0, 3))
def test_pages_are_a_dictionary_that_is_fetched_in_parts(numbers: list[int], touched: int) -> None:
    plain = {f"m{n}": {"n": n} for n in sorted(numbers)}
    fetched: list[int] = []

    def fetch(page: int) -> dict[str, dict[str, object]]:
        fetched.append(page)
        return {key: dict(value) for key, value in plain.items() if page_of(key) == page}

    counts = {page: sum(page_of(key) == page for key in plain) for page in {page_of(key) for key in plain}}
    paged = Paged(counts, fetch)
    new = f"m{touched * WIDTH + 1}"
    paged[new] = {"n": -1}

    assert fetched == ([touched] if touched in counts else [])
    assert paged.changed == {touched}
    assert dict(paged) == {**plain, new: {"n": -1}}
    assert len(paged) == len({*plain, new})
