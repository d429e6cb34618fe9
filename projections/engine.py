"""How views follow the log: page by page, the bookmark in the same transaction as the rows."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event, Lock, RLock, Thread, local

from projections import compared
from projections.compared import Difference
from projections.view import View, create
from trail.journal import Journal

PAGE = 500  # facts in one transaction
_BOOKMARK = (
    "create table bookmark (only integer primary key check (only = 1), position integer not null, views text not null)"
)
_PAUSE = 0.25  # seconds between looks of the background thread
_REST = 2.0  # seconds that it leaves the log alone after it could not be read


class Engine:
    """Views of one journal in one disposable file. Reads may come from any thread, rows from one at a time.

    `functions` are those that queries may call, by name. A `scratch` file is read only once it is complete, and need
    not survive anything.
    """

    def __init__(
        self,
        path: Path,
        journal: Journal,
        views: Sequence[View],
        functions: Mapping[str, Callable[[str], str]] | None = None,
        scratch: bool = False,
    ) -> None:
        self.path, self._journal, self._views = path, journal, views
        self._stamp = " ".join(f"{view.NAME}/{view.VERSION}" for view in views)
        self._lock, self._local, self._generation = RLock(), local(), 0
        self._readers: list[sqlite3.Connection] = []
        self._guard = Lock()
        self._stop, self._scratch = Event(), scratch
        self._functions = functions or {}
        self._thread: Thread | None = None
        self._db = self._opened()
        self._position = self._bookmark()

    # following

    def catch_up(self, seconds: float = 2.0) -> int:
        """Follow the log for at most so long; answers how many events are still to come."""
        target = self._journal.position
        if self._position >= target:
            return 0
        until = time.monotonic() + seconds
        if self._lock.acquire(timeout=max(0.0, seconds)):
            try:
                while self._position < target and self._page() and time.monotonic() <= until:
                    pass
            finally:
                self._lock.release()
        return max(0, target - self._position)

    @property
    def position(self) -> int:
        return self._position

    def start(self) -> None:
        """Follow in the background as well, so that reads find little to do."""
        self._thread = Thread(target=self._follow, name="views", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(5)
        with self._lock, self._guard:
            for reader in self._readers:
                reader.close()
            self._db.close()

    def reader(self) -> sqlite3.Connection:
        """This thread's connection, for reading."""
        if getattr(self._local, "generation", None) != self._generation:
            where = f"{self.path.as_uri()}?mode=ro"
            db = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
            db.row_factory = sqlite3.Row
            for name, function in self._functions.items():
                db.create_function(name, 1, function, deterministic=True)
            self._local.db, self._local.generation = db, self._generation
            with self._guard:
                self._readers.append(db)
        found: sqlite3.Connection = self._local.db
        return found

    # regrowing

    def rebuild(self) -> None:
        """Regrow everything beside, then put it in place; readers see the old rows or the new ones."""
        beside = self._beside("new")
        try:
            self._grown(beside, self._journal.position)
            with self._lock:
                self._put_in_place(beside)
                self._position = self._bookmark()
        finally:
            remove(beside)

    def _put_in_place(self, beside: Path) -> None:
        """All rows in one transaction; a file that is too damaged for that is replaced."""
        try:
            self._db.execute("attach ? as grown", (str(beside),))
            self._db.execute("begin immediate")
            for table in ("bookmark", *(table for view in self._views for table in view.KEYS)):
                self._db.execute(f"delete from main.{table}")
                self._db.execute(f"insert into main.{table} select * from grown.{table}")
            self._db.execute("commit")
            self._db.execute("detach grown")
        except sqlite3.DatabaseError:
            self._db.close()
            remove(self.path)
            beside.rename(self.path)
            self._db = self._opened()
            self._generation += 1

    def check(self) -> Iterator[Difference]:
        """Regrow beside and compare row by row: what was edited, lost or added since."""
        self.catch_up(3600)
        beside = self._beside("check")
        try:
            with self._lock:
                self._grown(beside, self._position)
                yield from compared.differences(self._db, beside, self._views)
        finally:
            remove(beside)

    def counts(self) -> list[tuple[str, int]]:
        """Rows of each view."""
        db = self.reader()
        ask = "select count(*) from "
        return [(view.NAME, sum(db.execute(ask + table).fetchone()[0] for table in view.KEYS)) for view in self._views]

    def _beside(self, word: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{word}")

    def _grown(self, path: Path, upto: int) -> None:
        """Regrown up to that position and no further: clerks go on writing meanwhile."""
        remove(path)
        other = Engine(path, self._journal, self._views, scratch=True)
        while other._position < upto and other._page(min(PAGE, upto - other._position)):
            pass
        other.close()

    def _follow(self) -> None:
        while not self._stop.wait(_PAUSE):
            try:
                self.catch_up()
            except Exception:  # whoever reads meets it as well, and is told; it may be over by then
                self._stop.wait(_REST)

    def _page(self, most: int = PAGE) -> bool:
        """Take in one page; False where there was nothing. Another process may have been quicker: ask the bookmark."""
        self._db.execute("begin immediate")
        try:
            self._position = self._bookmark()
            facts, reached = self._journal.facts(self._position, most)
            for view in self._views:
                view.apply(facts, self._db)
            self._db.execute("update bookmark set position = ?", (reached,))
            self._db.execute("commit")
        except BaseException:
            self._db.execute("rollback")
            raise
        moved, self._position = reached > self._position, reached
        return moved

    def _bookmark(self) -> int:
        position: int = self._db.execute("select position from bookmark").fetchone()[0]
        return position

    def _opened(self) -> sqlite3.Connection:
        """The file, if these very views wrote it and the log has not been put back since; else a new one."""
        try:
            db = self._connected()
            position, stamp = db.execute("select position, views from bookmark").fetchone()
            if stamp == self._stamp and position <= self._journal.position:
                return db
            db.close()
        except (sqlite3.DatabaseError, TypeError):
            pass
        remove(self.path)
        return self._made()

    def _made(self) -> sqlite3.Connection:
        db = self._connected()
        self.path.chmod(0o600)
        db.execute("begin immediate")
        db.execute(_BOOKMARK)
        db.execute("insert into bookmark values (1, 0, ?)", (self._stamp,))
        for view in self._views:
            create(view, db)
        db.execute("commit")
        return db

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        db.execute("pragma busy_timeout = 10000")
        db.execute(f"pragma journal_mode = {'off' if self._scratch else 'wal'}")
        db.execute(f"pragma synchronous = {'off' if self._scratch else 'normal'}")
        return db


def remove(path: Path) -> None:
    """A database with all that belongs to it."""
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(beside := f"{path}{suffix}"):
            os.unlink(beside)
