"""The office of `tests.test_machine` on a bad day: one process, its clock, its chance, a store that says no in the
middle of a statement, and crashes after which all goes on from what was in the files at that moment.

SEED=7 STEPS=100 EXAMPLES=50 python -m pytest tests/faults/test_machine.py plays a longer one, the same each time.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from domain.fact import Erased, Plain
from domain.receipt import Receipt
from tests.faults.runs import SEED
from tests.faults.tally import Tally, counted
from tests.support.clock import StandingClock
from tests.support.erased import erased
from tests.support.given import NOON
from tests.support.office import WHY, looked_at
from tests.test_machine import Office, commands, numbers
from tests.trail.bundle.test_writing import bundle, read
from trail.checkpoint import Checkpoint, parse
from trail.errors import StoreError, Unconfirmed
from trail.payloads import opener
from trail.sealed import checkpoint
from trail.sqlite.recorder import FileRecorder
from trail.tree import root_of, verify_consistency
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

statements = st.integers(1, 9)  # of a command, counted from its first


class BadDay(Office):
    """`doubts` are commands of which it is not known yet whether they were recorded."""

    tally: Tally

    def __init__(self) -> None:
        self._chance = pytest.MonkeyPatch()
        draw = Random(SEED).randbytes
        self._chance.setattr(os, "urandom", draw)
        self._chance.setattr(random, "_urandom", draw)
        super().__init__()
        self.signed: list[Checkpoint] = []
        self._copies = count(1)

    # what may befall it

    @rule(command=commands, n=numbers, who=numbers, at=statements)
    def the_disk_says_no(self, command: str, n: int, who: int, at: int) -> None:
        before, told = self.service.store.log.position, ""
        try:
            with self.at_statement(at, self._break_off):
                self.give(command, n, who, WHY)
        except Unconfirmed:
            self.restart()
        except StoreError as error:
            told = str(error)
        assert not told or (told.startswith("Nothing was recorded: ") and self.service.store.log.position == before)

    @rule(command=commands, n=numbers, who=numbers, at=statements)
    def crash(self, command: str, n: int, who: int, at: int) -> None:
        """The files are as they were before this statement, or after the last; nobody heard what became of it."""
        self.asked += 1
        by, known = WHY._replace(request=f"request-{self.asked}"), list(self.receipts)
        copy = self.folder.with_name(f"copy-{next(self._copies)}")
        with self.at_statement(at, lambda: shutil.copytree(self.folder, copy)):
            self.give(command, n, who, by)
        if not copy.exists():
            shutil.copytree(self.folder, copy)
        self.receipts = known
        self._go_on_from(copy)
        self.tally.add(1, len(known))
        first = self.give(command, n, who, by)
        if first:
            after = self.service.store.log.position
            assert self.give(command, n, who, by) == first
            assert self.service.store.log.position == after

    @rule(seconds=st.sampled_from((-31_536_000, -1, 1, 31_536_000, -0.000001)))
    def set_the_clock(self, seconds: float) -> None:
        self.clock.on(seconds=seconds)

    def _go_on_from(self, copy: Path) -> None:
        self.service.close()
        shutil.rmtree(self.folder)
        self.folder = copy
        self.service = Service.open(copy, self.clock)

    def _break_off(self) -> None:
        """The statement fails, and no other one."""
        left = iter((1,))
        self._writer().set_progress_handler(lambda: next(left, 0), 1)
        self.tally.add(1, len(self.receipts))

    def _writer(self) -> Any:
        assert isinstance(self.service.store.log.recorder, FileRecorder)
        return self.service.store.log.recorder._db

    @contextmanager
    def at_statement(self, n: int, act: Callable[[], object]) -> Iterator[None]:
        """`act` comes before the n-th statement by which the log is written."""
        left, writer = count(n - 1, -1), self._writer()
        writer.set_trace_callback(lambda _: act() if next(left) == 0 else None)
        try:
            yield
        finally:
            writer.set_trace_callback(None)
            writer.set_progress_handler(None, 0)

    # what else clerks do

    @rule()
    def sign(self) -> None:
        note, _ = parse(checkpoint(self.service.store))
        self.signed.append(note)

    @rule(who=numbers)
    def look(self, who: int) -> None:
        looked_at(self.service, self.chosen(who))

    @rule()
    def rebuild(self) -> None:
        self.service.views.engine.rebuild()

    @rule()
    def take_home(self) -> None:
        path = self.folder.with_name(f"bundle-{next(self._copies)}.zip")
        verdict = read(self.service, bundle(self.service, path))
        assert (verdict["verdict"], verdict["findings"]) == ("proved", [])

    @precondition(lambda self: len(self.patients) > 1)
    @rule(who=numbers)
    def erase(self, who: int) -> None:
        gone = self.chosen(who)
        erased(self.service, gone)
        self.patients.remove(gone)
        self.shown = {(one, version): file for (one, version), file in self.shown.items() if one != gone}

    # what must hold

    @staticmethod
    def bare(told: Plain) -> Plain:
        """Without times of recording, too: in memory they are the clock's, and in the log they never step back."""
        if isinstance(told, dict):
            return {name: BadDay.bare(value) for name, value in told.items() if name not in ("position", "at")}
        return [BadDay.bare(one) for one in told] if isinstance(told, list) else told

    def is_in_the_log(self, receipt: Receipt) -> None:
        if UUID(receipt.id) in self.patients:
            super().is_in_the_log(receipt)
        else:
            (left,), _ = self.service.store.journal.facts(receipt.position - 1, 1)
            assert isinstance(left, Erased)

    @invariant()
    def the_log_proves_itself(self) -> None:
        """With its payloads: whether one is missing by right is said in one."""
        verdict = verify(source(self.folder), kept(self.folder), partial(opener, self.folder))
        assert (verdict.verdict, verdict.findings) == ("proved", [])
        assert verdict.events == self.service.store.log.position

    @invariant()
    def the_root_is_that_of_the_leaves(self) -> None:
        log = self.service.store.log
        assert log.head() == (log.position, root_of(log.leaves(log.position)))

    @invariant()
    def every_checkpoint_continues_all_earlier_ones(self) -> None:
        size, root = self.service.store.log.head()
        for note in (*self.signed[:2], *self.signed[-3:]):
            proof = self.service.store.log.parts(size).consistency(note.size)
            assert verify_consistency(note.size, size, proof, note.root, root)

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self._chance.undo()


