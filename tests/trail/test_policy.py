"""anchors.toml: what it may say, and that it is written as it is read."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as some

from tests.support.given import NOON
from trail.checkpoint import WITNESS, verifier_key
from trail.policy import FILE, Authority, Mail, Policy, PolicyError, Watcher


def key(n: int, kind: bytes = WITNESS) -> str:
    public = Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)).public_key().public_bytes_raw()
    return verifier_key(f"witness.example/w{n}", public, kind)


def certificate() -> str:
    """PEM, of nobody."""
    own, name = Ed25519PrivateKey.generate(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Invented")])
    bare = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(own.public_key())
    whole = bare.serial_number(1).not_valid_before(NOON).not_valid_after(NOON + timedelta(days=1))
    return whole.sign(own, None).public_bytes(Encoding.PEM).decode()


TSA = Authority("https://tsa.example/stamp?of=us", certificate() * 2)
POLICIES = some.builds(
    lambda n, k, mail, stamps: Policy(
        min(k, n), tuple(Watcher(f"https://w{one}.example/", key(one)) for one in range(n)), mail, stamps
    ),
    some.integers(0, 5),
    some.integers(1, 5),
    some.sampled_from([None, Mail("a@clinic.example", "localhost"), Mail("a@b.c", "mail.example:2525", "x@y.z")]),
    some.sampled_from([None, TSA]),
)


@given(POLICIES)
def test_a_policy_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> None:
    folder = tmp_path_factory.mktemp("policy")

    policy.write(folder)

    assert Policy.read(folder) == policy


def test_without_a_file_nobody_vouches(tmp_path: Path) -> None:
    assert Policy.read(tmp_path) == Policy(0, (), None)


def test_a_witness_that_is_named_again_moves(tmp_path: Path) -> None:
    policy = Policy().with_witness("http://a.example/", key(1)).with_witness("http://b.example/", key(2), 2)

    moved = policy.with_witness("http://c.example/", key(1))

    assert moved == Policy(2, (Watcher("http://b.example/", key(2)), Watcher("http://c.example/", key(1))))
    assert [one.name for one in moved.witnesses] == ["witness.example/w2", "witness.example/w1"]


@pytest.mark.parametrize(
    ("server", "place"),
    [("localhost", ("localhost", 25)), ("m.example:2525", ("m.example", 2525)), ("[::1]:26", ("::1", 26))],
)
def test_a_mail_server_has_a_port(server: str, place: tuple[str, int]) -> None:
    assert Mail("a@b.c", server).place == place


WHO = f'[[witness]]\nurl = "http://w.example/"\nkey = "{key(1)}"\n'


@pytest.mark.parametrize(
    "text",
    [
        "threshold", "threshold = 1", "threshold = 'x'", "threshold = 1.0\n" + WHO, "threshold = 2\n" + WHO,
        "threshold = true\n" + WHO, "threshold = 0\n" + WHO, WHO + WHO, "witnesses = []", "witness = 3",
        "witness = ['x']", '[[witness]]\nurl = "http://w.example/"\n', WHO + "more = 3\n",
        WHO.replace("http://", "file://"), WHO.replace("http://w.example/", "http://"),
        WHO.replace(key(1), key(1, b"\x01")), WHO.replace(key(1), "nonsense"), "mail = 'a@b.c'",
        "[mail]\nto = 'a@b.c'\n", "[mail]\nserver = 'localhost'\n", "[mail]\nto = 'nobody'\nserver = 'localhost'\n",
        "[mail]\nto = 'a@b.c, d@e.f'\nserver = 'localhost'\n", "[mail]\nto = 'a@b.c'\nserver = ''\n",
        "[mail]\nto = 'a@b.c'\nserver = 'localhost:many'\n", '[mail]\nto = "a@b.c\\nBcc: d@e.f"\nserver = "h"\n',
        "timestamp = 'https://tsa.example/'", "[timestamp]\nurl = 'https://tsa.example/'\n",
        "[timestamp]\nurl = 'https://tsa.example/'\ncertificates = ''\n",
        "[timestamp]\nurl = 'https://tsa.example/'\ncertificates = 'nonsense'\n",
f"[timestamp]\nurl = 'ftp://tsa.example/'\ncertificates = {json.dumps(TSA.certificates)}\n",
        "\udcff",
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(PolicyError, match=r"anchors\.toml cannot be read"):
        Policy.read(tmp_path)


def test_a_policy_that_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    Policy().with_witness("http://w.example/", key(1)).write(tmp_path)
    before = (tmp_path / FILE).read_text()

    for wrong in (Policy.read(tmp_path).with_witness("ftp://w.example/", key(2)), Policy(mail=Mail("x", "h"))):
        with pytest.raises(PolicyError):
            wrong.write(tmp_path)

    assert (tmp_path / FILE).read_text() == before
