"""A witness signs a log that only ever grew, with the time, and nothing else."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as some

from tests.support.witnessed import ORIGIN, Told
from tests.trail.witness.watching import NAME, NOW, made
from trail.checkpoint import NoteError, body_of, line, parse
from trail.witness.cosignature import cosign, cosigned
from trail.witness.folder import Witness
from trail.witness.judging import Refused
from trail.witness.request import Request


def test_a_log_that_grows_is_signed_for_each_time_with_the_time(witness: Witness, log: Told) -> None:
    for old, size in [(0, 3), (3, 3), (3, 8), (8, 100), (100, 101)]:
        grown = log.grown(size)

        added = witness.add(grown.asks(old))

        assert cosigned(grown.note() + added, witness.verifier_key) == NOW.replace(microsecond=0)
        assert witness.last(ORIGIN) == parse(grown.note())[0]


def test_what_is_signed_is_what_the_specification_says(witness: Witness, log: Told) -> None:
    note = log.grown(3).note()

    dash, name, encoded = witness.add(log.grown(3).asks(0)).removesuffix("\n").split(" ")

    raw, public = b64decode(encoded), b64decode(witness.verifier_key.split("+", 2)[2])
    assert (dash, name, public[0], len(raw)) == ("—", NAME, 4, 4 + 8 + 64)
    assert raw[:4] == sha256(NAME.encode() + b"\n\x04" + public[1:]).digest()[:4]
    seconds = int(NOW.timestamp())
    assert int.from_bytes(raw[4:12], "big") == seconds
    body = note.split("\n\n")[0]
    signed = f"cosignature/v1\ntime {seconds}\n{body}\n".encode()
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[12:], signed)


def test_a_log_may_begin_at_any_size_and_also_with_nothing(witness: Witness, log: Told) -> None:
    witness.add(log.grown(0).asks(0))
    witness.add(log.grown(0).asks(0))

    witness.add(log.grown(1000).asks(0))

    assert witness.last(ORIGIN) == parse(log.grown(1000).note())[0]


def test_each_log_is_watched_by_itself(tmp_path: Path, log: Told) -> None:
    other = Told("other.example/log")
    witness = made(tmp_path / "two", log, other)
    witness.add(log.grown(5).asks(0))

    witness.add(other.grown(3).asks(0))

    assert [last.size for last in map(witness.last, (ORIGIN, "other.example/log")) if last] == [5, 3]


def test_lines_of_others_are_passed_over_and_not_kept(witness: Witness, log: Told) -> None:
    forged = line(NAME, b"junk", bytes(72)) + line(ORIGIN, b"junk", bytes(64))
    body = log.grown(3).asks(0) + forged.encode()

    added = witness.add(body)

    assert witness.note(sha256(ORIGIN.encode()).hexdigest()) == log.grown(3).note() + added


def test_a_line_that_bears_its_own_name_does_not_spoil_what_it_remembers(witness: Witness, log: Told) -> None:
    own = cosign(NAME, Ed25519PrivateKey.generate(), log.grown(3).note(), NOW)
    hashed = b64decode(witness.verifier_key.split("+")[1] + "==")
    body = log.grown(3).asks(0) + own.encode() + line(NAME, hashed, bytes(72)).encode()

    witness.add(body)

    assert witness.last(ORIGIN) == parse(log.grown(3).note())[0]


def test_lines_that_only_some_read_are_signed_as_well(witness: Witness, log: Told) -> None:
    body = body_of(log.grown(3).note()).decode() + "an extension\n"
    hashed, raw = parse(log.grown(3).note())[1][0].hashed, log.key.sign(body.encode())
    note = f"{body}\n{line(ORIGIN, hashed, raw)}"

    added = witness.add(Request(0, [], note).text().encode())

    assert cosigned(note + added, witness.verifier_key)
    with pytest.raises(NoteError, match="not of this witness"):
        cosigned(log.grown(3).note() + added, witness.verifier_key)


def test_sixteen_signatures_of_others_are_passed_over(witness: Witness, log: Told) -> None:
    others = "".join(line(f"other.example/{n}", b"pqpq", bytes(2420)) for n in range(16))

    witness.add(log.grown(3).asks(0) + others.encode())

    assert witness.last(ORIGIN) == parse(log.grown(3).note())[0]


STEPS = some.lists(
    some.tuples(some.integers(0, 12), some.integers(0, 12), some.sampled_from("ab"), some.integers(0, 12)), max_size=12
)


@given(STEPS)
def test_all_that_it_ever_signed_is_one_history(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, str, int]]
) -> None:
    log = Told()
    witness = made(tmp_path_factory.mktemp("witness") / "w", log)
    seen: list[bytes] = []

    for old, size, branch, since in steps:
        grown = log.grown(min(since, size)).grown(size, branch)
        try:
            witness.add(grown.asks(min(old, size)))
        except Refused:
            continue
        assert grown.leaves[: len(seen)] == seen
        seen = grown.leaves
