"""An environment of its own for each peer, made once and kept: pinned packages, from the index that pip is told of."""

from __future__ import annotations

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

REQUIREMENTS = Path(__file__).with_name("requirements")


class NotMade(Exception):
    """What pip or venv said."""


def python(name: str, kept: Path | None = None) -> Path:
    """The interpreter of a peer's environment, which is made where it is not there; `NotMade`."""
    pinned = REQUIREMENTS / f"{name}.txt"
    mark = sha256(pinned.read_bytes() + sys.version.encode()).hexdigest()[:10]
    folder = (kept or user_cache_path("caretrail") / "peers") / f"{name}-{mark}"
    found, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(found), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(pinned))
        ready.touch()
    return found


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotMade((done.stderr or done.stdout).strip().splitlines()[-1])
