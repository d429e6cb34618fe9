"""Views grown anew beside those that stand: to take their place, or to be compared with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from projections import bookmarks
from projections.bookmarks import BOOKMARK, Mark
from projections.compared import Difference, differences
from projections.pages import Pages
from projections.view import View
from trail.errors import StoreError
from trail.journal import Journal
from trail.tables import Tables, put


def rebuild(tables: Tables, journal: Journal, views: Sequence[View], whole: bool) -> None:
    """Grown beside, then all rows in one transaction; what is too damaged for that is replaced, if this is the `whole`.

    `StoreError` where a host of another version keeps one of them.
    """
    with tables.beside("new") as room:
        pages = _begun(room, journal, views)
        for _ in range(2):  # once more for what was recorded meanwhile: little is left for when others have to wait
            pages.grow(dict.fromkeys(pages.views, journal.position))
        try:
            _put_in_place(tables, room, pages)
        except Exception as error:
            if not (whole and tables.renewed(error, room)):
                raise


def _put_in_place(tables: Tables, room: Tables, pages: Pages) -> None:
    """What was recorded since is taken in as well, or readers would see the views go back."""
    with tables.begin(sorted(pages.views), beside=room) as db:
        marks = _own(bookmarks.read(db), pages.views)
        tables.exchange(db, [table for view in pages.views.values() for table in view.TABLES])
        now = {name: mark._replace(position=pages.positions[name]) for name, mark in marks.items()}
        put(db, BOOKMARK, now.values())
        targets = {name: mark.position for name, mark in marks.items()}
        while took := pages.take(db, now, targets):
            now |= took


def check(tables: Tables, journal: Journal, views: Sequence[View]) -> Iterator[Difference]:
    """Both as of one position: clerks go on writing meanwhile."""
    with tables.beside("check") as room:
        pages = _begun(room, journal, views)
        pages.grow(positions(tables, pages.views))
        with tables.reading() as have:
            marks = _own(bookmarks.read(have), pages.views)
            if any(mark.position < pages.positions[name] for name, mark in marks.items()):
                raise StoreError("The views were made anew meanwhile. Check them again.")
            pages.grow({name: mark.position for name, mark in marks.items()})
            with room.reading() as should:
                yield from differences(have, should, views)


def _begun(room: Tables, journal: Journal, views: Sequence[View]) -> Pages:
    pages = Pages(room, journal, views)
    with room.begin(sorted(pages.views)) as db:
        bookmarks.begin(db, views, journal)
    return pages


def positions(tables: Tables, views: Mapping[str, View]) -> dict[str, int]:
    """Of the bookmarks; `StoreError` where a host of another version keeps one of the views."""
    with tables.reading() as db:
        return {name: mark.position for name, mark in _own(bookmarks.read(db), views).items()}


def _own(marks: Mapping[str, Mark], views: Mapping[str, View]) -> dict[str, Mark]:
    """The bookmarks of these views, if they are of these versions."""
    own = {name: marks.get(name, Mark(name, view.VERSION, 0)) for name, view in views.items()}
    for name, mark in own.items():
        if mark.version != views[name].VERSION:
            raise StoreError(f"Another host keeps the view {name} in another version of Caretrail.")
    return own
