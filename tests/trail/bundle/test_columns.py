"""Pieces are read a column at a time: what is taken, and what is made of it, is what a reader of JSON finds."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.bundles import digest, lines, office, promise
from tests.support.notes import b64, canonical
from trail.bundle.reader import verify

KINDS = {
    "config", "checkpoint-ref", "clock-anomaly", "key-rotation", "erasure", "export-requested", "export-sealed",
    "verification-run",
}  # fmt: skip
ODD = (
    b'"',
    b"\\",
    b"\\\\",
    b'\\"',
    b"\\n",
    b"\\u0000",
    b"\\u0041",
    b"\n",
    b"\0",
    b"\xff",
    b"\xfd",
    b"\xc3\xa9",
    b"=",
    b",",
)
TEXTS = some.text(some.characters(exclude_categories=["Cs"]) | some.sampled_from('"\\\n\t\x00\x1f\x7f,]}'), max_size=20)
NAMES = some.text("abz09_", min_size=1, max_size=4)
SHOWN = some.tuples(
    some.dictionaries(NAMES, TEXTS, max_size=4), some.sets(some.binary(min_size=32, max_size=32), max_size=2)
)


def takes(step: Callable[..., Any], *given: Any) -> bool:
    try:
        return bool(step(*given))
    except verify.WRONG:
        return False


def base64(text: Any, size: int) -> bool:
    return (
        isinstance(text, str)
        and b64(urlsafe_b64decode(text + "==")) == text
        and len(urlsafe_b64decode(text + "==")) == size
    )


def is_entry(line: bytes) -> bool:
    """As FORMAT.md says it."""
    try:
        one = json.loads(line)
        keys = {"act", "ch", "cmd", "i", "kid", "pc", "pos", "t", "type", "v"}
        told = [*one["act"].values(), one["cmd"], one["type"], one.get("log", "x")]
        numbers = (one["i"], one["kid"], one["pos"]["ver"])
        return (
            canonical(one) == line
            and keys <= one.keys() <= keys | {"k", "log", "why"}
            and {"id", "role"} <= one["act"].keys() <= {"id", "role", "sess"}
            and one["pos"].keys() == {"sid", "ver"}
            and all(isinstance(text, str) and text for text in told)
            and isinstance(one.get("why", ""), str)
            and all(type(n) is int and 0 <= n < 2**53 for n in numbers)
            and (type(one["v"]), one["v"]) == (int, 1)
            and ("k" not in one or one["k"] in KINDS)
            and base64(one["ch"], 32) and base64(one["pc"], 32) and base64(one["pos"]["sid"], 16)
            and bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", one["t"], re.ASCII))
            and bool(re.fullmatch("[A-Za-z0-9_./-]+", one["type"]))
        )  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


@pytest.mark.parametrize("seed", range(8))
def test_a_line_is_an_entry_where_a_reader_of_json_says_so(seed: int) -> None:
    random, whole, said = Random(seed), lines(office().entries), set()
    for _ in range(1500):
        line = random.choice(whole)
        low = random.randrange(len(line))
        odd = random.choice((*ODD, b"", bytes([random.randrange(256)]), line[low : low + 1].swapcase()))
        line = line[:low] + odd + line[low + random.choice((0, 1, 1)) :]
        if b"\n" not in line:
            said.add(is_entry(line))
            assert takes(verify.entries_in, line + b"\n", [line]) == is_entry(line), line

    assert said == {True, False}


def test_where_one_line_is_no_entry_the_others_are_read_as_before() -> None:
    whole = lines(office().entries)
    damaged = [*whole[:5], whole[5][:-1], *whole[6:]]

    table = verify.entries(b"\n".join([*damaged, b""]), damaged)

    usual = [*zip(*verify.entries_in(b"\n".join([*whole, b""]), whole), strict=True)]
    assert [*zip(*table, strict=True)] == [*usual[:5], tuple(verify.NONE), *usual[6:]]


@given(some.lists(SHOWN, min_size=1, max_size=4))
def test_what_is_shown_is_what_a_reader_of_json_finds(told: list[tuple[dict[str, str], set[bytes]]]) -> None:
    salt = b64(bytes(range(16)))
    rows = [
        {"fields": {name: [salt, text] for name, text in fields.items()}, "hidden": sorted(map(b64, hidden)), "i": n}
        for n, (fields, hidden) in enumerate(told)
    ]
    whole = [
        (
            n,
            tuple(sorted(name.encode() for name in fields)),
            promise([*(digest(*one) for one in three(fields, salt)), *hidden]),
        )
        for n, (fields, hidden) in enumerate(told)
    ]

    piece = b"".join(canonical(row) + b"\n" for row in rows)

    assert [(i, names, kept.decode()) for i, names, _, kept in verify.shown_in(piece)] == whole
    assert verify.shown_in(piece) == [verify.shown_in(canonical(row) + b"\n")[0] for row in rows]
    _, _, values, _ = verify.fields_in(piece)
    assert [text.decode() for text in values if text] == [
        text for row in told for _, text in sorted(row[0].items()) if text
    ]


@pytest.mark.parametrize("character", [*map(chr, range(32)), '"', "\\", "\x7f", "é", "😀"])
def test_every_character_that_is_escaped_is_read(character: str) -> None:
    line = canonical({"fields": {"a": [b64(bytes(16)), f"{character}b{character}{character}"]}, "hidden": [], "i": 1})

    assert verify.fields_in(line + b"\n")[2] == [f"{character}b{character}{character}".encode()]


def three(fields: dict[str, str], salt: str) -> list[tuple[str, str, str]]:
    return [(name, salt, text) for name, text in fields.items()]


@pytest.mark.parametrize("seed", range(4))
def test_an_altered_line_of_payloads_is_none_or_promises_something_else(seed: int) -> None:
    random, whole = Random(seed), lines(office().payloads)
    for _ in range(1000):
        line = random.choice(whole)
        low = random.randrange(len(line))
        odd = random.choice((*ODD, b"", bytes([random.randrange(256)])))
        other = line[:low] + odd + line[low + random.choice((0, 1, 1)) :]
        if takes(verify.shown_in, other + b"\n") and other != line:
            assert canonical(json.loads(other)) == other
            assert verify.shown_in(other + b"\n") != verify.shown_in(line + b"\n")


def test_a_digest_that_is_told_twice_promises_nothing() -> None:
    """The field's own, hidden besides."""
    row = next(row for row in office().payloads if row["fields"])
    twice = row | {
        "hidden": [b64(digest(*three)) for name, two in row["fields"].items() for three in [(name, *two)]][:1]
    }

    ((_, _, hidden, kept),) = verify.shown_in(canonical(twice) + b"\n")

    assert (hidden != b"", kept) == (True, b"")
    assert verify.unshown(hidden) == [digest(*next((name, *two) for name, two in row["fields"].items()))]
