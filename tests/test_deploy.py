"""What is put on a machine: the units are such that systemd takes them, hardened, and the container's file holds what
it should. No engine builds it here."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.conftest import needed
from web.cli import main

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = ("caretrail.service", "caretrail-backup.service")
ALLOWED = 2.0
"""Of the ten points by which `systemd-analyze security` counts what a service may do."""
Instruction = tuple[str, str]


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    needed(program is not None, "systemd-analyze")
    return subprocess.run([str(program), *words], capture_output=True, text=True)


@pytest.mark.parametrize("name", [*UNITS, "caretrail-backup.timer"])
def test_systemd_takes_the_unit(tmp_path: Path, name: str) -> None:
    """The program is looked for as well, and lies elsewhere on this machine."""
    for path in DEPLOY.glob("caretrail*"):
        told = path.read_text().replace("/opt/caretrail/bin/caretrail serve", f"{sys.executable} serve")
        (tmp_path / path.name).write_text(told)

    done = analyze("verify", "--man=no", str(tmp_path / name))

    ours = [line for line in done.stderr.splitlines() if "caretrail" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", UNITS)
def test_a_service_may_do_little_besides_its_work(name: str) -> None:
    done = analyze("security", "--offline=yes", "--no-pager", f"--threshold={int(ALLOWED * 10)}", str(DEPLOY / name))

    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert (float(found[1]) <= ALLOWED, done.returncode) == (True, 0), done.stdout


def accepted(words: list[str]) -> bool:
    """Whether the command line knows them; nothing is carried out."""
    command: click.Command = main
    context = main.make_context("caretrail", words)
    rest = [*context._protected_args, *context.args]
    name, found, args = main.resolve_command(context, rest)
    assert found is not None
    command = found
    command.make_context(name, args, parent=context)
    return True


def test_the_units_give_commands_that_there_are(tmp_path: Path) -> None:
    serve = re.search(r"^ExecStart=/opt/caretrail/bin/caretrail (.*)$", (DEPLOY / UNITS[0]).read_text(), re.M)
    backup = re.search(r"/opt/caretrail/bin/caretrail (backup [^']*)'", (DEPLOY / UNITS[1]).read_text())

    assert serve
    assert backup
    assert accepted(shlex.split(serve[1]))
    assert accepted(shlex.split(backup[1]))
    with pytest.raises(click.UsageError):
        accepted(["serve", "--no-such-word"])


# the container


def instructions() -> list[Instruction]:
    """Each with its words, lines put together."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text())
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, words.strip()) for name, words in lines]


def stages() -> list[list[Instruction]]:
    found: list[list[Instruction]] = []
    for one in instructions():
        if one[0] == "FROM":
            found.append([])
        found[-1].append(one)
    return found


def told(stage: list[Instruction], name: str) -> list[str]:
    return [words for one, words in stage if one == name]


def test_what_builds_is_left_behind_and_images_are_named_with_their_version() -> None:
    build, last = stages()

    assert all(re.fullmatch(r"python:3\.1\d-slim-bookworm( AS build)?", told(one, "FROM")[0]) for one in (build, last))
    assert told(last, "COPY") == ["--from=build /opt/caretrail /opt/caretrail"]
    assert not any("pip" in words for words in told(last, "RUN"))
    assert not told(build, "ADD") + told(last, "ADD")


def test_nothing_is_installed_that_is_not_locked() -> None:
    build, _ = stages()

    runs = [words for words in told(build, "RUN") if "pip install" in words]
    assert ["--require-hashes" in words or "--no-deps ." in words for words in runs] == [True, True]
    assert told(build, "ARG") == ["WITH=postgres"]
    assert (ROOT / "requirements" / "postgres.txt").exists()


def test_what_is_copied_is_there_and_is_all_that_a_wheel_is_made_of() -> None:
    build, _ = stages()

    copied = {source for words in told(build, "COPY") for source in words.split()[:-1]}
    kept = {line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")}
    assert all((ROOT / source).exists() for source in copied)
    assert copied == kept
    assert {"domain/", "trail/", "projections/", "web/"} <= copied


def test_it_runs_as_nobody_of_the_machine_and_says_whether_it_lives() -> None:
    _, last = stages()

    (user,), (health,), (start,), (serve,) = (told(last, one) for one in ("USER", "HEALTHCHECK", "ENTRYPOINT", "CMD"))
    assert int(user.split(":")[0]) > 1000
    assert last.index(("USER", user)) > max(n for n, (name, _) in enumerate(last) if name in ("RUN", "COPY"))
    program = json.loads(health[health.index("[") :])
    assert (program[0], "/healthz" in program[2]) == ("/opt/caretrail/bin/python", True)
    compile(program[2], "healthcheck", "exec")
    assert json.loads(start) == ["/opt/caretrail/bin/caretrail"]
    assert accepted(json.loads(serve))
    assert told(last, "EXPOSE") == [json.loads(serve)[json.loads(serve).index("--port") + 1]]
