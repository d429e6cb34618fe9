"""What we stand on: each with its hash, under a licence that lets us, and with no fault that is known."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
SHIPPED = [lock for lock in LOCKS if lock.stem != "dev"]
_MAY = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|BSD|BSD-[23]-Clause|0BSD|Apache|Apache-2\.0|PSF-2\.0|ISC|Zlib|CC0-1\.0|Unlicense"
    r"|MPL-2\.0|Mozilla Public License 2\.0)\b"
)
_AWAY = re.compile(r"onnection|imed out|50\d Server Error|429 Client Error")
_LINKED = {"psycopg", "psycopg-binary"}
"""Under the LGPL: an extra, used as it is and put in from its own wheel, which that licence lets anybody do."""


def locked(lock: Path) -> dict[str, tuple[str, int]]:
    """Of each requirement its version, and how many hashes it has."""
    parts = re.split(r"^(?=[A-Za-z0-9])", lock.read_text(), flags=re.MULTILINE)
    found = (re.match(r"([\w.-]+)==(\S+)", part) for part in parts)
    return {
        one[1]: (one[2], part.count("--hash=sha256:"))
        for one, part in zip(found, parts, strict=True)
        if one is not None
    }


def licence(name: str) -> str:
    told = metadata(name)
    classified = [one for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    return str(told.get("License-Expression") or " ".join(classified) or told.get("License") or "")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_is_locked_to_a_version_with_its_hashes(lock: Path) -> None:
    lines = [line for line in lock.read_text().splitlines() if line and not line.startswith((" ", "#"))]

    assert len(locked(lock)) == len(lines) > 0
    assert [name for name, (_, hashes) in locked(lock).items() if not hashes] == []
    assert not re.search(r"https?://|file:|git\+|--index|--find-links", lock.read_text())


@pytest.mark.parametrize("lock", SHIPPED, ids=lambda lock: lock.stem)
def test_every_requirement_may_be_used(lock: Path) -> None:
    told = {name: licence(name) for name in locked(lock)}

    assert {name: one for name, one in told.items() if not _MAY.search(one) and name not in _LINKED} == {}


def test_what_an_extra_locks_has_the_core_in_it() -> None:
    core = locked(ROOT / "requirements/core.txt").keys()

    assert {lock.stem: core - locked(lock).keys() for lock in LOCKS} == {lock.stem: set() for lock in LOCKS}


@pytest.mark.slow
def test_no_requirement_has_a_fault_that_is_known() -> None:
    """The one test that may skip where everything is required: the list of faults is somebody else's server."""
    told = [one for lock in SHIPPED for one in _audited(lock)]
    if why := [one["skip_reason"] for one in told if "skip_reason" in one]:
        pytest.skip(f"the list of known faults is out of reach: {why[:1]}")

    assert {f"{one['name']} {one['version']}": one["vulns"] for one in told if one["vulns"]} == {}


def _audited(lock: Path) -> list[dict[str, Any]]:
    """A lock by itself: what two of them pin apart is no requirement of anybody's."""
    audit = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "-f", "json", "--timeout", "10"]
    try:
        done = subprocess.run([*audit, "-r", str(lock)], capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return [{"skip_reason": "it has not answered for five minutes"}]
    if _AWAY.search(done.stderr) and not done.stdout.startswith("{"):
        return [{"skip_reason": done.stderr.strip().splitlines()[-1]}]
    told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return told
