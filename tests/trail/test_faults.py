"""Full disks, missing keys, two at once: nothing acknowledged is lost, and every error is a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from domain.patient import Patient
from domain.refusal import Conflict, Refused, Stale
from tests.conftest import ROOT
from tests.support.clock import StandingClock
from tests.support.office import AMA, everything, looked_at, register
from trail.errors import KeysMissing, NoStore, StoreError
from trail.lock import StoreLocked
from trail.mapper import draft
from trail.sealed import checkpoint
from trail.store import Store
from trail.verify import Verdict, verify
from web.keeping.proving import kept, source
from web.service import Service


def _proof(folder: Path) -> Verdict:
    return verify(source(folder), kept(folder))


def test_a_second_process_in_a_folder_of_files_is_told_who_the_first_is(tmp_path: Path) -> None:
    with Service.create(tmp_path / "store"), pytest.raises(StoreLocked, match=str(os.getpid())):
        Store.open(tmp_path / "store")


def test_others_may_read_while_one_writes(service: Service) -> None:
    who = register(service.records)
    other = Store.open(service.folder, readonly=True)
    assert [fact.TOPIC for fact in other.journal.history(who)] == ["patient.registered"]
    with pytest.raises(StoreError, match="reading only"):
        other.log.append([draft(next(other.journal.history(who)))])
    other.close()


def test_a_store_without_its_file_of_keys_names_what_is_missing(tmp_path: Path) -> None:
    Service.create(tmp_path / "store").close()
    (tmp_path / "store" / "keys.db").unlink()
    with pytest.raises(KeysMissing, match=r"keys\.db"):
        Store.open(tmp_path / "store")


def test_a_store_without_its_master_key_names_it(tmp_path: Path, database: str | None) -> None:
    Service.create(tmp_path / "store", database=database).close()
    (tmp_path / "store" / "master.key").unlink()
    with pytest.raises(KeysMissing, match=r"master\.key"):
        Store.open(tmp_path / "store")


def test_another_stores_master_key_is_refused(tmp_path: Path, database: str | None) -> None:
    Service.create(tmp_path / "one", database=database).close()
    Service.create(tmp_path / "two").close()
    (tmp_path / "one" / "master.key").write_bytes((tmp_path / "two" / "master.key").read_bytes())
    with pytest.raises(KeysMissing, match="not the key of this store"):
        Store.open(tmp_path / "one")


def test_a_folder_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoStore, match="init"):
        Store.open(tmp_path)


def test_a_store_is_not_made_in_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ama")
    with pytest.raises(NoStore, match="not empty"):
        Store.create(tmp_path)


FULL = """
import resource, sys, signal
from pathlib import Path
from tests.support.office import AMA, register
from trail.errors import StoreError
from web.service import Service
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
service = Service.open(Path(sys.argv[1]))
before = service.store.log.position
resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
try:
    register(service.records, identifiers=[])
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert service.store.log.position == before
register(service.records, identifiers=[])
service.close()
"""


def test_a_full_disk_records_nothing_and_the_next_command_works(tmp_path: Path) -> None:
    with Service.create(tmp_path / "store") as service:
        everything(service)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "store")], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing was recorded" in done.stdout
    assert verify(tmp_path / "store/trail.db", []).verdict == "proved"


def test_one_clerks_conflict_is_that_clerks_alone(service: Service) -> None:
    """In one commit, a draft that went stale fails and its neighbours are recorded."""
    who, other = register(service.records), register(service.records, identifiers=[])
    fresh = [draft(fact) for fact in service.store.journal.history(who)]
    errors: list[type[Exception]] = []

    def stale() -> None:
        try:
            service.store.log.append(fresh)
        except Stale as error:
            errors.append(type(error))

    def good() -> None:
        service.records.measure(other, [{"kind": "weight", "value": "70", "unit": "kg"}], AMA, "2026-03-01")

    threads = [threading.Thread(target=work) for work in (stale, good) * 8]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [Stale] * 8
    assert len(list(service.store.journal.history(other))) == 9
    assert service.store.log.position == _proof(service.folder).size


def test_a_repeated_request_is_answered_as_before_and_recorded_once(service: Service) -> None:
    by = AMA._replace(request="form-1")
    wanted = {"names": ["Kofi Mensah"], "birth": "1990", "gender": "male"}
    first, again = service.records.register(wanted, by), service.records.register(wanted, by)
    assert first == again
    assert service.store.log.position == first.position


def test_what_someone_else_changed_meanwhile_is_a_conflict(service: Service) -> None:
    who = register(service.records)
    service.records.update(who, {"language": "fr"}, AMA, {"language": "es"})
    with pytest.raises(Conflict) as conflict:
        service.records.update(who, {"language": "de"}, AMA, {"language": "es"})
    assert (conflict.value.expected, conflict.value.found) == ("es", "fr")


def test_two_patients_cannot_share_an_identifier_unknowingly(service: Service) -> None:
    register(service.records)
    with pytest.raises(Refused, match="belongs to another patient"):
        register(service.records)


def test_a_clock_that_steps_back_is_an_entry_and_time_never_does(service: Service, clock: StandingClock) -> None:
    who = register(service.records)
    clock.on(minutes=-10)
    service.records.update(who, {"language": "fr"}, AMA)
    rows = service.store.log.rows(0, 100)
    assert [row.type for row in rows][-2:] == ["log.clock-anomaly/1", "demographics.updated/1"]
    times = [service.store.log.opened(row)[0].at for row in rows]
    assert times == sorted(times)
    assert _proof(service.folder).verdict == "proved"


def test_a_log_that_is_signed_while_the_clock_steps_back_is_proved(service: Service, clock: StandingClock) -> None:
    """What it says of the log of reads and of its clock stands in one stream, in the order of its versions."""
    looked_at(service, register(service.records))
    clock.on(minutes=-10)
    checkpoint(service.store)
    clock.on(minutes=-10)
    looked_at(service, register(service.records, names=["Kofi"], identifiers=[]))
    checkpoint(service.store)

    types = [row.type for row in service.store.log.rows(1, 100) if row.type.startswith("log.")]
    assert types == ["log.checkpoint-ref/1", "log.clock-anomaly/1", "log.clock-anomaly/1", "log.checkpoint-ref/1"]
    verdict = _proof(service.folder)
    assert (verdict.verdict, verdict.findings) == ("proved", [])


def test_a_long_file_is_opened_from_its_snapshot_and_is_the_same(service: Service) -> None:
    who = register(service.records)
    for n in range(600):
        service.records.measure(
            who, [{"kind": "heart-rate", "value": str(60 + n % 30), "unit": "/min"}], AMA, "2026-03-01"
        )
    lived = service.store.journal.load(Patient, who)
    service.store.journal.forget(who)
    again = service.store.journal.load(Patient, who)
    assert again is not lived
    assert (again.version, len(again.file.measurements.items)) == (601, 600)
    service.records.update(who, {"language": "fr"}, AMA)
    assert service.store.journal.load(Patient, who).version == 602
