"""`caretrail witness`: on another machine, it has seen the log only ever grow, and signs that."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click
from flask import Flask

from trail.checkpoint import NoteError, fingerprint, grouped, read_key
from trail.witness.folder import Witness
from web.cli.context import USAGE, as_json, document, fail, say
from web.cli.keys import key_in
from web.ports import listen
from web.server import serve as serve_pages
from web.witnessing import create_app

_FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.group()
def witness() -> None:
    """A witness of logs: it needs no store, and stands on another machine than the logs that it watches."""


@witness.command()
@_FOLDER
@click.option("--name", required=True, help="Its name, for ever, such as witness.example/clinic.")
@click.option("--log", "logs", multiple=True, metavar="KEY", help="Verifier key of a log, or a file with it.")
@as_json
def init(folder: Path, name: str, logs: tuple[str, ...], as_json: bool) -> None:
    """Make a witness, with a key of its own.

    \b
    caretrail witness init /srv/witness --name witness.example/clinic --log clinic.key
    """
    if not name or any(letter.isspace() or letter == "+" for letter in name):
        fail(USAGE, "--name: a name such as witness.example/clinic, without spaces and plus signs.")
    try:
        made = Witness.create(folder, name, [key_in(log) for log in logs])
    except NoteError as error:
        fail(USAGE, f"--log: {error}.")
    _tell(made, as_json)


@witness.command()
@_FOLDER
@as_json
def key(folder: Path, as_json: bool) -> None:
    """The witness's verifier key, and its fingerprint for paper.

    \b
    caretrail witness key /srv/witness > witness.key
    """
    _tell(Witness(folder), as_json)


@witness.command()
@_FOLDER
@click.argument("log", metavar="KEY")
def trust(folder: Path, log: str) -> None:
    """Watch one log more, or let one that is watched sign with another key. The witness may be running.

    \b
    caretrail witness trust /srv/witness clinic.key
    """
    try:
        Witness(folder).trust(key_in(log))
        say(f"{read_key(key_in(log))[0]} is watched, with this key.")
    except NoteError as error:
        fail(USAGE, f"{log}: {error}.")


@witness.command()
@_FOLDER
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8100, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one.")
def serve(folder: Path, host: str, port: int) -> None:
    """Answer logs until SIGTERM.

    \b
    caretrail witness serve /srv/witness --port 8100
    """
    _, close = _opened(folder)  # what is wrong with it is told before anything is begun
    close()
    bound = listen(host, port)
    serve_pages(partial(_opened, folder), bound, 4, lambda url: say(f"Witnessing at {url}"))


def _opened(folder: Path) -> tuple[Flask, partial[None]]:
    made = Witness(folder)
    made.begin()
    return create_app(made), partial(made.end)


def _tell(made: Witness, as_json: bool) -> None:
    found = made.verifier_key
    if as_json:
        document({"name": made.name, "verifier_key": found, "fingerprint": fingerprint(found), "logs": made.logs})
    else:
        click.echo(f"{found}\n{grouped(fingerprint(found))}")
