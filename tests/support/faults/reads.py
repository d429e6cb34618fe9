"""What can be wrong with the log of reads that goes with a bundle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.bundles import READS, Bundle
from tests.support.faults.table import CONFIG, LAST_REF, REF, Make, left_out, table, written
from tests.support.notes import canonical

GONE = 3  # a read whose data key is gone


def _entry(at: int, **other: Any) -> Make:
    def make(bundle: Bundle) -> None:
        row = bundle.read_entries[at - 1]
        assert isinstance(row, dict)
        bundle.read_entries[at - 1] = {name: value for name, value in (row | other).items() if value is not None}

    return make


def _row(at: int, change: Callable[[bytes], bytes]) -> Make:
    def make(bundle: Bundle) -> None:
        bundle.read_entries[at - 1] = change(canonical(bundle.read_entries[at - 1]))

    return make


def _ref(**fields: Any) -> Make:
    return lambda bundle: bundle.retell(LAST_REF, **fields)


def _told(change: Callable[[list[Any]], Any]) -> Make:
    def make(bundle: Bundle) -> None:
        change(bundle.read_payloads)

    return make


def _told_read(at: int) -> Make:
    """A line more, in its place."""

    def make(bundle: Bundle) -> None:
        assert bundle.reads
        before = [row for row in bundle.read_payloads if isinstance(row, dict) and row["i"] < at]
        bundle.read_payloads.insert(len(before), bundle.reads.payload(at))

    return make


def _hidden(at: int, *names: str) -> Make:
    """Of a read all but these fields is shown."""

    def make(bundle: Bundle) -> None:
        assert bundle.reads
        kept = [name for name in bundle.reads.fields[at - 1] if name not in names]
        rows = [row for row in bundle.read_payloads if isinstance(row, dict)]
        bundle.read_payloads = [bundle.reads.payload(at, kept) if row["i"] == at else row for row in rows]

    return make


def _never_seen(bundle: Bundle) -> None:
    """Nothing in the log refers to a log of reads, and here is one."""
    for row in bundle.entries:
        if isinstance(row, dict) and row.get("k") == "checkpoint-ref":
            del row["k"]


FAULTS = [
    *table(
        "reads",
        None,
        {
            "reads without what they were": left_out("reads.payloads.jsonl"),
            "what reads were without the reads": left_out("reads.entries.jsonl"),
            "no reads where the log tells of some": left_out("reads.entries.jsonl", "reads.payloads.jsonl"),
            "reads that nothing refers to": _never_seen,
            "a payload of a read that is none": _told(lambda rows: rows.append(b"{}")),
            "payloads of reads whose last line has no end": written("reads.payloads.jsonl", lambda octets: octets[:-1]),
        },
    ),
    *table(
        "reads",
        LAST_REF,
        {
            "a place in another log": _ref(origin="other"),
            "a place that is no number": _ref(size="6"),
            "a place without an origin": _ref(origin=None),
            "a root in capitals": _ref(root="A" * 64),
            "a root of other reads": _ref(root="0" * 64),
            "a place before the end of the reads": _ref(size=5),
            "a place after the end of the reads": _ref(size=7),
            "a read that was cut off": lambda bundle: bundle.read_entries.pop() and None,
            "a read that is another": _entry(4, cmd="other"),
        },
    ),
    *table(
        "reads",
        CONFIG,
        {
            "reads of no log": _entry(CONFIG, log=None),
            "reads without their first payload": _told(lambda rows: rows.pop(0)),
        },
    ),
    *table("reads", REF, {"reads of another log": _entry(CONFIG, log="other")}),
    *table(
        "reads",
        4,
        {
            "a read with another number": _entry(4, i=9),
            "a read that goes back in time": _entry(4, t="2026-03-01T08:00:00.000000Z"),
            "a read with another version": _entry(4, pos={"sid": "A" * 22, "ver": 2}),
            "a read that is no entry": _row(4, lambda line: line[1:]),
            "a read with a log": _entry(4, log=READS),
            "a read whose screen is hidden": _hidden(4, "screen"),
            "a read whose screen is hidden with its address": _hidden(4, "screen", "address"),
            "a read that is not told": _told(lambda rows: rows.pop(2)),
            "a read that tells something else": _told(lambda rows: rows[2]["fields"]["screen"].__setitem__(1, '"all"')),
        },
    ),
    *table(
        "reads", 6, {"reads whose last line has no end": written("reads.entries.jsonl", lambda octets: octets[:-1])}
    ),
    *table("reads", GONE, {"a read that is told though its data key is gone": _told_read(GONE)}),
    *table("reads", 4, {"a read that nobody asked for": _told_read(4)}, profile="minimum"),
    *table("reads", 4, {"a read beyond the filter": _told_read(4)}, filter={"keys": [1]}),
]
