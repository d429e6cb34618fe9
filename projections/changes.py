"""The change log: every event with what it changed, was and now, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import orjson
from sqlalchemy import Connection, Table, select

from domain.disposition import RecordErased
from domain.fact import Erased, Fact, Plain
from domain.identity import PatientRegistered
from projections import asked
from projections.activity import TABLES as ACTIVITY
from projections.activity import Activity
from projections.hands import named
from projections.logged import CHANGE, HAND, change, row
from projections.patients import Happened, whose
from projections.quality import SHARE, add_shares
from trail.tables import Given, Line, Statement, Tables, put, run

_KEPT = 50_000  # patients whose number is remembered
_WROTE = 2_000  # events that one page of values can be due to
_PAGE = 500  # rows in memory, of an answer without an end


def _numbers() -> Statement:
    wanted = Given.named("patients").table_valued("value")
    own = select(CHANGE.c.mrn).where(CHANGE.c.patient == wanted.c.value)
    last = own.order_by(CHANGE.c.position.desc()).limit(1)  # the first ones may have come before it was registered
    return Statement(select(wanted.c.value, last.scalar_subquery()))


_NUMBERS = _numbers()


class Step(NamedTuple):
    """An event of a record, as far as a line of all of them needs it."""

    position: int
    type: str
    safety: int


class Changes:
    NAME: ClassVar[str] = "changes"
    VERSION: ClassVar[int] = 13
    TABLES: ClassVar[Sequence[Table]] = (CHANGE, HAND, SHARE, *ACTIVITY)

    tables: Tables

    def __init__(self) -> None:
        self._numbers = dict[str, tuple[str, int]]()  # and since which position they are known

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        if not facts:
            return
        about = [(fact, whose(fact)) for fact in named(db, facts)]
        numbers = self._known(db, {patient for _, patient in about if patient}, facts[0].by.position)
        rows, hands, activity = list[Line](), set[tuple[str, str]](), Activity()
        for fact, patient in about:
            match fact:
                case PatientRegistered():
                    numbers[fact.stream] = fact.mrn
                case RecordErased():
                    self._numbers.pop(fact.holder, None)
                case Erased() if patient:
                    numbers.pop(patient, None)
            told = change(fact, patient, numbers.get(patient, "") if patient else None)
            rows.append(row(fact, told))
            hands.add((fact.by.actor, fact.by.name))
            activity.tell(fact, told)
        put(db, CHANGE, rows)
        put(db, HAND, hands)
        add_shares(db, rows)
        activity.add(db)

    def _known(self, db: Connection, patients: set[str], at: int) -> dict[str, str]:
        """The record numbers of those who were registered before that position, whenever one asks."""
        known = {patient: number for patient in patients if (number := self._remembered(patient, at))}
        if asked := patients - known.keys():
            found = run(db, _NUMBERS, {"patients": orjson.dumps(sorted(asked)).decode()})
            known |= {patient: number for patient, number in found if number}
            self._remember({patient: known[patient] for patient in asked & known.keys()}, at)
        return known

    def _remembered(self, patient: str, at: int) -> str:
        number, since = self._numbers.get(patient, ("", 0))
        return number if since <= at else ""

    def _remember(self, numbers: dict[str, str], at: int) -> None:
        """Nobody gets another number; but a view may be regrown from a time when there was none yet."""
        if len(self._numbers) > _KEPT:
            self._numbers.clear()
        self._numbers |= {patient: (number, at) for patient, number in numbers.items()}

    # reading

    def rows(self, filters: Mapping[str, Any] | None = None, newest: bool = False, limit: int = -1) -> Iterator[Plain]:
        """Changes as interfaces.md writes them, streamed, without a cap unless one is given.

        Filters: patient, mrn, actor (id or part of the name), role, type, chapter, entry, reason, channel, session, tx,
        field (a part of a dotted path), office (about no patient), filed (in a record itself), late,
        marked (one of `projections.asked.MARKS`),
        types (any of them), since and until (recorded, ISO 8601), after, before and beyond (positions), text
        (a part of the words, or several of them).
        """
        return map(orjson.loads, self.lines(filters, newest, limit))

    def lines(self, filters: Mapping[str, Any] | None = None, newest: bool = False, limit: int = -1) -> Iterator[str]:
        """The same as JSON, one object a line, as it is stored."""
        shape, values = self._read(filters or {})
        return self._lines(shape, values, newest, limit)

    def _read(self, filters: Mapping[str, Any]) -> tuple[asked.Shape, dict[str, Any]]:
        """Part of a name is looked for among those who record, and their events are then found by their ids: the index
        has these in the order of the log, so that neither who recorded little nor who recorded much is searched for."""
        if (wanted := asked.named(filters.get("actor") or "")) is None:
            return asked.read(filters)
        hands = sorted({row[0] for row in self.tables.rows(asked.HANDS, wanted)})
        return asked.read({**{name: told for name, told in filters.items() if name != "actor"}, "hands": hands})

    def _lines(self, shape: asked.Shape, values: dict[str, Any], newest: bool, left: int) -> Iterator[str]:
        """Each page is a question of its own, so that whoever reads slowly keeps nothing waiting."""
        onward = False
        while left:
            most = min(left, _PAGE) if left > 0 else _PAGE
            rows = self.tables.rows(asked.lines(shape, newest, onward), {**values, "most": most})
            for _, told in rows:
                yield told
            if len(rows) < most:
                return
            left, onward, values = left - most, True, {**values, "at": rows[-1][0]}

    def tally(self, filters: Mapping[str, Any], signed: int, most: int | None = None) -> list[Plain]:
        """The newest `most` that fit, counted by what they can be told apart by.

        Each row has type, chapter, actor, name, reason, channel, the marks of `projections.asked` and `unanchored`
        (after `signed`), and with them count, first and last (recorded times).
        """
        shape, values = self._read(filters)
        capped = {} if most is None else {"most": most}
        rows = self.tables.rows(asked.tally(shape, bool(capped)), {**values, **capped, "signed": signed})
        return [dict(zip(asked.TALLIED, row, strict=True)) for row in rows]

    def count(self, filters: Mapping[str, Any] | None = None) -> int:
        shape, values = self._read(filters or {})
        found: int = self.tables.rows(asked.count(shape), values)[0][0]
        return found

    def reached(self, filters: Mapping[str, Any]) -> set[str]:
        """Everybody whose record these changes are about."""
        shape, values = self._read(filters)
        return {row[0] for row in self.tables.rows(asked.patients(shape), values)}

    def steps(self, patient: str) -> list[Step]:
        """Every event of a record, oldest first."""
        return list(map(Step._make, self.tables.rows(asked.STEPS, {"patient": patient})))

    def about(self, patient: str) -> list[Happened]:
        """Every event of a record and of what is kept beside it, oldest first."""
        return [Happened(*row) for row in self.tables.rows(asked.ABOUT, {"patient": patient})]

    def times(self, positions: Iterable[int]) -> dict[int, tuple[str, str]]:
        """When events were recorded (ISO 8601), and by whom, by their positions."""
        rows = self.tables.rows(asked.TIMES, {"positions": _json(positions)})
        return {position: (at, name) for position, at, name in rows}

    def wrote(self, patient: str, entries: Sequence[str], positions: Iterable[int]) -> list[Plain]:
        """All events about these entries of a record, those at these places, and those about who it is and the blood
        group, the newest first: one question, whatever it is about."""
        values = {"entries": orjson.dumps(list(entries)).decode(), "positions": _json(positions), "most": _WROTE}
        return [orjson.loads(row[0]) for row in self.tables.rows(asked.WROTE, {"patient": patient, **values})]

    def blame(self, patient: str, chapter: str, entry: str, field: str = "") -> list[Plain]:
        """All changes of an entry, or of one of its fields, the newest first."""
        path = ".".join(part for part in (chapter, entry, field) if part)
        told = self.rows({"patient": patient, "field": path}, newest=True)
        return [change for change in told if any(_under(one["field"], path) for one in change["changes"])]


def _json(positions: Iterable[int]) -> str:
    return orjson.dumps([str(one) for one in positions]).decode()


def _under(field: str, path: str) -> bool:
    return field == path or field.startswith(f"{path}.")
