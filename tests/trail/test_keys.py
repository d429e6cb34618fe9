"""Data keys: wrapped, in batches, each used for one patient only, and every loss told by name."""

from __future__ import annotations

import os
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as some

from tests.support.crowd import at_once
from tests.support.stores import database_of
from tests.trail.logs import ORIGIN, keys_of
from tests.trail.owner import owner
from trail.backend import backend_of
from trail.errors import KeysMissing, StoreError
from trail.files import write_private
from trail.keys import BATCH, Keys
from trail.sealing import seal, unseal

Damage = Callable[[Path], object]


class Kept(NamedTuple):
    """Closed keys: their folder with the master key, and the database where that is not a file in it."""

    folder: Path
    database: str | None = None

    @contextmanager
    def opened(self) -> Iterator[Keys]:
        with closing(backend_of(*self)) as backend, closing(Keys.open(self.folder, backend, ORIGIN)) as keys:
            yield keys

    def changed(self, statement: str, *told: object) -> None:
        with owner(self.folder, "keys", self.database) as run:
            run(statement, *told)

    def found(self, question: str) -> list[Any]:
        with owner(self.folder, "keys", self.database) as run:
            return run(question)


@pytest.fixture
def kept(tmp_path: Path, database: str | None) -> Kept:
    """The first of them handed out."""
    return made(tmp_path / "one", database)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same, in files."""
    return made(tmp_path / "one").folder


def made(folder: Path, database: str | None = None, origin: str = ORIGIN) -> Kept:
    folder.mkdir()
    with closing(backend_of(folder, database)) as backend, closing(Keys.create(folder, backend, origin)) as keys:
        assert keys.new() == 1
    return Kept(folder, database)


def _unwrapped(folder: Path, name: str, wrapped: bytes) -> bytes:
    """As the format says: AES-256-GCM under the master key, bound to the log's name and the key's."""
    master = AESGCM(b64decode((folder / "master.key").read_bytes()))
    return master.decrypt(wrapped[:12], wrapped[12:], f"{ORIGIN}\n{name}".encode())


# numbers


def test_no_number_is_handed_out_twice_to_threads_or_after_reopening(kept: Kept) -> None:
    with kept.opened() as first:
        one = at_once([lambda: [first.new() for _ in range(200)]] * 4)
    with kept.opened() as again:
        two = [again.new() for _ in range(3)]

    numbers = [1, *(n for part in one if isinstance(part, list) for n in part), *two]
    assert (len(numbers), len(set(numbers))) == (804, 804)
    assert min(two) > max(numbers[:-3])


def test_keys_are_made_in_batches_of_one_commit(kept: Kept) -> None:
    made = []
    with kept.opened() as keys:
        for _ in range(2):
            numbers = [keys.new() for _ in range(BATCH)]
            made += kept.found("select count(*), max(kid) from key")

    assert made == [(2 * BATCH, 2 * BATCH), (3 * BATCH, 3 * BATCH)]
    assert numbers == list(range(2 * BATCH + 1, 3 * BATCH + 1))


def test_a_full_disk_makes_no_key_and_the_next_ones_are_made(folder: Path) -> None:
    with Kept(folder).opened() as keys:
        with keys._tables.begin() as db:
            pages = db.exec_driver_sql("pragma page_count").scalar()
            db.exec_driver_sql(f"pragma max_page_count = {pages}")
        for _ in range(2):
            with pytest.raises(StoreError, match=r"^Nothing was recorded: .*full"):
                keys.new()
        with keys._tables.begin() as db:
            db.exec_driver_sql("pragma max_page_count = 1073741823")

        assert [keys.new(), keys.new()] == [BATCH + 1, BATCH + 2]
    with Kept(folder).opened() as again:
        assert again.cipher(BATCH + 1)


# secrets


@given(some.binary(max_size=60), some.binary(max_size=20))
def test_what_was_sealed_opens_under_its_own_key_only(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, bound: bytes
) -> None:
    folder = tmp_path_factory.mktemp("keys")
    with keys_of(folder) as keys:
        one, two = keys.new(), keys.new()
        sealed = seal(keys.cipher(one), bytes(32) + body, bound)

    with Kept(folder).opened() as again:
        assert unseal(again.cipher(one), sealed, bound) == (bytes(32), body)
        with pytest.raises(ValueError, match="was not sealed"):
            unseal(again.cipher(two), sealed, bound)


def test_the_secret_of_the_index_is_the_stores_own_and_stays(tmp_path: Path, engine: str) -> None:
    secrets = []
    for name in ("one", "two"):
        with database_of(engine) as database:
            kept = made(tmp_path / name, database)
            for _ in range(2):
                with kept.opened() as keys:
                    secrets.append(keys.index_secret)

    assert [len(one) for one in secrets] == [32] * 4
    assert secrets[0] == secrets[1] != secrets[2] == secrets[3]


def test_no_key_lies_in_the_open(folder: Path) -> None:
    with Kept(folder).opened() as keys:
        keys.new()
        found = b"".join(path.read_bytes() for path in folder.iterdir() if path.name != "master.key")
    found += (folder / "keys.db").read_bytes()

    plain, wrapped, written = _everything(Kept(folder))

    assert (len(plain), len(set(plain))) == (2 * BATCH + 1, 2 * BATCH + 1)
    assert keys.index_secret in plain
    assert [way for way in written if way in found] == []
    assert all(one in found for one in wrapped)


def test_no_key_lies_in_the_open_in_a_database(tmp_path: Path) -> None:
    with database_of("postgresql") as database:
        kept = made(tmp_path / "one", database)

        plain, wrapped, written = _everything(kept)
        told = kept.found(
            "select row_to_json(key)::text from key union all select row_to_json(secret)::text from secret"
        )

    found = "".join(str(line) for (line,) in told)
    assert (len(plain), len(wrapped), len(told)) == (BATCH + 1,) * 3
    assert all(one.hex() in found for one in wrapped)
    assert [way for way in written if way.decode("latin-1") in found] == []


def _everything(kept: Kept) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """All secrets, the master key last, as they are and as they are wrapped, and in all ways one may be written."""
    rows = kept.found("select cast(kid as text), wrapped from key union all select name, wrapped from secret")
    wrapped = [bytes(one) for _, one in rows]
    plain = [_unwrapped(kept.folder, str(name), one) for (name, _), one in zip(rows, wrapped, strict=True)]
    secrets = [*plain, b64decode((kept.folder / "master.key").read_bytes())]
    return plain, wrapped, [way for one in secrets for way in (one, one.hex().encode(), b64encode(one).rstrip(b"="))]


# losses


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize(("damage", "why"), [
    pytest.param(lambda at: (at / "master.key").unlink(), "master.key is not there", id="no master key"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b64encode(os.urandom(32))), "not the key of this store",
                 id="another master key"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b""), "cannot be read", id="an empty master key"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b"abc"), "cannot be read", id="half a master key"),
    pytest.param(lambda at: (at / "master.key").write_bytes(b"\xff\x00\xfe"), "cannot be read", id="no text"),
])  # fmt: skip
def test_a_master_key_that_cannot_be_used_is_told_with_the_reason(kept: Kept, damage: Damage, why: str) -> None:
    damage(kept.folder)

    with pytest.raises(KeysMissing, match=why) as caught, kept.opened():
        pass

    assert str(kept.folder) in str(caught.value)


@pytest.mark.parametrize(("damage", "why"), [
    pytest.param(lambda at: at.unlink(), "keys.db is not there", id="no data keys"),
    pytest.param(lambda at: at.write_bytes(b""), "cannot be read", id="empty data keys"),
    pytest.param(lambda at: at.write_bytes(b"garbage" * 999), "cannot be read", id="no database"),
    pytest.param(_truncated, "cannot be read", id="a truncated database"),
])  # fmt: skip
def test_a_file_of_keys_that_cannot_be_read_is_told_with_the_reason(folder: Path, damage: Damage, why: str) -> None:
    damage(folder / "keys.db")

    with pytest.raises(KeysMissing, match=why) as caught, Kept(folder).opened():
        pass

    assert str(folder) in str(caught.value)


@pytest.mark.parametrize(("damage", "values", "why"), [
    pytest.param("delete from secret", (), "secret of the index is not among", id="no index secret"),
    pytest.param("update secret set wrapped = ?", (bytes(60),), "not the key of this store", id="a damaged one"),
    pytest.param("update secret set wrapped = ?", (b"",), "not the key of this store", id="an empty one"),
])  # fmt: skip
def test_an_index_secret_that_cannot_be_used_is_told_with_the_reason(
    kept: Kept, damage: str, values: tuple[bytes, ...], why: str
) -> None:
    kept.changed(damage, *values)

    with pytest.raises(KeysMissing, match=why) as caught, kept.opened():
        pass

    assert str(kept.folder) in str(caught.value)


@pytest.mark.parametrize(("damage", "values"), [
    pytest.param("update key set wrapped = ? where kid = 1", (bytes(60),), id="zeroes"),
    pytest.param("update key set wrapped = (select wrapped from key where kid = 2) where kid = 1", (),
                 id="its neighbour"),
    pytest.param("update key set wrapped = (select wrapped from secret) where kid = 1", (), id="the index secret"),
    pytest.param("update key set wrapped = substr(wrapped, 1, 30) where kid = 1", (), id="half of it"),
    pytest.param("update key set wrapped = ? where kid = 1", (b"\0",), id="an octet"),
])  # fmt: skip
def test_a_damaged_data_key_is_told_by_its_number_and_the_others_open(
    kept: Kept, damage: str, values: tuple[bytes, ...]
) -> None:
    kept.changed(damage, *values)

    with kept.opened() as keys:
        with pytest.raises(KeysMissing, match=r"not the key of this store \(1\)"):
            keys.cipher(1)
        assert keys.cipher(3)


def test_a_data_key_that_is_not_there_is_told_by_its_number(kept: Kept) -> None:
    kept.changed("delete from key where kid = 1")

    with kept.opened() as keys, pytest.raises(KeysMissing, match=f"Key 1 is not among the keys of {kept.folder}"):
        keys.cipher(1)


def test_the_keys_of_another_store_are_refused(folder: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "two", origin="test.example/other").folder
    for name in ("master.key", "keys.db"):
        shutil.copy(other / name, folder / name)

    with pytest.raises(KeysMissing, match="not the key of this store"), Kept(folder).opened():
        pass


def test_a_private_file_is_never_written_over(tmp_path: Path) -> None:
    write_private(tmp_path / "key", b"first")

    with pytest.raises(FileExistsError):
        write_private(tmp_path / "key", b"second")

    assert (tmp_path / "key").read_bytes() == b"first"
