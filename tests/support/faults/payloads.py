"""What can be wrong with a line of payloads, and with the promise that it has to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.bundles import Bundle, Json, digest, promise
from tests.support.faults.table import CLOCK, FIRST, RENAMED, RESULT, Make, table, written
from tests.support.notes import b64, canonical


def _row(change: Callable[[bytes], bytes], at: int = RENAMED) -> Make:
    def make(bundle: Bundle) -> None:
        n = bundle.payloads.index(bundle.line(at))
        bundle.payloads[n] = change(canonical(bundle.payloads[n]))

    return make


def line(at: int, change: Callable[[Json], Any]) -> Make:
    def make(bundle: Bundle) -> None:
        change(bundle.line(at))

    return make


def _field(change: Callable[[list[str]], Any], name: str = "name") -> Make:
    return line(RENAMED, lambda row: change(row["fields"][name]))


def _set(n: int, text: str) -> Make:
    return _field(lambda two: two.__setitem__(n, text))


def _renamed(old: str, new: str) -> Make:
    return line(RENAMED, lambda row: row["fields"].update({new: row["fields"].pop(old)}))


def _promised(name: str) -> Make:
    """A name that is none, and that the entry did promise."""
    return lambda bundle: bundle.retell(RENAMED, **{name: 1})


def _hidden(*digests: bytes) -> Make:
    return line(RENAMED, lambda row: row.update(hidden=[b64(one) for one in digests]))


def _shown_and_hidden(bundle: Bundle) -> None:
    """The same digest twice, as the entry's promise has it."""
    row, entry = bundle.line(RENAMED), bundle.entries[RENAMED - 1]
    digests = [digest(name, *two) for name, two in row["fields"].items()]
    row["hidden"] = [b64(digests[0])]
    assert isinstance(entry, dict)
    entry["pc"] = promise([*digests, digests[0]])


def _swapped(bundle: Bundle) -> None:
    at = bundle.payloads.index(bundle.line(RENAMED))
    bundle.payloads[at : at + 2] = reversed(bundle.payloads[at : at + 2])


def _twice(bundle: Bundle) -> None:
    bundle.payloads.insert(bundle.payloads.index(bundle.line(RENAMED)), bundle.line(RENAMED))


def _of_another(bundle: Bundle) -> None:
    bundle.line(FIRST)["fields"] = bundle.line(RESULT)["fields"]


FAULTS = [
    *table(
        "payload",
        None,
        {
            "a payload that is no JSON": _row(lambda line: line[1:]),
            "a payload that is empty": _row(lambda line: b""),
            "a payload with a space": _row(lambda line: line.replace(b":", b": ", 1)),
            "a payload with a carriage return": _row(lambda line: line + b"\r"),
            "a payload that is no UTF-8": _row(lambda line: line.replace("😀".encode(), b"\xf0\x9f")),
            "a payload with half a character": _row(lambda line: line.replace("😀".encode(), b"\\ud83d")),
            "a payload with a character in two escapes": _row(
                lambda line: line.replace("😀".encode(), b"\\ud83d\\ude00")
            ),
            "a payload with a key more": line(RENAMED, lambda row: row.update(more=1)),
            "a payload without what is hidden": line(RENAMED, lambda row: row.pop("hidden")),
            "a payload whose fields are a list": line(RENAMED, lambda row: row.update(fields=[])),
            "a payload whose hidden fields are an object": line(RENAMED, lambda row: row.update(hidden={})),
            "a payload with a number as a text": _row(lambda line: line.replace(b'"i":6', b'"i":"6"')),
            "a payload with a field twice": _row(
                lambda line: line.replace(b'"fields":{', b'"fields":{"name":["",""],')
            ),
            "a field's name in capitals": _promised("Name"),
            "a field's name in another script": _promised("é"),
            "a field's name that is empty": _promised(""),
            "a field of a value without a salt": _field(lambda two: two.pop(0)),
            "a field with a value too many": _field(lambda two: two.append("1")),
            "a field whose value is no text": _field(lambda two: two.__setitem__(1, 1)),
            "a salt of 15 octets": _set(0, b64(bytes(15))),
            "a salt with padding": _set(0, b64(bytes(16)) + "=="),
            "a salt with bits over": _field(lambda two: two.__setitem__(0, two[0][:-1] + chr(ord(two[0][-1]) + 1))),
            "a digest of 31 octets": _hidden(bytes(31)),
            "a digest that stands twice": _hidden(bytes(32), bytes(32)),
            "digests out of order": _hidden(b"b" * 32, b"a" * 32),
        },
        "missing",
    ),
    *table(
        "payload",
        RENAMED,
        {
            "another value": _set(1, '"Lu"'),
            "another salt": _set(0, b64(bytes(16))),
            "another name of a field": _renamed("name", "title"),
            "a field that was never there": line(RENAMED, lambda row: row["fields"].update(more=[b64(bytes(16)), "1"])),
            "a field that is gone": line(RENAMED, lambda row: row["fields"].pop("name")),
            "the same value with a space": _field(lambda two: two.__setitem__(1, two[1] + " "), "note"),
            "the same number otherwise written": _field(lambda two: two.__setitem__(1, "[1.5,null,-1e3]"), "note"),
        },
    ),
    *table("payload", RENAMED, {"a digest that is shown and hidden": _shown_and_hidden}, "missing"),
    *table("payload", RENAMED, {"a hidden field that was never there": _hidden(bytes(32))}, "missing"),
    *table("payload", FIRST, {"what was told of another event": _of_another}),
    *table("payload", RENAMED, {"lines that changed places": _swapped}, "missing"),
    *table("payload", RENAMED, {"a line that stands twice": _twice}),
    *table("payload", 0, {"a line of no event": line(1, lambda row: row.update(i=0))}, "missing"),
    *table(
        "payload",
        99,
        {"a line after the last event": lambda bundle: bundle.payloads.append(bundle.line(CLOCK) | {"i": 99})},
    ),
    *table(
        "payload", None, {"payloads whose last line has no end": written("payloads.jsonl", lambda octets: octets[:-1])}
    ),
]
