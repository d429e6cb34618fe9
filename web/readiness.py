"""Whether this host can take requests, and why not: for whoever sends them here. Nothing of anybody is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from trail.errors import of_store
from trail.keys import MASTER
from trail.mapper import UnknownType
from web import room
from web.service import Service

WAIT = 0.2  # seconds that the views may take to come near


class Reason(NamedTuple):
    """`code` for a program, `says` for whoever looks."""

    code: str
    says: str


class Readiness(NamedTuple):
    """`events` and `behind` are None where the store does not answer."""

    events: int | None
    behind: int | None
    writable: bool
    reasons: list[Reason]

    @property
    def ready(self) -> bool:
        return not self.reasons

    def as_json(self) -> dict[str, object]:
        return {**self._asdict(), "ready": self.ready, "reasons": [one._asdict() for one in self.reasons]}

    def lines(self) -> str:
        told = [f"{one.code}: {one.says}" for one in self.reasons] or ["ready"]
        return "".join(f"{one}\n" for one in told)


def readiness(service: Service, noted: Callable[[], object] = lambda: None) -> Readiness:
    """`noted` is called where the store fails, while its error is at hand."""
    here = list(_here(service))
    try:
        return _with_store(service, here)
    except UnknownType:
        noted()
        outdated = Reason("outdated", "A later version has recorded what this one does not know: upgrade this host.")
        return Readiness(service.store.log.position, None, False, [*here, outdated])
    except Exception as error:
        if not of_store(error):
            raise
        noted()
        reason = Reason("store-away", "The store does not answer; what is wrong, says: caretrail doctor.")
        return Readiness(None, None, False, [*here, reason])


def _with_store(service: Service, here: list[Reason]) -> Readiness:
    failed = service.store.log.recorder.failed or service.store.access.log.recorder.failed
    writable = service.store.backend.writable() and not failed  # which waits for nobody: it comes before all that would
    position = service.store.log.position
    behind, reads = _behind(service) if writable else (0, 0)  # what takes nothing in grows no views either
    reasons = list(here)
    if failed:
        reasons.append(Reason("disk-failed", "The disk has failed: see to it, then start this host again."))
    elif not writable:
        reasons.append(Reason("read-only", "Nothing can be added to the log."))
    if behind:
        reasons.append(Reason("views-behind", f"The views are {behind} events behind."))
    if reads:
        reasons.append(Reason("reads-behind", f"The view of the log of reads is {reads} entries behind."))
    return Readiness(position, behind, writable and not here, reasons)


def _behind(service: Service) -> tuple[int, int]:
    """How many events, and entries of the log of reads, are still to come."""
    return service.views.ready(WAIT), service.reads.ready(WAIT)


def _here(service: Service) -> Iterator[Reason]:
    """What the store's folder on this host says."""
    checks: tuple[tuple[str, Callable[[], bool], str], ...] = (
        ("folder-read-only", lambda: os.access(service.folder, os.W_OK), "The store's folder cannot be written to."),
        ("disk-full", lambda: room.enough(service.folder), "The disk is nearly full."),
        ("keys-missing", lambda: (service.folder / MASTER).exists(), "The master key is not there."),
    )
    for code, holds, says in checks:
        try:
            good = holds()
        except OSError:
            good = False
        if not good:
            yield Reason(code, says)
