"""The library's own way to keep views: its `ProjectionRunner` on PostgreSQL, a transaction for each event."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, DomainEventProtocol, event
from eventsourcing.persistence import Tracking, TrackingRecorder
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from domain.fact import Fact
from projections.view import View as Kept
from projections.views import METADATA, Views
from trail.journal import Journal
from trail.postgres.server import Server
from trail.postgres.tables import SchemaTables

_PATIENCE = 600.0  # seconds


class Weight(Aggregate):
    @event("Began")
    def __init__(self, who: str) -> None:
        self.who, self.values = who, list[str]()

    @event("Taken")
    def take(self, kind: str, value: str, unit: str, at: str) -> None:
        self.values.append(f"{kind} {value} {unit} {at}")


class Weights(Application[UUID]):
    name = "weights"


class View(TrackingRecorder):
    @abstractmethod
    def put(self, tracking: Tracking) -> None: ...


class PostgresView(PostgresTrackingRecorder, View):
    """Our own views: for each of the library's events a fact of ours that was read before."""

    tables: ClassVar[SchemaTables]
    views: ClassVar[Sequence[Kept]]
    facts: ClassVar[Sequence[Fact]]

    def put(self, tracking: Tracking) -> None:
        with self.tables.begin() as db:
            driver: Any = db.connection.driver_connection
            self._insert_tracking(driver.cursor(), tracking)
            for view in self.views:
                view.apply([self.facts[tracking.notification_id - 1]], db)


class Taking(Projection[View]):
    name = "taking"
    topics = ()

    @singledispatchmethod
    def process_event(self, domain_event: DomainEventProtocol[Any], tracking: Tracking) -> None:
        self.view.put(tracking)


def environment(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.strip("/"),
        "POSTGRES_HOST": parse_qs(parts.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": parts.username or "",
        "POSTGRES_PASSWORD": "none",
    }


def store(url: str, events: int) -> None:
    """So many events of one aggregate each hundred, saved in long transactions: their writing is not measured."""
    app = Weights(environment(url))
    for first in range(0, events, 100):
        one = Weight(f"Kofi Mensah {first}")
        for n in range(99):
            one.take("weight", f"{60 + n % 30}.5", "kg", "2026-01-05T10:00Z")
        app.save(one)
    app.close()


def rate(url: str, journal: Journal, events: int) -> float:
    """Events a second, from the start to the last of them."""
    server = Server(url)
    with server.raw() as db:
        db.execute("create schema runner")
    tables = SchemaTables(server, "runner", METADATA)
    PostgresView.tables, PostgresView.facts = tables, journal.facts(0, 2 * events)[0]
    PostgresView.views = Views(tables, journal).engine.views
    start = time.perf_counter()
    _run(url, events)
    took = time.perf_counter() - start
    server.close()
    return events / took


def _run(url: str, last: int) -> None:
    with ProjectionRunner(
        application_class=Weights, projection_class=Taking, view_class=PostgresView, env=environment(url)
    ) as runner:
        until = time.monotonic() + _PATIENCE
        while (runner.view.max_tracking_id(Weights.name) or 0) < last:
            assert time.monotonic() < until, "the runner has stopped"
            time.sleep(0.005)
