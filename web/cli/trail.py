"""`caretrail trail`: the log, its checkpoints and its proof."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from trail.bundle.reader.verify import main as read_bundle
from trail.checkpoint import Checkpoint, NoteError, parse
from trail.errors import KeysMissing, Unreachable
from trail.origins import prove_origins
from trail.payloads import opener
from trail.reads import prove_reads
from trail.sealed import anchors_of, outside
from trail.sealed import checkpoint as sign_now
from trail.sealed import status as standing
from trail.signer import Rewritten
from trail.store import Config
from trail.stretch import Opening
from trail.tlog_proof import proof_of
from trail.verify import BROKEN, PROVED, Signed, Verdict
from trail.verify import verify as prove
from web.cli.anchor import anchor
from web.cli.context import FAILED, NOT_FOUND, USAGE, Context, as_json, document, fail, progress_bar, say
from web.cli.exporting import export
from web.cli.keys import key, rotate_key
from web.cli.log import log
from web.cli.paper import check_paper
from web.cli.recover import PUT_BACK, recover
from web.cli.report import report
from web.cli.vouched import in_words
from web.keeping.proving import kept, source

_NEXT = """
What to do now:
  1. Stop serving this store, and change nothing in {folder}.
  2. Copy the whole folder to another disk: it is the evidence.
  3. Verify the newest backup (caretrail --data BACKUP trail verify --checkpoint NOTE), with a checkpoint
     that was kept on another machine, and go on from the newest one that is proved.
  4. Tell whoever answers for the records which events are named above.\
