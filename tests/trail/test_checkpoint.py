"""Checkpoints: signed, read back, and held against the key that somebody keeps."""

from __future__ import annotations

import contextlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from trail.checkpoint import Checkpoint, NoteError, parse, read_key, sign, verified, verifier_key

ORIGIN = "clinic.example/caretrail/1/record"
SEEDS = st.binary(min_size=32, max_size=32)
CHECKPOINTS = st.builds(
    Checkpoint, st.just(ORIGIN), st.integers(0, 2**53), st.binary(min_size=32, max_size=32)
)  # fmt: skip


def keyed(seed: bytes) -> tuple[Ed25519PrivateKey, str]:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key, verifier_key(ORIGIN, key.public_key().public_bytes_raw())


@given(SEEDS)
def test_every_verifier_key_reads_back_whatever_letters_it_has(seed: bytes) -> None:
    key, text = keyed(seed)

    assert read_key(text) == (ORIGIN, key.public_key().public_bytes_raw())


@given(SEEDS, CHECKPOINTS)
def test_a_signed_checkpoint_is_read_and_verified(seed: bytes, checkpoint: Checkpoint) -> None:
    key, trusted = keyed(seed)
    note = sign(checkpoint, key)

    assert parse(note)[0] == checkpoint
    assert verified(note, trusted) == checkpoint


@given(SEEDS, SEEDS, CHECKPOINTS)
def test_another_key_does_not_vouch(seed: bytes, other: bytes, checkpoint: Checkpoint) -> None:
    if seed == other:
        return
    note = sign(checkpoint, keyed(seed)[0])

    with pytest.raises(NoteError, match="there is no signature"):
        verified(note, keyed(other)[1])


@given(SEEDS, CHECKPOINTS, st.data())
def test_a_note_with_a_changed_letter_vouches_for_nothing_else(
    seed: bytes, checkpoint: Checkpoint, data: st.DataObject
) -> None:
    key, trusted = keyed(seed)
    note = sign(checkpoint, key)
    at = data.draw(st.integers(0, len(note) - 1))
    changed = note[:at] + data.draw(st.sampled_from("0A+/ \nz")) + note[at + 1 :]

    with contextlib.suppress(NoteError):
        assert verified(changed, trusted) == checkpoint


@pytest.mark.parametrize("text", ["", "a+b", "name+00000000+AAAA", "name+zz+" + "A" * 44, "name"])
def test_what_is_no_key_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(NoteError, match="verifier key"):
        read_key(text)
