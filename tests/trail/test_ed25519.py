"""Keys that libraries disagree about are none."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from trail.checkpoint import WITNESS, NoteError, holds, read_key, verifier_key
from trail.ed25519 import objection

SMALL = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
)
"""All points whose order divides 8, and the two of them whose x is 0 with a sign."""
LONG = tuple(f"{first:02x}{'ff' * 30}{last}" for first in range(0xED, 0x100) for last in ("7f", "ff"))
"""Every y that is not below p = 2^255 - 19."""
RFC = (  # RFC 8032, section 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("text", SMALL)
def test_a_key_of_small_order_is_none(text: str) -> None:
    assert objection(bytes.fromhex(text)) == "is of small order"


@pytest.mark.parametrize("text", LONG)
def test_a_key_that_is_not_written_in_the_shortest_way_is_none(text: str) -> None:
    assert objection(bytes.fromhex(text)) == "is not written as it should be"


@given(st.integers(2, P - 2))
def test_a_key_off_the_curve_is_none(y: int) -> None:
    square = (y * y - 1) * pow(-121665 * pow(121666, -1, P) * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)  # RFC 8032, section 5.1.3, step 2
    there = root * root % P in (square, P - square)

    assert (objection(y.to_bytes(32, "little")) == "is on no point of the curve") is not there


@given(st.binary(min_size=32, max_size=32))
def test_every_key_that_is_made_is_one(seed: bytes) -> None:
    assert objection(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()) == ""


@pytest.mark.parametrize(("public", "message", "signature"), RFC)
def test_the_signatures_of_the_standard_hold_and_no_other_form_of_them(
    public: str, message: str, signature: str
) -> None:
    key, signed, raw = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    above = raw[:32] + (int.from_bytes(raw[32:], "little") + ORDER).to_bytes(32, "little")

    assert objection(key) == ""
    assert holds(key, raw, signed)
    assert not any(holds(key, other, signed) for other in (above, raw[:-1], raw + b"\0", raw[32:] + raw[:32]))


@pytest.mark.parametrize("text", [*SMALL, LONG[0], "02" + "00" * 31])
@pytest.mark.parametrize("kind", [b"\x01", WITNESS])
def test_such_a_key_is_refused_where_it_is_read(text: str, kind: bytes) -> None:
    with pytest.raises(NoteError, match="the verifier key is"):
        read_key(verifier_key("clinic.example/records", bytes.fromhex(text), kind), kind)
