"""Every event as a row of a table, from its entry alone: what an export may show whatever its profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trail.entry import Entry
from trail.mapper import stream_of
from web.exports import Row, csv_lines

COLUMNS = (
    "position", "recorded_at", "kind", "type", "actor", "role", "session", "reason", "stream", "version", "key",
)  # fmt: skip


def lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """CSV in UTF-8 with a mark, its header first (see `web.exports.csv_lines`)."""
    return (line.encode() for line in csv_lines(map(_row, entries), COLUMNS))


def _row(entry: Entry) -> Row:
    return {
        "position": entry.position, "recorded_at": entry.at, "kind": entry.kind, "type": entry.type,
        "actor": entry.actor, "role": entry.role, "session": entry.session, "reason": entry.reason,
        "stream": str(stream_of(entry.stream)), "version": entry.version, "key": entry.key,
    }  # fmt: skip
