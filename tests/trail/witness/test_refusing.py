"""A witness refuses forks, rollbacks, strangers, and proofs that prove nothing, and keeps a fork as evidence."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.witnessed import ORIGIN, Told
from tests.trail.witness.watching import refused
from trail.checkpoint import Checkpoint, line, parse, sign
from trail.witness.folder import Witness
from trail.witness.request import Request, read


def test_a_fork_is_refused_and_kept_as_evidence(witness: Witness, log: Told, tmp_path: Path) -> None:
    witness.add(log.grown(5).asks(0))
    fork = log.grown(2).grown(5, "another")

    assert refused(witness, fork.asks(5))[0] == 422

    (kept,) = (tmp_path / "witness/refused").iterdir()
    seen = witness.note(sha256(ORIGIN.encode()).hexdigest())
    assert kept.read_text() == fork.note()
    assert seen
    assert parse(seen)[0].size == parse(kept.read_text())[0].size
    assert parse(seen)[0].root != parse(kept.read_text())[0].root


@pytest.mark.parametrize("size", [5, 6, 8, 200])
def test_a_fork_that_grew_is_refused_whatever_it_proves(witness: Witness, log: Told, size: int) -> None:
    witness.add(log.grown(5).asks(0))
    fork = log.grown(2).grown(size, "another")

    assert refused(witness, fork.asks(5))[0] == 422
    assert witness.last(ORIGIN) == parse(log.grown(5).note())[0]


@pytest.mark.parametrize("old", [0, 1, 4, 6, 8])
def test_a_rollback_is_told_how_far_the_log_had_come(witness: Witness, log: Told, old: int) -> None:
    witness.add(log.grown(9).asks(0))

    assert refused(witness, log.grown(8).asks(old)) == (409, "9\n")
    assert refused(witness, log.grown(12).asks(old)) == (409, "9\n")


def test_an_old_size_above_the_new_one_is_malformed(witness: Witness, log: Told) -> None:
    witness.add(log.grown(9).asks(0))

    assert refused(witness, Request(9, [], log.grown(8).note()).text().encode())[0] == 400


def test_a_log_that_nobody_told_of_is_unknown(witness: Witness) -> None:
    assert refused(witness, Told("other.example/log").grown(3).asks(0))[0] == 404


def test_another_key_of_the_same_name_is_not_trusted(witness: Witness) -> None:
    assert refused(witness, Told().grown(3).asks(0))[0] == 403


def test_a_signature_of_the_trusted_key_has_to_hold(witness: Witness, log: Told) -> None:
    note = log.grown(3).note()
    other = note.replace("\n3\n", "\n4\n")

    assert refused(witness, Request(0, [], other).text().encode())[0] == 403


def test_one_bad_signature_of_a_trusted_key_spoils_the_note(witness: Witness, log: Told) -> None:
    note = log.grown(3).note()
    bad = line(ORIGIN, parse(note)[1][0].hashed, bytes(64))

    assert refused(witness, Request(0, [], note + bad).text().encode())[0] == 403


def test_an_empty_log_has_one_root_and_no_other(witness: Witness, log: Told) -> None:
    note = sign(Checkpoint(ORIGIN, 0, bytes(32)), log.key)

    assert refused(witness, Request(0, [], note).text().encode())[0] == 422


def test_a_proof_from_nothing_is_empty(witness: Witness, log: Told) -> None:
    assert refused(witness, Request(0, [bytes(32)], log.grown(3).note()).text().encode())[0] == 422
    assert witness.last(ORIGIN) is None


@pytest.mark.parametrize(("old", "hashes"), [(0, 1), (3, 1), (2, 0), (2, 2)])
def test_a_proof_of_another_length_proves_nothing(witness: Witness, log: Told, old: int, hashes: int) -> None:
    """From 2 to 3 it is one hash; from nothing, and from 3 to 3, none."""
    if old:
        witness.add(log.grown(old).asks(0))
    proof = [*read(log.grown(3).asks(old)).proof, bytes(32), bytes(32)][:hashes]

    assert refused(witness, Request(old, proof, log.grown(3).note()).text().encode())[0] == 422


def test_a_rotation_of_which_one_signature_does_not_hold_is_refused_by_whoever_knows_both(
    witness: Witness, log: Told
) -> None:
    next_ = Told()
    witness.trust(next_.verifier_key)
    note = log.grown(3).note() + line(ORIGIN, parse(next_.grown(3).note())[1][0].hashed, bytes(64))

    assert refused(witness, Request(0, [], note).text().encode())[0] == 403
