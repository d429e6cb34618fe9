"""`caretrail replay`: which values of which files another version would show differently."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click

from domain.permissions import May
from trail.store import Store
from web.cli.context import FAILED, USAGE, Context, as_json, fail, line, progress_of, say
from web.cli.noting import note
from web.keeping.replaying import Different, answer, other
from web.keeping.replaying import replay as replayed
from web.service import Service

_STEPS = {"records": "Folding records"}
Show = Callable[[Different], None]


@click.command()
@click.option("--against", metavar="NEW", type=click.Path(path_type=Path), help="Its environment, or its command.")
@click.option("--values", is_flag=True, help="What stands there, too; takes --as, and stands in the log of reads.")
@click.option("--upto", type=click.IntRange(1), metavar="POSITION", help="As of this position; without it, all of it.")
@click.option("--answer", "answers", is_flag=True, hidden=True, help="How another version asks this one.")
@as_json
@click.pass_obj
def replay(
    context: Context, against: Path | None, values: bool, upto: int | None, answers: bool, as_json: bool
) -> None:
    """Fold every record with this version and with NEW, over the same log, and name each value that would differ.

    The log is only read; it may be served meanwhile. Ends with 1 where anything differs. With --json, a line of JSON
    for each value, and one with the counts at the end.

    \b
    python3 -m venv /opt/caretrail-next    # and install the new version there, then:
    caretrail --data /srv/caretrail replay --against /opt/caretrail-next
    """
    if answers:
        _answer(context.path, upto)
    elif against is None:
        fail(USAGE, "Name the other version: --against NEW")
    else:
        _compare(context, against, upto, _shower(as_json, values), as_json, values)


def _answer(folder: Path, upto: int | None) -> None:
    store = Store.open(folder, readonly=True)
    try:
        for told in answer(store, upto or store.log.position, sys.stdin, version("caretrail")):
            sys.stdout.buffer.write(told)
        sys.stdout.buffer.flush()
    finally:
        store.close()


def _compare(context: Context, against: Path, upto: int | None, show: Show, as_json: bool, values: bool) -> None:
    counted, records = Counter[str](), 0
    with context.service(readonly=True) as service, progress_of(_STEPS) as progress:
        end, noted = upto or service.store.log.position, _noted(context, service) if values else None

        def told(done: int, total: int) -> None:
            nonlocal records
            records = done
            progress("records", done, total)

        with other(against, context.path, service.store, end) as new:
            for one in replayed(service.store, end, new, told):
                if noted and one.record not in counted:
                    noted(one.record)
                counted[one.record] += 1
                show(one)
    summary = {"records": records, "position": end, "different_records": len(counted), "different": counted.total()}
    if as_json:
        line({**summary, "here": version("caretrail"), "there": new.version})
    else:
        _say(summary, new.version)
    raise SystemExit(FAILED if counted else 0)


def _noted(context: Context, service: Service) -> Callable[[str], None]:
    account = context.acting(service, May.LOOK_BACK)
    return lambda record: note(context, service, account, "record", [record])


def _shower(as_json: bool, values: bool) -> Show:
    """A line for each; without `values` nothing of what stands there is told."""

    def show(one: Different) -> None:
        seen = {"here": one.here, "there": one.there} if values else {}
        if as_json:
            line({"record": one.record, "place": one.place, **seen})
        else:
            told = f": {one.here or 'nothing'} → {one.there or 'nothing'}" if values else ""
            click.echo(f"{one.record}  {one.place}{told}")

    return show


def _say(summary: dict[str, int], there: str) -> None:
    here = version("caretrail")
    if summary["different"]:
        of = f"{summary['different_records']} of {summary['records']} records"
        say(f"{summary['different']} values of {of} would differ: {here} here, {there} there.")
    else:
        say(f"{summary['records']} records are the same in {here} and in {there}, up to event {summary['position']}.")
