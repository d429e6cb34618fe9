"""Who signs: never a shorter log, never another one of the same length, and never with half a file on the disk."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.crowd import cheap
from tests.support.disk import full
from tests.support.office import SAM
from tests.trail.logs import ORIGIN
from tests.trail.slow_tree import mth
from trail.anchor import Anchors
from trail.checkpoint import Checkpoint, NoteError, parse, verified
from trail.errors import KeysMissing
from trail.sealed import anchors_of, checkpoint, signer_of, standing, status
from trail.signed import last_signed
from trail.signer import Rewritten, Signer
from trail.tree import consistency_proof, leaf_hash
from web.service import Service


class Leaves(list[bytes]):
    """A tree that is nothing but its leaves."""

    def here(self) -> int:
        return len(self)

    def consistency(self, m: int) -> list[bytes]:
        return consistency_proof(m, self)


class Told:
    """A log that is nothing but its entries."""

    def __init__(self, *entries: bytes) -> None:
        self.entries = list(entries)

    def signed(self, signer: Signer) -> str:
        return signer.sign(self.head, lambda n: Leaves([leaf_hash(one) for one in self.entries[:n]]))

    def head(self) -> tuple[int, bytes]:
        return len(self.entries), mth(self.entries)


def numbered(n: int) -> Told:
    return Told(*(b"%d" % one for one in range(n)))


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.create(tmp_path, ORIGIN)


def _last(folder: Path) -> Checkpoint | None:
    """As the folder remembers it."""
    last = last_signed(folder, ORIGIN)
    return last.checkpoint if last else None


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# what is signed


@given(some.integers(1, 40), some.integers(0, 40))
def test_a_log_that_went_on_is_signed_and_remembered(
    tmp_path_factory: pytest.TempPathFactory, before: int, more: int
) -> None:
    folder = tmp_path_factory.mktemp("signer")
    signer = Signer.create(folder, ORIGIN)
    numbered(before).signed(signer)

    note = numbered(before + more).signed(Signer(folder, ORIGIN))

    expected = Checkpoint(ORIGIN, before + more, mth([b"%d" % one for one in range(before + more)]))
    assert verified(note, signer.verifier_key) == expected
    assert _last(folder) == expected


@given(some.integers(1, 40), some.integers(0, 40), some.data())
def test_a_log_whose_signed_part_was_changed_is_not_signed(
    tmp_path_factory: pytest.TempPathFactory, before: int, more: int, data: some.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("signer")
    signer = Signer.create(folder, ORIGIN)
    numbered(before).signed(signer)
    files, changed = _files(folder), numbered(before + more)
    changed.entries[data.draw(some.integers(0, before - 1))] = b"changed"

    with pytest.raises(Rewritten, match=f"first {before} entries are not those that were signed"):
        changed.signed(signer)

    assert _files(folder) == files


@given(some.integers(1, 40), some.integers(1, 40))
def test_a_log_that_was_cut_is_not_signed(tmp_path_factory: pytest.TempPathFactory, kept: int, cut: int) -> None:
    folder = tmp_path_factory.mktemp("signer")
    signer = Signer.create(folder, ORIGIN)
    numbered(kept + cut).signed(signer)
    files = _files(folder)

    with pytest.raises(Rewritten, match=f"has {kept} entries; {kept + cut} were signed"):
        numbered(kept).signed(signer)

    assert _files(folder) == files


@pytest.mark.parametrize("left", [0, 5, 10, 19])
def test_a_log_whose_entries_are_gone_is_not_signed_though_its_tree_is_whole(
    signer: Signer, tmp_path: Path, left: int
) -> None:
    numbered(10).signed(signer)
    whole = numbered(20)

    with pytest.raises(Rewritten, match=f"20 leaves; {left} entries are here"):
        signer.sign(whole.head, lambda _: Leaves([leaf_hash(one) for one in whole.entries[:left]]))

    assert _last(tmp_path) == Checkpoint(ORIGIN, 10, mth(numbered(10).entries))


def test_the_same_log_signed_again_gives_the_same_note(signer: Signer, tmp_path: Path) -> None:
    first, files = numbered(7).signed(signer), _files(tmp_path)

    assert numbered(7).signed(Signer(tmp_path, ORIGIN)) == first
    assert _files(tmp_path) == files


# what is remembered


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_a_disk_that_fails_while_the_state_is_written_leaves_the_one_before(
    signer: Signer, tmp_path: Path, broken: str
) -> None:
    numbered(3).signed(signer)
    files = _files(tmp_path)

    with full(broken), pytest.raises(OSError, match="No space"):
        numbered(5).signed(signer)

    assert _files(tmp_path) == files
    numbered(5).signed(signer)
    assert _last(tmp_path) == Checkpoint(ORIGIN, 5, mth(numbered(5).entries))


def test_half_a_state_that_a_crash_left_beside_is_of_no_account(signer: Signer, tmp_path: Path) -> None:
    numbered(3).signed(signer)
    (tmp_path / ".signer.json.new").write_bytes(b'{"size": 9')

    assert _last(tmp_path) == Checkpoint(ORIGIN, 3, mth(numbered(3).entries))
    numbered(5).signed(signer)

    assert sorted(_files(tmp_path)) == ["signer.json", "signing.key"]
    assert _last(tmp_path) == Checkpoint(ORIGIN, 5, mth(numbered(5).entries))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"size": 3}', '{"size": "x", "root": ""}',
                                  '{"size": 3, "root": 5}', '{"size": 3, "root": "A"}', "\udcff"])  # fmt: skip
def test_a_damaged_state_stops_signing_and_is_named(signer: Signer, tmp_path: Path, text: str) -> None:
    numbered(3).signed(signer)
    (tmp_path / "signer.json").write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(KeysMissing, match=r"signer\.json is damaged"):
        numbered(5).signed(signer)


@pytest.mark.parametrize("content", [b"", b"A", b"no key at all", b64encode(bytes(31)), b"\xff\xfe"])
def test_a_damaged_key_is_named(signer: Signer, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "signing.key").write_bytes(content)

    with pytest.raises(KeysMissing, match=r"signing\.key is damaged"):
        Signer(tmp_path, ORIGIN)


def test_a_missing_key_is_named_and_no_other_takes_its_place(signer: Signer, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        Signer.create(tmp_path, ORIGIN)
    (tmp_path / "signing.key").unlink()

    with pytest.raises(KeysMissing, match=r"signing\.key is not there"):
        Signer(tmp_path, ORIGIN)


# anchors


def test_an_anchor_is_never_written_over(signer: Signer, tmp_path: Path) -> None:
    anchors, note = Anchors(tmp_path / "deep" / "anchors"), numbered(3).signed(signer)
    other = Told(b"a", b"b", b"c").signed(Signer.create(_new(tmp_path / "other"), ORIGIN))

    path = anchors.add(note)

    assert anchors.add(other) == path
    assert list(anchors.notes()) == [(path, note)]


def test_anchors_are_told_in_the_order_of_their_sizes(signer: Signer, tmp_path: Path) -> None:
    anchors = Anchors(tmp_path / "anchors")
    for size in (2, 9, 10, 100):
        anchors.add(numbered(size).signed(signer))

    assert [parse(note)[0].size for _, note in anchors.notes()] == [2, 9, 10, 100]


def test_a_disk_that_fails_leaves_no_half_note(signer: Signer, tmp_path: Path) -> None:
    anchors, note = Anchors(tmp_path / "anchors"), numbered(3).signed(signer)

    with full("fsync"), pytest.raises(OSError, match="No space"):
        anchors.add(note)

    assert list(anchors.folder.iterdir()) == []
    assert anchors.add(note).read_text() == note


def test_what_is_no_note_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(NoteError):
        Anchors(tmp_path / "anchors").add("a note\n")

    assert not (tmp_path / "anchors").exists()


# a store's standing


def test_a_store_that_was_never_signed_says_so(service: Service) -> None:
    told, now = status(service.store), standing(service.store)

    reads = {"size": 1, "root": service.store.access.log.head()[1].hex()}
    root = service.store.log.head()[1].hex()
    assert told == {
        "size": 1, "root": root, "checkpoint": None, "anchored": 0, "anchors": [], "outside": [], "access": reads,
    }  # fmt: skip
    assert (now.signed, now.signed_at, now.anchors) == (0, None, 0)


def test_a_checkpoint_ages_with_the_clock_and_the_log_goes_on(service: Service) -> None:
    note = checkpoint(service.store)
    service.personnel.add("ama", "Ama Boateng", "clerk", SAM)
    state = service.folder / "signer.json"

    ages: list[Any] = []
    for back in (0, 3600, 86_400):
        os.utime(state, (state.stat().st_atime, state.stat().st_mtime - back))
        ages.append(status(service.store)["checkpoint"]["age_s"])

    assert [round(age, -2) for age in ages] == [0, 3600, 90_000]
    told = status(service.store)
    assert (told["size"], told["checkpoint"]["size"], told["anchors"]) == (2, 1, ["0000000000000001.note"])
    assert verified(note, signer_of(service.store).verifier_key) == parse(note)[0]


def test_two_checkpoints_at_one_size_are_one_anchor(service: Service) -> None:
    first = checkpoint(service.store)

    assert checkpoint(service.store) == first
    service.store.log.append([cheap(UUID(int=5))])
    second = checkpoint(service.store)

    assert [note for _, note in anchors_of(service.store).notes()] == [first, second]
    assert json.loads((service.folder / "signer.json").read_text())["size"] == 2


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
