"""Ed25519 as the verifier in Python has it, against OpenSSL and RFC 8032."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.trail.bundle.rfc8032 import SIGNED, L, P, small_points
from tests.trail.bundle.test_js_crypto import mixed
from trail.bundle.reader import verify

RANDOM = Random(8032)


@pytest.mark.parametrize("secret", SIGNED, ids=lambda secret: secret[:8])
def test_the_vectors_of_the_rfc_hold(secret: str) -> None:
    message, public, signature = SIGNED[secret]

    assert verify.holds(bytes.fromhex(public), message, bytes.fromhex(signature))
    assert not verify.holds(bytes.fromhex(public), message + b"\0", bytes.fromhex(signature))


def test_what_openssl_signs_holds_and_nothing_else() -> None:
    for length in range(30):
        key, message = Ed25519PrivateKey.from_private_bytes(RANDOM.randbytes(32)), RANDOM.randbytes(length * 5)
        public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
        assert verify.holds(public, message, bytes(signature))

        signature[RANDOM.randrange(64)] ^= 1 << RANDOM.randrange(8)
        assert not verify.holds(public, message, bytes(signature))


def test_a_signature_with_the_order_added_to_its_scalar_does_not_hold() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"m")
    scalar = int.from_bytes(signature[32:], "little")

    assert not verify.holds(public, b"m", signature[:32] + (scalar + L).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_signature_of_another_length_does_not_hold(length: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)

    assert not verify.holds(key.public_key().public_bytes_raw(), b"m", (key.sign(b"m") + b"\0\0")[:length])


BAD = [*small_points(), (2).to_bytes(32, "little"), *((y | sign).to_bytes(32, "little") for y in range(P, 2**255)
       for sign in (0, 1 << 255))]  # fmt: skip


@pytest.mark.parametrize("public", BAD, ids=lambda public: public[:4].hex() + public[28:].hex())
def test_keys_of_small_order_not_canonical_or_on_no_point_are_refused(public: bytes) -> None:
    with pytest.raises(ValueError, match="public key"):
        verify.point(public)


def test_a_point_that_has_only_a_part_of_small_order_is_a_key() -> None:
    assert not verify.holds(mixed(), b"", bytes(64))


def test_it_is_written_in_python_3_8_and_needs_nothing_but_its_library() -> None:
    """The oldest Python that an auditor may have: what it cannot read would be a fault of syntax."""
    source = Path(verify.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))

    imported = {
        one.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
    }
    imported |= {(node.module or "").partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
