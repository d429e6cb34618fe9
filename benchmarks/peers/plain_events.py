"""The eventsourcing library as its own first pages use it: an aggregate for each patient, JSON, no snapshots, no cache.

The one view that a search needs is kept by the library's runner on PostgreSQL. On SQLite it has none that follows:
there the view is brought up to date by hand, many events in one transaction.
"""

from __future__ import annotations

import platform
import sqlite3
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.day.oracle import Change
from benchmarks.day.plan import Values
from benchmarks.disk import octets, stored
from benchmarks.peers import rows
from benchmarks.peers.attacks import Untried

_PAGE = 500  # events
_VIEW = """
pragma journal_mode = wal;
pragma synchronous = full;
create table search (id text primary key, mrn text, family_name text, birth_date text);
create index born_family on search (birth_date, family_name);
create table seen (n integer);
insert into seen values (0);
"""
_ATTACKS = {
    "edited": "update stored_events set state = cast(replace(cast(state as text), '+1777', '+1999') as blob) {}",
    "middle": "delete from stored_events {}",
    "tail": "delete from stored_events {}",
}
_VERSIONS = {"edited": 14, "middle": 13, "tail": 15}


class Patient(Aggregate):
    class Registered(Aggregate.Created):
        who: str
        intake: Values

    class Entered(Aggregate.Event):
        who: str
        kind: str
        values: Values

    class Updated(Aggregate.Event):
        who: str
        changes: Values
        reason: str | None

    @event(Registered)
    def __init__(self, who: str, intake: Values) -> None:
        self.details = dict(intake)
        self.lists: dict[str, list[Values]] = {"visit": [], "measurement": [], "history": [], "report": []}

    @event(Entered)
    def enter(self, who: str, kind: str, values: Values) -> None:
        self.lists[kind].append(values)

    @event(Updated)
    def update(self, who: str, changes: Values, reason: str | None) -> None:
        self.details.update(changes)

    def file(self) -> Values:
        names = {"visit": "visits", "measurement": "measurements", "history": "history", "report": "reports"}
        return {**self.details, **{names[kind]: one for kind, one in self.lists.items()}}


class Clinic(Application[UUID]):
    pass


class View:
    """The search, in a file beside the events."""

    def __init__(self, folder: Path, app: Clinic) -> None:
        self._app, self._db = app, sqlite3.connect(folder / "view.db", isolation_level=None)
        self._db.executescript(_VIEW)

    def follow(self) -> None:
        run = self._db.execute
        after = run("select n from seen").fetchone()[0]
        while found := self._app.recorder.select_notifications(after + 1, _PAGE):
            run("begin immediate")
            for one in found:
                for step in searched(self._app.mapper.to_domain_event(one), "?"):
                    run(*step)
            after = found[-1].id
            run("update seen set n = ?", (after,))
            run("commit")

    def find(self, prefix: str, birth: str) -> list[str]:
        ask = "select mrn from search where birth_date = ? and family_name >= ? and family_name < ?"
        return [row[0] for row in self._db.execute(ask, (birth, prefix, f"{prefix}\uffff"))]

    def rebuild(self) -> None:
        self._db.execute("delete from search")
        self._db.execute("update seen set n = 0")
        self.follow()

    def close(self) -> None:
        self._db.close()


