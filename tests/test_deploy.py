"""What is put on a machine: the units are such that systemd takes them, hardened, and the container's file holds what
it should. No engine builds it here."""

from __future__ import annotations

import json
import os
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
MACHINES = ("database-etcd.service", "database-patroni.service")
ALLOWED = 2.0
"""Of the ten points by which `systemd-analyze security` counts what a service may do."""
Instruction = tuple[str, str]


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    needed(program is not None, "systemd-analyze")
    return subprocess.run([str(program), *words], capture_output=True, text=True)


@pytest.mark.parametrize("name", [*UNITS, *MACHINES, "caretrail-backup.timer"])
def test_systemd_takes_the_unit(tmp_path: Path, name: str) -> None:
    """The program is looked for as well, and lies elsewhere on this machine."""
    elsewhere = re.compile(r"^ExecStart=/(opt|usr)/\S+(?= (serve|--config-file|/etc/))", re.M)
    for path in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        (tmp_path / path.name).write_text(elsewhere.sub(f"ExecStart={sys.executable}", path.read_text()))

    done = analyze("verify", "--man=no", str(tmp_path / name))

    ours = [line for line in done.stderr.splitlines() if "caretrail" in line or "database-" in line]
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


def test_the_unit_serves_with_what_install_brings() -> None:
    """Metrics need an extra, and a unit that asked for them without it would be begun again for ever."""
    (serve,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / UNITS[0]).read_text(), re.M)

    assert "--metrics" not in serve


@pytest.mark.parametrize("done", [False, True])
def test_a_second_backup_of_a_day_has_a_folder_of_its_own_and_one_broken_off_goes_on(
    tmp_path: Path, done: bool
) -> None:
    """The unit's line as systemd gives it to the shell, with the day's folder there, whole or not."""
    line = re.search(r"^ExecStart=/bin/sh -c '(.*)'$", (DEPLOY / UNITS[1]).read_text(), re.M)
    assert line
    script = line[1].replace("%%", "%").replace("/var/backups", str(tmp_path))
    script = script.replace("exec /opt/caretrail/bin/", "echo ")
    env = {**os.environ, "PATH": f"{_dated(tmp_path / 'bin')}:{os.environ['PATH']}"}
    day = subprocess.run(["date", "+%F"], capture_output=True, text=True, check=True, env=env).stdout.strip()
    (tmp_path / "caretrail" / day).mkdir(parents=True)
    if done:
        (tmp_path / "caretrail" / day / "backup.json").touch()

    run = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, env=env)
    said = run.stdout.split()

    assert said[:2] == ["caretrail", "backup"]
    assert (Path(said[2]).name == day) is not done
    assert Path(said[4]) == tmp_path / "caretrail-keys" / Path(said[2]).name


def _dated(folder: Path) -> Path:
    """A `date` for which it is always the same moment: that of this machine may pass midnight meanwhile."""
    folder.mkdir()
    (folder / "date").write_text(f'#!/bin/sh\nexec {shutil.which("date")} -d "2028-02-29 23:59:58 UTC" "$@"\n')
    (folder / "date").chmod(0o755)
    return folder


def test_what_a_database_machine_is_told_is_all_in_its_settings() -> None:
    """Each name in what is filled in is one of node.env's, and the passwords are left to whoever fills it in."""
    text = "".join((DEPLOY / name).read_text() for name in ("etcd.yml", "patroni.yml"))
    named = set(re.findall(r"\$\{(\w+)\}", text))
    told = dict(re.findall(r"^(\w+)=(.*)$", (DEPLOY / "node.env").read_text(), re.M))

    assert named == set(told)
    assert {name for name, value in told.items() if not value} == {name for name in told if name.endswith("PASSWORD")}


def test_haproxy_takes_its_settings_without_a_warning() -> None:
    program = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
    needed(program is not None, "haproxy")

    done = subprocess.run([str(program), "-c", "-f", str(DEPLOY / "haproxy.cfg")], capture_output=True, text=True)

    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr


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