def play(examples: int, steps: int, row: Tally) -> None:
    BadDay.tally = row
    how = settings(max_examples=examples, stateful_step_count=steps, deadline=None, phases=(Phase.generate,))
    run_state_machine_as_test(seed(SEED)(BadDay), settings=how)


def test_the_office_holds_what_it_promised_on_a_bad_day() -> None:
    with counted("machine", seed=SEED) as tally:
        play(4, 12, tally)


@pytest.mark.slow
def test_the_office_holds_what_it_promised_on_many_bad_days() -> None:
    whole = 10 if os.environ.get("LONG") == "1" else 1
    with counted("machine", seed=SEED) as tally:
        play(int(os.environ.get("EXAMPLES", "15")) * whole, int(os.environ.get("STEPS", "50")), tally)


def test_the_same_chance_gives_the_same_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what a seed found is found again."""
    roots = [_root(tmp_path / name, monkeypatch) for name in ("one", "other")]

    assert roots[0] == roots[1]


def _root(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    draw = Random(SEED).randbytes
    monkeypatch.setattr(os, "urandom", draw)
    monkeypatch.setattr(random, "_urandom", draw)
    with Service.create(folder, "same.example/log", StandingClock(NOON)) as service:
        for n in range(3):
            service.records.register({"names": [f"Ada {n}"], "birth": "1980", "gender": "female"}, WHY)
        return service.store.log.head()[1]
