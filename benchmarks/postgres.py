"""PostgreSQL: commands, bulk and views, against what the same server does without us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from benchmarks import runner
from benchmarks.commands import at_once, lengthen, patient, weigh
from benchmarks.measured import Measured, in_turns, seconds
from tests.support.crowd import cheap
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template
from trail.log import Log
from trail.mapper import Draft
from web.service import Service

_MANY, _CLERKS, _PAGE, _ROUNDS = 300, 8, 1000, 12
_CROWD, _FEW = 32, 50  # threads, and commands of each
_LONG, _RUN = 20_000, 3000  # events that are regrown, and that the library's runner follows
_RAW = """
create table raw (position bigserial primary key, stream text, version bigint, type text, entry bytea, payload bytea)
"""
_INSERT = b"insert into raw (stream, version, type, entry, payload) values (%s, %s, %s, %s, %s)"
Rows = list[tuple[object, ...]]


def postgres(folder: Path) -> list[Measured]:
    """A server with its settings as they come: every commit waits for the disk."""
    cluster = Cluster(folder / "cluster", config="")
    with _service(folder / "store", cluster) as (service, raw):
        return [*_commands(service, raw), *_crowd(service, raw), *_views(service, cluster), *_bulk(service, raw)]


@contextmanager
def _service(folder: Path, cluster: Cluster) -> Iterator[tuple[Service, psycopg.Connection[tuple[object, ...]]]]:
    with cluster.database(template(cluster)) as name:
        cluster.run(_RAW, database=name)
        with (
            psycopg.connect(cluster.url(name), autocommit=True) as raw,
            Service.create(folder, database=cluster.url(name, SERVING)) as service,
        ):
            yield service, raw


def _commands(service: Service, raw: psycopg.Connection[tuple[object, ...]]) -> list[Measured]:
    people = [patient(service, n) for n in range(_CLERKS)]
    weigh(service, people[0], _MANY)
    rows = _stored(service.store.log, _MANY)

    def one_by_one() -> None:
        _inserted(raw, rows)

    together = partial(at_once, [partial(weigh, service, who, _MANY) for who in people])
    ours, limit = in_turns(lambda: weigh(service, people[0], _MANY), one_by_one)
    eight, alone = in_turns(together, lambda: weigh(service, people[0], _MANY))
    return [
        Measured("one command, against a raw commit", _MANY / ours, _MANY / limit, "per s", 0.6),
        Measured("eight clerks at once, against one", _CLERKS * _MANY / eight, _MANY / alone, "per s", 2.0),
    ]


def _crowd(service: Service, raw: psycopg.Connection[tuple[object, ...]]) -> list[Measured]:
    """Thirty-two threads of one host, against as many connections that insert the same rows."""
    people = [patient(service, n) for n in range(_CROWD)]
    weigh(service, people[0], _FEW)
    rows = _stored(service.store.log, _FEW)
    with ExitStack() as open:
        many = [open.enter_context(psycopg.connect(raw.info.dsn, autocommit=True)) for _ in people]
        ours, limit = in_turns(
            lambda: at_once([partial(weigh, service, who, _FEW) for who in people]),
            lambda: at_once([partial(_inserted, one, rows) for one in many]),
        )
    every = _CROWD * _FEW
    return [Measured("32 threads, against 32 raw connections", every / ours, every / limit, "per s", 0.45)]


def _inserted(raw: psycopg.Connection[tuple[object, ...]], rows: Rows) -> None:
    """A commit for each."""
    for row in rows:
        raw.execute(_INSERT, row)


def _bulk(service: Service, raw: psycopg.Connection[tuple[object, ...]]) -> list[Measured]:
    """Facts that were judged before: what the log makes of them, sealed, hashed and proved, against their bare rows."""
    log, stream, done = service.store.log, uuid4(), count(1)
    log.append(_drafts(stream, done))
    rows = _stored(log, _PAGE)

    def in_batches() -> None:
        with raw.transaction(), raw.cursor() as cursor:
            cursor.executemany(_INSERT, rows)

    ready = [_drafts(stream, done) for _ in range(_ROUNDS + 1)]
    ours, limit = in_turns(lambda: log.append(ready.pop(0)), in_batches, rounds=_ROUNDS)
    return [Measured("a thousand facts at once, against a raw batch", _PAGE / ours, _PAGE / limit, "per s", 0.4)]


def _drafts(stream: UUID, done: Iterator[int]) -> list[Draft]:
    return [cheap(stream, next(done)) for _ in range(_PAGE)]


def _views(service: Service, cluster: Cluster) -> list[Measured]:
    lengthen(service, patient(service, _CLERKS), _LONG)
    service.views.ready(3600)
    events = service.store.log.position
    ours = events / seconds(service.views.engine.rebuild)
    with cluster.database() as name:
        runner.store(cluster.url(name), _RUN)
        theirs = runner.rate(cluster.url(name), service.store.journal, _RUN)
    return [Measured("views regrown, against the library's runner", ours, theirs, "events/s", 10)]


def _stored(log: Log, many: int) -> Rows:
    """What the last events are, to be stored again."""
    return [(row.stream, row.version, row.type, row.entry, row.payload) for row in log.rows(log.position - many, many)]
