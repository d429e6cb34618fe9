"""Where a store's log and tables are: in files, or in a database that hosts share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from sqlalchemy import MetaData

from trail.recorder import Recorder
from trail.source import Source
from trail.tables import Tables


class Backend(Protocol):
    """`shared`: other hosts may be at work on the same log."""

    shared: bool

    def look(self) -> None:
        """`NoStore` where there is no log."""
        ...

    def recorder(self, readonly: bool = False) -> Recorder:
        """Of a log that is there."""
        ...

    def new_recorder(self, begun: bool = False) -> Recorder:
        """For a log that is begun now; `NoStore` where there is one, unless one that is `begun` will do."""
        ...

    def reads(self) -> Recorder:
        """Of the log of reads, which whoever reads also writes; made where it is not there yet."""
        ...

    def tables(self, room: str, metadata: MetaData, lasting: bool = True, create: bool = True) -> Tables:
        """Tables beside the log; those that are not `lasting` can be regrown. `FileNotFoundError` unless `create`."""
        ...

    def writable(self) -> bool:
        """Whether the log can be added to now, as far as that can be seen without doing it. `StoreError` at once, or
        within seconds of a network that drops everything: a database that is away is not waited for."""
        ...

    def connections(self) -> Mapping[str, int]:
        """To a database: how many are `idle` and `busy`; nothing for files."""
        ...

    def close(self) -> None: ...


def backend_of(folder: Path, database: str | None) -> Backend:
    """`database` is a URL as libpq reads it, None for files in the folder. `StoreError` where it cannot be reached."""
    if database is None:
        from trail.sqlite.backend import Files

        return Files(folder)
    from trail.postgres.backend import Shared  # psycopg is an extra

    return Shared(database)


def source_of(folder: Path, database: str | None, reads: bool = False) -> Source:
    """The same log, or that of the `reads`, to be proved: nothing is asked of it here, for it may be damaged."""
    if database is None:
        from trail.sqlite.source import READS, FileSource

        return FileSource(folder / (READS if reads else "trail.db"))
    from trail.postgres.source import DatabaseSource

    return DatabaseSource(database, "access" if reads else "log")
