"""A store in a PostgreSQL database that any number of hosts share."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from sqlalchemy import MetaData

from trail.errors import NoStore
from trail.postgres.migration import check_format
from trail.postgres.recorder import DatabaseRecorder
from trail.postgres.server import Server
from trail.postgres.tables import SchemaTables

_READERS = 5  # connections that are kept for questions about the log of reads


class Shared:
    shared = True

    def __init__(self, url: str) -> None:
        self.server, self._reads = Server(url), list[Server]()
        check_format(self.server)

    def look(self) -> None:
        if not self._events():
            raise NoStore(f"There is no log in {self.server.name} yet. See: caretrail init --help")

    def recorder(self, readonly: bool = False) -> DatabaseRecorder:
        return DatabaseRecorder(self.server, readonly)

    def new_recorder(self, begun: bool = False) -> DatabaseRecorder:
        if not begun and self._events():
            raise NoStore(f"There is a log in {self.server.name} already.")
        return DatabaseRecorder(self.server)

    def reads(self) -> DatabaseRecorder:
        server = Server(self.server.url, "access", _READERS, self.server.primary)
        self._reads.append(server)
        return DatabaseRecorder(server)

    def tables(self, room: str, metadata: MetaData, lasting: bool = True, create: bool = True) -> SchemaTables:
        """The schemas are made by the migration. All of it lasts, whatever may be grown anew.

        A host remembers how far its views have come, and outlives the server: what that forgot in a fall would be
        missing from its pages without a word.
        """
        return SchemaTables(self.server, room, metadata)

    def writable(self) -> bool:
        """A standby, and a server that was told so, take nothing in."""
        with closing(self.server.now()) as db:
            return str(db.execute("show transaction_read_only").fetchall()[0][0]) == "off"

    def connections(self) -> Mapping[str, int]:
        pools: list[Any] = [server.engine.pool for server in (self.server, *self._reads)]
        return {"idle": sum(pool.checkedin() for pool in pools), "busy": sum(pool.checkedout() for pool in pools)}

    def close(self) -> None:
        for server in (self.server, *self._reads):
            server.close()

    def _events(self) -> int:
        with self.server.raw() as db:
            return int(db.execute("select n from log.tree_head").fetchall()[0][0])
