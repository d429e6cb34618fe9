"""Cosignatures, as whoever checks a note reads them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from tests.support.clock import StandingClock
from tests.support.witnessed import Told
from tests.trail.witness.watching import NAME, NOW
from trail.checkpoint import NoteError, line
from trail.witness.cosignature import cosign, cosigned
from trail.witness.folder import Witness


def test_a_cosignature_of_another_note_or_time_or_key_does_not_hold(witness: Witness, log: Told) -> None:
    note, other = log.grown(3).note(), log.grown(4).note()
    added = witness.add(log.grown(3).asks(0))
    raw = b64decode(added.split(" ")[2])
    later = line(NAME, raw[:4], (int(NOW.timestamp()) + 1).to_bytes(8, "big") + raw[12:])
    never = line(NAME, raw[:4], bytes(8) + raw[12:])

    for wrong in (other + added, note + later, note + never, note + line(NAME, raw[:4], b"short")):
        with pytest.raises(NoteError, match="not of this witness"):
            cosigned(wrong, witness.verifier_key)
    assert cosigned(note, witness.verifier_key) is None


def test_of_two_cosignatures_the_first_one_counts(witness: Witness, log: Told, tmp_path: Path) -> None:
    first = witness.add(log.grown(3).asks(0))
    later = Witness(tmp_path / "witness", StandingClock(NOW + timedelta(hours=1))).add(log.grown(3).asks(3))

    for lines in (first + later, later + first):
        assert cosigned(log.grown(3).note() + lines, witness.verifier_key) == NOW.replace(microsecond=0)


@given(some.data())
def test_no_changed_letter_makes_another_cosignature(data: some.DataObject) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    log = Told(key=key)
    note = log.grown(3).note()
    whole = note + cosign(NAME, key, note, NOW)
    trusted = _witness_key(key)
    at = data.draw(some.integers(len(note) + len(NAME) + 3, len(whole) - 2))
    changed = whole[:at] + data.draw(some.sampled_from("ABab01+/")) + whole[at + 1 :]

    try:
        found = cosigned(changed, trusted)
    except NoteError:
        return
    assert found in (None, NOW.replace(microsecond=0))


def _witness_key(key: Ed25519PrivateKey) -> str:
    public = key.public_key().public_bytes_raw()
    hashed = sha256(NAME.encode() + b"\n\x04" + public).digest()[:4].hex()
    return f"{NAME}+{hashed}+{b64encode(bytes([4]) + public).decode()}"
