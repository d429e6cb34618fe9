"""Several processes at once at one store: `python -m tests.faults.crowd HOW COUNT FOLDER...`, one for each folder.

Each writes a line of JSON for what it was told: a receipt, or an error. `records` gives commands, until they were given
or for so many seconds; `reads` notes that a record was seen.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from domain.receipt import Receipt
from tests.support.office import AMA, looked_at
from trail.errors import StoreError
from trail.lock import StoreLocked
from web.service import Service

T = TypeVar("T")
TAKEN = [{"kind": "weight", "value": "71", "unit": "kg"}]


def main() -> None:
    how, many, *folders = sys.argv[1:]
    act, children = {"records": _records, "reads": _reads, "insists": _insists}[how], []
    for folder in folders:
        if (pid := os.fork()) == 0:
            _tell(act(Path(folder), int(many)))
            os._exit(0)
        children.append(pid)
    for pid in children:
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def _tell(lines: Iterator[object]) -> None:
    for line in lines:
        os.write(1, json.dumps(line).encode() + b"\n")


def _records(folder: Path, many: int) -> Iterator[object]:
    try:
        with Service.open(folder) as service:
            who = _somebody(service)
            for _ in range(many):
                yield service.records.measure(who, TAKEN, AMA, "2026-01-01")
    except StoreLocked as error:
        yield str(error)


def _reads(folder: Path, many: int) -> Iterator[object]:
    """By those who may write records, and by those who may not: all of them write the log of reads."""
    with Service.open(folder, readonly=True) as service:
        who = uuid4()
        for _ in range(many):
            yield looked_at(service, who)


def _insists(folder: Path, seconds: int) -> Iterator[object]:
    """What failed is sent again, as the same request, until it is known what became of it. The database may be away
    before it has come in."""
    until = time.monotonic() + seconds
    with _insisted(lambda: Service.open(folder)) as service:
        who = _insisted(lambda: UUID(_registered(service, uuid4().hex).id))
        while time.monotonic() < until:
            by = AMA._replace(request=uuid4().hex)
            errors = list[str]()
            receipt = _insisted(lambda by=by: service.records.measure(who, TAKEN, by, "2026-01-01"), errors)
            yield {"receipt": receipt, "errors": errors, "at": time.monotonic()}


def _insisted(act: Callable[[], T], errors: list[str] | None = None) -> T:
    while True:
        try:
            return act()
        except StoreError as error:
            if errors is not None:
                errors.append(str(error))
            time.sleep(0.2)


def _somebody(service: Service) -> UUID:
    return UUID(_registered(service, None).id)


def _registered(service: Service, request: str | None) -> Receipt:
    wanted = {"names": ["Kofi Mensah"], "birth": "1990", "gender": "male"}
    return service.records.register(wanted, AMA._replace(request=request))


if __name__ == "__main__":
    main()
