"""`caretrail backup` and `restore`: what is served is kept elsewhere as of one moment, and comes back as it was."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.patient import Patient
from domain.refusal import Gone
from tests.support.bucket import made, moved_into, serving_s3
from tests.support.clock import StandingClock
from tests.support.erased import LETTER, approved, lived
from tests.support.office import PRIYA, everything, register
from tests.web.cli.lived import ORIGIN, folder, stored
from tests.web.command import answer, caretrail
from trail import copying
from trail.sealed import checkpoint
from trail.signer import Rewritten
from trail.verify import PROVED
from web.keeping.backing_up import back_up
from web.keeping.erasing import carry_out, proved
from web.service import Service

__all__ = ["folder"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where backups are kept: the log's, and the keys' in a place of their own."""
    return tmp_path


def taken(folder: Path, place: Path, name: str = "1") -> Any:
    return answer(folder, "backup", str(place / f"log-{name}"), "--keys", str(place / f"keys-{name}"), "--json")


def restore(place: Path, name: str = "1", keys: str = "") -> tuple[str, ...]:
    log, beside = place / f"log-{name}", place / f"keys-{keys or name}"
    return "restore", str(log), str(place / "again"), "--keys", str(beside)


def files(*folders: Path) -> Iterator[Path]:
    return (path for folder in folders for path in [folder, *folder.rglob("*")])


def test_what_is_served_is_backed_up_and_comes_back_octet_by_octet(folder: Path, place: Path) -> None:
    with Service.open(folder):  # as a server has it meanwhile
        told = taken(folder, place)

    back = answer(place, *restore(place), "--json")

    assert (told["proof"]["verdict"], back["proof"]["verdict"], told["keys"]) == ("proved", "proved", True)
    assert (back["root"], back["proof"]["root"], back["documents"]) == (told["root"], told["root"], 1)
    assert stored(place / "again") == stored(folder)
    with Service.open(place / "again") as service:
        service.views.ready(60)
        assert list(service.views.engine.check()) == []
        assert service.accounts.begin("eve")
        assert checkpoint(service.store).startswith(f"{ORIGIN}\n")


def test_nobody_else_can_read_it_and_the_keys_are_nowhere_in_it(folder: Path, place: Path) -> None:
    taken(folder, place)
    answer(place, *restore(place), "--json")

    log, keys, again = place / "log-1", place / "keys-1", place / "again"
    modes = {(path.is_dir(), oct(stat.S_IMODE(path.stat().st_mode))) for path in files(log, keys, again)}
    assert modes == {(True, "0o700"), (False, "0o600")}
    assert sorted(path.name for path in keys.iterdir()) == ["keys.db", "keys.json", "master.key", "signing.key"]
    assert {path.name for path in log.iterdir()} & {"keys.db", "master.key", "signing.key", "config.toml"} == set()
    secret = (folder / "master.key").read_bytes().strip()
    assert [path.name for path in files(log) if path.is_file() and secret in path.read_bytes()] == []


def test_it_stands_for_the_doctor_when_that_was(folder: Path, place: Path) -> None:
    def known() -> str:
        checks = json.loads(caretrail(folder, "doctor", "--json").stdout)["checks"]
        return str(next(one["state"] for one in checks if one["name"] == "backup"))

    before = known()
    taken(folder, place)

    assert (before, known()) == ("warn", "ok")


def test_one_without_keys_says_so_and_is_put_back_with_those_of_another(folder: Path, place: Path) -> None:
    taken(folder, place, "early")

    done = caretrail(folder, "backup", str(place / "log-1"))
    without = caretrail(place, *restore(place)[:3])
    back = caretrail(place, *restore(place, keys="early"))

    assert "This backup has no keys" in done.stderr
    assert json.loads((place / "log-1" / "backup.json").read_text())["keys"] is False
    assert (without.exit_code, "--keys FROM2" in without.stderr) == (2, True)
    assert (back.exit_code, back.stdout.split()[0]) == (0, "PROVED")


class Broken(Exception):
    """The backup is broken off here."""


