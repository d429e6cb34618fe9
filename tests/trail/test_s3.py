"""Documents in a bucket: the same promises as in a folder, kept by a server that speaks S3."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from domain.refusal import NotFound
from tests.support.bucket import PREFIX, Bucket, bucket, moved_into, s3
from tests.support.crowd import cheap
from tests.trail.logs import ORIGIN
from trail.blobs import NotKept
from trail.errors import StoreError
from trail.sealing import SealBroken
from trail.store import Store

__all__ = ["bucket", "s3"]
ADA, BEN = UUID(int=5), UUID(int=6)
LETTER = b"Dear colleague, thank you for seeing Ada."


def in_bucket(folder: Path, bucket: Bucket) -> Store:
    store = Store.create(folder, ORIGIN)
    store.log.append([cheap(ADA), cheap(BEN)])
    store.close()
    moved_into(folder, bucket)
    return Store.open(folder)


@pytest.fixture
def store(bucket: Bucket, tmp_path: Path) -> Iterator[Store]:
    with closing(in_bucket(tmp_path / "store", bucket)) as made:
        yield made


def test_what_was_kept_comes_back_and_lies_sealed_under_its_address(store: Store, bucket: Bucket) -> None:
    address = store.attachments.put(LETTER, ADA)

    ((key, sealed),) = bucket.contents().items()
    assert key.split(" ")[0] == f"{PREFIX}/{address[:2]}/{address}"
    assert (sha256(sealed).hexdigest(), LETTER in sealed) == (address, False)
    assert store.attachments.get(address, ADA) == LETTER
    assert not (store.folder / "attachments").exists()


@pytest.mark.slow
def test_every_one_is_told_of_in_their_order_also_past_a_page(store: Store) -> None:
    kept = sorted(store.attachments.put(b"%d" % n, ADA) for n in range(1005))

    assert list(store.attachments.blobs.addresses()) == kept


def test_altered_bytes_and_those_of_others_are_not_handed_out(store: Store, bucket: Bucket) -> None:
    address = store.attachments.put(LETTER, ADA)

    with pytest.raises(SealBroken):
        store.attachments.get(address, BEN)
    bucket.altered(b"something else")
    with pytest.raises(SealBroken, match="not the one that was kept"):
        store.attachments.get(address, ADA)


def test_what_is_not_there_is_not_found_and_what_is_no_address_is_not_asked_for(store: Store) -> None:
    with pytest.raises(NotFound, match="not in the store"):
        store.attachments.get("ab" * 32, ADA)
    with pytest.raises(NotFound, match="no attachment's address"):
        store.attachments.get("../" * 21 + "x", ADA)


@pytest.mark.parametrize("versions", [False, True])
def test_what_is_erased_is_gone_in_every_version(store: Store, bucket: Bucket, versions: bool) -> None:
    if versions:
        bucket.keep_versions()
    gone, stays = store.attachments.put(LETTER, ADA), store.attachments.put(b"All is well.", BEN)
    store.attachments.blobs.put(gone, store.attachments.blobs.get(gone))  # a second version, where there are any

    assert (store.attachments.remove(gone), store.attachments.remove(gone)) == (True, False)

    assert {key.split(" ")[0][-64:] for key in bucket.contents()} == {stays}
    with pytest.raises(NotFound):
        store.attachments.get(gone, ADA)


def test_a_bucket_that_is_away_is_a_clear_error_and_nothing_is_recorded(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")  # nobody listens there

    with closing(in_bucket(tmp_path / "store", bucket)) as store:
        with pytest.raises(NotKept, match=rf"^Nothing was recorded: the bucket {bucket.name} does not answer"):
            store.attachments.put(LETTER, ADA)
        with pytest.raises(StoreError, match="does not answer"):
            store.attachments.get("ab" * 32, ADA)
        with pytest.raises(StoreError, match="does not answer"):
            store.attachments.blobs.look()


def test_a_bucket_that_is_not_there_is_told_from_a_document_that_is_not(bucket: Bucket, tmp_path: Path) -> None:
    with closing(in_bucket(tmp_path / "store", Bucket("of-nobody", None))) as store:
        with pytest.raises(NotKept, match=r"the bucket of-nobody refused \(NoSuchBucket\)"):
            store.attachments.put(LETTER, ADA)
        with pytest.raises(StoreError, match=r"refused \(NoSuchBucket\)"):
            store.attachments.get("ab" * 32, ADA)


def test_an_address_without_a_bucket_is_refused_when_the_store_is_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="names no bucket"):
        in_bucket(tmp_path / "store", Bucket("", None))


def test_without_the_extra_it_says_what_to_install(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "trail.s3")
    monkeypatch.setitem(sys.modules, "boto3", None)

    with pytest.raises(StoreError, match=r"pip install 'caretrail\[s3\]'"):
        in_bucket(tmp_path / "store", bucket)
