"""A process under the shim: for each point a copy of a store, a child that works until the fault, and a judge.

`python -m tests.faults.bench` reads lines of JSON, each an `Order`, and writes a line for each of its points. Each
child is a fork: the imports are paid once.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from domain.receipt import Receipt
from tests.faults import shim
from tests.faults.clinic import STEPS, Judgement, Told, judged, plan, took, work
from trail.sqlite.recorder import FileRecorder
from web.service import Service

_CHECKED = 10  # of so many points one has all its views regrown


class Order(NamedTuple):
    """`points` are pairs of a seed and the number of the call that is harmed; 0: none is, and the calls are counted.

    The fault is over before the last step, unless the process died of it.
    """

    store: str
    who: str
    fault: shim.Fault
    points: list[tuple[int, int]]
    steps: int = 8
    cold: bool = False
    """Armed before the store is opened, not after."""
    killed: bool = False
    """When something was refused first."""
    careless: bool = False
    """As a store would be that does not wait for the disk, to see whether the bench notices."""


class Came(NamedTuple):
    """Of one point. `calls` is 0 where the process died of it."""

    seed: int
    at: int
    calls: int
    hits: int
    died: bool
    acknowledged: int
    errors: list[str]
    judgement: Judgement


@cache
def _warm(store: str, who: str) -> None:
    """Once all of it with no harm, in this process: what it compiles and remembers is every child's as well."""
    folder, steps = Path(f"{store}-warm"), plan(0, len(STEPS))
    shutil.copytree(store, folder)
    with Service.open(folder) as service:
        told = list(work(service, UUID(who), steps))
    assert judged(folder, UUID(who), steps, told), told
    shutil.rmtree(folder)


def _point(order: Order, seed: int, at: int, thorough: bool) -> Came:
    folder = Path(order.store).with_name(f"{Path(order.store).name}-{os.getpid()}")
    shutil.copytree(order.store, folder)
    who, steps = UUID(order.who), plan(seed, order.steps)
    try:
        lines, status = _forked(lambda tell: _works(order, folder, who, steps, seed, at, tell))
        told = [_told(line) for line in lines if "step" in line]
        calls, hits = next(
            (line["calls"], line["hits"]) for line in (*lines, {"calls": 0, "hits": 1}) if "calls" in line
        )
        died = os.WIFSIGNALED(status)
        verdicts, _ = _forked(lambda tell: tell(judgement=judged(folder, who, steps, told, thorough)))
        judgement = Judgement(*verdicts[0]["judgement"]) if "judgement" in verdicts[0] else _failed(verdicts)
        if not died and status:
            judgement.silent.append(f"it ended with {os.waitstatus_to_exitcode(status)}: {lines[-1]}")
        errors = [f"{one.kind}: {one.error}" for one in told if one.kind]
        return Came(seed, at, calls, hits, died, sum(1 for one in told if one.receipt), errors, judgement)
    finally:
        shutil.rmtree(folder)


def _works(
    order: Order, folder: Path, who: UUID, steps: list[int], seed: int, at: int, tell: Callable[..., None]
) -> None:
    fault = order.fault if at else shim.Fault(shim.FAIL, order.fault.calls, like=order.fault.like)
    if order.cold:
        shim.arm(fault, at or 2**40, folder, seed)
    try:
        service = (_careless if order.careless else Service.open)(folder)
    except Exception as error:
        tell(**Told(-1, None, type(error).__name__, str(error))._asdict())
        calls, hits = shim.disarm()
        tell(calls=calls, hits=hits)
        return
    if not order.cold:
        shim.arm(fault, at or 2**40, folder, seed)
    for told in work(service, who, steps[:-1]):
        tell(**told._asdict())
        if order.killed and told.kind:
            os.kill(os.getpid(), signal.SIGKILL)
    calls, hits = shim.disarm()
    tell(**took(service, who, len(steps) - 1, steps[-1])._asdict())
    service.close()
    tell(calls=calls, hits=hits)


def _careless(folder: Path) -> Service:
    service = Service.open(folder)
    assert isinstance(service.store.log.recorder, FileRecorder)
    service.store.log.recorder._writing().execute("pragma synchronous = off")
    return service


def _forked(act: Callable[[Callable[..., None]], None]) -> tuple[list[dict[str, Any]], int]:
    """What a child told by lines of JSON before it ended, and how it ended."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        code = 1
        try:
            act(partial(_said, theirs))
            code = 0
        except BaseException:
            _said(theirs, broke=traceback.format_exc())
        finally:
            os._exit(code)
    os.close(theirs)
    with os.fdopen(ours) as said:
        lines = said.read().splitlines()
    _, status = os.waitpid(pid, 0)
    return [json.loads(line) for line in lines], status


def _said(to: int, **told: object) -> None:
    os.write(to, json.dumps(told).encode() + b"\n")


def _told(line: dict[str, Any]) -> Told:
    receipt = line["receipt"]
    return Told(**{**line, "receipt": receipt and Receipt(*receipt)})


def _failed(lines: list[dict[str, Any]]) -> Judgement:
    return Judgement([], [f"it could not be judged: {lines[-1].get('broke', lines)}"], [])


def main() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        order = Order(**{**told, "fault": shim.Fault(*told["fault"])})
        _warm(order.store, order.who)
        for n, (seed, at) in enumerate(order.points):
            print(json.dumps(_point(order, seed, at, n % _CHECKED == 0)), flush=True)


if __name__ == "__main__":
    main()
