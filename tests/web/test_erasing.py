"""A record erased by law: nothing of it is left in any file, and the log is proved all the same."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from domain.chapter import EVERYTHING
from domain.patient import Patient
from domain.refusal import Gone, NotFound, Refused
from projections.life import Life
from projections.past import file_at
from tests.support.clock import StandingClock
from tests.support.erased import approved, attach, erased, left_in, lived, mrn_of, told_of
from tests.support.office import AMA, PRIYA, SAM, everything, looked_at, register
from tests.support.stores import created, database_of
from trail import snapshots
from trail.keys import KEY
from trail.payloads import opener
from trail.removal import Removal
from trail.sealed import checkpoint
from trail.sealing import SealBroken
from trail.verify import PROVED, Verdict, verify
from web.keeping.certificate import Certificate
from web.keeping.erasing import carry_out, resume, steps
from web.keeping.moving import move
from web.keeping.proving import kept, source
from web.keeping.recovering import recover
from web.service import Service


def proof(folder: Path) -> Verdict:
    """With every payload opened."""
    return verify(source(folder), kept(folder), partial(opener, folder))


def unproved(verdict: Verdict) -> list[str]:
    return [finding["detail"] for finding in verdict.findings]


@pytest.fixture
def who(service: Service) -> UUID:
    register(service.records, names=["Bea Ott"], identifiers=[])
    return lived(service)


@pytest.fixture
def files(tmp_path: Path, clock: StandingClock) -> Iterator[Service]:
    with created(tmp_path / "files", "test.example/log", clock) as made:
        yield made


@contextmanager
def left(tmp_path: Path, clock: StandingClock, database: str | None = None) -> Iterator[Service]:
    """A store that is closed before it is looked at."""
    with created(tmp_path / "left", "test.example/log", clock, database) as made:
        yield made


# nothing is left


def test_no_text_of_a_record_is_left_in_any_file_of_the_store(files: Service) -> None:
    """The words that all records share are not his: everything happened to somebody else as well."""
    everything(files)
    who = lived(files)
    files.views.ready(60)
    files.reads.ready(60)
    number = mrn_of(files, who)
    texts = told_of(files, who) | {number}
    before = set[str]().union(*left_in(files.folder, texts).values())

    erased(files, who)

    assert {"Vandermolen", "Strawberries", "ZM-998877", number} <= before
    assert left_in(files.folder, texts) == {}


def test_nothing_is_left_once_the_store_was_closed_and_opened_again(tmp_path: Path, clock: StandingClock) -> None:
    folder = tmp_path / "store"
    with created(folder, "test.example/log", clock) as service:
        everything(service)
        who = lived(service)
        service.views.ready(60)
        texts = told_of(service, who) | {mrn_of(service, who)}
        erased(service, who)

    with Service.open(folder, clock) as service:
        service.views.ready(60)
        service.reads.ready(60)
        assert list(service.views.engine.check()) == []
    assert left_in(folder, texts) == {}


def test_the_wrapped_key_is_in_no_file_any_more(files: Service) -> None:
    who = lived(files)
    kid = files.store.log.key_of(who)
    with closing(sqlite3.connect(files.folder / "keys.db")) as db:
        (wrapped,) = db.execute("select wrapped from key where kid = ?", (kid,)).fetchone()

    erased(files, who)

    held = b"".join(path.read_bytes() for path in files.folder.glob("keys.db*"))
    assert wrapped not in held
    assert wrapped[12:28] not in held


def test_half_of_a_long_file_is_not_kept_either(files: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "LONG", 5)
    monkeypatch.setattr(snapshots, "EVERY", 1)
    who = lived(files)

    erased(files, who)

    with closing(sqlite3.connect(files.folder / "snapshots.db")) as db:
        assert db.execute("select count(*) from piece").fetchone() == (0,)


def test_what_a_check_of_the_views_has_left_when_it_died_is_gone_too(files: Service) -> None:
    who, left = lived(files), files.folder / "views.db.check"
    files.views.ready(60)
    left.write_bytes((files.folder / "views.db").read_bytes())

    erased(files, who)

    assert not left.exists()


def test_documents_are_removed_and_others_stay(service: Service, who: UUID) -> None:
    other = register(service.records, names=["Cam Ode"], identifiers=[])
    mine, theirs = attach(service, who), attach(service, other)

    erased(service, who)

    folder = service.folder / "attachments"
    assert not (folder / mine[:2] / mine).exists()
    assert (folder / theirs[:2] / theirs).exists()
    with pytest.raises(NotFound):
        service.store.attachments.get(mine, who)


def test_a_request_is_not_answered_any_more_as_it_was(service: Service, who: UUID) -> None:
    assert service.store.log.response("registers-quirinius")

    erased(service, who)

    assert service.store.log.response("registers-quirinius") is None


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


# whoever reads meets it


def test_whoever_asks_for_the_record_is_told_that_it_was_erased(service: Service, who: UUID) -> None:
    erased(service, who)
    journal = service.store.journal

    for ask in (
        lambda: journal.load(Patient, who),
        lambda: file_at(journal, who),
        lambda: list(journal.history(who)),
        lambda: service.lives.of(who),
        lambda: Life(who, journal.history(who)),
        lambda: service.records.open_visit(who, {"visit_class": "AMB", "start": "2026-03-07"}, AMA, EVERYTHING),
    ):
        with pytest.raises(Gone):
            ask()


def test_the_change_log_tells_who_and_when_and_not_what(service: Service, who: UUID) -> None:
    service.views.ready(60)
    before = list(service.views.changes.rows({"patient": str(who), "type": "measurements.recorded"}))

    erased(service, who)
    service.views.ready(60)

    (row,) = service.views.changes.rows({"patient": str(who), "type": "measurements.recorded"})
    assert row["erased"]
    assert (row["changes"], row["mrn"], row["reason"]) == ([], "", None)
    assert {name: row[name] for name in ("position", "recorded_at", "actor")} == {
        name: before[0][name] for name in ("position", "recorded_at", "actor")
    }


def test_views_that_are_grown_anew_are_what_they_were(service: Service) -> None:
    everything(service)
    who = lived(service)
    erased(service, who)
    service.views.ready(60)

    assert list(service.views.engine.check()) == []
    assert list(service.reads.engine.check()) == []


def test_nobody_finds_them_and_nobody_is_like_them(service: Service, who: UUID) -> None:
    register(service.records, names=["Quirinius Vandermolen"], birth="1931-11-23", identifiers=[], gender="male")
    service.views.ready(60)
    assert service.views.duplicates.of(who)

    erased(service, who)

    assert len(service.views.directory.search("vandermolen")) == 1
    assert service.views.duplicates.of(who) == []
    with pytest.raises(NotFound):
        service.views.current.head(who)


def test_who_looked_at_it_is_still_known_without_its_number(service: Service, who: UUID) -> None:
    looked_at(service, who, address=f"/patients/{who}/trail")

    erased(service, who)
    service.reads.ready(60)

    addresses = [row["address"] for row in service.reads.accesses.rows({"patient": str(who)}, newest=False)]
    assert addresses == ["/patients/erased", f"/patients/{who}/trail"]


def test_an_identifier_is_free_for_somebody_else_and_a_record_number_is_not(service: Service, who: UUID) -> None:
    number = mrn_of(service, who)
    erased(service, who)

    other = {"type": "INS", "issuer": "Zephyr Mutual", "value": "ZM-998877"}
    next_one = register(service.records, names=["Cam Ode"], identifiers=[other])

    desk = service.records.desk
    assert desk.holder(desk.key_of(other)) == next_one
    assert mrn_of(service, next_one) > number
    assert proof(service.folder).verdict == PROVED


def test_what_passed_on_to_somebody_else_stays_theirs(service: Service, who: UUID) -> None:
    passport = {"type": "PPN", "issuer": "XX", "value": "P-4711"}
    service.records.add_identifier(who, passport, AMA)
    service.records.retire_identifier(who, 1, AMA._replace(reason="typing-error", because="It is Cam's."))
    heir = register(service.records, names=["Cam Ode"], identifiers=[passport])

    erased(service, who)

    desk = service.records.desk
    assert desk.holder(desk.key_of(passport)) == heir
    with pytest.raises(Refused, match="belongs to another patient"):
        register(service.records, names=["Dee Fox"], identifiers=[passport])


# who may


def test_nothing_is_erased_that_was_not_approved(service: Service, who: UUID) -> None:
    service.erasing.ask(who, "consent-withdrawn", SAM)

    with pytest.raises(Refused, match="Nobody has approved"):
        carry_out(service, who, SAM)

    service.records.update(who, {"occupation": "ferryman"}, AMA)
    assert service.store.keys.doom.unfinished() == []


def test_a_hold_that_came_after_the_approval_keeps_the_record(service: Service, who: UUID) -> None:
    approved(service, who)
    service.erasing.hold(who, "Vandermolen against the ferry", SAM)

    with pytest.raises(Refused, match="Vandermolen against the ferry"):
        carry_out(service, who, PRIYA)

    service.records.update(who, {"occupation": "ferryman"}, AMA)
    service.erasing.lift(who, "h1", "It was settled.", SAM)
    carry_out(service, who, PRIYA)
    assert service.erasing.erased(str(who))


# broken off


class BrokenOff(Exception):
    pass


STEPS = 9


@pytest.mark.parametrize("after", range(STEPS))
def test_an_erasure_that_was_broken_off_is_gone_on_with(
    tmp_path: Path, clock: StandingClock, database: str | None, after: int
) -> None:
    with left(tmp_path, clock, database) as service:
        folder, who = service.folder, lived(service)
        approved(service, who)
        every = list(steps(service, Removal(service.store, who), PRIYA))
        assert len(every) == STEPS
        for step in every[: after + 1]:
            step.does()

    with Service.open(folder, clock) as again:
        meanwhile = proof(folder)
        done = resume(again)
        told = Certificate.of(again, who)
        assert resume(again) == 0
        assert list(again.views.engine.check()) == []

    verdict = proof(folder)
    assert unproved(meanwhile) == unproved(verdict) == []
    assert verdict.erased == told.payloads == len(list(_under(folder, clock, who)))
    assert (done, told.state, told.documents, told.verdict) == (int(after < STEPS - 1), "erased", 1, PROVED)


def _under(folder: Path, clock: StandingClock, who: UUID) -> Iterator[object]:
    with Service.open(folder, clock) as service:
        kid = service.store.log.key_of(who)
        yield from list(service.store.log.under([kid], 10**6))


def test_a_step_that_fails_leaves_the_erasure_to_the_next_start(
    service: Service, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(service, who)

    def fails(self: Removal) -> None:
        raise BrokenOff

    with monkeypatch.context() as broken:
        broken.setattr(Removal, "remove_payloads", fails)
        with pytest.raises(BrokenOff):
            carry_out(service, who, PRIYA)

    with pytest.raises(Gone):
        service.records.update(who, {"occupation": "ferryman"}, AMA)
    assert resume(service) == 1
    assert proof(service.folder).verdict == PROVED


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
