"""The command line, given in a test, and a store for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from psycopg import connect

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import everything
from tests.support.stores import as_owner, created
from trail.store import Config
from web.cli import main

Harm = Callable[[Path], object]


def caretrail(folder: Path, *words: str, actor: str | None = None, **env: str) -> Result:
    """Run it on the store in a folder; `stdout`, `stderr` and `exit_code` are what became of it."""
    who = ("--as", actor) if actor else ()
    told = {"CARETRAIL_DATA": None, "CARETRAIL_ACTOR": None, "NO_COLOR": "1", **env}
    done = CliRunner().invoke(main, ["--data", str(folder), *who, *words], env=told)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def answer(folder: Path, *words: str, actor: str | None = None) -> Any:
    """The JSON document that it writes, where all is well."""
    done = caretrail(folder, *words, actor=actor)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def answers(folder: Path, *words: str, actor: str | None = None) -> list[Any]:
    """The same of NDJSON."""
    done = caretrail(folder, *words, actor=actor)
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def office(folder: Path, database: str | None = None) -> Path:
    """A store in which everything has happened; Sam administers it, and Amal may look."""
    with created(folder, "test.example/log", StandingClock(NOON), database) as service:
        everything(service)
        service.personnel.add("sam", "Sam Owusu", "admin", service.system())
        service.personnel.add("amal", "Amal Haddad", "auditor", service.system())
    return folder


def run(folder: Path, statement: str) -> None:
    """What the owner of the database may do to it."""
    with connect(as_owner(str(Config.read(folder).database)), autocommit=True) as db:
        db.execute(statement.encode())
