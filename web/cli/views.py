"""`caretrail views`: regrow the views, or compare them with the log."""

from __future__ import annotations

import click

from web.cli.context import FAILED, Context, as_json, document, say
from web.service import Service


@click.group()
def views() -> None:
    """What the log amounts to; it can always be regrown from it."""


@views.command()
@as_json
@click.pass_obj
def rebuild(context: Context, as_json: bool) -> None:
    """Regrow all views beside, then put them in place.

    \b
    caretrail views rebuild
    """
    with context.service() as service:
        service.views.engine.rebuild()
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
        found: dict[str, int] = {}
        for one in service.views.engine.check():
            found[one.view] = found.get(one.view, 0) + 1
            say(f"{one.view}: {one.table} {' '.join(map(str, one.key))}: {one.field or 'row'} is not what the log says")
        told = _told(service, found)
    document(told) if as_json else _print(told)
    raise SystemExit(FAILED if found else 0)


def _told(service: Service, different: dict[str, int]) -> dict[str, list[dict[str, object]]]:
    position = service.views.engine.position
    rows = [
        {"name": name, "rows": rows, "position": position, "equal": name not in different}
        for name, rows in service.views.engine.counts()
    ]
    return {"views": rows}


def _print(told: dict[str, list[dict[str, object]]]) -> None:
    for one in told["views"]:
        click.echo(f"{one['name']:<12}{one['rows']:>9} rows  {'equal' if one['equal'] else 'DIFFERENT'}")
