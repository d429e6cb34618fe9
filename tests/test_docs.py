"""Every command that a document shows is run, and answers as shown; so is every line of Python."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.postgres import Cluster

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(?:console|pycon)\n(.*?)^```", re.M | re.S)
_PYTHON = ">>> "


def _commands(document: Path) -> list[tuple[str, str]]:
    """Each command with what is shown under it; a block of Python is one."""
    found: list[tuple[str, str]] = []
    for block in _BLOCK.findall(document.read_text()):
        if block.startswith(_PYTHON):
            found.append((block, ""))
            continue
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], ""))
            else:
                command, shown = found[-1]
                found[-1] = command, f"{shown}{line}\n"
    return found


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A server of its own, with the settings that one comes with, as whoever follows a document would have it."""
    cluster = Cluster(Path(tempfile.mkdtemp()) / "cluster", config="")
    programs = Path(cluster.server.bin_path)
    return {"PGHOST": cluster.url().split("host=")[1], "PGUSER": "postgres", "PATH": str(programs)}


LONG = ("api.md", "auditor.md", "operator.md", "reviewer.md")
"""Whose commands take a quarter of a minute and more."""


@pytest.mark.parametrize("document", [
    pytest.param(one, id=one.name, marks=[pytest.mark.slow] * (one.name in LONG))
    for one in DOCUMENTS if _commands(one)
])  # fmt: skip
def test_a_documents_commands_do_what_it_says(
    document: Path, tmp_path: Path, postgres: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), postgres["PATH"], os.environ["PATH"]))
    env = {**os.environ, **postgres, "PATH": path}
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    with ExitStack() as beside:
        for command, shown in _commands(document):
            if command.startswith(_PYTHON):
                _python(command, names)
                continue
            if command.endswith(" &"):
                beside.enter_context(_running(command.removesuffix(" &"), tmp_path, env))
                continue
            done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True)
            assert done.returncode == 0, f"{command}\n{done.stderr}"
            pattern = re.escape(shown.rstrip("\n")).replace("…", ".*?")
            assert re.match(pattern, done.stdout, re.S), f"{command}\n{done.stdout[:500]}"


def _python(block: str, names: dict[str, Any]) -> None:
    """As typed into one interpreter: a document's blocks go on with the `names` of those before."""
    told, runner = list[str](), doctest.DocTestRunner(verbose=False)
    session = doctest.DocTestParser().get_doctest(block, names, "pycon", None, None)
    session.globs = names
    assert session.examples
    runner.run(session, out=told.append, clear_globs=False)
    assert not runner.failures, "".join(told)


@contextmanager
def _running(command: str, folder: Path, env: dict[str, str]) -> Iterator[None]:
    """A server that is up once it has said so, and goes on until the document is at its end."""
    told: dict[str, Any] = {"stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(shlex.split(command), cwd=folder, env=env, **told) as process:
        assert process.stderr
        assert "http://" in process.stderr.readline(), command
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def test_documents_link_to_files_that_are_there() -> None:
    beside = [ROOT / "CHANGELOG.md", *(ROOT / "docs/decisions").glob("*.md"), *(ROOT / "trail").rglob("*.md")]
    for document in (*DOCUMENTS, *beside):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
