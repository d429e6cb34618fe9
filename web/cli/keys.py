"""`caretrail trail key`: by which a checkpoint of this log is told from any other."""

from __future__ import annotations

from pathlib import Path

import click

from trail.checkpoint import fingerprint, grouped
from trail.rotation import rotate
from trail.sealed import verifier_key_of
from trail.signer import Rewritten
from web.cli.context import FAILED, NOT_FOUND, Context, as_json, document, fail, say
from web.cli.recover import PUT_BACK


def key_in(told: str) -> str:
    """A verifier key, or the first line of a file that `caretrail trail key` has written."""
    path = Path(told)
    return path.read_text(encoding="utf-8").partition("\n")[0].strip() if path.is_file() else told


@click.command()
@as_json
@click.pass_obj
def key(context: Context, as_json: bool) -> None:
    """The verifier key, and its fingerprint for paper.

    A file with this output can be given wherever a key is asked for.

    \b
    caretrail trail key > clinic.key
    """
    with context.service(readonly=True) as service:
        found = verifier_key_of(service.store)
    if found is None:
        fail(
            NOT_FOUND, "There is no signing key here. One is made with the first checkpoint: caretrail trail checkpoint"
        )
    if as_json:
        document({"verifier_key": found, "fingerprint": fingerprint(found)})
    else:
        click.echo(f"{found}\n{grouped(fingerprint(found))}")


@click.command("rotate-key")
@as_json
@click.pass_obj
def rotate_key(context: Context, as_json: bool) -> None:
    """Sign with another key from now on; a checkpoint that both have signed leads from the old one to it.

    Broken off, the same command goes on where it was. Tell each witness of the new key afterwards.

    \b
    caretrail trail rotate-key
    """
    with context.service() as service:
        try:
            done = rotate(service.store)
        except Rewritten as error:
            fail(FAILED, f"{error} {PUT_BACK}")
    if as_json:
        document({"was": done.was, "verifier_key": done.now, "fingerprint": fingerprint(done.now), "note": done.note})
        return
    click.echo(f"{done.now}\n{grouped(fingerprint(done.now))}")
    say("The old key is gone. Witnesses sign for the new one once they are told: caretrail witness trust FOLDER KEY")
