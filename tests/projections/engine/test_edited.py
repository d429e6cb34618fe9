"""Every row that was edited, deleted or added is named, and a rebuilt view is right again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import BigInteger, Table

from tests.projections.rows import contents, edit, every_table, every_view
from tests.support.office import AMA, everything
from web.service import Service

TABLES = (
    "entry", "head", "gap", "digest", "stay", "decided", "due", "terms", "person", "token", "recent", "change",
    "account", "delegation", "hand", "held", "visit", "bearer", "block", "borne", "pair", "share", "search",
    "casefile", "question", "evidence",
    "done", "field_changed", "touched", "sample", "sampled", "export", "release", "mentioned", "retained",
    "issued", "linked",
)  # fmt: skip


def test_every_table_is_tried(service: Service) -> None:
    assert {table.name for table in every_table(service)} == set(TABLES)


def _edit(service: Service, statement: str) -> None:
    assert edit(service, statement) == 1


def _table(service: Service, name: str) -> tuple[str, Table]:
    """With the name of its view."""
    return next((view.NAME, table) for view in every_view(service) for table in view.TABLES if table.name == name)


def _where(table: Table, row: tuple[Any, ...]) -> str:
    told = zip(table.columns, row, strict=True)
    return " and ".join(f"{column.name} = {_sql(value)}" for column, value in told if column.primary_key)


def _sql(value: Any) -> str:
    return "null" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _another(value: Any, column: Any) -> Any:
    whole = isinstance(value, int) or isinstance(column.type, BigInteger)
    return (value or 0) + 10**6 if whole else f"~{column.name}"


FIRST = 4  # of them are tried on every run


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (n >= FIRST)) for n, name in enumerate(TABLES)]
)
def test_an_edited_column_is_named(service: Service, name: str) -> None:
    everything(service)
    row = contents(service)[name][0]
    view, table = _table(service, name)
    for place, column in enumerate(table.columns):
        if column.primary_key:
            continue
        other = _another(row[place], column)
        _edit(service, f"update {name} set {column.name} = {_sql(other)} where {_where(table, row)}")

        found = list(service.views.engine.check())

        assert [(one.view, one.table, one.field, one.have, one.should) for one in found] == [
            (view, name, column.name, other, row[place])
        ]
        assert found[0].key == tuple(value for value, one in zip(row, table.columns, strict=True) if one.primary_key)
        service.views.engine.rebuild([view])


@pytest.mark.parametrize("name", TABLES)
def test_a_deleted_row_is_named(service: Service, name: str) -> None:
    everything(service)
    row = contents(service)[name][-1]
    view, table = _table(service, name)

    _edit(service, f"delete from {name} where {_where(table, row)}")

    (one,) = service.views.engine.check()
    told = dict(zip([column.name for column in table.columns], row, strict=True))
    assert (one.view, one.table, one.have, one.should) == (view, name, None, told)


@pytest.mark.parametrize("name", TABLES)
def test_an_added_row_is_named(service: Service, name: str) -> None:
    everything(service)
    view, table = _table(service, name)
    last = zip(table.columns, contents(service)[name][-1], strict=True)
    added = {one.name: _another(value, one) if one.primary_key or one.unique else value for one, value in last}

    _edit(service, f"insert into {name} values ({', '.join(map(_sql, added.values()))})")

    (one,) = service.views.engine.check()
    assert (one.view, one.table, one.have, one.should) == (view, name, added, None)


def test_after_a_rebuild_nothing_is_found_any_more(service: Service) -> None:
    everything(service)
    service.views.ready()
    _edit(service, "update person set name = 'Somebody Else' where mrn = '0000000195'")

    service.views.engine.rebuild()

    assert list(service.views.engine.check()) == []


def test_only_the_views_that_are_named_are_rebuilt(service: Service) -> None:
    everything(service)
    service.views.ready()
    for statement in ("update person set name = 'Somebody Else'", "update account set name = 'Somebody Else'"):
        assert edit(service, statement)

    service.views.engine.rebuild(["directory"])

    assert {one.view for one in service.views.engine.check()} == {"staff"}


def test_what_is_recorded_while_views_are_rebuilt_is_in_them_at_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = everything(service)
    service.views.ready()
    begin = type(service.views.current.tables).begin

    def meanwhile(self: Any, alone: Any = (), seconds: float | None = None, beside: Any = None) -> Any:
        if beside is not None:
            monkeypatch.undo()
            service.records.add_history(who, {"kind": "problem", "what": "Just now"}, AMA)
            service.views.ready()
        return begin(self, alone, seconds, beside)

    monkeypatch.setattr(type(service.views.current.tables), "begin", meanwhile)
    service.views.engine.rebuild()

    assert "Just now" in str(service.views.current.file(who))
    assert service.views.engine.position == service.store.log.position
    assert list(service.views.engine.check()) == []


def test_a_bookmark_that_was_deleted_has_its_view_regrown(service: Service) -> None:
    who = everything(service)
    before = contents(service)
    _edit(service, "delete from bookmark where view = 'changes'")
    assert edit(service, "delete from change")
    service.records.declare_none(who, "medication", "patient", AMA)

    after = contents(service)

    assert after["change"][:-1] == before["change"]
    assert list(service.views.engine.check()) == []
