"""Keys that several hosts make and use, and a host that has another master key."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.crowd import at_once, cheap
from tests.trail.hosts.several import another
from trail.doom import DOOMED
from trail.errors import KeysMissing
from trail.rows import Erased
from trail.store import Store


def test_keys_that_are_made_at_both_hosts_never_have_one_number(a: Store, b: Store) -> None:
    def make(store: Store) -> list[int]:
        return [store.keys.new() for _ in range(300)]

    got = at_once([partial(make, store) for store in (a, b) * 2])

    numbers = [kid for each in got if isinstance(each, list) for kid in each]
    assert (len(numbers), len(set(numbers))) == (1200, 1200)
    sealed = a.keys.cipher(numbers[0]).encrypt(bytes(12), b"a payload", None)
    assert b.keys.cipher(numbers[0]).decrypt(bytes(12), sealed, None) == b"a payload"


def test_a_payload_whose_key_another_host_destroys_after_it_was_read_is_erased(a: Store, b: Store) -> None:
    ada = UUID(int=5)
    a.log.append([cheap(ada)])
    [row] = b.log.stream(ada)
    kid = a.log.key_of(ada)
    a.keys.doom.say(kid, str(ada), DOOMED)

    a.keys.destroy(kid, str(ada))

    with pytest.raises(Erased):
        b.log.opened(row)


def test_a_document_that_was_kept_at_one_host_is_read_at_the_other_in_a_shared_folder(
    tmp_path: Path, a: Store, b: Store
) -> None:
    a.log.append([cheap(UUID(int=5))])
    address = a.attachments.put(b"a letter", UUID(int=5))
    shutil.copytree(a.folder / "attachments", b.folder / "attachments")

    assert b.attachments.get(address, UUID(int=5)) == b"a letter"


def test_a_host_with_another_master_key_is_refused(a: Store) -> None:
    folder = another(a)
    (folder / "master.key").write_bytes(b"A" * 43 + b"=\n")

    with pytest.raises(KeysMissing, match="not the key of this store"):
        Store.open(folder)