def searched(told: Any, mark: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What the view does with an event, as SQL with this mark for values."""
    id = str(told.originator_id)
    if isinstance(told, Patient.Registered):
        values = tuple(told.intake[name] for name in ("mrn", "family_name", "birth_date"))
        yield f"insert into search values ({mark}, {mark}, {mark}, {mark})", (id, *values)
    elif isinstance(told, Patient.Updated) and "birth_date" in told.changes:
        yield f"update search set birth_date = {mark} where id = {mark}", (told.changes["birth_date"], id)


class PlainEvents(rows.Library):
    def __init__(self, folder: Path, database: str | None) -> None:
        self._folder, self._database = folder, database
        self._app = Clinic(environment(folder, database))
        if database:
            from benchmarks.peers.plain_runner import Runner

            self._view: Any = Runner(environment(folder, database), self._app)
        else:
            self._view = View(folder, self._app)

    def versions(self) -> dict[str, str]:
        return {"python": platform.python_version(), "eventsourcing": version("eventsourcing")}

    # commands

    def register(self, who: str, intake: Values) -> str:
        person = Patient(who, intake)
        self._app.save(person)
        return str(person.id)

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        person: Patient = self._app.repository.get(UUID(patient))
        person.enter(who, kind, values)
        self._app.save(person)

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        person: Patient = self._app.repository.get(UUID(patient))
        person.update(who, changes, reason)
        self._app.save(person)

    def settle(self) -> None:
        self._view.follow()

    # queries

    def file(self, patient: str) -> Any:
        person: Patient = self._app.repository.get(UUID(patient))
        return person.file()

    def search(self, prefix: str, birth: str) -> list[str]:
        return sorted(self._view.find(prefix, birth))

    def changes(self, patient: str) -> list[Change]:
        return list(_told(self._app.events.get(UUID(patient))))

    def moment(self, patient: str) -> float:
        return time.time()

    def past(self, patient: str, moment: float) -> Values:
        """It knows versions and no moments: its events folded as far as their times say."""
        at, person = datetime.fromtimestamp(moment, UTC), None
        for one in self._app.events.get(UUID(patient)):
            if one.timestamp > at:
                break
            person = one.mutate(person)
        assert isinstance(person, Patient)
        return person.file()

    def export(self, path: Path) -> None:
        rows.export(_told(self._every()), path)

    def _every(self) -> Iterator[Any]:
        after = 0
        while found := self._app.recorder.select_notifications(after + 1, _PAGE):
            yield from map(self._app.mapper.to_domain_event, found)
            after = found[-1].id

    # keeping, and around it

    def rebuild(self) -> None:
        self._view.rebuild()

    def attack(self, kind: str, patient: str) -> None:
        if kind in ("bulk", "live"):
            raise Untried("there is no way around events")
        where, told = f"where originator_id = %s and originator_version = {_VERSIONS[kind]}", _ATTACKS[kind]
        if self._database:
            told = told.replace("stored_events", "clinic_events")
            told = told.replace("cast(state as text)", "convert_from(state, 'UTF8')").replace(
                " as blob", " as text)::bytea"
            )
            told = told.replace("cast(replace", "(cast(replace")
        key: Any = UUID(patient) if self._database else UUID(patient).hex
        with self._app.recorder.datastore.transaction(commit=True) as cursor:
            cursor.execute(told.format(where if self._database else where.replace("%s", "?")), (key,))

    def octets(self) -> int:
        return stored(self._database) if self._database else octets(self._folder)

    def close(self) -> None:
        self._view.close()
        self._app.close()


def environment(folder: Path, database: str | None) -> dict[str, str]:
    if database is None:
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "events.db")}
    url = urlsplit(database)
    where = {"DBNAME": url.path.strip("/"), "HOST": parse_qs(url.query)["host"][0], "PORT": "5432"}
    who = {"USER": url.username or "", "PASSWORD": "none"}
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        **{f"POSTGRES_{name}": one for name, one in (where | who).items()},
    }


def _told(events: Iterable[Any]) -> Iterator[Change]:
    """What stood there before is found by folding."""
    known: dict[UUID, Values] = {}
    for one in events:
        about = {"who": one.who, "when": one.timestamp.isoformat(), "record_id": str(one.originator_id)}
        created = {**about, "action": "create", "field": None, "old": None, "reason": None}
        if isinstance(one, Patient.Registered):
            known[one.originator_id] = dict(one.intake)
            yield {**created, "record": "patient", "new": one.intake}
        elif isinstance(one, Patient.Entered):
            yield {**created, "record": one.kind, "new": one.values}
        else:
            details = known[one.originator_id]
            for field, new in one.changes.items():
                told = {"field": field, "old": details[field], "new": new, "reason": one.reason}
                yield {**about, "action": "update", "record": "patient", **told}
                details[field] = new


def opened(folder: Path, database: str | None = None) -> PlainEvents:
    return PlainEvents(folder, database)
