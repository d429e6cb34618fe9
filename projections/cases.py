"""Cases: each whole, those that are open first; who is asked something; and in which of them an event is pinned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import ClassVar, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Index, Select, Table, and_, bindparam, exists, func, or_, select

from domain.casefile import CLOSED, FACTS, CaseOpened, after
from domain.fact import Fact, Plain
from domain.refusal import NotFound
from projections.view import key, number, optional, table, text
from trail.tables import Line, Statement, Tables, known, put

CASE = table(
    "casefile", key("stream"), text("number"), number("closed"), number("opened"), optional("patient"),
    optional("person"), text("told"),
)  # fmt: skip
ASK = table("question", key("stream"), key("ask"), text("staff"), number("waits"))
PIN = table("evidence", key("stream"), key("pin"), text("log"), number("position"), number("stands"))
Index("casefile_number", CASE.c.number)
Index("casefile_order", CASE.c.closed, CASE.c.opened)
Index("question_staff", ASK.c.staff, ASK.c.waits)
Index("evidence_position", PIN.c.log, PIN.c.position)
_PAGE = 100  # cases in memory, of an answer without an end
_c = CASE.c
_asked = exists().where(ASK.c.stream == _c.stream, ASK.c.staff == bindparam("person"))
_CLAUSES: dict[str, ColumnElement[bool]] = {
    "closed": _c.closed == bindparam("closed"),
    "patient": _c.patient == bindparam("patient"),
    "person": or_(_c.person == bindparam("person"), _asked),
    "opened": or_(_c.closed > bindparam("done"), and_(_c.closed == bindparam("done"), _c.opened < bindparam("opened"))),
}
_ONE = Statement(select(_c.told).where(_c.number == bindparam("number")))
_ASKED = Statement(
    select(_c.told, ASK.c.ask)
    .join(ASK, ASK.c.stream == _c.stream)
    .where(ASK.c.staff == bindparam("staff"), ASK.c.waits == 1)
    .order_by(_c.opened, ASK.c.ask)
    .limit(bindparam("most"))
)
_PINNED = Statement(
    select(_c.told)
    .join(PIN, PIN.c.stream == _c.stream)
    .where(PIN.c.log == bindparam("log"), PIN.c.position == bindparam("position"), PIN.c.stands == 1)
    .order_by(_c.opened)
)


class Place(NamedTuple):
    """Where one is in the list: whether the last case seen was closed, and where in the log it was opened."""

    done: int
    opened: int


class Tally(NamedTuple):
    open: int
    closed: int


class Cases:
    NAME: ClassVar[str] = "cases"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (CASE, ASK, PIN)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, FACTS)]
        if not own:
            return
        files = {
            stream: orjson.loads(row[-1]) for (stream,), row in known(db, CASE, [(f.stream,) for f in own]).items()
        }
        for fact in own:
            if isinstance(fact, CaseOpened) or fact.stream in files:
                files[fact.stream] = after(files.get(fact.stream, {}), fact)
        put(db, CASE, [_case(stream, file) for stream, file in files.items()])
        put(db, ASK, [row for stream, file in files.items() for row in _asks(stream, file)])
        put(db, PIN, [row for stream, file in files.items() for row in _pins(stream, file)])

    # reading

    def one(self, number: str) -> Plain:
        """The file of a case as `domain.casefile.after` makes it; `NotFound`."""
        rows = self.tables.rows(_ONE, {"number": number})
        if not rows:
            raise NotFound(f"There is no case {number}.")
        return _read(rows[0])

    def rows(
        self, most: int, closed: bool | None = None, person: str = "", patient: str = "", beyond: Place | None = None
    ) -> list[Plain]:  # fmt: skip
        """The open ones first, of each kind the newest first, `beyond` a place in that order.

        `person` (staff id) is whom a case is about, or who was asked in it.
        """
        shape, values = _shape(closed, person, patient)
        if beyond:
            shape, values = (*shape, "opened"), {**values, **beyond._asdict()}
        return [_read(row) for row in self.tables.rows(_listing(shape), {**values, "most": most})]

    def every(self, closed: bool | None = None, person: str = "", patient: str = "") -> Iterator[Plain]:
        """All that fit, a page in memory at a time."""
        beyond: Place | None = None
        while page := self.rows(_PAGE, closed, person, patient, beyond):
            yield from page
            beyond = place(page[-1])

    def tally(self, person: str = "", patient: str = "") -> Tally:
        shape, values = _shape(None, person, patient)
        counted: dict[int, int] = dict(self.tables.rows(_counting(shape), values))
        return Tally(counted.get(0, 0), counted.get(1, 0))

    def waiting(self, staff: str, most: int = 50) -> list[tuple[Plain, Plain]]:
        """The questions that this person has not answered yet, each with its case."""
        found = [(_read(row), row[1]) for row in self.tables.rows(_ASKED, {"staff": staff, "most": most})]
        return [(case, next(one for one in case["asks"] if one["id"] == ask)) for case, ask in found]

    def pinned(self, log: str, position: int) -> list[Plain]:
        """The cases of which this is evidence."""
        return [_read(row) for row in self.tables.rows(_PINNED, {"log": log, "position": position})]


def place(case: Plain) -> Place:
    return Place(int(case["status"] == CLOSED), case["opened"]["position"])


def _read(row: Line) -> Plain:
    told: Plain = orjson.loads(row[0])
    return told


def _case(stream: str, file: Plain) -> Line:
    done, opened = place(file)
    return (
        stream, file["number"], done, opened, file.get("patient"), file.get("person"), orjson.dumps(file).decode(),
    )  # fmt: skip


def _asks(stream: str, file: Plain) -> list[Line]:
    """A closed case waits for nobody."""
    shut = file["status"] == CLOSED
    return [(stream, one["id"], one["staff"], int("answer" not in one and not shut)) for one in file["asks"]]


def _pins(stream: str, file: Plain) -> list[Line]:
    return [
        (stream, one["id"], one["log"], one["position"], int("unpinned" not in one)) for one in file["pins"]
    ]  # fmt: skip


def _shape(closed: bool | None, person: str, patient: str) -> tuple[tuple[str, ...], dict[str, object]]:
    values = {"closed": None if closed is None else int(closed), "person": person or None, "patient": patient or None}
    told: dict[str, object] = {name: value for name, value in values.items() if value is not None}
    return tuple(told), told


@lru_cache(30)
def _listing(shape: tuple[str, ...]) -> Statement:
    asked: Select[tuple[str]] = select(_c.told).where(*(_CLAUSES[name] for name in shape))
    return Statement(asked.order_by(_c.closed, _c.opened.desc()).limit(bindparam("most")))


@lru_cache(30)
def _counting(shape: tuple[str, ...]) -> Statement:
    asked = select(_c.closed, func.count()).where(*(_CLAUSES[name] for name in shape))
    return Statement(asked.group_by(_c.closed))
