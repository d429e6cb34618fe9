"""Documents' bytes: sealed for one patient, kept whole or not at all, and never another's in their place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.refusal import NotFound
from tests.support.crowd import cheap
from tests.support.disk import full
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN
from trail.errors import StoreError
from trail.sealing import SealBroken
from trail.store import Store

ADA, BEN, CAM = UUID(int=5), UUID(int=6), UUID(int=7)
LETTER = b"Dear colleague, thank you for seeing Ada."


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("documents") / "store"
    with database_of(request.param) as database, closing(Store.create(folder, ORIGIN, database=database)) as made:
        made.log.append([cheap(ADA), cheap(BEN), cheap(CAM)._replace(shares_key_of=ADA)])
        yield made


def _file(store: Store, address: str) -> Path:
    return store.folder / "attachments" / address[:2] / address


@given(some.binary(max_size=2000))
def test_what_was_kept_comes_back_and_lies_sealed_under_its_address(store: Store, content: bytes) -> None:
    address = store.attachments.put(content, ADA)

    sealed = _file(store, address).read_bytes()
    assert store.attachments.get(address, ADA) == content
    assert sha256(sealed).hexdigest() == address
    assert len(content) < 8 or content not in sealed


def test_the_same_bytes_lie_elsewhere_each_time_and_tell_nobody_that_they_are_the_same(store: Store) -> None:
    put, get = store.attachments.put, store.attachments.get

    addresses = [(put(LETTER, who), who) for who in (ADA, BEN, ADA)]

    assert len({address for address, _ in addresses}) == 3
    assert {get(*one) for one in addresses} == {LETTER}


def test_another_patients_document_does_not_open(store: Store) -> None:
    address = store.attachments.put(LETTER, ADA)

    assert store.log.key_of(CAM) == store.log.key_of(ADA) != store.log.key_of(BEN)
    for other in (BEN, CAM):
        with pytest.raises(SealBroken):
            store.attachments.get(address, other)


def test_a_document_is_read_when_the_store_is_opened_again(tmp_path: Path, database: str | None) -> None:
    store = Store.create(tmp_path / "store", ORIGIN, database=database)
    early = store.attachments.put(b"before the first event", ADA)
    store.log.append([cheap(ADA)])
    late = store.attachments.put(LETTER, ADA)
    store.close()

    again = Store.open(tmp_path / "store")

    assert [again.attachments.get(one, ADA) for one in (early, late)] == [b"before the first event", LETTER]
    again.close()


@given(some.data())
def test_altered_bytes_are_not_handed_out(store: Store, data: some.DataObject) -> None:
    address = store.attachments.put(LETTER, ADA)
    path = _file(store, address)
    whole = path.read_bytes()
    at, bit = data.draw(some.integers(0, len(whole) - 1)), data.draw(some.integers(0, 7))
    flipped = whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :]

    path.write_bytes(data.draw(some.sampled_from([flipped, whole[:at], whole + b"\0", whole[1:]])))

    with pytest.raises(SealBroken):
        store.attachments.get(address, ADA)


def test_another_document_of_the_same_patient_does_not_take_its_place(store: Store) -> None:
    address, other = store.attachments.put(LETTER, ADA), store.attachments.put(b"All is well.", ADA)

    shutil.copy(_file(store, other), _file(store, address))

    with pytest.raises(SealBroken, match="not the one that was kept at this address"):
        store.attachments.get(address, ADA)


@pytest.mark.parametrize("address", [
    "", "ab", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "../" * 21 + "x", "a" * 63 + "/", "a" * 63 + "\0", "٣" * 64,
])  # fmt: skip
def test_what_is_no_address_is_not_looked_for(store: Store, address: str) -> None:
    with pytest.raises(NotFound, match="no attachment's address"):
        store.attachments.get(address, ADA)


def test_an_address_at_which_nothing_lies_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="not in the store"):
        store.attachments.get("ab" * 32, ADA)


@pytest.mark.parametrize("broken", ["fsync", "replace", "mkdir"])
def test_a_disk_that_fails_leaves_no_half_file(tmp_path: Path, broken: str) -> None:
    store = Store.create(tmp_path / "store", ORIGIN)
    store.log.append([cheap(ADA)])

    with full(broken), pytest.raises(StoreError, match=r"^Nothing was recorded: .*No space"):
        store.attachments.put(LETTER, ADA)

    assert [path for path in store.folder.glob("attachments/**/*") if path.is_file()] == []
    assert store.attachments.get(store.attachments.put(LETTER, ADA), ADA) == LETTER
    store.close()
