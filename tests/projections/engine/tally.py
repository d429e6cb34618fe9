"""Views that count facts and stumble where they are told to, and engines of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table

from domain.fact import Fact
from projections.engine import Engine
from projections.view import key, number, table
from projections.views import METADATA
from tests.projections.rows import rows
from tests.support.office import AMA, register
from trail.tables import Tables, known, put
from web.service import Service

TALLY = table("tally", key("topic"), number("n"), metadata=MetaData())
SECOND = table("second", key("topic"), number("n"), metadata=MetaData())


def written(service: Service, events: int) -> UUID:
    """A patient with so many entries, recorded in one append."""
    who = register(service.records)
    with service.records.desk.open(who) as file:
        for n in range(events):
            file.record(file.patient.file.history.add({"kind": "note", "what": f"Note {n}"}), AMA)
        service.records.desk.put_back(file, AMA)
    return who


class Tally:
    """Counts facts, and stumbles where it is told to."""

    NAME: ClassVar[str] = "tally"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (TALLY,)

    tables: Tables

    def __init__(self, stumbles: int = 0) -> None:
        self.stumbles, self.pages = stumbles, list[int]()

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        self.pages.append(len(facts))
        for n, fact in enumerate(facts):
            topic, (own,) = (fact.TOPIC,), self.TABLES
            (_, before) = known(db, own, [topic]).get(topic, (fact.TOPIC, 0))
            put(db, own, [(fact.TOPIC, before + 1)])
            if self.stumbles and n == len(facts) // 2:
                self.stumbles -= 1
                raise RuntimeError("stumbled")

    def told(self) -> dict[str, int]:
        (own,) = self.TABLES
        return dict(rows(self.tables, [own])[own.name])


class Newer(Tally):
    VERSION: ClassVar[int] = 2


class Second(Tally):
    NAME: ClassVar[str] = "second"
    TABLES: ClassVar[Sequence[Table]] = (SECOND,)


def room(service: Service) -> Tables:
    """Beside the service's own views, whose bookmarks are others; in files, which one engine may renew, apart."""
    shared = service.views.current.tables.shared
    return service.store.tables("views" if shared else "tally", METADATA, lasting=False)


def engine_of(service: Service, *views: Tally) -> Engine:
    tables = room(service)
    for view in views:
        view.tables = tables
    return Engine(tables, service.store.journal, views)
