"""A request is of one form and reads back; in any other it is malformed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.witnessed import ORIGIN, Told
from tests.trail.witness.watching import refused
from trail.checkpoint import NoteError
from trail.witness.folder import Witness
from trail.witness.request import MOST, Request, read


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0", b"old 0\n\n", b"old 0\nQQ==\n\nnote", b"old 00\n\n{note}", b"old -1\n\n{note}",
        b"new 0\n\n{note}", b"old  0\n\n{note}", b"old 0\r\n\r\n{note}", b"old 0\n\n{note}\0", b"old 0\n\n\xff",
        b"old 0\n\nclinic\n3\n\n",
        b"old 0\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 63 + b"\n{note}",
    ],
)  # fmt: skip
def test_what_is_no_request_is_malformed(witness: Witness, log: Told, body: bytes) -> None:
    note = log.grown(3).note().encode()

    assert refused(witness, body.replace(b"{note}", note))[0] == 400


NAMED = f"\n\n\u2014 {ORIGIN} "
ODD: dict[str, tuple[str, str]] = {
    "an old size of 2^63": ("old 0\n", f"old {2**63}\n"),
    "an old size with a space": ("old 0\n", "old 0 \n"),
    "an old size in hexadecimal": ("old 0\n", "old 0x0\n"),
    "a hash with bits over": ("old 0\n", f"old 0\n{'A' * 42}B=\n"),
    "a hash without padding": ("old 0\n", f"old 0\n{'A' * 43}\n"),
    "a hash of 31 octets": ("old 0\n", f"old 0\n{'A' * 42}==\n"),
    "a hash in the other alphabet": ("old 0\n", f"old 0\n{'-' * 42}A=\n"),
    "a size of 2^63": ("\n3\n", f"\n{2**63}\n"),
    "a size with a zero in front": ("\n3\n", "\n03\n"),
    "a size with a sign": ("\n3\n", "\n+3\n"),
    "no origin": (f"{ORIGIN}\n3", "\n3"),
    "an empty line in the text": ("\n3\n", "\n\n3\n"),
    "an empty line more": (NAMED, f"\n{NAMED}"),
    "a name with a plus": (NAMED, f"\n\n\u2014 a+b {'A' * 92}{NAMED[1:]}"),
    "a name with a space of another kind": (NAMED, f"\n\n\u2014 a\u2003b {'A' * 92}{NAMED[1:]}"),
    "a name that is empty": (NAMED, f"\n\n\u2014  {'A' * 92}{NAMED[1:]}"),
    "a line that begins with a hyphen": (NAMED, f"\n\n- a {'A' * 92}{NAMED[1:]}"),
    "a signature of four octets": (NAMED, f"\n\n\u2014 a AAAAAA=={NAMED[1:]}"),
    "a signature with bits over": (NAMED, f"\n\n\u2014 a AAAAAAB={NAMED[1:]}"),
    "a signature that is padded twice": (NAMED, f"\n\n\u2014 a AAAAAAAA=={NAMED[1:]}"),
    "a tabulator": ("\n3\n", "\t\n3\n"),
    "a character that is deleted": (ORIGIN, f"\x08{ORIGIN}"),
}


@pytest.mark.parametrize("name", ODD)
def test_a_request_in_another_form_is_malformed(witness: Witness, log: Told, name: str) -> None:
    old, new = ODD[name]
    body = log.grown(3).asks(0).decode()

    assert old in body
    assert refused(witness, body.replace(old, new, 1).encode())[0] == 400
    assert refused(witness, log.grown(3).asks(0)[:-1])[0] == 400
    assert witness.last(ORIGIN) is None


@given(some.binary(max_size=300))
def test_any_octets_are_a_request_or_told_to_be_none(body: bytes) -> None:
    try:
        request = read(b"old 3\n" + body)
    except NoteError:
        return
    assert request.old == 3


@given(some.integers(0, 2**62), some.lists(some.binary(min_size=32, max_size=32), max_size=63))
def test_a_request_reads_back(old: int, proof: list[bytes]) -> None:
    request = Request(old, proof, Told().grown(2).note())

    assert read(request.text().encode()) == request
    assert len(request.text().encode()) < MOST
