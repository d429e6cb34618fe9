"""Data keys: wrapped, in batches, each used for one patient only, and every loss told by name."""

from __future__ import annotations

import os
import shutil
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as some

from tests.support.crowd import at_once
from trail.keys import BATCH, Keys, KeysMissing, write_private
from trail.sealing import seal, unseal

ORIGIN = "test.example/log"
Damage = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Closed keys, the first of them handed out."""
    _made(tmp_path / "one")
    return tmp_path / "one"


def _made(folder: Path, origin: str = ORIGIN) -> None:
    folder.mkdir()
    keys = Keys.create(folder, origin)
    assert keys.new() == 1
    keys.close()


def _changed(folder: Path, statement: str, *told: object) -> None:
    db = sqlite3.connect(folder / "keys.db")
    with db:
        db.execute(statement, told)
    db.close()


def _unwrapped(folder: Path, name: str, wrapped: bytes) -> bytes:
    """As the format says: AES-256-GCM under the master key, bound to the log's name and the key's."""
    master = AESGCM(b64decode((folder / "master.key").read_bytes()))
    return master.decrypt(wrapped[:12], wrapped[12:], f"{ORIGIN}\n{name}".encode())


# numbers


def test_no_number_is_handed_out_twice_to_threads_or_after_reopening(folder: Path) -> None:
    first = Keys.open(folder, ORIGIN)
    one = at_once([lambda: [first.new() for _ in range(200)]] * 4)
    first.close()

    again = Keys.open(folder, ORIGIN)
    two = [again.new() for _ in range(3)]
    again.close()

    numbers = [1, *(n for part in one if isinstance(part, list) for n in part), *two]
    assert (len(numbers), len(set(numbers))) == (804, 804)
    assert min(two) > max(numbers[:-3])


def test_keys_are_made_in_batches_of_one_commit(folder: Path) -> None:
    keys, db = Keys.open(folder, ORIGIN), sqlite3.connect(folder / "keys.db")

    made = []
    for _ in range(2):
        numbers = [keys.new() for _ in range(BATCH)]
        made.append(db.execute("select count(*), max(kid) from key").fetchone())

    assert made == [(2 * BATCH, 2 * BATCH), (3 * BATCH, 3 * BATCH)]
    assert numbers == list(range(2 * BATCH + 1, 3 * BATCH + 1))
    keys.close()
    db.close()


def test_a_full_disk_makes_no_key_and_the_next_ones_are_made(folder: Path) -> None:
    keys = Keys.open(folder, ORIGIN)
    pages = keys._db.execute("pragma page_count").fetchone()[0]

    keys._db.execute(f"pragma max_page_count = {pages}")
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            keys.new()
    keys._db.execute("pragma max_page_count = 1073741823")

    assert [keys.new(), keys.new()] == [BATCH + 1, BATCH + 2]
    keys.close()
    again = Keys.open(folder, ORIGIN)
    assert again.cipher(BATCH + 1)
    again.close()


# secrets


@given(some.binary(max_size=60), some.binary(max_size=20))
def test_what_was_sealed_opens_under_its_own_key_only(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, bound: bytes
) -> None:
    folder = tmp_path_factory.mktemp("keys")
    keys = Keys.create(folder, ORIGIN)
    one, two = keys.new(), keys.new()
    sealed = seal(keys.cipher(one), bytes(32) + body, bound)
    keys.close()

    again = Keys.open(folder, ORIGIN)

    assert unseal(again.cipher(one), sealed, bound) == (bytes(32), body)
    with pytest.raises(ValueError, match="was not sealed"):
        unseal(again.cipher(two), sealed, bound)
    again.close()


def test_the_secret_of_the_index_is_the_stores_own_and_stays(tmp_path: Path) -> None:
    secrets = []
    for name in ("one", "two"):
        _made(tmp_path / name)
        for _ in range(2):
            keys = Keys.open(tmp_path / name, ORIGIN)
            secrets.append(keys.index_secret)
            keys.close()

    assert [len(one) for one in secrets] == [32] * 4
    assert secrets[0] == secrets[1] != secrets[2] == secrets[3]


def test_no_key_lies_in_the_open(folder: Path) -> None:
    keys = Keys.open(folder, ORIGIN)
    keys.new()
    rows = keys._db.execute("select kid, wrapped from key union all select name, wrapped from secret").fetchall()
    plain = [_unwrapped(folder, str(name), wrapped) for name, wrapped in rows]

    found = b"".join(path.read_bytes() for path in folder.iterdir() if path.name != "master.key")
    keys.close()
    found += (folder / "keys.db").read_bytes()

    assert (len(plain), len(set(plain))) == (2 * BATCH + 1, 2 * BATCH + 1)
    assert keys.index_secret in plain
    secrets = [*plain, b64decode((folder / "master.key").read_bytes())]
    written = [way for one in secrets for way in (one, one.hex().encode(), b64encode(one).rstrip(b"="))]
    assert [way for way in written if way in found] == []
    assert all(wrapped in found for _, wrapped in rows)


# losses


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize(("damage", "why"), [
    pytest.param(lambda at: (at / "master.key").unlink(), "master.key is not there", id="no master key"),
    pytest.param(lambda at: (at / "keys.db").unlink(), "keys.db is not there", id="no data keys"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b64encode(os.urandom(32))), "not the key of this store",
                 id="another master key"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b""), "cannot be read", id="an empty master key"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b"abc"), "cannot be read", id="half a master key"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b"\xff\x00\xfe"), "cannot be read", id="no text"),
    pytest.param(lambda at: (at / "keys.db").write_bytes(b""), "cannot be read", id="empty data keys"),
    pytest.param(lambda at: (at / "keys.db").write_bytes(b"garbage" * 999), "cannot be read", id="no database"),
    pytest.param(lambda at: _truncated(at / "keys.db"), "cannot be read", id="a truncated database"),
    pytest.param(lambda at: _changed(at, "delete from secret"), "secret of the index is not in", id="no index secret"),
    pytest.param(lambda at: _changed(at, "update secret set wrapped = zeroblob(60)"), "not the key of this store",
                 id="a damaged index secret"),
    pytest.param(lambda at: _changed(at, "update secret set wrapped = x''"), "master.key|cannot be read",
                 id="an empty index secret"),
])  # fmt: skip
def test_keys_that_cannot_be_opened_say_which_and_why(folder: Path, damage: Damage, why: str) -> None:
    damage(folder)

    with pytest.raises(KeysMissing, match=why) as caught:
        Keys.open(folder, ORIGIN)

    assert str(folder) in str(caught.value)


@pytest.mark.parametrize("damage", [
    pytest.param("update key set wrapped = zeroblob(60) where kid = 1", id="zeroes"),
    pytest.param("update key set wrapped = (select wrapped from key where kid = 2) where kid = 1", id="its neighbour"),
    pytest.param("update key set wrapped = (select wrapped from secret) where kid = 1", id="the index secret"),
    pytest.param("update key set wrapped = substr(wrapped, 1, 30) where kid = 1", id="half of it"),
    pytest.param("update key set wrapped = x'00' where kid = 1", id="an octet"),
])  # fmt: skip
def test_a_damaged_data_key_is_told_by_its_number_and_the_others_open(folder: Path, damage: str) -> None:
    _changed(folder, damage)
    keys = Keys.open(folder, ORIGIN)

    with pytest.raises(KeysMissing, match=r"keys\.db.* \(1\)"):
        keys.cipher(1)

    assert keys.cipher(3)
    keys.close()


def test_a_data_key_that_is_not_there_is_told_by_its_number(folder: Path) -> None:
    _changed(folder, "delete from key where kid = 1")
    keys = Keys.open(folder, ORIGIN)

    with pytest.raises(KeysMissing, match=r"Key 1 is not in .*keys\.db"):
        keys.cipher(1)

    keys.close()


def test_the_keys_of_another_store_are_refused(folder: Path, tmp_path: Path) -> None:
    _made(tmp_path / "two", "test.example/other")
    for name in ("master.key", "keys.db"):
        shutil.copy(tmp_path / "two" / name, folder / name)

    with pytest.raises(KeysMissing, match="not the key of this store"):
        Keys.open(folder, ORIGIN)


def test_a_private_file_is_never_written_over(tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"first")

    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", b"second")

    assert (tmp_path / "key").read_bytes() == b"first"