@pytest.mark.parametrize("step", ["events", "documents", "proved"])
def test_one_that_was_broken_off_never_looks_whole_and_is_gone_on_with(
    folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(copying, "PAGE", 10)

    def breaking(at: str, done: int, total: int) -> None:
        if at == step:
            raise Broken

    with pytest.raises(Broken):
        back_up(folder, place / "log-1", place / "keys-1", breaking)
    refused = [caretrail(place, *restore(place)), caretrail(place / "log-1", "trail", "status")]
    with Service.open(folder) as service:
        register(service.records, identifiers=[])
    told = taken(folder, place)

    assert [one.exit_code for one in refused] == [3, 3]
    assert "was broken off: it is not whole" in refused[0].stderr
    assert answer(place, *restore(place), "--json")["root"] == told["root"]
    assert stored(place / "again") == stored(folder)


def test_it_is_of_one_moment_while_clerks_go_on(folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two pages that are copied somebody is registered, and everything of the backup fits all the same."""
    monkeypatch.setattr(copying, "PAGE", 10)
    with Service.open(folder) as service:
        before = service.store.log.position

        def busy(step: str, done: int, total: int) -> None:
            if step in ("events", "documents"):
                who = register(service.records, identifiers=[])
                service.store.attachments.put(b"a letter of today", who)

        told, verdict = back_up(folder, place / "log-1", place / "keys-1", busy)
        now = service.store.log.position

    assert (verdict.verdict, told.size) == (PROVED, before)
    assert now > before
    back = answer(place, *restore(place), "--json")
    assert (back["proof"]["size"], back["proof"]["findings"]) == (before, [])
    assert answer(place / "again", "trail", "verify", "--payloads", "--json")["verdict"] == "proved"


def test_somebody_who_is_erased_while_it_is_taken_is_not_in_it(
    tmp_path: Path, place: Path, clock: StandingClock, database: str | None
) -> None:
    gone = list[UUID]()
    with Service.create(tmp_path / "store", ORIGIN, clock, database) as service:
        who = lived(service)

        def erasing(step: str, done: int, total: int) -> None:
            if step == "documents" and not gone:
                gone.append(who)
                approved(service, who)
                carry_out(service, who, PRIYA)

        told, verdict = back_up(service.folder, place / "log-1", place / "keys-1", erasing)

    assert (verdict.verdict, verdict.erased > 3, told.documents) == (PROVED, True, 0)
    back = answer(place, *restore(place), "--json")
    assert (back["proof"]["erased"], back["erased_since"]) == (verdict.erased, [])
    for path in files(place / "log-1", place / "again"):
        assert path.is_dir() or LETTER not in path.read_bytes()


def test_newer_keys_say_who_was_erased_since_and_the_record_stays_unread_until_it_is_erased_again(
    tmp_path: Path, place: Path, clock: StandingClock, database: str | None
) -> None:
    with Service.create(tmp_path / "store", ORIGIN, clock, database) as service:
        who = lived(service)
        taken(service.folder, place, "old")
        approved(service, who)
        carry_out(service, who, PRIYA)
        taken(service.folder, place, "new")

    done = caretrail(place, *restore(place, "old", "new"))

    assert done.exit_code == 0
    assert f"Record {who} was erased after this backup" in done.stderr
    with Service.open(place / "again", clock) as service:
        service.views.ready(60)
        with pytest.raises(Gone):
            service.store.journal.load(Patient, who)
        assert service.views.directory.search("vandermolen") == []
        approved(service, who)
        carry_out(service, who, PRIYA)
        assert proved(service).verdict == PROVED
        assert (erased(service, who), [row.payload for row in service.store.log.stream(who)]) == (True, [None] * 8)


def test_an_older_one_than_was_signed_is_not_signed_any_more(folder: Path, place: Path) -> None:
    taken(folder, place)
    with Service.open(folder) as service:
        register(service.records, identifiers=[])
        (place / "newest.note").write_text(checkpoint(service.store))

    done = caretrail(place, *restore(place), "--checkpoint", str(place / "newest.note"))

    assert done.exit_code == 0
    assert "it is not signed any more" in done.stderr
    with Service.open(place / "again") as service, pytest.raises(Rewritten, match="It was cut or put back"):
        checkpoint(service.store)
    signed = caretrail(place / "again", "trail", "checkpoint")
    assert (signed.exit_code, "trail recover" in signed.stderr) == (1, True)


def test_a_checkpoint_of_somebody_else_does_not_keep_it_from_being_signed(folder: Path, place: Path) -> None:
    taken(folder, place)
    with Service.create(place / "other", "other.example/log") as service:
        (place / "other.note").write_text(checkpoint(service.store))

    done = caretrail(place, *restore(place), "--checkpoint", str(place / "other.note"))

    assert (done.exit_code, "is not signed by a key of test.example/log" in done.stderr) == (3, True)
    with Service.open(place / "again") as service:
        assert checkpoint(service.store)


def erased(service: Service, who: UUID) -> bool:
    return service.erasing.erased(str(who))


def _document(place: Path) -> None:
    path = next((place / "log-1" / "attachments").glob("??/*"))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")


def damaged(log: Path) -> None:
    with closing(sqlite3.connect(log, isolation_level=None)) as db:
        db.execute("drop trigger event_update")
        db.execute("update event set payload = x'00' where position = 9")


def _payload(place: Path) -> None:
    damaged(place / "log-1" / "trail.db")


def _keys(place: Path) -> None:
    (place / "keys-1" / "master.key").write_bytes(b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=\n")


@pytest.mark.parametrize(("harm", "says"), [
    (_document, "is damaged: it is not what was kept"),
    (_payload, "cannot be served"),
    (_keys, "is not the key of this store"),
])  # fmt: skip
def test_a_backup_that_decayed_is_never_served(
    folder: Path, place: Path, harm: Callable[[Path], object], says: str
) -> None:
    taken(folder, place)
    harm(place)

    done = caretrail(place, *restore(place))

    assert (done.exit_code, says in done.stderr) == (1, True), done.stderr
    assert caretrail(place / "again", "trail", "status").exit_code == 3


def test_a_store_that_is_broken_has_no_backup_and_the_doctor_is_not_told_of_one(tmp_path: Path, place: Path) -> None:
    with Service.create(tmp_path / "store", ORIGIN) as service:
        everything(service)
    damaged(tmp_path / "store" / "trail.db")

    done = caretrail(tmp_path / "store", "backup", str(place / "log-1"), "--keys", str(place / "keys-1"))

    assert (done.exit_code, "is none" in done.stderr) == (1, True)
    assert not (place / "log-1" / "backup.json").exists()
    assert not (tmp_path / "store" / "last-backup").exists()


def test_nothing_is_overwritten(folder: Path, place: Path) -> None:
    taken(folder, place)
    (place / "mine").mkdir()
    (place / "mine" / "letter.txt").touch()

    again = caretrail(folder, "backup", str(place / "log-1"))
    strange = caretrail(folder, "backup", str(place / "mine"))
    inside = caretrail(folder, "backup", str(folder / "backup"))
    same = caretrail(folder, "backup", str(place / "x"), "--keys", str(place / "x"))
    over = caretrail(place, "restore", str(place / "log-1"), str(folder), "--keys", str(place / "keys-1"))

    assert [one.exit_code for one in (again, strange, inside, same, over)] == [1, 1, 1, 2, 1]
    assert "There is a backup in" in again.stderr
    assert "is not empty" in strange.stderr
    assert "is in the store itself" in inside.stderr
    assert "a backup is never put over one" in over.stderr


def test_keys_of_another_store_are_refused(folder: Path, place: Path) -> None:
    taken(folder, place)
    Service.create(place / "other", "other.example/log").close()
    taken(place / "other", place, "other")

    done = caretrail(place, *restore(place, "1", "other"))

    assert (done.exit_code, "are of other.example/log" in done.stderr) == (3, True)
    assert not (place / "again").exists()


def test_documents_of_a_bucket_come_back_in_a_folder(tmp_path: Path, place: Path, clock: StandingClock) -> None:
    with serving_s3():
        bucket = made()
        Service.create(tmp_path / "store", ORIGIN, clock).close()
        moved_into(tmp_path / "store", bucket)
        with Service.open(tmp_path / "store", clock) as service:
            who = lived(service)
            told = taken(service.folder, place)

    answer(place, *restore(place), "--json")

    assert told["documents"] == 1
    with Service.open(place / "again", clock) as service:
        service.views.ready(60)
        (entry,) = service.views.current.file(who)["chapters"]["attachments"].values()
        assert service.store.attachments.get(entry["address"], who) == LETTER
