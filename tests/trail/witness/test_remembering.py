"""A witness remembers what it signed before it tells, and stops where its memory, key or settings are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.disk import full
from tests.support.witnessed import ORIGIN, Told
from tests.trail.witness.watching import refused
from trail.checkpoint import parse
from trail.errors import KeysMissing, NoStore
from trail.lock import StoreLocked
from trail.witness.folder import Witness
from trail.witness.request import Request, read


def test_what_it_signed_is_on_disk_before_it_is_told(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(3).asks(0))

    for call in ("fsync", "replace"):
        with full(call), pytest.raises(OSError, match="No space"):
            witness.add(log.grown(5).asks(3))

    assert Witness(tmp_path / "witness").last(ORIGIN) == parse(log.grown(3).note())[0]
    witness.add(log.grown(5).asks(3))


def test_another_process_goes_on_where_one_was(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(9).asks(0))

    again = Witness(tmp_path / "witness")

    assert refused(again, log.grown(5).asks(0)) == (409, "9\n")
    assert again.verifier_key == witness.verifier_key


def test_two_processes_do_not_sign_at_once(witness: Witness, tmp_path: Path) -> None:
    witness.begin()

    with pytest.raises(StoreLocked):
        Witness(tmp_path / "witness").begin()

    witness.end()
    Witness(tmp_path / "witness").begin()


@pytest.mark.parametrize("harm", ["", "{", "note\n3\n", "{cut}", "{other}", "{bare}"])
def test_a_damaged_memory_stops_it(witness: Witness, log: Told, tmp_path: Path, harm: str) -> None:
    witness.add(log.grown(9).asks(0))
    (path,) = (tmp_path / "witness/seen").iterdir()
    whole = path.read_text()
    told = {"{cut}": whole[:-30], "{other}": whole.replace("\n9\n", "\n8\n"), "{bare}": log.grown(9).note()}
    path.write_text(told.get(harm, harm))

    with pytest.raises(KeysMissing, match="is damaged"):
        witness.add(log.grown(10).asks(9))
    with pytest.raises(KeysMissing, match="is damaged"):
        Witness(tmp_path / "witness").begin()


def test_a_key_that_is_trusted_later_signs_for_the_same_log(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(3).asks(0))
    next_ = Told(leaves=log.grown(5).leaves)
    rotated = Request(3, read(log.grown(5).asks(3)).proof, log.grown(5).note(next_.key)).text().encode()

    witness.add(rotated)
    assert refused(witness, next_.grown(6).asks(5))[0] == 403
    witness.trust(next_.verifier_key)

    Witness(tmp_path / "witness").add(next_.grown(6).asks(5))


@pytest.mark.parametrize("name", ["witness.toml", "witness.key"])
def test_a_folder_without_its_files_is_no_witness(witness: Witness, tmp_path: Path, name: str) -> None:
    (tmp_path / "witness" / name).unlink()

    with pytest.raises((NoStore, KeysMissing), match="witness"):
        Witness(tmp_path / "witness")


@pytest.mark.parametrize("text", ["", "name = 'w'", "name = 'w'\nlogs = ['x']", "name = 'w'\nlogs = 3", "\udcff"])
def test_settings_that_say_nothing_are_told(witness: Witness, tmp_path: Path, text: str) -> None:
    (tmp_path / "witness/witness.toml").write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(NoStore, match="cannot be read"):
        Witness(tmp_path / "witness")
