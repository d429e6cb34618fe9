"""How far each view has followed the log; written in the same transaction as the view's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from sqlalchemy import Connection, select

from projections.view import View, key, number, table
from trail.journal import Journal
from trail.tables import Statement, put, run

BOOKMARK = table("bookmark", key("view"), number("version"), number("position"))
ALL = Statement(select(BOOKMARK))


class Mark(NamedTuple):
    view: str
    version: int
    position: int


def read(db: Connection) -> dict[str, Mark]:
    return {row[0]: Mark(*row) for row in run(db, ALL)}


def write(db: Connection, views: Iterable[View], position: int) -> None:
    put(db, BOOKMARK, [(view.NAME, view.VERSION, position) for view in views])


def begin(db: Connection, views: Sequence[View], journal: Journal) -> None:
    """Make what is not there as it should be; whoever does so must be the only one."""
    there = _there(db)
    BOOKMARK.create(db, checkfirst=True)
    for view in missing(db, views, journal):
        for one in view.TABLES:
            if one.name in there:
                one.drop(db)
            one.create(db)
        write(db, [view], 0)


def missing(db: Connection, views: Sequence[View], journal: Journal) -> list[View]:
    """Those that were never made or are of another version; all of them where the log was put back since."""
    there = _there(db)
    if BOOKMARK.name not in there:
        return list(views)
    marks = read(db)
    if _beyond(marks, views, journal):
        return list(views)
    return [view for view in views if not _stands(view, marks, there)]


def _beyond(marks: Mapping[str, Mark], views: Sequence[View], journal: Journal) -> bool:
    """The log is asked after the bookmarks: other hosts go on meanwhile."""
    furthest = max((marks[view.NAME].position for view in views if view.NAME in marks), default=0)
    return furthest > journal.position


def _stands(view: View, marks: Mapping[str, Mark], there: Set[str]) -> bool:
    mark = marks.get(view.NAME)
    return mark is not None and mark.version == view.VERSION and all(one.name in there for one in view.TABLES)


def _there(db: Connection) -> Set[str]:
    """The names of all tables, in one question."""
    return frozenset(db.dialect.get_table_names(db, schema=db.schema_for_object(BOOKMARK)))
