"""Ed25519 where libraries disagree: both readers, and what the log itself verifies with, give one answer.

The answer is that of RFC 8032, section 5.1.7, without the cofactor, R compared as octets. The vectors are made here of
the rules: with points of small order added to the key, to R, or to both; with R and S not written as they should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha512
from importlib import resources
from importlib.util import find_spec
from itertools import count
from typing import NamedTuple

import pytest

from tests.conftest import needed
from tests.support.node import Node
from tests.support.readers import hold
from tests.trail.bundle.rfc8032 import NEUTRAL, L, P, added, base, encoded, small, times
from trail.checkpoint import holds
from trail.ed25519 import objection

SECRET, NONCE = 8032, 7  # no secret at all
SMALL = small()
KEYS = [added(times(SECRET, base()), one) for one in SMALL]
NONCES = [added(times(NONCE, base()), one) for one in SMALL]
SIGN = 1 << 255


class Made(NamedTuple):
    """`k` is the challenge: what the key counts in the equation."""

    public: bytes
    message: bytes
    signature: bytes
    k: int


def made(message: bytes, key: int, r: bytes, nonce: int = NONCE) -> Made:
    """Signed with the key to which the small point with this number was added; R is as it is told."""
    public = encoded(KEYS[key])
    k = int.from_bytes(sha512(r + public + message).digest(), "little") % L
    return Made(public, message, r + ((nonce + k * SECRET) % L).to_bytes(32, "little"), k)


def until(k: int, key: int, r: bytes, nonce: int = NONCE) -> Made:
    """The first message by which the challenge is this modulo 8."""
    messages: Iterator[Made] = (made(b"%d" % n, key, r, nonce) for n in count())
    return next(one for one in messages if one.k % 8 == k)


def answers(node: Node, one: Made) -> bool | None:
    """Of both readers, and of the library by which the log and its witnesses verify."""
    found = hold(node, *one[:3])
    assert found is holds(one.public, one.signature, one.message)
    return found


@pytest.mark.parametrize("key", range(8))
def test_points_of_small_order_count_as_any_other(node: Node, key: int) -> None:
    """With the cofactor all of these would hold; without it those in which they cancel each other out."""
    for nonce in range(8):
        for k in (1, (-nonce * pow(key, -1, 8)) % 8 if key % 2 else 4):
            one = until(k, key, encoded(NONCES[nonce]))

            assert answers(node, one) is ((nonce + k * key) % 8 == 0), (key, nonce, k)


def test_r_may_be_of_small_order_but_not_written_in_another_way(node: Node) -> None:
    """There are two such points whose y is below 19: the neutral one, and those of order four, whose y is 0."""
    fourth = next(n for n, one in enumerate(SMALL) if one[1] == 0)
    neutral, four = encoded(NEUTRAL), encoded(SMALL[fourth])

    for key, k, r in ((0, 3, neutral), (1, -fourth % 8, four)):
        assert answers(node, until(k, key, r, nonce=0)) is True
    for key, k, y in (
        (0, 3, P + 1),
        (0, 3, 1 | SIGN),
        (0, 3, P + 1 | SIGN),
        (1, -fourth % 8, P),
        (1, -fourth % 8, P | SIGN),
    ):
        assert answers(node, until(k, key, y.to_bytes(32, "little"), nonce=0)) is False


def test_s_is_below_the_order(node: Node) -> None:
    one = made(b"m", 0, encoded(NONCES[0]))
    r, s = one.signature[:32], int.from_bytes(one.signature[32:], "little")

    assert answers(node, one) is True
    for more in (*(s + n * L for n in range(1, 16)), s | SIGN, s | 1 << 254, s | 1 << 253, L, L - 1, 2**256 - 1, 0):
        assert answers(node, one._replace(signature=r + more.to_bytes(32, "little"))) is False


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 63, 65, 96])
def test_a_signature_has_64_octets(node: Node, length: int) -> None:
    one = made(b"m", 0, encoded(NONCES[0]))

    assert hold(node, one.public, one.message, (one.signature * 2)[:length]) is False


def test_keys_that_some_take_are_refused_by_all_of_us(node: Node) -> None:
    """With R the neutral point and S 0, many of them would vouch for every message."""
    refused = [
        *map(encoded, SMALL),
        *((y | sign).to_bytes(32, "little") for y in range(P, 2**255) for sign in (0, SIGN)),
    ]
    refused += [(y | SIGN).to_bytes(32, "little") for y in (1, P - 1)]
    refused += [y.to_bytes(32, "little") for y in (2, 7, P - 2)]  # on no point

    for public in refused:
        assert hold(node, public, b"m", encoded(NEUTRAL) + bytes(32)) is None
        assert objection(public)


@pytest.mark.slow
def test_the_vectors_of_pyca_hold_and_nothing_beside_them(node: Node) -> None:
    """A line of theirs: the secret with the public key, the public key, the message, the signature with the message."""
    needed(find_spec("cryptography_vectors") is not None, "cryptography-vectors")
    told = resources.files("cryptography_vectors").joinpath("asymmetric", "Ed25519", "sign.input").read_text("ascii")
    lines = [line.split(":") for line in told.splitlines()]

    assert len(lines) == 1024
    for n, (_, key, text, both, _) in enumerate(lines):
        public, message, signature = bytes.fromhex(key), bytes.fromhex(text), bytes.fromhex(both)[:64]
        assert hold(node, public, message, signature) is True
        other = bytearray(signature)
        other[n % 64] ^= 1 << n % 8
        assert hold(node, public, message, bytes(other)) is False
