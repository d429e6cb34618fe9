"""A log carried over from one engine to another, octet by octet: entries, payloads, tree, answers and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, cast

from sqlalchemy import Executable, Row, Table, insert, select

from trail.errors import StoreError
from trail.head import Head
from trail.opened import ERASED
from trail.recorder import Erasure, EventRow, Page, Recorder, Rows
from trail.source import Source
from trail.tables import Tables, put
from trail.tiles import Tile, Tiles
from trail.tree import Range

PAGE = 1000  # events in one commit
_EVENTS = (
    "select position, stream, version, type, entry, leaf, payload from event "
    "where position > ? and position <= ? order by position"
)
_ANSWERS = "select request, response from command where request > ? order by request limit ?"
_REQUESTS = "select request from command where request > ? order by request limit ?"
_GONE = "select position from event where payload is null"
_LAST = "select max(position) from event where type = ?"
_LEAVES = "select leaf from event where position > ? and position <= ? order by position"
Progress = Callable[[int, int], None]
Read = Callable[[Executable], Iterable[Row[Any]]]


class Asked(Protocol):
    """A log that is read: a recorder, or `Moment`."""

    def ask(self, question: str, *values: object) -> Rows: ...


class Moment:
    """A log as it stands when this is made, however much is recorded while it is read. Close it."""

    def __init__(self, source: Source) -> None:
        self._questions = source.moment()
        self.size, self.stack = self.ask("select n, stack from tree_head")[0]

    def ask(self, question: str, *values: object) -> Rows:
        return list(self._questions.execute(question, values))

    @property
    def root(self) -> bytes:
        return Range.decode(self.size, self.stack).root()

    def close(self) -> None:
        self._questions.close()


class NotACopy(StoreError):
    """What is there already did not come from this log: it has received something of its own."""


def copy_log(source: Asked, target: Recorder, progress: Progress) -> int:
    """Append what the target has not got yet, and answer how many events it has then.

    Broken off, it goes on where it was. `NotACopy` where the target is no beginning of the source.
    """
    head = _common(source, target)
    while (last := _size(source)) > head.n:
        while head.n < last:
            rows = source.ask(_EVENTS, head.n, min(head.n + PAGE, last))
            at, was, tiles = head.n, head.tree.encode(), list[Tile]()
            for row in rows:
                tiles += head.push(row[5])
            appended(target, Page(at, was, cast(Sequence[EventRow], rows), head.tree.encode(), tiles))
            progress(head.n, last)
    copy_answers(source, target, head)
    return head.n


def copy_erasures(source: Asked, target: Recorder) -> None:
    """What was copied before it was erased goes there, too."""
    gone, there = (set(recorder.ask(_GONE)) for recorder in (source, target))
    if late := sorted(position for (position,) in gone - there):
        ((last,),) = source.ask(_LAST, ERASED)
        stale = {*_requests(target)} - {*_requests(source)}
        target.erase(Erasure(last, late, sorted(stale)))


def copy_rows(source: Read, target: Tables, table: Table, strict: bool) -> None:
    """All rows of a table that `source` reads.

    What stands there under the same keys is replaced, or if `strict` refused: `NotACopy`.
    """
    if not strict:
        with target.begin() as db:
            put(db, table, [tuple(row) for row in source(select(table))])
        return
    keys = [column.name for column in table.primary_key]
    there = {_key(row, keys): tuple(row) for row in target.stream(select(table))}
    missing = []
    for row in source(select(table)):
        known = there.get(_key(row, keys))
        if known is None:
            missing.append(dict(row._mapping))
        elif known != tuple(row):
            raise NotACopy(f"The table {table.name} there holds something else under {_key(row, keys)}.")
    if missing:
        with target.begin() as db:
            db.execute(insert(table), missing)


def _common(source: Asked, target: Recorder) -> Head:
    """The target's head, if the source began just so."""
    n, stack = target.ask("select n, stack from tree_head")[0]
    head = Head(Range(0, []), Tiles())
    if n > _size(source):
        raise NotACopy(f"There are {n} events there, more than are to be copied: it has received something since.")
    for at in range(0, n, PAGE):
        for row in source.ask(_LEAVES, at, min(at + PAGE, n)):
            head.push(row[0])
    if head.tree.encode() != stack:
        raise NotACopy(f"The {n} events there are not the first of this log: it has received something since.")
    return head


def copy_answers(source: Asked, target: Recorder, head: Head) -> None:
    last = ""
    while rows := source.ask(_ANSWERS, last, PAGE):
        was = head.tree.encode()
        page = Page(head.n, was, (), was, answers={request: bytes(response) for request, response in rows})
        refusal = target.append(page)
        if refusal and refusal.repeated:
            answers = {request: told for request, told in page.answers.items() if request not in refusal.repeated}
            appended(target, page._replace(answers=answers))
        last = rows[-1][0]


def _requests(recorder: Asked) -> Iterator[str]:
    last = ""
    while rows := recorder.ask(_REQUESTS, last, PAGE):
        yield from (request for (request,) in rows)
        last = rows[-1][0]


def appended(target: Recorder, page: Page) -> None:
    if refusal := target.append(page):
        raise NotACopy(f"The copy was not taken ({refusal}): somebody else writes there.")


def _size(recorder: Asked) -> int:
    n: int = recorder.ask("select n from tree_head")[0][0]
    return n


def _key(row: Row[Any], keys: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row._mapping[key] for key in keys)
