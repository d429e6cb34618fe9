"""A database that was put back, and one that was run twice: whoever signed more refuses, each time, and says why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from tests.faults.clinic import made
from tests.faults.runs import SEED, often
from tests.faults.tally import Tally, counted
from tests.support.office import AMA
from trail.sealed import checkpoint
from trail.signer import Rewritten
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

MEMORY = ("signer.json", "anchors")
"""What stands outside the database."""


def go_on(folder: Path, who: UUID, events: int, word: str, sign: bool = True) -> None:
    with Service.open(folder) as service:
        for n in range(events):
            service.records.update(who, {"language": f"x-{word}-{n}"}, AMA)
        if sign:
            checkpoint(service.store)


def copied(folder: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to))


def with_memory_of(folder: Path, other: Path) -> Path:
    """This database, where the other one has been signed."""
    for name in MEMORY:
        shutil.rmtree(folder / name, ignore_errors=True) if (folder / name).is_dir() else (folder / name).unlink()
        copy = shutil.copytree if (other / name).is_dir() else shutil.copy
        copy(other / name, folder / name)
    return folder


def refuses(folder: Path, tally: Tally, where: str) -> None:
    tally.add(1)
    with Service.open(folder) as service:
        try:
            checkpoint(service.store)
            tally.wrong(f"{where}: signed", silent=1)
        except Rewritten:
            pass
    if verify(source(folder), kept(folder)).verdict != "broken":
        tally.wrong(f"{where}: proved", silent=1)


@contextmanager
def clinic(tmp_path: Path, row: str) -> Iterator[tuple[Path, UUID, Random, Tally]]:
    """Where it is, whose file goes on there, by what chance, and what it is counted in."""
    folder = tmp_path / "store"
    who = made(folder)
    with counted(row, seed=SEED) as tally:
        yield folder, who, Random(SEED), tally


@pytest.mark.parametrize("times", often(10, 500))
def test_an_old_backup_is_not_signed_whatever_was_recorded_since(tmp_path: Path, times: int) -> None:
    """By as many events, fewer or more than were recorded after the backup was taken."""
    with clinic(tmp_path, "backup") as (folder, who, chance, tally):
        for n in range(times):
            old = copied(folder, tmp_path / "backup")
            go_on(folder, who, chance.randint(1, 5), f"lost-{n}")
            more = chance.choice((0, 0, 1, 3, 9))
            go_on(old, who, more, f"since-{n}", sign=False)
            refuses(with_memory_of(old, folder), tally, f"SEED={SEED}, backup {n}, {more} events since")


@pytest.mark.parametrize("times", often(10, 500))
def test_a_store_that_was_run_twice_is_signed_in_one_place_only(tmp_path: Path, times: int) -> None:
    with clinic(tmp_path, "twice") as (folder, who, chance, tally):
        for n in range(times):
            twin = copied(folder, tmp_path / "twin")
            go_on(folder, who, chance.randint(1, 5), f"here-{n}")
            go_on(twin, who, chance.randint(1, 5), f"there-{n}")
            one, other = copied(folder, tmp_path / "one"), copied(twin, tmp_path / "other")
            refuses(with_memory_of(one, twin), tally, f"SEED={SEED}, twin {n}, ours where theirs was signed")
            refuses(with_memory_of(other, folder), tally, f"SEED={SEED}, twin {n}, theirs where ours was signed")
