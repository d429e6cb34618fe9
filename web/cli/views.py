"""`caretrail views`: regrow the views, or compare them with the log."""

from __future__ import annotations

from typing import Any

import click

from web.cli.context import FAILED, Context, as_json, document, say
from web.service import Service

Row = dict[str, Any]
_MOST = 20  # rows that are told of one view


@click.group()
def views() -> None:
    """What the log amounts to; it can always be regrown from it."""


@views.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@as_json
@click.pass_obj
def rebuild(context: Context, names: tuple[str, ...], as_json: bool) -> None:
    """Regrow views beside, then put them in place: those that are named, or all.

    \b
    caretrail views rebuild
    caretrail views rebuild directory
    """
    with context.service() as service:
        for unknown in set(names) - set(service.views.engine.names):
            raise click.BadParameter(f"there is no view {unknown}. There are: {', '.join(service.views.engine.names)}.")
        service.views.engine.rebuild(names or None)
        told = _told(service, {})
    document(told) if as_json else _print(told)


@views.command()
@as_json
@click.pass_obj
def check(context: Context, as_json: bool) -> None:
    """Compare every row with what the log says; ends with 1 where one differs.

    \b
    caretrail views check
    """
    with context.service() as service:
        found: dict[str, list[Row]] = {}
        for one in service.views.engine.check():
            found.setdefault(one.view, []).append({"table": one.table, "key": list(one.key), "field": one.field})
        told = _told(service, found)
    for name, rows in found.items():
        _name(name, rows)
    document(told) if as_json else _print(told)
    raise SystemExit(FAILED if found else 0)


def _name(view: str, rows: list[Row]) -> None:
    """Which rows they are; what stands in them may be about a patient, and stays there."""
    for row in rows[:_MOST]:
        say(
            f"{view}: {row['table']} {' '.join(map(str, row['key']))}: {row['field'] or 'row'} is not what the log says"
        )
    if len(rows) > _MOST:
        say(f"{view}: … and {len(rows) - _MOST} more; --json lists them all.")
    say("The log is right, and the views are regrown from it by: caretrail views rebuild")


def _told(service: Service, different: dict[str, list[Row]]) -> dict[str, list[Row]]:
    position = service.views.engine.position
    rows: list[Row] = []
    for name, count in service.views.engine.counts():
        differs = {"different": different[name]} if name in different else {}
        rows.append({"name": name, "rows": count, "position": position, "equal": not differs, **differs})
    return {"views": rows}


def _print(told: dict[str, list[Row]]) -> None:
    for one in told["views"]:
        click.echo(f"{one['name']:<12}{one['rows']:>9} rows  {'equal' if one['equal'] else 'DIFFERENT'}")
