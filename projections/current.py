"""The current file: the same fold as the aggregate's, with a table behind its entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar
from uuid import UUID

import orjson
from sqlalchemy import Connection, Table, and_, bindparam, or_, select

from domain.fact import Fact, Plain, iso
from domain.file import CHAPTERS
from domain.identity import KEY, Identity, PatientRegistered
from domain.refusal import NotFound
from projections.documents import written
from projections.dues import DUE, TERMS
from projections.entries import ENTRY, Entries
from projections.gaps import DECIDED, DIGEST, GAP, STAY, find_gaps
from projections.head import HEAD, Head
from projections.keeping import keep_dues
from projections.patients import of_patient
from projections.retention import RETAINED, retain
from trail.tables import Given, Line, Statement, Tables, known, put

_NAMES = tuple(chapter.NAME for chapter in CHAPTERS)
_TOLD = ("mrn", "version", "position", "at", "opened", "changed")
_e, _h = ENTRY.c, HEAD.c
_FILE = Statement(
    select(_e.chapter, _e.item, _e.json, *(_h[name] for name in _TOLD))
    .select_from(ENTRY.outerjoin(HEAD, and_(_h.patient == _e.patient, _e.chapter == Identity.NAME, _e.item == KEY)))
    .where(_e.patient == bindparam("patient"))
    .order_by(_e.ordinal)
)
_HEAD = Statement(select(HEAD).where(_h.patient == bindparam("patient")))
_FIND = Statement(select(_h.patient).where(or_(_h.patient == bindparam("said"), _h.mrn == bindparam("said"))))
_WANTED = Given.named("numbers").table_valued("value")
_IDS = Statement(select(_h.patient).where(_h.mrn.in_(select(_WANTED.c.value))))


class Current:
    NAME: ClassVar[str] = "current"
    VERSION: ClassVar[int] = 17
    TABLES: ClassVar[Sequence[Table]] = (ENTRY, HEAD, GAP, DIGEST, STAY, DECIDED, DUE, TERMS, RETAINED)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if of_patient(fact)]
        entries, heads = Entries(db, own), self._heads(db, own)
        for fact in own:
            patient, at = fact.stream, iso(fact.by.at)
            entries.file(patient, fact).fold(fact)
            if isinstance(fact, PatientRegistered):
                heads[patient] = Head(patient, fact.mrn, 1, fact.by.position, at, at, fact.by.position)
            elif patient in heads:
                heads[patient] = heads[patient].after(fact)
        entries.flush()
        put(db, HEAD, heads.values())
        retain(db, entries, heads)
        keep_dues(db, facts, find_gaps(db, own, heads, entries))

    @staticmethod
    def _heads(db: Connection, facts: Iterable[Fact]) -> dict[str, Head]:
        """Of those whose file was there before this page."""
        new = {fact.stream for fact in facts if isinstance(fact, PatientRegistered)}
        rows = known(db, HEAD, [(fact.stream,) for fact in facts if fact.stream not in new])
        return {row[0]: Head(*row) for row in rows.values()}

    # reading

    def find(self, id_or_mrn: str) -> UUID:
        """The patient's id, from itself or from a record number; `NotFound`."""
        rows = self.tables.rows(_FIND, {"said": id_or_mrn})
        if not rows:
            raise NotFound(f"There is no patient {id_or_mrn}.")
        return UUID(rows[0][0])

    def ids(self, numbers: Collection[str]) -> list[str]:
        """The ids of those of these record numbers who are on file."""
        return [row[0] for row in self.tables.rows(_IDS, {"numbers": orjson.dumps(sorted(numbers)).decode()})]

    def head(self, patient: UUID) -> Head:
        """`NotFound`."""
        rows = self.tables.rows(_HEAD, {"patient": str(patient)})
        if not rows:
            raise NotFound(f"There is no patient {patient}.")
        return Head(*rows[0])

    def written(self, patient: UUID) -> Plain:
        """The file as one document, to be handed on: an entry is the JSON that it is kept as."""
        rows, chapters = self._rows(patient), defaultdict[str, dict[str, str]](dict)
        for row in rows:
            chapters[row[0]][row[1]] = row[2]
        return written(_told(patient, rows), chapters)

    def file(self, patient: UUID) -> Plain:
        """`{"id", "mrn", "version", "position", "at", "opened", "chapters": {name: {entry id: entry}}}`."""
        rows = self._rows(patient)
        entries = orjson.loads(f"[{','.join([row[2] for row in rows])}]")
        chapters: dict[str, Plain] = {name: {} for name in _NAMES}
        for row, entry in zip(rows, entries, strict=True):
            chapters[row[0]][row[1]] = entry
        return {**_told(patient, rows), "chapters": chapters}

    def _rows(self, patient: UUID) -> list[Line]:
        rows = self.tables.rows(_FILE, {"patient": str(patient)})  # one statement: head and entries of one moment
        if all(row[3] is None for row in rows):  # the head stands beside the details alone
            raise NotFound(f"There is no patient {patient}.")
        return rows


def _told(patient: UUID, rows: list[Line]) -> Plain:
    head = next(row[3:] for row in rows if row[3] is not None)
    return {"id": str(patient), **dict(zip(_TOLD, head, strict=True))}
