"""`caretrail trail`: the log, its checkpoints and its proof."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from trail.checkpoint import NoteError, parse
from trail.rows import Row
from trail.sealed import checkpoint as sign_now
from trail.sealed import status as standing
from trail.signer import Rewritten
from trail.verify import BROKEN, PROVED, Opener, Signed, Verdict
from trail.verify import verify as prove
from web.cli.context import FAILED, USAGE, Context, as_json, document, fail
from web.proving import kept
from web.service import Service


@click.group()
def trail() -> None:
    """The log: where it stands, its checkpoints, its proof."""


@trail.command()
@as_json
@click.pass_obj
def status(context: Context, as_json: bool) -> None:
    """Size, root, last checkpoint and anchors.

    \b
    caretrail trail status
    """
    with context.service(readonly=True) as service:
        told = standing(service.store)
    if as_json:
        document(told)
        return
    last = told["checkpoint"]
    click.echo(f"events      {told['size']}\nroot        {told['root']}")
    click.echo(f"checkpoint  {last['size']} events, {last['age_s']} s ago" if last else "checkpoint  none yet")
    click.echo(f"anchors     {len(told['anchors'])}")


@trail.command()
@click.option(
    "--checkpoint", "notes", multiple=True, type=click.Path(exists=True, dir_okay=False), help="One you kept."
)
@click.option("--payloads", is_flag=True, help="Open every payload with its key as well.")
@as_json
@click.pass_obj
def verify(context: Context, notes: tuple[str, ...], payloads: bool, as_json: bool) -> None:
    """Prove that nothing was changed, or say where it was.

    Ends with 0 for proved, 1 for broken, 2 where it cannot be decided.

    \b
    caretrail trail verify --payloads
    """
    signed = [*kept(context.path), *map(_note, notes)]
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Verifying", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        if payloads:
            with context.service(readonly=True) as service:
                verdict = prove(context.path / "trail.db", signed, _opener(service), progress)
        else:
            verdict = prove(context.path / "trail.db", signed, progress=progress)
    document(verdict.as_json()) if as_json else _print(verdict)
    raise SystemExit({PROVED: 0, BROKEN: FAILED}.get(verdict.verdict, USAGE))


@trail.command()
@click.pass_obj
def checkpoint(context: Context) -> None:
    """Sign the log as it stands and keep the note among the anchors. Keep a copy elsewhere.

    \b
    caretrail trail checkpoint > yesterday.note
    """
    with context.service() as service:
        try:
            click.echo(sign_now(service.store), nl=False)
        except Rewritten as error:
            fail(FAILED, str(error))


def _opener(service: Service) -> Opener:
    return lambda row: service.store.log.opened(Row(row[0], row[1], row[2], row[3], row[4], row[6]))


def _note(path: str) -> Signed:
    try:
        found, _ = parse(Path(path).read_text())
    except (NoteError, UnicodeDecodeError) as error:
        fail(USAGE, f"{path}: {error}")
    return Signed(path, found.size, found.root)


def _print(verdict: Verdict) -> None:
    click.echo(f"{verdict.verdict.upper()}  {verdict.events} events, root {verdict.root[:16]}…")
    for finding in verdict.findings[:20]:
        click.echo(f"  {finding['detail']}")
    for told in verdict.proved:
        click.echo(f"  + {told}")
    for told in verdict.not_proved:
        click.echo(f"  - {told}")
