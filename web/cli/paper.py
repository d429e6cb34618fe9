"""`caretrail trail check-paper`: what stands in the foot of a print, held against the log."""

from __future__ import annotations

import sys

import click

from trail.paper import LARGER, MATCHES, MOST_SCANNED, NO_SUCH_ROOT, Unreadable, held, read
from trail.rotation import keys_of
from web.cli.context import FAILED, USAGE, Context, as_json, document, fail

_ENDS = {MATCHES: 0, NO_SUCH_ROOT: FAILED, LARGER: FAILED}
_WHOLE = "That the entries have this root, proves: caretrail trail verify"


@click.command("check-paper")
@click.argument("text", nargs=-1)
@as_json
@click.pass_obj
def check_paper(context: Context, text: tuple[str, ...], as_json: bool) -> None:
    """Does this log have the checkpoint that a print stands on? TEXT is what its code says, or the foot as it reads.

    Without TEXT it is read from standard input. Ends with 0 where it matches, 1 where the log has no such root or is
    shorter, 2 where it cannot be read or is of another log.

    \b
    caretrail trail check-paper 1,234 root 1A2B 3C4D 5E6F 7081
    caretrail trail check-paper < scanned.txt
    """
    with context.service(readonly=True) as service:
        try:
            paper = read(" ".join(text) or sys.stdin.read(MOST_SCANNED + 1))
        except Unreadable as no:
            fail(USAGE, str(no))
        answer = held(paper, service.store.log, keys_of(service.store)[0])
    if as_json:
        document({"verdict": answer.verdict, "told": answer.told, "size": paper.size, "root": paper.root})
    else:
        click.echo(f"{answer.verdict.upper()}  {answer.told}")
        if answer.verdict == MATCHES:
            click.echo(_WHOLE)
    raise SystemExit(_ENDS.get(answer.verdict, USAGE))
