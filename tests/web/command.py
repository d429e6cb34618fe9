"""The command line, given in a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from web.cli import main


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
