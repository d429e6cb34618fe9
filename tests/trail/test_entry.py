"""Entries: canonical, and read strictly."""

from __future__ import annotations

import contextlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from trail.entry import USUAL, Entry, EntryError, decode, encode
from trail.rows import quick

WORD = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), min_size=1, max_size=12)
PLAIN = st.text("abcdefXYZ0189-_", min_size=1, max_size=12)
HASH = st.text("abcXYZ09-_", min_size=43, max_size=43)


def entries(words: st.SearchStrategy[str]) -> st.SearchStrategy[Entry]:
    return st.builds(
        Entry,
        position=st.integers(1, 10**9),
        stream=st.text("abcXYZ09-_", min_size=22, max_size=22),
        version=st.integers(1, 10**6),
        type=st.sampled_from(("patient.registered/1", "entry.corrected/1")),
        actor=words,
        role=words,
        at=st.just("2026-11-23T19:21:13.123456Z"),
        tx=PLAIN,
        key=st.integers(0, 10**6),
        content=HASH,
        commitment=HASH,
        session=st.none() | words,
        reason=st.none() | words,
        kind=st.just("event"),
        log=st.none(),
    )


@given(entries(WORD))
def test_an_entry_is_canonical_json_and_comes_back_whole(entry: Entry) -> None:
    line = encode(entry)
    assert rfc8785.dumps(json.loads(line)) == line
    assert decode(line) == entry
    assert quick(line) == entry


@given(entries(PLAIN))
def test_a_usual_entry_fits_the_pattern(entry: Entry) -> None:
    assert USUAL.fullmatch(encode(entry))


@given(entries(PLAIN), st.data())
def test_a_changed_byte_is_another_entry_or_none(entry: Entry, data: st.DataObject) -> None:
    line = encode(entry)
    at, bit = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(0, 7))
    changed = line[:at] + bytes([line[at] ^ (1 << bit)]) + line[at + 1 :]
    with contextlib.suppress(EntryError):
        entry = decode(changed)
        assert encode(entry) == changed
        assert quick(changed) == entry


@given(entries(PLAIN), st.data())
def test_reading_without_proof_says_no_to_what_is_no_entry(entry: Entry, data: st.DataObject) -> None:
    line = encode(entry)
    start, end = sorted((data.draw(st.integers(0, len(line))), data.draw(st.integers(0, len(line)))))
    with contextlib.suppress(EntryError):
        assert isinstance(quick(line[:start] + data.draw(st.binary(max_size=4)) + line[end:]), Entry)


LINE = encode(Entry(1, "s" * 22, 1, "a/1", "u", "r", "2026-11-23T19:21:13.123456Z", "t", 1, "c" * 43, "p" * 43))


@pytest.mark.parametrize(("bad", "why"), [
    (LINE + b"\n", "canonical"),
    (LINE.replace(b'"v":1', b'"v":2'), "later version"),
    (LINE.replace(b'"v":1', b'"v":1,"v":1'), "twice"),
    (LINE.replace(b'"v":1', b'"v":1,"x":1'), "fields"),
    (LINE.replace(b'"i":1', b'"i":1.0'), "fraction"),
    (LINE.replace(b'"i":1', b'"i":-1'), "bounds"),
    (LINE.replace(b'"i":1', b'"i":true'), "bounds"),
    (LINE.replace(b'"i":1', b'"i": 1'), "canonical"),
    (LINE[:-1], "not an entry"),
    (b"", "not an entry"),
    (b"[]", "fields"),
    (b"\xff\xfe", "not an entry"),
    (b"[" * 100_000, "not an entry"),
])  # fmt: skip
def test_what_is_no_entry_is_told_why(bad: bytes, why: str) -> None:
    with pytest.raises(EntryError, match=why):
        decode(bad)
