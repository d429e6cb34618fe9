"""`caretrail doctor`: is this machine fit for a store, and the store for use?"""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator

import click

from trail.keys import KeysMissing
from trail.sealed import standing
from trail.store import NoStore, StoreLocked
from web.cli.context import FAILED, Context, as_json, document
from web.service import Service

Check = dict[str, str]
_LEAST_FREE = 10**9  # octets
_SIGNS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


@click.command()
@as_json
@click.pass_obj
def doctor(context: Context, as_json: bool) -> None:
    """Versions, permissions, disk, keys, views and checkpoints, and what to do where something is amiss.

    \b
    caretrail doctor
    """
    checks = [*_machine(), *_folder(context), *_store(context)]
    if as_json:
        document({"checks": checks})
    for one in () if as_json else checks:
        click.echo(
            f"{_SIGNS[one['state']]}  {one['name']:<12}{one['detail']}{'  → ' + one['fix'] if one['fix'] else ''}"
        )
    raise SystemExit(FAILED if any(one["state"] == "fail" for one in checks) else 0)


def _check(name: str, good: bool, detail: str, fix: str, otherwise: str = "fail") -> Check:
    return {"name": name, "state": "ok" if good else otherwise, "detail": detail, "fix": "" if good else fix}


def _machine() -> Iterator[Check]:
    yield _check("python", sys.version_info >= (3, 11), sys.version.split()[0], "Use Python 3.11 or later.")
    new = sqlite3.sqlite_version_info >= (3, 37)
    yield _check("sqlite", new, sqlite3.sqlite_version, "Use SQLite 3.37 or later.")


def _folder(context: Context) -> Iterator[Check]:
    folder = context.path
    yield _check("folder", folder.is_dir(), str(folder), f"Make a store: caretrail --data {folder} init")
    if folder.is_dir():
        mode = stat.S_IMODE(folder.stat().st_mode)
        yield _check("permissions", not mode & 0o077, f"{mode:o}", f"chmod 700 {folder}", "warn")
        free = shutil.disk_usage(folder).free
        yield _check("disk", free > _LEAST_FREE, f"{free / 1e9:.1f} GB free", "Make room.", "warn")


def _store(context: Context) -> Iterator[Check]:
    try:
        with context.service(readonly=True) as service:
            yield from _inside(service)
    except (NoStore, KeysMissing, StoreLocked) as error:
        yield _check("store", False, str(error), "Restore what is missing from the backup.")


def _inside(service: Service) -> Iterator[Check]:
    now = standing(service.store)
    yield _check("keys", True, "the master key opens the data keys", "")
    behind = service.views.ready()
    yield _check("views", behind == 0, f"{behind} events behind", "Wait, or: caretrail views rebuild", "warn")
    newer = now.size - now.signed
    yield _check("checkpoint", newer == 0, f"{newer} events not signed yet", "caretrail trail checkpoint", "warn")
    yield _check("anchors", now.anchors > 0, f"{now.anchors} notes", "Keep checkpoints on another machine.", "warn")
