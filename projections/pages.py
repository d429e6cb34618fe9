"""Views taken on through the log page by page, each page in one transaction with the bookmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from domain.fact import Fact
from projections import bookmarks
from projections.bookmarks import Mark
from projections.view import View
from trail.journal import Journal
from trail.tables import Tables, sending

PAGE = 500  # facts in one transaction
Positions = Mapping[str, int]
"""Of views, by their names."""
Page = tuple[list[Fact], int]
"""Facts of the log, and up to which position it was read for them."""


class Pages:
    """`positions` is what is remembered of the bookmarks: other hosts may have moved them on since."""

    def __init__(self, tables: Tables, journal: Journal, views: Sequence[View]) -> None:
        self.tables, self._journal = tables, journal
        self.views = {view.NAME: view for view in views}
        self.positions: Positions = dict.fromkeys(self.views, 0)
        self._ahead: tuple[int, int, Page] | None = None  # while it grows: the page that was read after that position

    def look(self) -> None:
        self._remember({row[0]: Mark(*row) for row in self.tables.rows(bookmarks.ALL)})

    def turn(self, targets: Positions, seconds: float | None = None) -> bool:
        """One page for the views that are furthest of those still behind, so that one that is regrown holds up none.

        False where there was nothing to do: another host keeps these views in another version. `Occupied`.
        """
        before = self.positions  # as others may look meanwhile, and find what is done here
        names = _furthest(before, targets)
        if not names:
            return False
        with self.tables.begin(sorted(names), seconds) as db:
            marks = bookmarks.read(db)
            if not marks.keys() >= set(names):
                bookmarks.begin(db, [self.views[name] for name in names], self._journal)
                marks = bookmarks.read(db)
            marks |= self.take(db, marks, {name: targets[name] for name in names})
        return self._remember(marks) != before

    def grow(self, targets: Positions) -> None:
        """As far as that and no further; while one page is written, the next is read."""
        self._ahead = 0, 0, ([], 0)
        while self.turn(targets):
            pass
        self._ahead = None

    def take(self, db: Connection, marks: Mapping[str, Mark], targets: Positions) -> dict[str, Mark]:
        """One page inside a transaction; answers the bookmarks that moved."""
        own = {name: mark.position for name, mark in marks.items() if self._own(mark)}
        names = _furthest(own, targets)
        if not names:
            return {}
        at, end = own[names[0]], min(targets[name] for name in names)
        facts, reached = self._read(at, min(PAGE, end - at))
        views = [self.views[name] for name in names]
        with sending(db):
            for view in views:
                view.apply(facts, db)
            bookmarks.write(db, views, reached)
            self._look_ahead(reached, min(PAGE, end - reached))
        return {view.NAME: Mark(view.NAME, view.VERSION, reached) for view in views} if reached > at else {}

    def _read(self, at: int, most: int) -> Page:
        if self._ahead and self._ahead[:2] == (at, most):
            return self._ahead[2]
        return self._journal.facts(at, most)

    def _look_ahead(self, at: int, most: int) -> None:
        if self._ahead and most > 0:
            self._ahead = at, most, self._journal.facts(at, most)

    def _own(self, mark: Mark) -> bool:
        """Rows of another version are written by hosts of that version alone."""
        return mark.view in self.views and mark.version == self.views[mark.view].VERSION

    def _remember(self, marks: Mapping[str, Mark]) -> Positions:
        self.positions = now = {name: marks[name].position if name in marks else 0 for name in self.views}
        return now


def _furthest(positions: Positions, targets: Positions) -> list[str]:
    behind = [name for name in positions if positions[name] < targets.get(name, 0)]
    furthest = max((positions[name] for name in behind), default=0)
    return [name for name in behind if positions[name] == furthest]
