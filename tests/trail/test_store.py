"""A store: one process writes, others read, everything in it is its owner's alone, and every loss has a sentence."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from tests.conftest import ROOT
from tests.support.crowd import cheap
from trail.keys import KeysMissing
from trail.lock import Lock, StoreLocked
from trail.log import StoreError
from trail.sealed import checkpoint
from trail.store import Config, NoStore, Store

ORIGIN = "test.example/log"
SAID = UUID(int=5)
NAMED = re.compile(r"[^\s+]{1,200}")  # what `init --origin` takes


def _python(code: str, *told: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, told)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


OPENS = """
import sys
from pathlib import Path
from trail.store import Store, StoreLocked
try:
    Store.open(Path(sys.argv[1]))
    print("opened", flush=True)
except StoreLocked as error:
    print(error, flush=True)
sys.stdin.readline()
"""


# one writes


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


def test_a_store_that_could_not_be_opened_is_not_kept_locked(tmp_path: Path) -> None:
    Store.create(tmp_path / "store", ORIGIN).close()
    key = tmp_path / "store" / "master.key"
    content = key.read_bytes()
    key.unlink()
    with pytest.raises(KeysMissing):
        Store.open(tmp_path / "store")

    key.write_bytes(content)

    Store.open(tmp_path / "store").close()


# others read


def test_who_only_reads_sees_what_is_written_meanwhile_and_writes_nothing(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store", ORIGIN)
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


def test_the_settings_are_written_last(tmp_path: Path) -> None:
    Store.create(tmp_path / "store", ORIGIN).close()

    written = {path.name: path.stat().st_ctime_ns for path in (tmp_path / "store").iterdir()}

    assert written["config.toml"] >= max(written[name] for name in ("store.lock", "master.key"))
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
])  # fmt: skip
def test_damaged_settings_are_named_with_the_reason(tmp_path: Path, content: bytes, why: str) -> None:
    Store.create(tmp_path / "store", ORIGIN).close()
    (tmp_path / "store" / "config.toml").write_bytes(content)

    with pytest.raises(NoStore, match=rf"config\.toml {why}"):
        Store.open(tmp_path / "store")


def test_a_store_under_another_name_does_not_open(tmp_path: Path) -> None:
    Store.create(tmp_path / "store", ORIGIN).close()
    (tmp_path / "store" / "config.toml").write_text('origin = "test.example/other"\n')

    with pytest.raises(KeysMissing, match="not the key of this store"):
        Store.open(tmp_path / "store")


@example("clinic\x7f")
@example('𠮷"\\u0041')
@given(some.from_regex(NAMED, fullmatch=True).filter(lambda name: name.isascii() or name.isprintable()))
def test_a_logs_name_is_read_as_it_was_given(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("config")

    Config(name).write(folder)

    assert Config.read(folder) == Config(name)


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


def test_every_file_and_folder_is_its_owners_alone(tmp_path: Path) -> None:
    with _careless():
        store = Store.create(tmp_path / "store", ORIGIN)
        store.log.append([cheap(SAID)])
        checkpoint(store)
        store.attachments.put(b"a letter", SAID)
        open_ = _modes(tmp_path / "store")
        store.close()
        Store.open(tmp_path / "store").close()
    modes = open_ | _modes(tmp_path / "store") | {"store": stat.S_IMODE((tmp_path / "store").stat().st_mode)}

    folders = {"store", "store/anchors", "store/attachments"}
    letters = {name for name in modes if name.startswith("store/attachments/")}
    kept = {"config.toml", "keys.db", "keys.db-shm", "keys.db-wal", "master.key", "resting.json", "signer.json",
            "signing.key", "snapshots.db", "store.lock", "trail.db", "trail.db-shm", "trail.db-wal",
            "anchors/0000000000000002.note"}  # fmt: skip
    assert folders | {f"store/{name}" for name in kept} <= modes.keys()
    assert len(letters) == 2
    folders |= {name for name in letters if name.count("/") == 2}
    assert modes == {name: 0o700 if name in folders else 0o600 for name in modes}
