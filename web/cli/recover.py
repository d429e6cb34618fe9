"""`caretrail trail recover`: going on from an older backup, so that everybody can see that this was done."""

from __future__ import annotations

from pathlib import Path

import click

from trail.checkpoint import NoteError, parse
from web.cli.context import USAGE, Context, as_json, document, fail, say
from web.keeping.recovering import recover as begin_again

PUT_BACK = (
    "Either an older backup was put in place of this log, or somebody took events out of it or changed them. Nothing "
    "is signed until that is settled. Which events are wrong, says: caretrail trail verify. If there is a newer "
    "backup, put that in place. If there is none: caretrail trail recover --help"
)


@click.command()
@click.argument("to", metavar="TO", type=click.Path(file_okay=False, path_type=Path))
@click.option("--accept-rollback", is_flag=True, help="Yes, what was recorded after this backup is lost.")
@click.option(
    "--checkpoint", "notes", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="One that was kept elsewhere, or that a witness has.",
)  # fmt: skip
@click.option("--database", metavar="URL", help="Keep the new log in this empty PostgreSQL database, not in files.")
@as_json
@click.pass_obj
def recover(
    context: Context, to: Path, accept_rollback: bool, notes: tuple[Path, ...], database: str | None, as_json: bool
) -> None:
    """Go on from an older backup: begin a log of another name in the folder TO.

    Its first entry cites what had been signed of the old log, so that nobody can take the new one for it. All events
    stand there at their old positions. The old folder is not changed: keep it, it is the evidence.

    \b
    caretrail --data /srv/caretrail trail recover /srv/caretrail-2 --accept-rollback
    """
    if not accept_rollback:
        fail(USAGE, "What was recorded after this backup stays lost. If there is no newer one: --accept-rollback")
    done = begin_again(context.path, to, [read_note(path) for path in notes], database)
    if as_json:
        told = {"size": done.signed.size, "root": done.signed.root.hex()}
        document({"origin": done.origin, "events": done.events, "signed": told, "proof": done.verdict.as_json()})
        return
    lost = max(0, done.signed.size - done.events)
    click.echo(f"PROVED  {done.events} events of {done.origin}; {lost} that were signed for are lost")
    say(f"From now on: caretrail --data {to} serve. Do not serve {context.path} any more, and keep it.")
    say("The new log has a key of its own: caretrail --data TO trail key. Give it to witnesses and auditors.")


def read_note(path: Path) -> str:
    """Ends the program where it is no checkpoint."""
    try:
        parse(note := path.read_text(encoding="utf-8"))
    except (NoteError, UnicodeDecodeError) as error:
        fail(USAGE, f"{path}: {error}.")
    return note
