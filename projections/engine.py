"""How views follow the log: whoever reads lets them catch up first, and a thread keeps the distance short."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from threading import Condition, Event, Thread

from sqlalchemy import delete, func, select

from projections import bookmarks, regrown
from projections.compared import Difference
from projections.pages import Pages
from projections.view import View
from trail.journal import Journal
from trail.tables import Occupied, Statement, Tables

_PAUSE = 0.25  # seconds between looks of the background thread
_GATHERED = 0.01  # seconds that it lets events come together in one page; whoever reads waits for none of them
_REST = 2.0  # seconds that it leaves the log alone after it could not be read
_AGAIN = 0.1  # seconds between attempts when the database is away
_OF_PATIENTS = ("patient", "one", "other")  # columns
_OPENING = 60.0  # seconds that a host which starts waits for those at work


class Engine:
    """Views of one journal in tables that can be regrown. Any thread, and any host, may take them on at any page."""

    def __init__(self, tables: Tables, journal: Journal, views: Sequence[View]) -> None:
        self._tables, self._journal, self.views = tables, journal, views
        self._pages = Pages(tables, journal, views)
        self._turns, self._taken, self._wanted = Condition(), False, 0
        self._stop = Event()
        self._thread: Thread | None = None
        self._counts = [
            (view.NAME, [Statement(select(func.count()).select_from(table)) for table in view.TABLES]) for view in views
        ]
        self._open()

    # following

    def catch_up(self, seconds: float = 2.0, upto: int | None = None) -> int:
        """Follow the log for at most so long, to its end or as far as is asked; answers how many events are still to
        come. What has to be followed is followed to the end: one page costs little more than one event."""
        until = time.monotonic() + seconds
        while True:
            try:
                return self._follow(until, upto)
            except Exception as error:
                if not self._tables.lost(error) or time.monotonic() + _AGAIN > until:
                    raise
                time.sleep(_AGAIN)

    @property
    def names(self) -> list[str]:
        """Of the views."""
        return [view.NAME for view in self.views]

    @property
    def position(self) -> int:
        """That of the view that is furthest behind."""
        return min(self._pages.positions.values())

    def start(self) -> None:
        """Follow in the background as well, so that reads find little to do."""
        self._thread = Thread(target=self._keep_following, name="views", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(5)
        self._tables.close()

    def _follow(self, until: float, upto: int | None) -> int:
        end = self._journal.position
        target = end if upto is None else upto
        self._wanted = max(self._wanted, end)
        if self._tables.shared and self.position < target:
            self._pages.look()
        while self.position < target and self._turn(target, until) and time.monotonic() <= until:
            pass
        return max(0, target - self.position)

    def _turn(self, target: int, until: float) -> bool:
        """One page, or as long as another thread takes for one; False once the time is over."""
        if not self._taking(target, until):
            return time.monotonic() < until
        try:
            left = until - time.monotonic()
            wanted = max(target, self._wanted)
            if not self._pages.turn(dict.fromkeys(self._pages.views, wanted), left):
                time.sleep(min(_AGAIN, max(0.0, left)))
                self._pages.look()
            return True
        except Occupied:
            return False
        finally:
            with self._turns:
                self._taken = False
                self._turns.notify_all()

    def _taking(self, target: int, until: float) -> bool:
        """One thread at a time; whoever waits may find that what was wanted has been done by then."""
        with self._turns:
            while self._taken and self.position < target and (left := until - time.monotonic()) > 0:
                self._turns.wait(left)
            if self._taken or self.position >= target:
                return False
            self._taken = True
            return True

    def _keep_following(self) -> None:
        while not self._stop.is_set():
            try:
                self._journal.wait(_PAUSE)
                self._stop.wait(_GATHERED)
                self.catch_up()
            except Exception:  # whoever reads meets it as well, and is told; it may be over by then
                self._stop.wait(_REST)

    # regrowing

    def rebuild(self, names: Sequence[str] | None = None) -> None:
        """Regrow the views of these names, or all, then put them in place; readers see the old rows or the new ones."""
        chosen = [view for view in self.views if names is None or view.NAME in names]
        regrown.rebuild(self._tables, self._journal, chosen, whole=len(chosen) == len(self.views))
        self._pages.look()

    def forget(self, patient: str) -> None:
        """Take out every row that is a patient's own. Where they count among others, it takes a `rebuild`."""
        tables = [table for view in self.views for table in view.TABLES]
        own = [(table, column) for table in tables for column in table.columns if column.name in _OF_PATIENTS]
        with self._tables.begin(sorted(view.NAME for view in self.views), _OPENING) as db:
            for table, column in own:
                db.execute(delete(table).where(column == patient))

    def scour(self) -> None:
        """Leave no byte of rows that are not there any more in the files."""
        self._tables.scour()

    def check(self) -> Iterator[Difference]:
        """Regrow beside and compare row by row: what was edited, lost or added since."""
        regrown.positions(self._tables, self._pages.views)
        self.catch_up(3600)
        return regrown.check(self._tables, self._journal, self.views)

    def counts(self) -> list[tuple[str, int]]:
        """Rows of each view."""
        return [(name, sum(self._tables.rows(ask)[0][0] for ask in asks)) for name, asks in self._counts]

    # opening

    def _open(self) -> None:
        if not self._stands():
            try:
                self._begin()
            except Exception as error:
                if not self._tables.renewed(error):
                    raise
                self._begin()
        self._pages.look()

    def _stands(self) -> bool:
        """Most hosts find everything in its place, and need not wait for those at work."""
        try:
            with self._tables.reading() as db:
                return not bookmarks.missing(db, self.views, self._journal)
        except Exception:  # whatever it is, it shows again where it can be mended
            return False

    def _begin(self) -> None:
        with self._tables.begin(sorted(view.NAME for view in self.views), _OPENING) as db:
            bookmarks.begin(db, self.views, self._journal)
