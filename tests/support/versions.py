"""Another version of the program: a copy of its four folders with something changed, and a command of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "static")


class Version(NamedTuple):
    """`environment` has a `bin/caretrail`, as one has that it was installed into."""

    environment: Path
    code: Path

    def run(self, program: str, *words: str) -> str:
        """What a program of this version prints."""
        env = {**os.environ, "PYTHONPATH": str(self.code)}
        run = [sys.executable, "-P", "-c", program, *words]
        done = subprocess.run(run, cwd=self.environment, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout


def another(environment: Path, changes: Mapping[str, tuple[str, str]]) -> Version:
    """`changes`: by file, what stands there and what stands there instead."""
    code, command = environment / "code", environment / "bin" / "caretrail"
    for name in ("domain", "trail", "projections", "web"):
        shutil.copytree(ROOT / name, code / name, ignore=_LEFT_OUT)
    for name, (old, new) in changes.items():
        text = (code / name).read_text()
        assert text.count(old) == 1, f"{name}: {old}"
        (code / name).write_text(text.replace(old, new))
    command.parent.mkdir()
    start = "from web.cli import main; main()"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{code}" exec "{sys.executable}" -P -c "{start}" "$@"\n')
    command.chmod(0o755)
    return Version(environment, code)
