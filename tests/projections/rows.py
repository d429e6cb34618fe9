"""The rows of views as they stand, and edits that no host of ours would make."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from projections.view import View
from tests.support.clock import StandingClock
from trail.tables import Tables
from web.service import Service

_SHARED = ("config.toml", "master.key")


def every_view(service: Service) -> tuple[View, ...]:
    return tuple(service.views.engine.views)


def every_table(service: Service) -> list[Table]:
    return [table for view in every_view(service) for table in view.TABLES]


def rows(tables: Tables, wanted: Iterable[Table]) -> dict[str, list[tuple[Any, ...]]]:
    """All of them, by primary key."""
    asked = {table.name: select(table).order_by(*table.primary_key) for table in wanted}
    return {name: [tuple(row) for row in tables.all(ask)] for name, ask in asked.items()}


def contents(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all views, once these have caught up."""
    service.views.ready(60)
    return rows(service.views.current.tables, every_table(service))


def edit(service: Service, statement: str) -> int:
    """How many rows that was."""
    tables = service.views.current.tables
    with tables.begin() as db:
        if tables.shared:
            db.exec_driver_sql("set local search_path = views")
        return db.exec_driver_sql(statement).rowcount


def other_host(service: Service, folder: Path, clock: StandingClock) -> Service:
    """Another host of the same store in PostgreSQL, with its own folder and its own connections."""
    folder.mkdir()
    for name in _SHARED:
        shutil.copy(service.folder / name, folder / name)
    return Service.open(folder, clock)