"""


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
    last, reads = told["checkpoint"], told["access"]["size"]
    click.echo(f"events      {told['size']}\nroot        {told['root']}")
    click.echo(f"checkpoint  {last['size']} events, {last['age_s']} s ago" if last else "checkpoint  none yet")
    click.echo(f"anchored    {told['anchored']} events\nanchors     {len(told['anchors'])}")
    for one in told["outside"]:
        click.echo(f"{'LATE' if one['late'] else 'ok  '}        {in_words(one)}")
    click.echo(f"reads       {reads} in a log of their own")


@trail.command()
@click.argument("bundles", nargs=-1, type=click.Path(exists=True))
@click.option("--key", "keys", multiple=True, help="Of a bundle: a verifier key that you trust, or its file.")
@click.option("--fingerprint", "marks", multiple=True, help="Of a bundle: that of such a key.")
@click.option(
    "--checkpoint", "notes", multiple=True, type=click.Path(exists=True, dir_okay=False), help="One you kept."
)
@click.option("--payloads", is_flag=True, help="Open every payload with its key as well.")
@as_json
@click.pass_obj
def verify(
    context: Context, bundles: tuple[str, ...], keys: tuple[str, ...], marks: tuple[str, ...], notes: tuple[str, ...],
    payloads: bool, as_json: bool,
) -> None:  # fmt: skip
    """Prove that nothing was changed, or say where it was: of the store, or of a bundle that was exported.

    Ends with 0 for proved, 1 for broken, 2 where it cannot be decided. Of two bundles the earlier one comes first: the
    later one has to extend it.

    \b
    caretrail trail verify --payloads
    caretrail trail verify --checkpoint yesterday.note
    caretrail trail verify log.zip --fingerprint 1a2b3c…
    """
    if bundles:
        raise SystemExit(read_bundle([*bundles, *_options(keys, marks), *(["--json"] if as_json else [])]))
    try:
        signed = [*_kept(context), *(_note(context, path) for path in notes)]
        verdict = _with_payloads(context, signed) if payloads else _proved(context, signed, None)
        prove_reads(verdict, context.path, Config.read(context.path))
        prove_origins(verdict, context.path, Config.read(context.path))
    except Unreachable as error:
        fail(USAGE, f"{error} Nothing was proved, and nothing is broken.")
    document(verdict.as_json()) if as_json else _print(verdict)
    if verdict.verdict == BROKEN:
        say(_NEXT.format(folder=context.path))
    raise SystemExit({PROVED: 0, BROKEN: FAILED}.get(verdict.verdict, USAGE))


@trail.command()
@as_json
@click.pass_obj
def checkpoint(context: Context, as_json: bool) -> None:
    """Sign the log as it stands and keep the note among the anchors. Keep a copy elsewhere.

    \b
    caretrail trail checkpoint > yesterday.note
    """
    with context.service() as service:
        try:
            note = sign_now(service.store)
        except Rewritten as error:
            fail(FAILED, f"{error} {PUT_BACK}")
        failed = [one for one in outside(service.store) if one["failed"]]
    for one in failed:
        say(f"Not vouched for by {one['name']}: {one['failed']}.")
    signed, _ = parse(note)
    if as_json:
        document({"origin": signed.origin, "size": signed.size, "root": signed.root.hex(), "note": note})
    else:
        click.echo(note, nl=False)


@trail.command("prove")
@click.argument("position", type=click.IntRange(1, 2**53))
@click.pass_obj
def prove_one(context: Context, position: int) -> None:
    """That one event is in the log, under the first checkpoint that covers it (C2SP tlog-proof).

    \b
    caretrail trail prove 1234 > 1234.tlog-proof
    """
    with context.service(readonly=True) as service:
        try:
            proof = proof_of(service.store.log, anchors_of(service.store), position)
        except LookupError as error:
            fail(NOT_FOUND, str(error))
        except NoteError as error:
            fail(FAILED, f"Nothing is proved: {error}. What is wrong, says: caretrail trail verify")
    if proof is None:
        fail(USAGE, f"No checkpoint covers event {position} yet. Sign one: caretrail trail checkpoint")
    click.echo(proof, nl=False)


def _options(keys: tuple[str, ...], marks: tuple[str, ...]) -> list[str]:
    return [one for key in keys for one in ("--key", key)] + [one for mark in marks for one in ("--fingerprint", mark)]


def _proved(context: Context, signed: list[Signed], opening: Opening | None) -> Verdict:
    bar = progress_bar()
    task = bar.add_task("Verifying", total=None)

    def progress(done: int, total: int) -> None:
        bar.start()  # not before the work is under way: the bar's thread would keep that from forking
        bar.update(task, completed=done, total=total)

    try:
        telling = partial(opener, context.path)  # who was erased is sealed, and read where there is an erasure
        return prove(source(context.path), signed, opening, progress, os.cpu_count() or 1, telling)
    finally:
        bar.stop()


def _with_payloads(context: Context, signed: list[Signed]) -> Verdict:
    try:
        with opener(context.path):
            pass  # keys that are not there are told before the work begins
        return _proved(context, signed, partial(opener, context.path))
    except KeysMissing as error:
        fail(USAGE, f"{error} Without --payloads the rest can be proved.")


def _kept(context: Context) -> list[Signed]:
    try:
        return kept(context.path)
    except KeysMissing as error:
        fail(USAGE, str(error))


def _note(context: Context, path: str) -> Signed:
    found = _parsed(path)
    if found.origin != (origin := Config.read(context.path).origin):
        fail(USAGE, f"{path} is a checkpoint of {found.origin}; this log is {origin}.")
    return Signed(path, found.size, found.root)


def _parsed(path: str) -> Checkpoint:
    try:
        return parse(Path(path).read_text())[0]
    except (NoteError, UnicodeDecodeError) as error:
        fail(USAGE, f"{path}: {error}")


def _print(verdict: Verdict) -> None:
    click.echo(f"{verdict.verdict.upper()}  {verdict.events} events, root {verdict.root[:16]}…")
    for finding in verdict.findings[:20]:
        click.echo(f"  {finding['detail']}")
    if len(verdict.findings) > 20:
        click.echo(f"  … and {len(verdict.findings) - 20} more; --json lists them.")
    for told in verdict.proved:
        click.echo(f"  + {told}")
    for told in verdict.not_proved:
        click.echo(f"  - {told}")


for _command in (anchor, check_paper, export, key, log, recover, report, rotate_key):
    trail.add_command(_command)
