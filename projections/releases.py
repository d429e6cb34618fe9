"""What of each patient was asked for and handed over: releases and exports. Whom an export of everybody shows is judged
when it is asked (`projections.accounted`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

import orjson
from sqlalchemy import Connection, Index, Table, bindparam, select

from domain.export import ENVELOPE, ExportGivenUp, ExportRequested, ExportSealed
from domain.fact import Fact, Plain, iso
from domain.release import RecordDisclosed, ReleaseRefused, ReleaseRequested
from projections.patients import Happened, mentioned
from projections.view import key, maybe, number, optional, place, table, text
from trail.tables import Line, Statement, Tables, put, run

RELEASE = table(
    "release", key("id"), key("patient"), text("kind"), number("position"), text("asked"), text("state"),
    maybe("answered"), optional("answer"),
)  # fmt: skip
"""`position` and `answered` are those of the request and of its answer; `asked` and `answer` are JSON."""
MENTIONED = table("mentioned", key("patient"), place("position"), text("type"), text("actor"), text("recorded_at"))
"""Events that name a patient and are not of their record."""
EVERYBODY = ""
"""Whose an export is for which nobody was chosen."""
OPEN, DISCLOSED, REFUSED, ENDED = "open", "disclosed", "refused", "ended"
RELEASED, EXPORTED = "release", "export"
Index("mentioned_position", MENTIONED.c.position)
Index("release_patient", RELEASE.c.patient, RELEASE.c.position)
Index("release_state", RELEASE.c.state, RELEASE.c.position)
_r = RELEASE.c


class Asked(NamedTuple):
    """`kind` is release or export. `told` is the fact that asked, `answer` the one that answered, each with who did it
    when: `by`, `actor`, `role`, `recorded_at` and `position`. `state` is one of the four above."""

    id: str
    patient: str
    kind: str
    position: int
    told: Plain
    state: str
    answered: int | None
    answer: Plain | None

    @property
    def at(self) -> str:
        """When it was handed over, as the record knows it; ISO 8601, of a release as far as it was told."""
        answer = self.answer or self.told
        return str(answer.get("at") or answer["recorded_at"])


class Releases:
    NAME: ClassVar[str] = "releases"
    VERSION: ClassVar[int] = 3
    TABLES: ClassVar[Sequence[Table]] = (RELEASE, MENTIONED)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        put(db, MENTIONED, [_mention(fact, one) for fact in facts for one in mentioned(fact)])
        for fact in facts:
            match fact:
                case ReleaseRequested():
                    put(db, RELEASE, [_begun(fact, fact.holder, RELEASED)])
                case ExportRequested():
                    put(db, RELEASE, [_begun(fact, one, EXPORTED) for one in _whose(fact)])
                case RecordDisclosed() | ExportSealed():
                    _end(db, fact, DISCLOSED)
                case ReleaseRefused():
                    _end(db, fact, REFUSED)
                case ExportGivenUp():
                    _end(db, fact, ENDED)

    # reading

    def of(self, patient: str) -> list[Asked]:
        """All that was asked for of one patient, the newest first."""
        return [_asked(row) for row in self.tables.rows(_OF, {"patient": patient})]

    def one(self, id: str, patient: str) -> Asked | None:
        return next((_asked(row) for row in self.tables.rows(_ONE, {"id": id, "patient": patient})), None)

    def waiting(self, most: int) -> list[Asked]:
        """Requests that nobody has answered, the oldest first."""
        return [_asked(row) for row in self.tables.rows(_WAITING, {"most": most})]

    def of_everybody(self) -> list[Asked]:
        """Exports of whoever there is that were handed over, the newest first."""
        return [one for one in self.of(EVERYBODY) if one.state == DISCLOSED]

    def naming(self, patient: str) -> list[Happened]:
        """Events that name a patient and are not of their record."""
        return [Happened(*row) for row in self.tables.rows(_NAMING, {"patient": patient})]

    def named(self, position: int) -> list[str]:
        """The ids of those whom the event at this position names, though it is not of their record."""
        return [patient for (patient,) in self.tables.rows(_NAMED, {"position": position})]


def known(one: Asked) -> int:
    """Up to which position of the log it held what was recorded."""
    return int((one.answer or {}).get("known") or one.position)


def _end(db: Connection, fact: Fact, state: str) -> None:
    """An export that was sealed is handed over, whatever is said of it later."""
    rows = [_asked(row) for row in run(db, _BY_ID, {"id": fact.stream})]
    answer = orjson.dumps(_told(fact)).decode()
    put(db, RELEASE, [
        (*one[:4], orjson.dumps(one.told).decode(), state, fact.by.position, answer)
        for one in rows if one.state == OPEN
    ])  # fmt: skip


def _whose(fact: ExportRequested) -> Iterable[str]:
    """Nobody's, where nobody was chosen and nothing of what was recorded is shown."""
    return dict.fromkeys(fact.patients or () if fact.patients or fact.profile == ENVELOPE else (EVERYBODY,))


def _mention(fact: Fact, patient: str) -> Line:
    return patient, fact.by.position, fact.TOPIC, fact.by.actor, iso(fact.by.at)


def _begun(fact: Fact, patient: str, kind: str) -> Line:
    return fact.stream, patient, kind, fact.by.position, orjson.dumps(_told(fact)).decode(), OPEN, None, None


def _told(fact: Fact) -> Plain:
    by = fact.by
    mark = {"by": by.name, "actor": by.actor, "role": by.role, "recorded_at": iso(by.at), "position": by.position}
    return {**fact.payload(), **mark}


def _asked(row: Line) -> Asked:
    id, patient, kind, position, told, state, answered, answer = row
    return Asked(
        id, patient, kind, position, orjson.loads(told), state, answered, orjson.loads(answer) if answer else None
    )


_ALL = select(RELEASE)
_OF = Statement(_ALL.where(_r.patient == bindparam("patient")).order_by(_r.position.desc()))
_ONE = Statement(_ALL.where(_r.id == bindparam("id"), _r.patient == bindparam("patient")))
_BY_ID = Statement(_ALL.where(_r.id == bindparam("id")))
_m = MENTIONED.c
_NAMING = Statement(
    select(_m.position, _m.type, _m.actor, _m.recorded_at)
    .where(_m.patient == bindparam("patient"))
    .order_by(_m.position)
)
_NAMED = Statement(select(_m.patient).where(_m.position == bindparam("position")).order_by(_m.patient))
_open = _r.state == OPEN, _r.kind == RELEASED
_WAITING = Statement(_ALL.where(*_open).order_by(_r.position).limit(bindparam("most")))
