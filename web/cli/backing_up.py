"""`caretrail backup` and `caretrail restore`: a store kept elsewhere, and put back from there."""

from __future__ import annotations

from pathlib import Path

import click

from web.cli.context import USAGE, Context, as_json, document, fail, insist, progress_of, say
from web.cli.recover import read_note
from web.keeping.backing_up import back_up
from web.keeping.restoring import Restored
from web.keeping.restoring import restore as put_back

_FOLDER = click.Path(file_okay=False, path_type=Path)
_THERE = click.Path(exists=True, file_okay=False, path_type=Path)
_BACKUP = {"events": "Copying events", "documents": "Copying documents", "proved": "Proving the backup"}
_RESTORE = {"documents": "Copying documents", "log": "Copying the log", "proved": "Proving the store"}
_KEYLESS = (
    "This backup has no keys: without keys.db, master.key and signing.key nobody can read it or go on from it. "
    "Back them up to another place: --keys"
)


@click.command()
@click.argument("to", metavar="TO", type=_FOLDER)
@click.option("--keys", metavar="TO2", type=_FOLDER, help="Keep the keys here, on another disk than TO.")
@as_json
@click.pass_obj
def backup(context: Context, to: Path, keys: Path | None, as_json: bool) -> None:
    """Take a backup into the folder TO, and prove it. The store may be served meanwhile.

    The log, the log of reads, passwords, documents and checkpoints, as they stood at one moment, in files whatever
    the store is kept in. Broken off, the same command goes on where it was; until it is proved, TO is no backup.

    \b
    caretrail --data /srv/caretrail backup /mnt/a/2026-11-30 --keys /mnt/b/2026-11-30
    """
    if keys and keys.resolve() == to.resolve():
        fail(USAGE, "Keys that lie beside the log protect nothing: name another folder, on another disk.")
    with progress_of(_BACKUP) as progress:
        told, verdict = back_up(context.path, to, keys, progress)
    insist(verdict, f"The backup in {to} is not proved, and is none. Is the store? caretrail trail verify")
    if as_json:
        document({**told.as_json(), "proof": verdict.as_json()})
    else:
        click.echo(f"PROVED  {told.size} events, {told.documents} documents, root {told.root[:16]}…")
    if keys is None:
        say(_KEYLESS)


@click.command()
@click.argument("origin", metavar="FROM", type=_THERE)
@click.argument("to", metavar="TO", type=_FOLDER)
@click.option("--keys", metavar="FROM2", type=_THERE, help="Where its keys were kept, or newer ones.")
@click.option(
    "--checkpoint", "notes", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The newest that was kept elsewhere, or that a witness has.",
)  # fmt: skip
@as_json
def restore(origin: Path, to: Path, keys: Path | None, notes: tuple[Path, ...], as_json: bool) -> None:
    """Put a store back from the backup in FROM, into the folder TO, and prove it.

    Nothing is ever put over a store that is there. With a checkpoint that was kept elsewhere, the signer knows how
    much had been signed, and refuses to go on from less.

    \b
    caretrail restore /mnt/a/2026-11-30 /srv/caretrail-new --keys /mnt/b/2026-11-30 --checkpoint newest.note
    """
    if keys is None:
        fail(USAGE, "Say where the keys of this backup are: --keys FROM2")
    with progress_of(_RESTORE) as progress:
        done = put_back(origin, keys, to, [read_note(path) for path in notes], progress)
    insist(done.verdict, f"What was put back into {to} is not proved, and cannot be served. Take another backup.")
    if as_json:
        told = {"signed": done.signed, "erased_since": list(done.erased), "proof": done.verdict.as_json()}
        document({**done.backup.as_json(), **told})
    else:
        click.echo(f"PROVED  {done.backup.size} events as of {done.backup.made}, root {done.backup.root[:16]}…")
    _warn(done, to)


def _warn(done: Restored, to: Path) -> None:
    for record in done.erased:
        say(f"Record {record} was erased after this backup. Its key is gone; erase it again before anybody is served.")
    if done.behind:
        lost = done.signed - done.backup.size
        say(f"{done.signed} events had been signed for, {lost} more than this backup has: it is not signed any more.")
        say("If there is no newer backup: docs/operator.md, Going on from an older backup.")
    else:
        say("What was recorded, and who was erased, after this backup is not in it: docs/operator.md, Restore.")
        say(f"From now on: caretrail --data {to} serve. Do not serve the old store any more.")
