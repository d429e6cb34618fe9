"""The log of the records refers to the log of reads before each checkpoint: one signature covers both (trail.md, 1)."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

import orjson

from domain.refusal import Stale
from trail.access import AccessLog
from trail.backend import backend_of, source_of
from trail.entry import b64
from trail.keys import Keys
from trail.log import Log
from trail.opened import LOG_STREAM, REFERRED, reference
from trail.rows import Row, unsealed
from trail.store import Config
from trail.verdict import Signed

_OWN = (
    "select position, stream, version, type, entry, payload from event where stream = ? and type = ? order by version"
)
_AGAIN = 5  # times that another host, or a clock that stepped back, may be quicker


def refer(log: Log, access: AccessLog) -> None:
    """Unless nobody was shown anything, or not since the last time."""
    size, root = access.log.head()
    if size <= 1:  # its own first entry
        return
    for _ in range(_AGAIN):
        version = log.last_version(LOG_STREAM)
        if _last(log, version) == (REFERRED, size):
            return
        with suppress(Stale):
            log.append([reference(version + 1, access.log.origin, size, root)])
            return


def _last(log: Log, version: int) -> tuple[str, int | None]:
    """Of the log's own last word: its type, and the size it told of."""
    (row,) = log.stream(LOG_STREAM, version - 1)
    told = orjson.loads(log.opened(row)[1])
    return row.type, told.get("size")


def referred(folder: Path) -> list[Signed]:
    """What the log of the records says of the log of reads. `KeysMissing` where that cannot be read."""
    config = Config.read(folder)
    with closing(source_of(folder, config.database).open()) as log:
        rows = list(log.execute(_OWN, (b64(LOG_STREAM.bytes), REFERRED)))
    if not rows:
        return []
    backend = backend_of(folder, config.database)
    with closing(backend), closing(Keys.open(folder, backend, config.origin)) as keys:
        told = [(row[0], orjson.loads(unsealed(Row(*row), keys, config.origin)[1])) for row in rows]
    return [Signed(f"event {at} of the records", one["size"], bytes.fromhex(one["root"])) for at, one in told]
