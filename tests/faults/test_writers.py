"""Eight processes at one store: files have one who writes, the log of reads and a database take all of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.clinic import made
from tests.faults.runs import often
from tests.faults.tally import ROOT, Tally, counted
from tests.support.stores import database_of
from trail.store import Config
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

EIGHT = 8


@contextmanager
def crowding(how: str, many: int, folders: list[Path], inside: Sequence[str] = ()) -> Iterator[list[Any]]:
    """What they were told, complete when it is left. `inside` is how the command begins where they are elsewhere."""
    told, command = (
        list[Any](),
        [*inside, sys.executable, "-m", "tests.faults.crowd", how, str(many), *map(str, folders)],
    )
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # else what is read beyond the first line is lost to `communicate`
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout
        first = process.stdout.readline()  # they are at work
        try:
            yield told
        except BaseException:
            process.kill()
            raise
        out, err = process.communicate()
        assert (process.returncode, b"Traceback" in err) == (0, False), err.decode()
        told += [json.loads(line) for line in (first + out).splitlines()]


def crowd(how: str, many: int, folders: list[Path]) -> list[Any]:
    with crowding(how, many, folders) as told:
        pass
    return told


def hosts(folder: Path, many: int) -> list[Path]:
    """More hosts of a store in a database: its settings and the master key."""
    made = [folder]
    for n in range(1, many):
        other = folder.with_name(f"{folder.name}-{n}")
        other.mkdir()
        for name in ("config.toml", "master.key"):
            shutil.copy(folder / name, other)
        made.append(other)
    return made


def held(folder: Path, receipts: list[list[Any]], tally: Tally) -> None:
    """Each of them is in the log where it was said to be, once; nothing else was recorded, and it is proved."""
    with Service.open(folder) as service:
        facts = {fact.by.position: fact.by.tx for fact in service.store.journal.facts(0, 1_000_000)[0]}
        lost = [one for one in receipts if facts.get(one[3]) != one[5]]
        doubled = len(receipts) - len({one[5] for one in receipts})
        assert service.views.ready(120) == 0
        differ = [str(one) for one in service.views.engine.check()]
    verdict = verify(source(folder), kept(folder))
    if lost or doubled or differ or verdict.verdict != "proved":
        tally.wrong(f"{lost[:3]} {doubled} {differ[:3]} {verdict.findings}", len(lost), doubled + len(differ))


def test_of_eight_processes_at_a_folder_of_files_one_writes_and_seven_are_told_who(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    made(folder)

    with counted("writers") as tally:
        told = crowd("records", 40, [folder] * EIGHT)
        refused, receipts = (
            [one for one in told if isinstance(one, str)],
            [one for one in told if isinstance(one, list)],
        )
        held(folder, receipts, tally)
        tally.add(EIGHT, len(receipts))
        assert all("is in use by process" in one for one in refused)
        assert len(receipts) == 40 * (EIGHT - len(refused))


@pytest.mark.parametrize("many", often(30, 30_000))
def test_eight_processes_write_the_log_of_reads_and_each_finds_its_own(tmp_path: Path, many: int) -> None:
    folder = tmp_path / "store"
    made(folder)

    with counted("writers") as tally:
        positions = crowd("reads", many, [folder] * EIGHT)
        tally.add(EIGHT, len(positions))
        with Service.open(folder, readonly=True) as service:
            there = service.store.access.log.position
        if sorted(positions) != list(range(there - EIGHT * many + 1, there + 1)):
            tally.wrong("positions of reads", lost=1)


@pytest.mark.parametrize("many", often(15, 10_000))
def test_eight_hosts_at_a_database_write_and_each_finds_its_own(tmp_path: Path, many: int) -> None:
    with database_of("postgresql") as database, counted("writers", "postgresql") as tally:
        folder = tmp_path / "store"
        made(folder, database)
        assert Config.read(folder).database
        receipts = crowd("records", many, hosts(folder, EIGHT))
        tally.add(EIGHT, len(receipts))
        assert len(receipts) == EIGHT * many
        held(folder, receipts, tally)
