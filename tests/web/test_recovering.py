"""A store that was put back to an earlier moment goes on as a log of another name, and says so in its first entry."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import pytest

from tests.support.altered import alter
from tests.support.clock import StandingClock
from tests.support.listening import listening
from tests.support.office import everything, looked_at, register
from tests.support.stores import ENGINES, created, database_of
from tests.support.told import envelopes, told
from tests.web.command import answer, caretrail
from trail.checkpoint import parse, verified
from trail.entry import decode
from trail.opened import COPIED, LOG_STREAM, OPENED
from trail.policy import Policy
from trail.recovery import following
from trail.rotation import rotate
from trail.sealed import checkpoint, outside, signer_of
from trail.store import Config
from trail.witness.folder import Witness
from web.keeping.moving import move
from web.keeping.recovering import NotRecovered, recover
from web.service import Service
from web.witnessing import create_app

LETTER = b"%PDF-1.7 a letter"


class Put(NamedTuple):
    """A store put back, what had been signed after that moment, and the address of a document in it."""

    folder: Path
    note: str
    who: UUID
    letter: str


@pytest.fixture
def put(tmp_path: Path, clock: StandingClock, database: str | None) -> Put:
    """Everything has happened once, people looked, the key was changed, a backup was taken, and work went on."""
    with created(tmp_path / "store", "test.example/log", clock) as service:
        who = everything(service)
        letter = service.store.attachments.put(LETTER, who)
        looked_at(service, who)
        service.personnel.add("eve", "Eve Adler", "admin", service.system())
        service.accounts.set_password("eve", "kuve-sila-nora-dipo")
        checkpoint(service.store)
        rotate(service.store)
    move(tmp_path / "store", tmp_path / "backup", database, lambda step, done, total: None)
    with Service.open(tmp_path / "store", clock) as service:
        register(service.records, identifiers=[])
        note = checkpoint(service.store)
    return Put(tmp_path / "backup", note, who, letter)


@pytest.fixture(params=ENGINES)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[str | None]:
    with database_of(request.param) as url:
        yield url


def first(service: Service) -> dict[str, Any]:
    """What the first entry of the log says."""
    payload: dict[str, Any] = orjson.loads(service.store.log.opened(service.store.log.rows(0, 1)[0])[1])
    return payload


# what it makes


def test_the_new_log_tells_the_same_and_is_proved(put: Put, elsewhere: str | None, tmp_path: Path) -> None:
    done = recover(put.folder, tmp_path / "new", [put.note], elsewhere)

    with Service.open(put.folder) as old, Service.open(tmp_path / "new") as new:
        assert told(new) == told(old)
        assert envelopes(new) == envelopes(old)
        assert new.store.log.position == old.store.log.position == done.events
        assert new.store.access.log.position == old.store.access.log.position
        assert new.store.attachments.get(put.letter, put.who) == LETTER
        assert new.accounts.check("eve", "kuve-sila-nora-dipo")
    assert (done.origin, done.verdict.verdict) == ("test.example/log/2", "proved")
    assert answer(tmp_path / "new", "trail", "verify", "--payloads", "--json")["verdict"] == "proved"
    assert answer(tmp_path / "new", "views", "check", "--json")["views"]


def test_its_first_entry_cites_what_was_signed_and_how_far_it_is_a_copy(put: Put, tmp_path: Path) -> None:
    recover(put.folder, tmp_path / "new", [put.note], None)

    with Service.open(put.folder) as old, Service.open(tmp_path / "new") as new:
        said, (size, root) = first(new), old.store.log.head()
        lost = parse(put.note)[0]
        assert said["origin"] == "test.example/log/2"
        assert said["signed"] == {"size": lost.size, "root": lost.root.hex(), "note": put.note}
        assert said["copied"] == {"size": size, "root": root.hex()}
        assert said["earlier"] == ["test.example/log"]
        entry = decode(new.store.log.rows(0, 1)[0].entry)
        assert (entry.log, entry.kind, entry.type) == ("test.example/log/2", "config", OPENED)
        assert said["made"] >= entry.at


def test_each_event_keeps_its_place_time_person_and_promise_under_a_new_seal(put: Put, tmp_path: Path) -> None:
    recover(put.folder, tmp_path / "new", [put.note], None)

    with Service.open(put.folder) as old, Service.open(tmp_path / "new") as new:
        for was, now in zip(old.store.log.rows(0, 10_000), new.store.log.rows(0, 10_000), strict=True):
            before, after = decode(was.entry), decode(now.entry)
            assert before.content != after.content
            if was.stream != "AAAAAAAAAAAAAAAAAAAAAQ":
                assert before._replace(content="") == after._replace(content="")
                assert old.store.log.opened(was)[1] == new.store.log.opened(now)[1]
            assert (before.at, before.position, before.version, before.key) == (
                after.at, after.position, after.version, after.key,
            )  # fmt: skip


def test_what_the_old_log_said_of_itself_is_told_as_its_words(put: Put, tmp_path: Path) -> None:
    recover(put.folder, tmp_path / "new", [put.note], None)

    with Service.open(put.folder) as old, Service.open(tmp_path / "new") as new:
        before, after = (service.store.log.stream(LOG_STREAM, 1) for service in (old, new))
        words = [{"type": row.type, "told": orjson.loads(old.store.log.opened(row)[1])} for row in before]
        assert {row.type for row in after} == {COPIED}
        assert [orjson.loads(new.store.log.opened(row)[1]) for row in after] == words
        assert {one["type"] for one in words} == {"log.checkpoint-ref/1", "log.key-rotated/1"}


def test_the_new_log_is_signed_by_a_key_of_its_own_and_goes_on(put: Put, tmp_path: Path) -> None:
    recover(put.folder, tmp_path / "new", [put.note], None)

    with Service.open(put.folder) as old, Service.open(tmp_path / "new") as new:
        who = register(new.records, identifiers=[])
        letter = new.store.attachments.put(b"another", who)
        note = checkpoint(new.store)

        assert verified(note, signer_of(new.store).verifier_key).origin == "test.example/log/2"
        assert signer_of(new.store).verifier_key.split("+")[2] != signer_of(old.store).verifier_key.split("+")[2]
        assert new.store.attachments.get(letter, who) == b"another"
    assert answer(tmp_path / "new", "trail", "verify", "--payloads", "--json")["verdict"] == "proved"


def test_a_log_is_begun_again_a_second_time(put: Put, tmp_path: Path, clock: StandingClock) -> None:
    recover(put.folder, tmp_path / "second", [put.note], None)
    shutil.copytree(tmp_path / "second", tmp_path / "again")
    with Service.open(tmp_path / "second", clock) as service:
        register(service.records, identifiers=[])
        note = checkpoint(service.store)

    done = recover(tmp_path / "again", tmp_path / "third", [note], None)

    with Service.open(tmp_path / "third") as third:
        assert done.origin == "test.example/log/3"
        assert first(third)["earlier"] == ["test.example/log/2", "test.example/log"]
        assert third.store.attachments.get(put.letter, put.who) == LETTER


@pytest.mark.parametrize(
    ("origin", "then"),
    [("a.example/l", "a.example/l/2"), ("a.example/l/2", "a.example/l/3"), ("a.example/l/9", "a.example/l/10"),
     ("a.example/l/0", "a.example/l/0/2"), ("a", "a/2")],
)  # fmt: skip
def test_names_go_on(origin: str, then: str) -> None:
    assert following(origin) == then


# what an operator meets


def test_a_log_put_back_beside_its_signer_is_told_what_to_do_and_recovers(tmp_path: Path, clock: StandingClock) -> None:
    store, new = tmp_path / "store", tmp_path / "new"
    with created(store, "test.example/log", clock) as service:
        register(service.records, identifiers=[])
        kept = service.store.log.position
    shutil.copy(store / "trail.db", tmp_path / "older.db")
    with Service.open(store, clock) as service:
        register(service.records, identifiers=[])
        size = parse(checkpoint(service.store))[0].size
    shutil.copy(tmp_path / "older.db", store / "trail.db")

    signed = caretrail(store, "trail", "checkpoint")
    asked = caretrail(store, "trail", "recover", str(new))
    done = caretrail(store, "trail", "recover", str(new), "--accept-rollback")

    assert signed.exit_code == 1
    assert f"has {kept} entries; {size} were signed" in signed.stderr
    assert "an older backup was put in place" in signed.stderr
    assert "caretrail trail recover" in signed.stderr
    assert (asked.exit_code, "--accept-rollback" in asked.stderr, done.exit_code) == (2, True, 0)
    assert done.stdout.startswith(
        f"PROVED  {kept} events of test.example/log/2; {size - kept} that were signed for are lost"
    )
    assert caretrail(new, "trail", "checkpoint").stdout.startswith("test.example/log/2\n")


def test_a_folder_put_back_whole_is_found_out_by_its_witness_whose_note_recovers_it(
    tmp_path: Path, clock: StandingClock
) -> None:
    store = tmp_path / "store"
    with created(store, "test.example/log", clock) as service:
        witness = Witness.create(tmp_path / "w", "witness.example/w", [signer_of(service.store).verifier_key])
    with listening(create_app(witness)) as url:
        Policy().with_witness(f"{url}/", witness.verifier_key).write(store)
        shutil.copytree(store, tmp_path / "backup")
        with Service.open(store, clock) as service:
            for _ in range(3):
                register(service.records, identifiers=[])
            lost = parse(checkpoint(service.store))[0].size

        with Service.open(tmp_path / "backup", clock) as service:
            register(service.records, identifiers=[])
            kept = parse(checkpoint(service.store))[0].size
            (said,) = outside(service.store)

        assert said["gravely"]
        (seen,) = (tmp_path / "w/seen").iterdir()
        words = ("--accept-rollback", "--checkpoint", str(seen), "--json")
        done = answer(tmp_path / "backup", "trail", "recover", str(tmp_path / "new"), *words)
        assert (done["signed"]["size"], done["events"]) == (lost, kept)

        with Service.open(tmp_path / "new") as service:
            witness.trust(signer_of(service.store).verifier_key)
            checkpoint(service.store)
            assert outside(service.store)[0]["failed"] == ""


def test_a_log_that_continues_all_that_was_signed_has_nothing_to_recover(put: Put, tmp_path: Path) -> None:
    with pytest.raises(NotRecovered, match="continues every checkpoint"):
        recover(put.folder, tmp_path / "new", [], None)

    other = put.note.replace("test.example/log", "other.example/log")
    with pytest.raises(NotRecovered, match="continues every checkpoint"):
        recover(put.folder, tmp_path / "new", [other], None)
    assert not (tmp_path / "new").exists()


def test_a_lost_key_is_not_replaced_and_the_log_is_begun_again(put: Put, tmp_path: Path) -> None:
    (put.folder / "signing.key").unlink()

    signed = caretrail(put.folder, "trail", "checkpoint")
    doctor = caretrail(put.folder, "doctor")
    done = caretrail(put.folder, "trail", "recover", str(tmp_path / "new"), "--accept-rollback")

    assert (signed.exit_code, "signing.key is not there" in signed.stderr) == (1, True)
    assert (doctor.exit_code, "docs/operator.md, Another key" in doctor.stdout) == (1, True)
    assert done.exit_code == 0, done.stderr
    assert "; 0 that were signed for are lost" in done.stdout
    assert not (put.folder / "signing.key").exists()


def test_a_log_that_is_broken_is_not_carried_on(put: Put, tmp_path: Path) -> None:
    alter(put.folder, "update event set payload = (select payload from event where position = 6) where position = 7")

    with pytest.raises(NotRecovered, match="is not whole: event 7"):
        recover(put.folder, tmp_path / "new", [put.note], None)

    assert not (tmp_path / "new").exists()


def test_a_folder_in_which_something_is_gets_no_log(put: Put, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/x").write_text("mine")

    done = caretrail(put.folder, "trail", "recover", str(tmp_path / "new"), "--accept-rollback")
    (tmp_path / "n.note").write_text("no note")
    none = caretrail(
        put.folder,
        "trail",
        "recover",
        str(tmp_path / "x"),
        "--accept-rollback",
        "--checkpoint",
        str(tmp_path / "n.note"),
    )

    assert done.exit_code in (1, 3)
    assert (none.exit_code, "three lines" in none.stderr) == (2, True)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["x"]


def test_settings_go_along_and_what_was_remembered_of_signing_does_not(put: Put, tmp_path: Path) -> None:
    Policy().with_witness("http://w.example/", Witness.create(tmp_path / "w", "w", []).verifier_key).write(put.folder)

    recover(put.folder, tmp_path / "new", [put.note], None)

    assert Policy.read(tmp_path / "new") == Policy.read(put.folder)
    assert Config.read(tmp_path / "new").origin == "test.example/log/2"
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert not names & {"signing.key", "signer.json", "anchors", "rotations", "outside.json"}
    assert json.loads((put.folder / "signer.json").read_text())["size"]
