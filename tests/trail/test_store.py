"""A store: one process writes, others read, everything in it is its owner's alone, and every loss has a sentence."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from tests.conftest import ROOT
from tests.support.crowd import cheap
from tests.trail.logs import ORIGIN
from trail.backend import backend_of
from trail.errors import KeysMissing, NoStore, StoreError
from trail.keys import Keys
from trail.lock import Lock, StoreLocked
from trail.sealed import checkpoint
from trail.store import Config, Store

SAID = UUID(int=5)
NAMED = re.compile(r"[^\s+]{1,200}")  # what `init --origin` takes


def _python(code: str, *told: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, told)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


OPENS = """
import sys
from pathlib import Path
from trail.lock import StoreLocked
from trail.store import Store
try:
    Store.open(Path(sys.argv[1]))
    print("opened", flush=True)
except StoreLocked as error:
    print(error, flush=True)
sys.stdin.readline()
"""


# one writes into files


def test_a_second_process_is_told_the_first_ones_number(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store", ORIGIN)

    told, _ = _python(OPENS, store.folder).communicate("\n")
    store.close()

    assert told == f"{store.folder} is in use by process {os.getpid()}. Stop that one first.\n"


def test_a_process_that_was_killed_leaves_no_lock_and_its_successor_is_named(tmp_path: Path) -> None:
    Store.create(tmp_path / "store", ORIGIN).close()
    other = _python(OPENS, tmp_path / "store")
    assert other.stdout
    assert other.stdout.readline() == "opened\n"

    with pytest.raises(StoreLocked, match=f"process {other.pid}\\."):
        Store.open(tmp_path / "store")
    other.send_signal(signal.SIGKILL)
    other.communicate()
    store = Store.open(tmp_path / "store")

    with pytest.raises(StoreLocked, match=f"process {os.getpid()}\\."):
        Lock(tmp_path / "store" / "store.lock")
    store.close()


def test_a_longer_number_of_an_earlier_process_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "store.lock").write_text("1234567890123\n")
    lock = Lock(tmp_path / "store.lock")

    with pytest.raises(StoreLocked, match=f"in use by process {os.getpid()}\\. Stop"):
        Lock(tmp_path / "store.lock")

    lock.release()
    Lock(tmp_path / "store.lock").release()


def test_a_store_that_could_not_be_opened_opens_once_it_is_mended(tmp_path: Path, database: str | None) -> None:
    """It was not kept locked."""
    Store.create(tmp_path / "store", ORIGIN, database=database).close()
    key = tmp_path / "store" / "master.key"
    content = key.read_bytes()
    key.unlink()
    with pytest.raises(KeysMissing):
        Store.open(tmp_path / "store")

    key.write_bytes(content)

    Store.open(tmp_path / "store").close()


# others read


def test_who_only_reads_sees_what_is_written_meanwhile_and_writes_nothing(tmp_path: Path, database: str | None) -> None:
    store = Store.create(tmp_path / "store", ORIGIN, database=database)
    other = Store.open(tmp_path / "store", readonly=True)

    for version in range(1, 4):
        store.log.append([cheap(SAID, version)])
        assert (other.log.position, other.log.head()) == (version + 1, store.log.head())
        assert other.log.rows(0, 100) == store.log.rows(0, 100)
    with pytest.raises(StoreError, match="opened for reading only"):
        other.log.append([cheap(uuid4())])
    other.close()

    assert store.log.append([cheap(SAID, 4)]) == [5]
    store.close()


# losses


@pytest.mark.parametrize("last", ["store.lock", "master.key", "keys.db", "trail.db"])
def test_a_store_that_was_half_made_is_no_store_and_is_not_written_into(tmp_path: Path, last: str) -> None:
    """Whatever was the last file before the machine stopped; the settings come when all else is there."""
    folder, order = tmp_path / "store", ["store.lock", "master.key", "keys.db", "trail.db"]
    Store.create(folder, ORIGIN).close()
    for path in folder.iterdir():
        if path.name not in order[: order.index(last) + 1]:
            path.unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(NoStore, match="There is no store in"):
        Store.open(folder)
    with pytest.raises(NoStore, match="is not empty"):
        Store.create(folder)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_store_that_was_half_made_in_a_database_is_told_in_a_sentence(tmp_path: Path, database: str) -> None:
    """The machine stopped after the keys were made, and before the first event."""
    (tmp_path / "half").mkdir()
    with closing(backend_of(tmp_path, database)) as backend:
        Keys.create(tmp_path / "half", backend, ORIGIN)

    with pytest.raises((NoStore, KeysMissing, StoreError)):
        Store.create(tmp_path / "store", ORIGIN, database=database)

    assert not (tmp_path / "store" / "config.toml").exists()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_second_log_is_not_begun_in_a_database_that_has_one(tmp_path: Path, database: str) -> None:
    store = Store.create(tmp_path / "store", ORIGIN, database=database)

    with pytest.raises(NoStore, match=r"There is a log in .* already"):
        Store.create(tmp_path / "other", ORIGIN, database=database)

    assert not (tmp_path / "other" / "config.toml").exists()
    assert store.log.append([cheap(SAID)]) == [2]
    store.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_database_without_a_log_is_no_store(tmp_path: Path, database: str) -> None:
    (tmp_path / "store").mkdir()
    Config(ORIGIN, database).write(tmp_path / "store")

    with pytest.raises(NoStore, match=r"There is no log in .* yet"):
        Store.open(tmp_path / "store")


def test_the_settings_are_written_last(tmp_path: Path, database: str | None) -> None:
    Store.create(tmp_path / "store", ORIGIN, database=database).close()

    written = {path.name: path.stat().st_ctime_ns for path in (tmp_path / "store").iterdir()}

    assert written["config.toml"] >= max(written[name] for name in written.keys() & {"store.lock", "master.key"})
    with pytest.raises(NoStore, match="not empty"):
        Store.create(tmp_path / "store")


def test_a_log_that_is_gone_is_named(tmp_path: Path) -> None:
    Store.create(tmp_path / "store", ORIGIN).close()
    (tmp_path / "store" / "trail.db").unlink()

    with pytest.raises(NoStore, match=r"trail\.db is gone"):
        Store.open(tmp_path / "store")

    assert not (tmp_path / "store" / "trail.db").exists()


@pytest.mark.parametrize(("content", "why"), [
    (b"", "does not say what the log is called"),
    (b"orign = 'x'\n", "does not say what the log is called"),
    (b"origin = 5\n", "does not say what the log is called"),
    (b"origin = ['test.example/log']\n", "does not say what the log is called"),
    (b"origin = test.example\n", "cannot be read"),
    (b"origin = 'test.exam", "cannot be read"),
    (b"\xff\xfe\x00", "cannot be read"),
    (b"origin = 'test.example/log'\ndatabase = 5\n", ": database is not a setting, or no text"),
    (b"origin = 'test.example/log'\ndatabse = 'x'\n", ": databse is not a setting, or no text"),
])  # fmt: skip
def test_damaged_settings_are_named_with_the_reason(tmp_path: Path, content: bytes, why: str) -> None:
    Store.create(tmp_path / "store", ORIGIN).close()
    (tmp_path / "store" / "config.toml").write_bytes(content)

    with pytest.raises(NoStore, match=rf"config\.toml ?{why}"):
        Store.open(tmp_path / "store")


def test_a_store_under_another_name_does_not_open(tmp_path: Path, database: str | None) -> None:
    Store.create(tmp_path / "store", ORIGIN, database=database).close()
    (tmp_path / "store" / "config.toml").unlink()
    Config("test.example/other", database).write(tmp_path / "store")

    with pytest.raises(KeysMissing, match="not the key of this store"):
        Store.open(tmp_path / "store")


@example("clinic\x7f")
@example('𠮷"\\u0041')
@given(some.from_regex(NAMED, fullmatch=True).filter(lambda name: name.isascii() or name.isprintable()))
def test_a_logs_name_is_read_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("config")

    Config(name).write(folder)

    assert Config.read(folder) == Config(name)


@given(some.text(some.characters(exclude_categories=["Cs"])), some.text(some.characters(exclude_categories=["Cs"])))
def test_settings_are_read_as_they_were_given(
    tmp_path_factory: pytest.TempPathFactory, database: str, attachments: str
) -> None:
    folder, told = tmp_path_factory.mktemp("config"), Config(ORIGIN, database, attachments)

    told.write(folder)

    assert Config.read(folder) == told


# whose it is


@contextmanager
def _careless() -> Iterator[None]:
    """Nothing is private by itself."""
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


def _modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder.parent)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def _worked(folder: Path, database: str | None) -> dict[str, int]:
    """The modes of all that a store has made in its folder, whether it is open or closed."""
    with _careless():
        store = Store.create(folder, ORIGIN, database=database)
        store.log.append([cheap(SAID)])
        checkpoint(store)
        store.attachments.put(b"a letter", SAID)
        open_ = _modes(folder)
        store.close()
        Store.open(folder).close()
    return open_ | _modes(folder) | {"store": stat.S_IMODE(folder.stat().st_mode)}


BESIDE = {"config.toml", "master.key", "signer.json", "signing.key", "snapshots.db", "anchors/0000000000000002.note"}
IN_FILES = {"keys.db", "keys.db-shm", "keys.db-wal", "resting.json", "store.lock", "trail.db", "trail.db-shm",
            "trail.db-wal"}  # fmt: skip


def test_every_file_and_folder_is_its_owners_alone(tmp_path: Path, engine: str, database: str | None) -> None:
    modes = _worked(tmp_path / "store", database)

    folders = {"store", "store/anchors", "store/attachments"}
    letters = {name for name in modes if name.startswith("store/attachments/")}
    kept = BESIDE | (IN_FILES if engine == "sqlite" else set())
    assert folders | {f"store/{name}" for name in kept} <= modes.keys()
    assert engine == "sqlite" or not {f"store/{name}" for name in IN_FILES} & modes.keys()
    assert len(letters) == 2
    folders |= {name for name in letters if name.count("/") == 2}
    assert modes == {name: 0o700 if name in folders else 0o600 for name in modes}
