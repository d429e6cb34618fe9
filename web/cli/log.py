"""`caretrail trail log`: the change log alone."""

from __future__ import annotations

from typing import Any

import click

from web import exports, log_query
from web.cli.context import Context

ROLES = ("auditor", "reviewer", "privacy-officer")


@click.command()
@click.option("--patient", metavar="ID")
@click.option("--since")
@click.option("--until")
@click.option("--actor")
@click.option("--type")
@click.option("--field")
@click.option("--format", "form", default="ndjson", show_default=True, type=click.Choice(("csv", "json", "ndjson")))
@click.pass_obj
def log(context: Context, /, form: str, **filters: Any) -> None:
    """Every change, oldest first, without a cap.

    \b
    caretrail --as amal trail log --since 2026-01-01 --format csv > changes.csv
    """
    with context.service(readonly=True) as service:
        context.acting(service, *ROLES)
        service.views.ready(seconds=600)
        rows = service.views.changes.rows(filters)
        for line in exports.lines(log_query.flat(rows) if form == "csv" else rows, form, log_query.COLUMNS):
            click.echo(line, nl=False)
