"""Someone who does the day with one adapter: times every call, and lets the oracle judge every answer."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from benchmarks.day import oracle
from benchmarks.day.adapter import Adapter, Keeper
from benchmarks.day.plan import Plan

_GAP = 0.004  # seconds before and after the moment that is asked for later


class Player:
    """Keeps the time of each work in seconds; `take` hands it over and begins anew.

    Who is not `strict` may lose what a reviewer would be told: `least` has the lowest score of each.
    """

    def __init__(self, adapter: Adapter, strict: bool = True) -> None:
        self.adapter = adapter
        self.least: dict[str, float] = {}
        self.plans: list[Plan] = []
        self._ids: list[str] = []
        self._numbers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._moments: list[float] = []
        self._spent, self._strict = 0.0, strict

    def take(self) -> float:
        spent, self._spent = self._spent, 0.0
        return spent

    def id_of(self, n: int) -> str:
        return self._ids[n]

    # commands

    def register(self, plan: Plan) -> None:
        self._ids.append(self._timed(self.adapter.register, plan.who, plan.intake))
        self.plans.append(plan)
        self._numbers[oracle.asked(plan)].append(plan.intake["mrn"])

    def write(self, plan: Plan, pause: float = _GAP) -> None:
        """The fourteen commands after the registration of the patient who came last."""
        id = self._ids[-1]
        for kind, values in plan.entries:
            self._timed(self.adapter.enter, plan.who, id, kind, values)
        for n, update in enumerate(plan.updates):
            if n == 1:
                time.sleep(pause)
                self._moments.append(self.adapter.moment(id))
                time.sleep(pause)
            self._timed(self.adapter.update, update.who, id, update.changes, update.reason)

    def settle(self) -> None:
        self._timed(self.adapter.settle)

    # queries

    def file(self, n: int) -> None:
        answer = self._timed(self.adapter.file, self._ids[n])
        assert self.adapter.shows(answer, self.plans[n], updates=3), f"{self._name()} shows another file: {answer}"

    def search(self, n: int) -> None:
        asked = oracle.asked(self.plans[n])
        answer = self._timed(self.adapter.search, *asked)
        found, right = self.adapter.numbers_of(answer), sorted(self._numbers[asked])
        assert found == right, f"{self._name()} finds {found}, right is {right}"

    def changes(self, n: int) -> None:
        answer = self._timed(self.adapter.changes, self._ids[n])
        self._full(oracle.score(self.plans[n], self.adapter.changes_of(answer)))

    def past(self, n: int) -> None:
        """The file between the first and the second update."""
        answer = self._timed(self.adapter.past, self._ids[n], self._moments[n])
        assert self.adapter.shows(answer, self.plans[n], updates=1), f"{self._name()} shows another past: {answer}"

    def export(self, path: Path) -> None:
        self._timed(self.adapter.export, path)
        with path.open() as file:
            told = self.adapter.changes_of([json.loads(line) for line in file])
        self._full(oracle.score_export(told, len(self.plans)))

    # the whole store

    def rebuild(self) -> None:
        self._timed(self._keeper.rebuild)

    def check(self) -> None:
        """The log, and the views against it."""
        self.check_log()
        self._timed(self._keeper.check_views)

    def check_log(self) -> None:
        self._timed(self._keeper.check_log)

    @property
    def _keeper(self) -> Keeper:
        return cast(Keeper, self.adapter)

    def _timed(self, work: Callable[..., Any], *args: Any) -> Any:
        start = time.perf_counter()
        answer = work(*args)
        self._spent += time.perf_counter() - start
        return answer

    def _full(self, score: dict[str, float]) -> None:
        self.least |= {name: min(value, self.least.get(name, 1.0)) for name, value in score.items()}
        assert not self._strict or set(score.values()) == {1.0}, f"{self._name()} lost something: {score}"

    def _name(self) -> str:
        return type(self.adapter).__name__
