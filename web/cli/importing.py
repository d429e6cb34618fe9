"""`caretrail import`: records that were kept elsewhere."""

from __future__ import annotations

import click

from domain.by import By
from domain.permissions import May
from web.cli.context import FAILED, Context, as_json, document, progress_bar, say
from web.importing import import_fhir
from web.importing.account import Account
from web.service import Service


@click.group(name="import")
def importing() -> None:
    """Bring in records from elsewhere; every one of them is accounted for."""


@importing.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--dry-run", is_flag=True, help="Judge everything, record nothing.")
@as_json
@click.pass_obj
def fhir(context: Context, sources: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """FHIR R4 bundles and NDJSON: files, folders, .gz, or - for standard input.

    A second run records only what is new. With --as NAME the log names that account, otherwise Caretrail itself;
    it names the operating system's user either way.

    \b
    caretrail --data DIR import fhir bundles/ more.ndjson.gz
    zcat export.ndjson.gz | caretrail --data DIR --as ama import fhir - --dry-run
    """
    with context.service() as service, progress_bar() as bar:
        task = bar.add_task("Reading", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        account = import_fhir(service, sources, progress, dry_run, _hand(context, service))
        service.views.ready(seconds=60)
    if as_json:
        document(account.as_json())
    else:
        _print(account)
    if account.unreadable:
        raise SystemExit(FAILED)


def _hand(context: Context, service: Service) -> By | None:
    """The account that was named; None for Caretrail's own."""
    return context.by(service, context.acting(service, May.WRITE_RECORD)) if context.actor else None


def _print(account: Account) -> None:
    told = account.as_json()
    for name in ("sources", "patients", "seen", "recorded", "flagged", "held", "refused", "skipped", "events"):
        value = told[name]
        click.echo(f"{name:<10}{len(value) if isinstance(value, list) else value:>10}")
    for finding in told["findings"][:20]:
        say(f"{finding['outcome']}: {finding['source']} {finding['place']}: {finding['reason']}")
    if len(told["findings"]) > 20:
        say(f"… and {len(told['findings']) - 20} more; --json lists them all.")
