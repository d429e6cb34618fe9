"""`caretrail doctor`: is this machine fit for a store, and the store for use?"""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click

from trail.errors import KeysMissing, NoStore, StoreError, Unreachable, of_database
from trail.lock import StoreLocked
from trail.rotation import NEXT
from trail.sealed import shared_of, signer_of, standing
from trail.signed import last_signed
from trail.signer import KEY
from trail.store import Store
from web.cli.checks import Check, check
from web.cli.context import FAILED, Context, as_json, document
from web.cli.notifying import mailed
from web.cli.outgrown import outgrown
from web.cli.providing import provided
from web.cli.vouched import vouched
from web.keeping.backing_up import BACKED_UP
from web.service import Service

_LEAST_FREE = 10**9  # octets
_OLDEST = 36 * 3600  # seconds since the last backup
_SECRETS = (
    "trail.db",
    "keys.db",
    "master.key",
    "signing.key",
    "credentials.db",
    "requests.db",
    "views.db",
    "config.toml",
)
_SIGNS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}
_LOST = "Restore it from the backup. If there is none: docs/operator.md, Another key"
_FIRST = "caretrail trail checkpoint makes one"
_BROKEN = (NoStore, KeysMissing, StoreError, sqlite3.Error, OSError)


@click.command()
@as_json
@click.pass_obj
def doctor(context: Context, as_json: bool) -> None:
    """Is this machine fit, and the store in order?

    Versions, paths, permissions, disk, keys, views, checkpoints, backup; and what to do where something is amiss.
    Ends with 1 where something fails.

    \b
    caretrail --data /srv/caretrail doctor
    """
    checks = [*_machine(), *_folder(context.path), *_store(context)]
    if as_json:
        document({"checks": checks})
    for one in () if as_json else checks:
        fix = f"  → {one['fix']}" if one["fix"] else ""
        click.echo(f"{_SIGNS[one['state']]}  {one['name']:<12}{one['detail']}{fix}")
    raise SystemExit(FAILED if any(one["state"] == "fail" for one in checks) else 0)


def _machine() -> Iterator[Check]:
    yield check("caretrail", True, version("caretrail"), "")
    yield check("python", sys.version_info >= (3, 11), sys.version.split()[0], "Use Python 3.11 or later.")
    new = sqlite3.sqlite_version_info >= (3, 37)
    yield check("sqlite", new, sqlite3.sqlite_version, "Use SQLite 3.37 or later.")


def _folder(folder: Path) -> Iterator[Check]:
    yield check("folder", folder.is_dir(), str(folder), f"Make a store: caretrail --data {folder} init")
    if folder.is_dir():
        mode = stat.S_IMODE(folder.stat().st_mode)
        yield check("permissions", not mode & 0o077, f"{mode:o}", f"chmod 700 {folder}", "warn")
        open_ones = [name for name in _SECRETS if _others_may(folder / name)]
        told = f"{', '.join(open_ones)} can be read by others" if open_ones else "nobody else can read them"
        yield check("files", not open_ones, told, f"chmod 600 {' '.join(str(folder / one) for one in open_ones)}")
        free = shutil.disk_usage(folder).free
        yield check("disk", free > _LEAST_FREE, f"{free / 1e9:.1f} GB free", "Make room.", "warn")
        yield _backup(folder / BACKED_UP)


def _others_may(path: Path) -> bool:
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _backup(mark: Path) -> Check:
    fix = f"caretrail --data {mark.parent} backup TO --keys TO2; made otherwise, say so: touch {mark}"
    if not mark.exists():
        return check("backup", False, "none is known of", fix, "warn")
    age = time.time() - mark.stat().st_mtime
    return check("backup", age < _OLDEST, f"{age / 3600:.0f} hours ago", fix, "warn")


def _store(context: Context) -> Iterator[Check]:
    """What needs the store to be opened; for reading, so that a server may have it meanwhile."""
    try:
        with context.service(readonly=True) as service:
            yield from _inside(service)
    except Unreachable as error:
        yield check("store", False, str(error), "Is PostgreSQL running, and may this host sign in there?")
    except StoreLocked as error:
        yield check("store", False, str(error), "Stop the other program, or wait.")
    except Exception as error:
        told = error if isinstance(error, _BROKEN) else of_database(error)
        if told is None:
            raise
        yield check("store", False, str(told).partition("\n")[0], "Restore what is missing or damaged from the backup.")


def _inside(service: Service) -> Iterator[Check]:
    now = standing(service.store)
    yield check("log", True, f"{now.size} events of {service.store.config.origin}", "")
    yield check("keys", True, "the master key opens the data keys", "")
    yield _signer(service)
    if (service.folder / NEXT).exists():
        yield check("rotation", False, "another key was begun with", "Finish it: caretrail trail rotate-key", "warn")
    behind = service.views.ready()
    yield check("views", behind == 0, f"{behind} events behind", "Wait, or: caretrail views rebuild", "warn")
    yield from _place(service.store)
    newer = now.size - now.signed
    yield check("checkpoint", newer == 0, f"{newer} events not signed yet", "caretrail trail checkpoint", "warn")
    yield check("anchors", now.anchors > 0, f"{now.anchors} kept", "Keep checkpoints on another machine.", "warn")
    yield from vouched(service.store)
    yield from mailed(service)
    yield from provided(service.folder)


def _place(store: Store) -> Iterator[Check]:
    if store.backend.shared:
        from trail.postgres.backend import Shared  # psycopg is an extra
        from web.cli.shared import shared

        assert isinstance(store.backend, Shared)
        yield from shared(store, store.backend.server)
    else:
        yield from outgrown(store)
    yield from _documents(store)


def _documents(store: Store) -> Iterator[Check]:
    """Where hosts keep them; those in a store's own folder are looked at with it."""
    if (place := store.config.attachments) is None:
        if store.backend.shared:
            fix = 'Name a folder or bucket that all hosts share in config.toml: attachments = "/…" or "s3://…"'
            yield check("documents", False, "kept on this host only", fix, "warn")
        return
    try:
        store.attachments.blobs.look()
    except StoreError as error:
        yield check("documents", False, place, f"{error}. See docs/operator.md, Documents on S3")
    else:
        yield check("documents", True, place, "")


def _signer(service: Service) -> Check:
    """Asking makes the key where there is none, which a look must not do."""
    if not (service.folder / KEY).exists() and not last_signed(service.folder, service.store.config.origin):
        hosts = shared_of(service.store)
        fix = "Copy signing.key from the host that signs" if hosts and hosts.verifier_key() else _FIRST
        return check("signer", False, "no signing key here", fix, "warn")
    try:
        return check("signer", True, signer_of(service.store).verifier_key, "")
    except KeysMissing as error:
        return check("signer", False, str(error), _LOST)
