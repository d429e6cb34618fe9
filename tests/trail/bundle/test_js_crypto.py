"""SHA-2 and Ed25519 as the verifier in JavaScript has them, against hashlib, OpenSSL and RFC 8032."""

from __future__ import annotations

from hashlib import sha256, sha512
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.support.node import Node
from tests.trail.bundle.rfc8032 import SIGNED, L, P, small_points

RANDOM = Random(8032)


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 255, 1000])
def test_hashes_are_those_of_the_standard(node: Node, length: int) -> None:
    octets = RANDOM.randbytes(length)

    assert node.ask("sha256", octets.hex()) == sha256(octets).hexdigest()
    assert node.ask("sha512", octets.hex()) == sha512(octets).hexdigest()


@pytest.mark.parametrize("secret", SIGNED, ids=lambda secret: secret[:8])
def test_the_vectors_of_the_rfc_hold(node: Node, secret: str) -> None:
    message, public, signature = SIGNED[secret]

    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(message).hex() == signature
    assert node.ask("signature", public, message.hex(), signature) is True
    assert node.ask("signature", public, (message + b"\0").hex(), signature) is False


def test_what_openssl_signs_holds_and_nothing_else(node: Node) -> None:
    for length in range(60):
        key, message = Ed25519PrivateKey.from_private_bytes(RANDOM.randbytes(32)), RANDOM.randbytes(length * 5)
        public, signature = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
        assert node.ask("signature", public.hex(), message.hex(), signature.hex()) is True

        signature[RANDOM.randrange(64)] ^= 1 << RANDOM.randrange(8)
        assert node.ask("signature", public.hex(), message.hex(), signature.hex()) is False


def test_a_signature_with_the_order_added_to_its_scalar_does_not_hold(node: Node) -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"m")
    scalar = int.from_bytes(signature[32:], "little")
    more = signature[:32] + (scalar + L).to_bytes(32, "little")

    assert node.ask("signature", public.hex(), b"m".hex(), more.hex()) is False


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_signature_of_another_length_does_not_hold(node: Node, length: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    signature = (key.sign(b"m") + b"\0\0")[:length]

    assert node.ask("signature", key.public_key().public_bytes_raw().hex(), b"m".hex(), signature.hex()) is False


def test_keys_of_small_order_are_refused(node: Node) -> None:
    points = small_points()

    assert len(points) == 8
    for point in points:
        assert node.ask("signature", point.hex(), "", bytes(64).hex()) is None


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize("y", [*range(P, 2**255)], ids=lambda y: f"p+{y - P}")
def test_keys_whose_y_is_not_below_p_are_refused(node: Node, y: int, sign: int) -> None:
    assert node.ask("signature", (y | sign).to_bytes(32, "little").hex(), "", bytes(64).hex()) is None


def test_a_key_on_no_point_is_refused(node: Node) -> None:
    assert node.ask("signature", (2).to_bytes(32, "little").hex(), "", bytes(64).hex()) is None


def test_a_point_that_has_only_a_part_of_small_order_is_a_key(node: Node) -> None:
    assert node.ask("signature", mixed().hex(), "", bytes(64).hex()) is False


def mixed() -> bytes:
    """The base point plus the point of order two is (-x, -y)."""
    base = 4 * pow(5, -1, P) % P
    return (P - base | 1 << 255).to_bytes(32, "little")
