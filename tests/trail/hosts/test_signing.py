"""Hosts that sign one log: they take turns, with one key, and none signs what was put back or rewritten."""

from __future__ import annotations

import shutil
from functools import partial
from uuid import UUID, uuid4

import pytest

from tests.support.crowd import at_once, cheap
from tests.trail.hosts.several import cut
from tests.trail.owner import owner
from trail.checkpoint import parse
from trail.checkpoint import verified as signed_by
from trail.errors import KeysMissing
from trail.sealed import checkpoint, last_of, signer_of
from trail.signer import Rewritten
from trail.store import Store
from trail.tree import root_of


def test_hosts_that_sign_at_once_take_turns_and_none_goes_back(a: Store, signing: Store) -> None:
    def work(store: Store) -> list[str]:
        notes = []
        for _ in range(8):
            store.log.append([cheap(uuid4())])
            notes.append(checkpoint(store))
        return notes

    got = at_once([partial(work, store) for store in (a, signing) * 2])

    notes = [note for each in got if isinstance(each, list) for note in each]
    assert len(notes) == 32
    trusted = signer_of(a).verifier_key
    sizes = [signed_by(note, trusted).size for note in notes]
    assert all(sizes[at : at + 8] == sorted(sizes[at : at + 8]) for at in range(0, 32, 8))
    assert all(parse(note)[0].root == root_of(a.log.leaves(parse(note)[0].size)) for note in notes)
    last = max(sizes)
    assert [known.checkpoint.size for store in (a, signing) if (known := last_of(store))] == [last, last]


def test_what_was_signed_at_one_host_is_known_at_the_other(a: Store, signing: Store) -> None:
    a.log.append([cheap(UUID(int=5))])
    checkpoint(a)

    known, here = last_of(signing), last_of(a)

    assert known
    assert here
    assert known.checkpoint == here.checkpoint
    assert known.checkpoint.size == 2


def test_a_host_with_another_signing_key_is_refused(a: Store, b: Store) -> None:
    signer_of(b)  # its own, made before anything was signed
    checkpoint(a)

    with pytest.raises(KeysMissing, match=r"This log is signed with test\.example/log\+\S+, and \S+ is another key"):
        checkpoint(b)

    assert not (b.folder / "signer.json").exists()


def test_a_host_without_the_signing_key_makes_none_of_its_own(a: Store, b: Store) -> None:
    checkpoint(a)

    with pytest.raises(KeysMissing, match="copy the file from that host"):
        checkpoint(b)

    assert not (b.folder / "signing.key").exists()
    shutil.copy(a.folder / "signing.key", b.folder / "signing.key")
    assert checkpoint(b) == checkpoint(a)


def test_a_log_that_was_put_back_is_not_signed_by_a_host_that_was_put_back_with_it(a: Store, signing: Store) -> None:
    """Its own file is older: what hosts remember together is not."""
    checkpoint(signing)
    early = (signing.folder / "signer.json").read_bytes()
    a.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
    checkpoint(signing)
    with owner(a.folder) as run:
        cut(run, 2)
    (signing.folder / "signer.json").write_bytes(early)

    with pytest.raises(Rewritten, match="has 2 entries; 4 were signed"):
        checkpoint(signing)


def test_a_database_that_was_put_back_as_a_whole_is_refused_by_the_hosts_own_file(a: Store, signing: Store) -> None:
    with owner(a.folder, "signer") as run:
        [before] = run("select size, root from signed")
    a.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
    checkpoint(a)
    with owner(a.folder) as run:
        cut(run, 2)
    with owner(a.folder, "signer") as run:
        run("update signed set size = ?, root = ?", *before)

    with pytest.raises(Rewritten, match="has 2 entries; 4 were signed"):
        checkpoint(a)
    assert parse(checkpoint(signing))[0].size == 2  # that host cannot know


def test_a_log_that_was_rewritten_is_refused_by_every_host(a: Store, signing: Store) -> None:
    a.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
    checkpoint(a)
    with owner(a.folder) as run:
        run("update event set leaf = ? where position = 3", bytes(32))
        cut(run, 4)

    for store in (a, signing):
        with pytest.raises(Rewritten, match="not those that were signed"):
            checkpoint(store)
