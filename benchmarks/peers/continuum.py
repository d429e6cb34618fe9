"""SQLAlchemy-Continuum: a whole row for each change, with who and why among what is said of each transaction."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy_continuum import make_versioned, version_class, versioning_manager
from sqlalchemy_continuum.plugins import TransactionMetaPlugin

from benchmarks.day.oracle import Change
from benchmarks.day.plan import Values
from benchmarks.disk import octets, stored
from benchmarks.peers import rows
from benchmarks.peers.attacks import FALSE

_SAID = TransactionMetaPlugin()
_OWN = ("transaction_id", "end_transaction_id", "operation_type")
_ONE = "where id = :id and transaction_id = (select {}(transaction_id) from patient_version where id = :id{})"
_ATTACKS = {
    "live": f"update patient set phone = '{FALSE}' where id = :id",
    "edited": f"update patient_version set phone = '{FALSE}' {_ONE.format('max', '')}",
    "middle": f"delete from patient_version {_ONE.format('min', ' and operation_type = 1')}",
    "tail": f"delete from patient_version {_ONE.format('max', '')}",
}
Where = Callable[[str, sa.Table, rows.Rows], Sequence[Any]]


def _models() -> dict[str, Any]:
    make_versioned(user_cls=None, plugins=[_SAID])
    base = orm.declarative_base()
    found = {kind: type(kind.title(), (base,), _body(kind)) for kind in rows.COLUMNS}
    orm.configure_mappers()
    return found


def _body(kind: str) -> dict[str, Any]:
    body: dict[str, Any] = {"__tablename__": kind, "__versioned__": {}, "id": sa.Column(sa.Integer, primary_key=True)}
    if parent := rows.PARENT[kind]:
        body[parent] = sa.Column(sa.ForeignKey(parent.replace("_id", ".id")), index=True)
    body |= {name: sa.Column(sa.Text, unique=name == "mrn" or None) for name in rows.COLUMNS[kind]}
    if kind == "patient":
        body["__table_args__"] = (sa.Index("born_family", "birth_date", "family_name"),)
    return body


class Continuum(rows.Library):
    def __init__(self, folder: Path, database: str | None) -> None:
        self._folder, self._database = folder, database
        self._models = _models()
        self._engine = _engine(folder, database)
        self._models["patient"].metadata.create_all(self._engine)
        self._versions = {kind: version_class(model).__table__ for kind, model in self._models.items()}
        self._transactions = versioning_manager.transaction_cls.__table__
        self._said = _SAID.model_class.__table__
        self._session = orm.sessionmaker(self._engine)
        with self._engine.begin() as db:  # the library leaves these without an index to read them by
            for kind, table in self._versions.items():
                if parent := rows.PARENT[kind]:
                    db.execute(sa.text(f"create index own_{table.name} on {table.name} ({parent})"))

    def versions(self) -> dict[str, str]:
        names = ("sqlalchemy", "sqlalchemy-continuum")
        return {"python": platform.python_version(), **{one: version(one) for one in names}}

    # commands

    def register(self, who: str, intake: Values) -> str:
        with self._command(who) as session:
            person = self._models["patient"](**intake)
            session.add(person)
            session.commit()
            return str(person.id)

    def enter(self, who: str, patient: str, kind: str, values: Values) -> None:
        own = {name: values[name] for name in rows.COLUMNS[kind]}
        with self._command(who) as session:
            record = self._models[kind](patient_id=int(patient), **own)
            session.add(record)
            if results := values.get("results"):
                session.flush()
                session.add_all(self._models["result"](report_id=record.id, **one) for one in results)
            session.commit()

    def update(self, who: str, patient: str, changes: Values, reason: str | None) -> None:
        with self._command(who, reason) as session:
            person = session.get(self._models["patient"], int(patient), with_for_update=bool(self._database))
            for name, value in changes.items():
                setattr(person, name, value)
            session.commit()

    def _command(self, who: str, reason: str | None = None) -> Any:
        session = self._session()
        transaction = versioning_manager.unit_of_work(session).create_transaction(session)
        transaction.meta = {"who": who, **({"reason": reason} if reason else {})}
        return session

    # queries

    def file(self, patient: str) -> Any:
        tables = {kind: model.__table__ for kind, model in self._models.items()}
        with self._engine.connect() as db:
            return _file(db, tables, _own(patient))

    def search(self, prefix: str, birth: str) -> list[str]:
        table = self._models["patient"].__table__
        found = sa.select(table.c.mrn).where(table.c.birth_date == birth, table.c.family_name.like(f"{prefix}%"))
        with self._engine.connect() as db:
            return sorted(db.scalars(found))

    def changes(self, patient: str) -> list[Change]:
        told: list[Change] = []
        own, known = _own(patient), dict[str, list[Values]](report=[])
        with self._engine.connect() as db:
            for kind, table in self._versions.items():
                some = list(rows.changes(self._states(db, kind, own(kind, table, known)), kind))
                if kind == "report":
                    known["report"] = [{"id": one["record_id"]} for one in some if one["action"] == "create"]
                told += some
        return sorted(told, key=lambda one: str(one["when"]))

    def moment(self, patient: str) -> float:
        return time.time()

    def past(self, patient: str, moment: float) -> Values:
        """It has no query for this: by the transactions between which a row was the one that counted."""
        at, own = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None), _own(patient)
        newest = sa.select(sa.func.max(self._transactions.c.id)).where(self._transactions.c.issued_at <= at)
        with self._engine.connect() as db:
            last = db.scalar(newest)

            def where(kind: str, table: sa.Table, known: rows.Rows) -> Sequence[Any]:
                until = table.c.end_transaction_id
                then = (table.c.transaction_id <= last, sa.or_(until.is_(None), until > last))
                return [*own(kind, table, known), *then, table.c.operation_type != 2]

            return _file(db, self._versions, where)

    def export(self, path: Path) -> None:
        with self._engine.connect() as db:
            rows.export((one for kind in self._versions for one in rows.changes(self._states(db, kind), kind)), path)

    def _states(self, db: sa.Connection, kind: str, where: Sequence[Any] = ()) -> Iterator[rows.State]:
        table, said, transactions = self._versions[kind], self._said, self._transactions
        who, why = (
            sa.select(said.c.value)
            .where(said.c.transaction_id == table.c.transaction_id, said.c.key == key)
            .scalar_subquery()
            for key in ("who", "reason")
        )
        columns = [column for column in table.c if column.name not in _OWN]
        names = [column.name for column in columns]
        found = sa.select(who, transactions.c.issued_at, why, *columns).join(
            transactions, transactions.c.id == table.c.transaction_id
        )
        for user, when, reason, *values in db.execute(found.where(*where).order_by(table.c.id, table.c.transaction_id)):
            known = dict(zip(names, values, strict=True))
            yield rows.State(known["id"], user, when.isoformat(), reason, known)

    # around it

    def attack(self, kind: str, patient: str) -> None:
        if kind == "bulk":
            with self._session() as session:
                session.query(self._models["patient"]).filter_by(id=int(patient)).update({"phone": FALSE})
                session.commit()
            return
        with self._engine.begin() as db:
            db.execute(sa.text(_ATTACKS[kind]), {"id": int(patient)})

    def octets(self) -> int:
        return stored(self._database) if self._database else octets(self._folder)

    def close(self) -> None:
        self._engine.dispose()


def _engine(folder: Path, database: str | None) -> sa.Engine:
    if database:
        url = urlsplit(database)
        return sa.create_engine(url._replace(scheme="postgresql+psycopg").geturl())
    engine = sa.create_engine(f"sqlite:///{folder}/clinic.db")

    @sa.event.listens_for(engine, "connect")
    def pragmas(db: Any, _: object) -> None:
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = full")

    return engine


def _own(patient: str) -> Where:
    def where(kind: str, table: sa.Table, known: rows.Rows) -> Sequence[Any]:
        match kind:
            case "patient":
                return [table.c.id == int(patient)]
            case "result":
                return [table.c.report_id.in_([one["id"] for one in known["report"]])]
            case _:
                return [table.c.patient_id == int(patient)]

    return where


def _file(db: sa.Connection, tables: dict[str, Any], where: Where) -> Values:
    found: dict[str, list[Values]] = {}
    for kind, table in tables.items():
        some = db.execute(sa.select(table).where(*where(kind, table, found))).mappings()
        found[kind] = [dict(row) for row in some]
    return rows.file(found)


def opened(folder: Path, database: str | None = None) -> Continuum:
    return Continuum(folder, database)
