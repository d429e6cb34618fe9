"""Random mutations of a store's file and of bundles: none is silent. One that no event knows of is told as resting."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.trail.bundle.test_writing import bundle
from tests.trail.tampering.whole import history
from trail.bundle.reader import verify as reader
from trail.payloads import opener
from trail.sealed import checkpoint, signer_of
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

Change = Callable[[bytearray, Random], None]
_CONTENT = ("select * from event order by position", "select * from tree_head", "select * from tree_tile order by 1, 2")


def _bit(octets: bytearray, chance: Random) -> None:
    octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)


def _octets(octets: bytearray, chance: Random) -> None:
    """A few octets are others."""
    at, size = chance.randrange(len(octets)), chance.randint(1, 16)
    octets[at : at + size] = chance.randbytes(len(octets[at : at + size]))


def _zeros(octets: bytearray, chance: Random) -> None:
    """A sector is empty, as a disk may leave it."""
    at = chance.randrange(0, len(octets), 512)
    octets[at : at + 512] = bytes(len(octets[at : at + 512]))


def _twice(octets: bytearray, chance: Random) -> None:
    """A stretch stands in another place as well."""
    size = chance.choice((16, 512, 4096))
    one, other = (chance.randrange(max(1, len(octets) - size)) for _ in range(2))
    octets[other : other + size] = octets[one : one + size]


def _cut(octets: bytearray, chance: Random) -> None:
    del octets[chance.randrange(len(octets)) :]


CHANGES: tuple[Change, ...] = (_bit, _bit, _bit, _octets, _octets, _zeros, _twice, _cut)


def mutated(whole: bytes, chance: Random) -> bytes:
    """Not the same any more."""
    octets = bytearray(whole)
    while bytes(octets) == whole:
        chance.choice(CHANGES)(octets, chance)
    return bytes(octets)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = history(tmp_path_factory.mktemp("mutated") / "store", Random(3))
    with Service.open(folder) as service:
        checkpoint(service.store)
    return folder


def content(path: Path) -> object:
    """All rows that the log consists of."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return [db.execute(ask).fetchall() for ask in _CONTENT]


def silent_in_store(store: Path, folder: Path, times: int, seed: int) -> tuple[list[int], int]:
    """Which mutations were proved though an event is another, and how many were proved with every event as it was.

    The digest of the file at rest is put away, which would find them all: what the entries prove is the question.
    """
    shutil.copytree(store, folder)
    path = folder / "trail.db"
    (folder / "resting.json").unlink()
    whole, was, log, signed = path.read_bytes(), content(path), source(folder), kept(folder)
    silent, resting = list[int](), 0
    for n in range(times):
        path.write_bytes(mutated(whole, Random(f"{seed} {n}")))
        if verify(log, signed, partial(opener, folder)).verdict != "broken":
            same = content(path) == was
            resting += same
            silent += [] if same else [n]
    return silent, resting


def silent_at_rest(store: Path, folder: Path, times: int, seed: int) -> list[int]:
    """The same, beside the digest that was taken when the store was closed."""
    shutil.copytree(store, folder)
    path = folder / "trail.db"
    whole, log, signed, silent = path.read_bytes(), source(folder), kept(folder), list[int]()
    for n in range(times):
        path.write_bytes(mutated(whole, Random(f"{seed} {n}")))
        if verify(log, signed).verdict != "broken":
            silent.append(n)
    return silent


def silent_in_bundle(store: Path, folder: Path, times: int, seed: int) -> list[int]:
    folder.mkdir()
    shutil.copytree(store, folder / "store")
    path = folder / "bundle.zip"
    with Service.open(folder / "store") as service:
        whole = bundle(service, path).read_bytes()
        key = reader.read_key(signer_of(service.store).verifier_key)
    silent = list[int]()
    for n in range(times):
        path.write_bytes(mutated(whole, Random(f"{seed} {n}")))
        if reader.together([str(path)], reader.Asked(keys=[key]), map)["verdict"] != "broken":
            silent.append(n)
    return silent


@pytest.mark.parametrize("times", [100, pytest.param(3000, marks=pytest.mark.slow)])
def test_no_mutation_of_a_store_is_silent(store: Path, tmp_path: Path, times: int) -> None:
    silent, resting = silent_in_store(store, tmp_path / "store", times, 1)

    assert silent == []
    assert resting < times


@pytest.mark.parametrize("times", [100, pytest.param(3000, marks=pytest.mark.slow)])
def test_no_mutation_of_a_file_at_rest_is_silent(store: Path, tmp_path: Path, times: int) -> None:
    assert silent_at_rest(store, tmp_path / "store", times, 2) == []


@pytest.mark.parametrize("times", [100, pytest.param(4000, marks=pytest.mark.slow)])
def test_no_mutation_of_a_bundle_is_silent(store: Path, tmp_path: Path, times: int) -> None:
    assert silent_in_bundle(store, tmp_path / "bundle", times, 3) == []


@pytest.mark.parametrize("attack", [
    "update tree_head set only = 0",
    "insert into tree_head select 2, n, stack from tree_head",
    "delete from tree_head",
])  # fmt: skip
def test_what_the_tree_remembers_is_one_row_and_the_first(store: Path, tmp_path: Path, attack: str) -> None:
    """One bit of the file makes the row another one, and no constraint is asked."""
    folder = Path(shutil.copytree(store, tmp_path / "store"))
    (folder / "resting.json").unlink()
    with closing(sqlite3.connect(folder / "trail.db")) as db, db:
        db.execute("pragma ignore_check_constraints = 1")
        db.execute(attack)

    found = verify(source(folder), kept(folder))

    assert (found.verdict, {one["kind"] for one in found.findings}) == ("broken", {"head"})
