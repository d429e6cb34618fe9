"""`caretrail store`: where the log is kept, and how it gets from one place to another."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from trail.store import Config
from web.cli.context import USAGE, Context, as_json, document, fail, insist, progress_of, say
from web.keeping.moving import move
from web.keeping.rooms import ROOMS

_STEPS = {"documents": "Copying documents", "events": "Copying events", "proved": "Proving the copy"}


@click.group()
def store() -> None:
    """Where the log is kept: in files, or in PostgreSQL."""


@store.command("migrate-schema")
@click.option("--database", metavar="URL", help="postgresql://…; without it, that of the store in --data.")
@click.option("--role", help="The role by which hosts sign in; it gets what serving takes, and no more.")
@as_json
@click.pass_obj
def migrate_schema(context: Context, database: str | None, role: str | None, as_json: bool) -> None:
    """Make the tables in a PostgreSQL database, or bring them to this version.

    Run it as the database's owner, before the hosts are started; hosts never do it themselves.

    \b
    caretrail store migrate-schema --database postgresql:///caretrail --role caretrail
    """
    url = database or Config.read(context.path).database
    if url is None:
        say("This store is in files, whose format is still the first: there is nothing to do.")
        return
    from trail.postgres.migration import migrate  # psycopg is an extra
    from trail.postgres.server import Server

    with closing(Server(url)) as server:
        before, now = migrate(server, ROOMS, role)
    if as_json:
        document({"database": server.name, "before": before, "now": now})
    elif before == now:
        say(f"{server.name} has the format {now} already; rights were granted anew.")
    else:
        say(f"{server.name} has now the format {now}.")
    if role is None:
        say("No role was named: whoever serves needs rights of its own, see docs/operator.md.")


@store.command()
@click.argument("origin", metavar="FROM", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("folder", metavar="TO", type=click.Path(file_okay=False, path_type=Path))
@click.option("--database", metavar="URL", help="Keep the log of the copy in this database, not in files.")
@as_json
def copy(origin: Path, folder: Path, database: str | None, as_json: bool) -> None:
    """Copy a whole store into another folder, with its log in files or in PostgreSQL, and prove the copy.

    Stop serving FROM first. Broken off, the same command goes on where it was. FROM is not changed.

    \b
    caretrail store copy /srv/caretrail /srv/caretrail-pg --database postgresql:///caretrail
    caretrail store copy /srv/caretrail-pg /srv/caretrail-file
    """
    if origin.resolve() == folder.resolve():
        fail(USAGE, "FROM and TO are the same folder.")
    with progress_of(_STEPS) as progress:
        moved = move(origin, folder, database, progress)
    insist(moved.verdict, f"The copy in {folder} is not proved, and cannot be served. Is FROM? caretrail trail verify")
    if as_json:
        document({"events": moved.events, "documents": moved.documents, "proof": moved.verdict.as_json()})
        return
    click.echo(f"PROVED  {moved.events} events, {moved.documents} documents, root {moved.verdict.root[:16]}…")
    say(f"From now on: caretrail --data {folder} serve. Do not serve {origin} any more.")
