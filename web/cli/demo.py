"""`caretrail demo`: a store of invented patients, made and served."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from socket import socket
from typing import Any

import click
from click.core import ParameterSource

from trail.clock import utc_now
from trail.files import put_in_place
from trail.sealed import checkpoint
from web.access.accounts import fresh_password
from web.cli.context import FAILED, Context, as_json, default_folder, document, fail, progress_bar, say
from web.demo.clock import DemoClock
from web.demo.fill import fill, first_day
from web.demo.office import STAFF
from web.ports import address_of, listen, listen_near
from web.server import run
from web.service import Service

MARK = "demo.json"  # tells a demonstration's folder from one with real records
HOST, PORT = "127.0.0.1", 8000


@click.command()
@click.option("--patients", default=60, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
@click.option("--no-serve", is_flag=True, help="Only make the store.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="0 for any free one.")
@as_json
@click.pass_obj
def demo(context: Context, patients: int, seed: int, no_serve: bool, port: int, as_json: bool) -> None:
    """Make a store of invented patients with years of visits, and serve it.

    A store that is there already is served again, with new passwords.

    \b
    caretrail demo
    caretrail --data ./demo-data demo --patients 200 --seed 7 --no-serve
    """
    folder = _folder(context)
    if (folder / MARK).exists():
        _found(folder, patients, seed)
    else:
        _make(folder, patients, seed)
    bound = None if no_serve else _listen(port)
    url = address_of(bound) if bound else f"http://{HOST}:{port}/"
    told = {"data": str(folder), "url": url, **_sign_ins(folder)}
    document(told) if as_json else _print(told)
    if bound:
        run(folder, bound, 8, lambda url: say(f"\nOpen {url} in a browser. Ctrl-C ends it."))


def _folder(context: Context) -> Path:
    """The folder named by `--data`, or one of the demonstration's own beside the usual one."""
    folder = context.path if context.folder != default_folder() else Path(f"{context.folder}-demo")
    if folder.exists() and not folder.is_dir():
        fail(FAILED, f"{folder} is no folder; name another one with --data.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        fail(FAILED, f"{folder} holds something that is not a demonstration; name another folder with --data.")
    return folder


def _found(folder: Path, patients: int, seed: int) -> None:
    made = _made(folder)
    say(f"The demonstration in {folder} is there already, and is used again.")
    if made != {"patients": patients, "seed": seed} and _asked("patients", "seed"):
        wanted = f"It holds {made['patients']} patients of seed {made['seed']}"
        fail(FAILED, f"{wanted}. For others, name another folder with --data, or remove this one.")


def _asked(*names: str) -> bool:
    """Whether any of these options was given, and not only its default meant."""
    current = click.get_current_context()
    return any(current.get_parameter_source(name) is not ParameterSource.DEFAULT for name in names)


def _make(folder: Path, patients: int, seed: int) -> None:
    """Made beside and put in place as a whole: one that was interrupted leaves nothing half made."""
    beside = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(beside, ignore_errors=True)
    until = utc_now()
    clock = DemoClock(first_day(until))
    try:
        with Service.create(beside, "demo.caretrail.example", clock) as service, progress_bar() as bar:
            task = bar.add_task("Inventing patients", total=patients)
            fill(service, clock, until, patients, seed, lambda done: bar.update(task, completed=done))
            service.views.ready(seconds=600)
            service.reads.ready(seconds=600)
            checkpoint(service.store)
        put_in_place(beside / MARK, json.dumps({"patients": patients, "seed": seed}).encode() + b"\n")
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _made(folder: Path) -> dict[str, Any]:
    try:
        made = json.loads((folder / MARK).read_text())
        return {"patients": int(made["patients"]), "seed": int(made["seed"])}
    except (ValueError, KeyError, TypeError):
        fail(FAILED, f"{folder / MARK} is damaged. Remove the folder, and the demonstration is made again.")


def _listen(port: int) -> socket:
    """The usual port may be taken by the newcomer's other work; one that was asked for must be free."""
    if _asked("port"):
        return listen(HOST, port)
    bound = listen_near(HOST, port)
    if (other := bound.getsockname()[1]) != port:
        say(f"Another program has port {port}; this one takes {other}.")
    return bound


def _sign_ins(folder: Path) -> dict[str, Any]:
    """New passwords at every start: nobody needs to remember those of a demonstration."""
    with Service.open(folder) as service:
        sign_ins = [{"name": login, "role": role, "password": fresh_password()} for login, _, role in STAFF]
        for one in sign_ins:
            service.accounts.set_password(one["name"], one["password"])
        events = service.store.log.position
    return {"patients": _made(folder)["patients"], "events": events, "sign_ins": sign_ins}


def _print(told: dict[str, Any]) -> None:
    say(f"{told['patients']} invented patients, {told['events']} events, in {told['data']}\n")
    click.echo(f"{told['url']}\n\nSign in as")
    for one in told["sign_ins"]:
        click.echo(f"  {one['name']:<8} {one['password']:<18} {one['role']}")
