"""A log from which a record was erased is proved all the same, and is not where somebody else took something out."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from domain.patient import Patient
from domain.refusal import Gone
from tests.support.clock import StandingClock
from tests.support.erased import approved, erased, left_in, lived, told_of
from tests.support.office import PRIYA, register
from tests.support.stores import created, database_of
from tests.web.erasing.proof import left, proof, unproved
from trail.keys import KEY
from trail.sealed import checkpoint
from trail.sealing import SealBroken
from trail.verify import PROVED
from web.keeping.erasing import carry_out
from web.keeping.moving import move
from web.keeping.recovering import recover
from web.service import Service

# the proof


def test_the_log_is_proved_and_the_verdict_tells_what_was_erased(service: Service, who: UUID) -> None:
    position = erased(service, who)

    verdict = proof(service.folder)
    assert unproved(verdict) == []
    assert verdict.verdict == PROVED
    assert verdict.erasures == [{"position": position, "payloads": verdict.erased}]
    assert verdict.erased == len(list(service.store.log.under([service.store.log.key_of(who)], position)))
    assert (
        f"{verdict.erased} payloads were erased, under entry {position}; no other payload is missing." in verdict.proved
    )


def test_it_is_proved_after_the_file_was_written_anew(tmp_path: Path, clock: StandingClock) -> None:
    with left(tmp_path, clock) as service:
        folder = service.folder
        erased(service, lived(service))

    with closing(sqlite3.connect(folder / "trail.db")) as db:
        db.execute("vacuum")

    assert [one for one in unproved(proof(folder)) if "byte of the file" not in one] == []


@pytest.mark.parametrize("ends", [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")])
def test_it_is_proved_after_it_was_copied(ends: tuple[str, str], tmp_path: Path, clock: StandingClock) -> None:
    origin, folder = tmp_path / "origin", tmp_path / "copy"
    with database_of(ends[0]) as here, database_of(ends[1]) as there:
        with created(origin, "test.example/log", clock, here) as service:
            who = lived(service)
            erased(service, who)

        verdict = move(origin, folder, there, lambda *told: None).verdict

        assert unproved(verdict) == []
        assert verdict.erased > 5
        with Service.open(folder, clock) as service, pytest.raises(Gone):
            service.store.journal.load(Patient, who)


def test_a_copy_that_was_begun_before_the_erasure_loses_it_as_well(
    tmp_path: Path, clock: StandingClock, database: str | None
) -> None:
    origin, folder = tmp_path / "origin", tmp_path / "copy"
    with created(origin, "test.example/log", clock) as service:
        who = lived(service)
    move(origin, folder, database, lambda *told: None)
    (folder / "config.toml").rename(folder / "config.toml.copying")
    with Service.open(origin, clock) as service:
        texts = told_of(service, who)
        erased(service, who)

    verdict = move(origin, folder, database, lambda *told: None).verdict

    assert unproved(verdict) == []
    with Service.open(folder, clock) as copy:
        assert copy.store.keys.doom.gone
        assert all(row.payload is None for row in copy.store.log.stream(who))
    assert left_in(folder, texts) == {}


# tampering


def test_a_payload_that_is_missing_without_an_erasure_is_found(tmp_path: Path, clock: StandingClock) -> None:
    with left(tmp_path, clock) as service:
        other = register(service.records, names=["Cam Ode"], identifiers=[])
        erased(service, lived(service))
        position, folder = service.store.log.stream(other)[0].position, service.folder

    _take_out(folder, position)

    assert f"event {position}: its payload is missing, and no erasure says why" in unproved(proof(folder))


def test_an_erasure_does_not_account_for_what_was_recorded_after_it(tmp_path: Path, clock: StandingClock) -> None:
    with left(tmp_path, clock) as service:
        position, folder = erased(service, lived(service)), service.folder
        last = service.store.log.position

    _take_out(folder, last)

    assert last > position
    assert f"event {last}: its payload is missing, and no erasure says why" in unproved(proof(folder))


def _take_out(folder: Path, position: int) -> None:
    with closing(sqlite3.connect(folder / "trail.db")) as db:
        db.execute("drop trigger event_update")
        db.execute("update event set payload = null where position = ?", (position,))
        db.commit()


def test_the_key_that_a_backup_brings_back_opens_what_is_left_of_it_no_more(files: Service) -> None:
    who = lived(files)
    kid = files.store.log.key_of(who)
    row = files.store.log.stream(who)[0]
    with closing(sqlite3.connect(files.folder / "keys.db")) as db:
        saved = db.execute("select * from key where kid = ?", (kid,)).fetchone()
    erased(files, who)

    assert row.payload
    with closing(sqlite3.connect(files.folder / "keys.db")) as db:
        db.execute(f"insert into {KEY.name} values (?, ?, ?)", saved)
        db.commit()
    files.store.keys.forget()

    with pytest.raises((LookupError, SealBroken)):
        files.store.log.opened(row)


def test_nobody_is_shown_what_is_gone_while_views_are_grown_anew(
    service: Service, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, found = service.views.engine, list[object]()
    approved(service, who)

    def looks(names: object = None) -> None:
        found.extend(service.views.directory.search("vandermolen"))
        found.extend(service.views.changes.rows({"patient": str(who)}))
        found.extend(service.views.duplicates.of(who))

    monkeypatch.setattr(engine, "rebuild", looks)
    carry_out(service, who, PRIYA)

    assert found == []


def test_a_log_that_is_begun_again_from_a_backup_has_it_erased(tmp_path: Path, clock: StandingClock) -> None:
    with left(tmp_path, clock) as service:
        folder, who = service.folder, lived(service)
        erased(service, who)
    shutil.copytree(folder, tmp_path / "backup")
    with Service.open(folder, clock) as service:
        register(service.records, names=["Cam Ode"], identifiers=[])
        note = checkpoint(service.store)

    again = recover(tmp_path / "backup", tmp_path / "again", [note], None)

    assert unproved(again.verdict) == []
    assert again.verdict.erased > 5
    with Service.open(tmp_path / "again", clock) as service:
        assert service.store.keys.doom.gone
        assert service.erasing.erased(str(who))
        with pytest.raises(Gone):
            service.store.journal.load(Patient, who)
