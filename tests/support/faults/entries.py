"""What can be wrong with an entry, and with their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.bundles import ORIGIN, Bundle
from tests.support.faults.table import BETWEEN, CONFIG, LAST, RENAMED, SEALED, Make, table, written
from tests.support.notes import b64, canonical


def _row(change: Callable[[bytes], bytes]) -> Make:
    """The octets of an entry that has a reason with a tabulator."""

    def make(bundle: Bundle) -> None:
        bundle.entries[RENAMED - 1] = change(canonical(bundle.entries[RENAMED - 1]))

    return make


def entry(at: int, **other: Any) -> Make:
    """Something else in an entry; what is None is left out."""

    def make(bundle: Bundle) -> None:
        row = bundle.entries[at - 1]
        assert isinstance(row, dict)
        bundle.entries[at - 1] = {name: value for name, value in (row | other).items() if value is not None}

    return make


def _versions(first: int) -> Make:
    """From RENAMED on, the stream of the first patient counts on from this one."""

    def make(bundle: Bundle) -> None:
        for n, at in enumerate((RENAMED, LAST, BETWEEN)):
            row = bundle.entries[at - 1]
            assert isinstance(row, dict)
            row["pos"] = row["pos"] | {"ver": first + n}

    return make


def _signed_before(change: Callable[[Bundle], object]) -> Make:
    """The checkpoint and the rotation's note are those of the log as it was."""

    def make(bundle: Bundle) -> None:
        bundle.instead["checkpoint.note"] = bundle.note().encode()
        bundle.turned = [3]
        change(bundle)

    return make


def _swapped(bundle: Bundle) -> None:
    bundle.entries[RENAMED - 1 : RENAMED + 1] = reversed(bundle.entries[RENAMED - 1 : RENAMED + 1])


def _taken(bundle: Bundle) -> None:
    """The last result (version 3 of its stream) follows on the first entry of it."""
    del bundle.entries[RENAMED - 1]


def _cut(bundle: Bundle) -> None:
    bundle.entries.pop()


def _added(bundle: Bundle) -> None:
    bundle.entries.append(bundle.entries[-1])


def _repeated(bundle: Bundle) -> None:
    bundle.entries.insert(RENAMED, bundle.entries[RENAMED - 1])


FAULTS = [
    *table(
        "entry",
        RENAMED,
        {
            "a line that is no JSON": _row(lambda line: line[1:]),
            "a line that is empty": _row(lambda line: b""),
            "a line with a space": _row(lambda line: line.replace(b",", b", ", 1)),
            "a line with a carriage return": _row(lambda line: line + b"\r"),
            "a line with a mark": _row(lambda line: b"\xef\xbb\xbf" + line),
            "a line that is no UTF-8": _row(lambda line: line.replace(b"clerk", b"cl\xe9rk")),
            "a line with half a character in UTF-8": _row(lambda line: line.replace(b"clerk", b"\xed\xa0\x80")),
            "a line with half a character in an escape": _row(lambda line: line.replace(b"clerk", b"\\ud800")),
            "a line with an escape too many": _row(lambda line: line.replace(b"clerk", b"cl\\u0065rk")),
            "a line with a control character as it is": _row(lambda line: line.replace(b"\\t", b"\t")),
            "a line with an escape in capitals": _row(lambda line: line.replace(b"\\t", b"\\u001B")),
            "a line with an escape that is too long": _row(lambda line: line.replace(b"\\t", b"\\u0009")),
            "a line with a stroke that is escaped": _row(lambda line: line.replace(b"typing", b"typ\\/ing")),
            "a line with a key twice": _row(lambda line: line.replace(b'"v":1', b'"v":1,"v":1')),
            "a line with keys out of order": _row(lambda line: line.replace(b'"v":1,', b"")[:-1] + b',"v":1}'),
            "a line with a zero in front": _row(lambda line: line.replace(b'"kid":1', b'"kid":01')),
            "a line with a power of ten": _row(lambda line: line.replace(b'"kid":1', b'"kid":1e0')),
            "a line of more than 65,535 octets": entry(RENAMED, why="y" * 65_535),
            "a line without its data key": entry(RENAMED, kid=None),
            "a line with a key more": entry(RENAMED, more=1),
            "a line of the kind event": entry(RENAMED, k="event"),
            "a line of a kind that nobody knows": entry(RENAMED, k="patient"),
            "a line of another version": entry(RENAMED, v=2),
            "a line with a number below 0": entry(RENAMED, kid=-1),
            "a line with a fraction": entry(RENAMED, kid=1.5),
            "a line with a number of 2^53": entry(RENAMED, kid=2**53),
            "a line with a number as a text": entry(RENAMED, kid="1"),
            "a line without a command": entry(RENAMED, cmd=""),
            "a line without a role": entry(RENAMED, act={"id": "a", "role": ""}),
            "a line with a session that is empty": entry(RENAMED, act={"id": "a", "role": "clerk", "sess": ""}),
            "a line with an actor that has more": entry(RENAMED, act={"id": "a", "name": "b", "role": "clerk"}),
            "a line with a log": entry(RENAMED, log=ORIGIN),
            "a line with a hash of 31 octets": entry(RENAMED, ch=b64(bytes(31))),
            "a line with a hash with bits over": entry(RENAMED, ch="A" * 42 + "B"),
            "a line with padding": entry(RENAMED, ch=b64(bytes(32)) + "="),
            "a line with the other base64": entry(RENAMED, pc="+" * 42 + "A"),
            "a line with a stream of 15 octets": entry(RENAMED, pos={"sid": b64(bytes(15)), "ver": 1}),
            "a line with a stream with bits over": entry(RENAMED, pos={"sid": "A" * 21 + "B", "ver": 1}),
            "a line with a time without its end": entry(RENAMED, t="2026-03-01T08:00:06.000000"),
            "a line with a time in other digits": entry(RENAMED, t="2026-03-01T08:00:0٦.000000Z"),
            "a line with a type with a space": entry(RENAMED, type="a b"),
            "a line with a type that has a line's end": entry(RENAMED, type="a\n"),
            "a line without a type": entry(RENAMED, type=""),
            "a line with a reason that is no text": entry(RENAMED, why=1),
        },
    ),
    *table(
        "entry",
        SEALED,
        {"a last line without its end": written("entries.jsonl", lambda octets: octets[:-1])},
    ),
    *table("order", RENAMED, {"an entry with another number": entry(RENAMED, i=60)}),
    *table("order", RENAMED, {"two entries that changed places": _swapped}, "time"),
    *table("order", RENAMED, {"an entry that was taken away": _taken}, "version"),
    *table("order", RENAMED + 1, {"an entry that stands twice": _repeated}, "version"),
    *table("order", None, {"an entry that was cut off": _signed_before(_cut)}, "checkpoint"),
    *table("order", None, {"an entry after the checkpoint": _signed_before(_added)}, "checkpoint", "version"),
    *table(
        "log",
        CONFIG,
        {
            "a first entry without a log": entry(CONFIG, log=None),
            "a first entry of another log": entry(CONFIG, log="other"),
        },
    ),
    *table("time", RENAMED, {"a time that goes back": entry(RENAMED, t="2026-03-01T08:00:00.000000Z")}),
    *table(
        "version",
        RENAMED,
        {
            "a version that stands twice": _versions(1),
            "a version that is left out": _versions(3),
            "a version of 0": _versions(0),
        },
    ),
    *table("root", None, {"an entry that is another": _signed_before(entry(RENAMED, cmd="another"))}),
]
