"""Checkpoints: signed, read back, and held against the key that somebody keeps."""

from __future__ import annotations

import contextlib
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from trail.checkpoint import (
    WITNESS,
    Checkpoint,
    NoteError,
    fingerprint,
    grouped,
    line,
    parse,
    read_key,
    sign,
    verified,
    verifier_key,
)

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


@given(SEEDS, SEEDS, CHECKPOINTS, st.binary(min_size=1, max_size=3000))
def test_lines_of_other_kinds_are_kept_and_passed_over(
    seed: bytes, other: bytes, checkpoint: Checkpoint, raw: bytes
) -> None:
    if seed == other:
        return
    (key, trusted), (second, also) = keyed(seed), keyed(other)
    note = sign(checkpoint, key, second) + line("witness.example/w", b"wwww", raw)

    _, signatures = parse(note)

    assert [one.name for one in signatures] == [ORIGIN, ORIGIN, "witness.example/w"]
    assert signatures[2][1:] == (b"wwww", raw)
    assert verified(note, trusted) == verified(note, also) == checkpoint


@given(SEEDS, CHECKPOINTS)
def test_a_second_signature_of_the_same_key_has_to_hold_as_well(seed: bytes, checkpoint: Checkpoint) -> None:
    key, trusted = keyed(seed)
    note = sign(checkpoint, key)

    with pytest.raises(NoteError, match="not of this key"):
        verified(note + line(ORIGIN, parse(note)[1][0].hashed, bytes(64)), trusted)


def test_a_note_is_no_longer_than_a_note_may_be() -> None:
    note = sign(Checkpoint(ORIGIN, 3, bytes(32)), keyed(bytes(32))[0])
    more = line("witness.example/w", b"wwww", bytes(2420))

    assert len(parse(note + more * 16)[1]) == 17
    with pytest.raises(NoteError, match="not as long"):
        parse(note + more * 64)


@pytest.mark.parametrize("size", ["01", "-1", "+1", " ", "1.0", "\u0661", "1" * 20])
def test_a_size_is_a_plain_number(size: str) -> None:
    note = sign(Checkpoint(ORIGIN, 3, bytes(32)), keyed(bytes(32))[0])

    with pytest.raises(NoteError, match="plain number"):
        parse(note.replace("\n3\n", f"\n{size}\n"))


def test_a_fingerprint_is_that_of_the_whole_text() -> None:
    _, key = keyed(bytes(32))

    assert fingerprint(key) == sha256(key.encode()).hexdigest()
    assert grouped("0123456789ab") == "0123 4567 89ab"
    assert len(grouped(fingerprint(key)).split()) == 16


def test_a_witness_key_is_none_of_a_log() -> None:
    public = keyed(bytes(32))[0].public_key().public_bytes_raw()

    with pytest.raises(NoteError, match="another kind"):
        read_key(verifier_key(ORIGIN, public, WITNESS))
