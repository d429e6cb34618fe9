"""`caretrail trail log`: the change log alone."""

from __future__ import annotations

import click

from domain.permissions import May
from web.cli import asked as ask
from web.cli.context import Context
from web.cli.noting import note


@click.command()
@ask.log_filters("patient", "since", "until", "actor", "type", "field", "reason", "channel", "session", "marked")
@click.option("--format", "form", default="ndjson", show_default=True, type=click.Choice(("csv", "json", "ndjson")))
@click.option("--json", "as_json", is_flag=True, help="The default: NDJSON of changes.")
@click.pass_obj
def log(context: Context, form: str, as_json: bool, asked: dict[str, str]) -> None:
    """Every change, oldest first, without a cap.

    \b
    caretrail --as amal trail log --since 2026-01-01 --format csv > changes.csv
    """
    with context.service(readonly=True) as service:
        account = context.acting(service, May.READ_LOG)
        query = ask.log_query(service, asked, account)
        service.views.ready(seconds=600)
        note(context, service, account, "log", [one] if (one := query.filters.get("patient")) else (), whole=not one)
        for line in query.lines(service.views.changes, form):
            click.echo(line, nl=False)
