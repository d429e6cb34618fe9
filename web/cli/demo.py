"""`caretrail demo`: a store of invented patients, made and served."""

from __future__ import annotations

import json
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from trail.clock import utc_now
from trail.sealed import checkpoint
from web.cli.context import FAILED, Context, as_json, default_folder, document, fail, say
from web.demo.fill import fill, first_day
from web.demo.office import STAFF, DemoClock
from web.server import run
from web.service import Service

MARK = "demo.json"  # tells a demonstration's folder from one with real records


@click.command()
@click.option("--patients", default=60, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
@click.option("--no-serve", is_flag=True, help="Only make the store.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@as_json
@click.pass_obj
def demo(context: Context, patients: int, seed: int, no_serve: bool, port: int, as_json: bool) -> None:
    """Make a store of invented patients with years of visits, and serve it.

    \b
    caretrail demo
    caretrail --data ./demo-data demo --patients 200 --seed 7 --no-serve
    """
    folder = _folder(context)
    if not (folder / MARK).exists():
        _make(folder, patients, seed)
    told = _sign_ins(folder)
    url = f"http://127.0.0.1:{port}/"
    if as_json:
        document({"data": str(folder), "url": url, **told})
    else:
        _print(folder, told)
    if not no_serve:
        run(folder, "127.0.0.1", port, 8, lambda bound: say(f"\nOpen {bound} in a browser. Ctrl-C ends it."))


def _folder(context: Context) -> Path:
    """The folder named by `--data`, or one of the demonstration's own beside the usual one."""
    folder = context.path if context.folder != default_folder() else Path(f"{context.folder}-demo")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        fail(FAILED, f"{folder} holds something that is not a demonstration; name another folder with --data.")
    return folder


def _make(folder: Path, patients: int, seed: int) -> None:
    until = utc_now()
    clock = DemoClock(first_day(until))
    console = Console(stderr=True)
    with Service.create(folder, "demo.caretrail.example", clock) as service, Progress(console=console) as bar:
        task = bar.add_task("Inventing patients", total=patients)
        fill(service, clock, until, patients, seed, lambda done: bar.update(task, completed=done))
        service.views.ready(seconds=600)
        checkpoint(service.store)
    (folder / MARK).write_text(json.dumps({"patients": patients, "seed": seed}) + "\n")


def _sign_ins(folder: Path) -> dict[str, Any]:
    """New passwords at every start: nobody needs to remember those of a demonstration."""
    with Service.open(folder) as service:
        sign_ins = [{"name": login, "role": role, "password": token_urlsafe(9)} for login, _, role in STAFF]
        for one in sign_ins:
            service.accounts.set_password(one["name"], one["password"])
        made = json.loads((folder / MARK).read_text())
        return {"patients": made["patients"], "events": service.store.log.position, "sign_ins": sign_ins}


def _print(folder: Path, told: dict[str, Any]) -> None:
    say(f"{told['patients']} invented patients, {told['events']} events, in {folder}\n")
    click.echo("Sign in as")
    for one in told["sign_ins"]:
        click.echo(f"  {one['name']:<8} {one['password']:<14} {one['role']}")
