"""The search view of the eventsourcing library on PostgreSQL, followed by its own runner."""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL

from benchmarks.peers.plain_events import Clinic, searched

_PATIENCE = 900  # seconds
_TABLES = (
    'create table if not exists search (id text primary key, mrn text, family_name text collate "C", birth_date text)',
    "create index if not exists born_family on search (birth_date, family_name)",
)


class SearchView(PostgresTrackingRecorder):
    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.sql_create_statements += [SQL(one) for one in _TABLES]

    def put(self, told: Any, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            for step in searched(told, "%s"):
                cursor.execute(*step)
            self._insert_tracking(cursor, tracking)

    def find(self, prefix: str, birth: str) -> list[str]:
        ask = "select mrn from search where birth_date = %s and family_name like %s"
        with self.datastore.get_connection() as db, db.cursor() as cursor:
            cursor.execute(ask, (birth, f"{prefix}%"))
            return [row["mrn"] for row in cursor.fetchall()]

    def wipe(self, application: str) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("delete from search")
            cursor.execute(f"delete from {self.tracking_table_name} where application_name = %s", (application,))


class Searching(Projection[SearchView]):
    name = "searching"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.put(domain_event, tracking)


class Runner:
    def __init__(self, environment: dict[str, str], app: Clinic) -> None:
        self._environment, self._app = environment, app
        self._begin()

    def follow(self) -> None:
        self._runner.wait(self._app.recorder.max_notification_id(), timeout=_PATIENCE)

    def find(self, prefix: str, birth: str) -> list[str]:
        found: list[str] = self._runner.projection.view.find(prefix, birth)
        return found

    def rebuild(self) -> None:
        self._runner.projection.view.wipe(self._app.name)
        self.close()
        self._begin()
        self.follow()

    def close(self) -> None:
        self._runner.__exit__(None, None, None)

    def _begin(self) -> None:
        self._runner = ProjectionRunner(
            application_class=Clinic, projection_class=Searching, view_class=SearchView, env=self._environment
        )
        self._runner.__enter__()
