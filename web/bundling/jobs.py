"""Exports in the making: one at a time, in a thread beside the pages, in the order in which they were asked for."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from secrets import token_hex
from threading import Lock, Thread
from uuid import UUID

from domain.by import By
from domain.refusal import Refused
from trail.bundle.writing import Progress
from trail.errors import KeysMissing, StoreError
from trail.sealing import SealBroken
from trail.signed import Overtaken
from trail.signer import Rewritten
from web import logs, room
from web.bundling import kept
from web.bundling.job import make
from web.service import Service

_ALTERED = "What is stored is not what was recorded, so nothing can leave as evidence. Proof names the event."


_PATIENCE = 10.0  # seconds that a page of rows may take while the server ends


class Stopped(Exception):
    """It was given up while it was made, or the server ends."""


@dataclass(frozen=True, slots=True)
class Job:
    """`done` of `total` steps, 0 while it waits its turn."""

    id: UUID
    by: By
    done: int = 0
    total: int = 0


class Jobs:
    """Those of one store on this server."""

    def __init__(self, service: Service) -> None:
        self._service, self._lock, self._thread = service, Lock(), Thread()
        self._line: dict[UUID, Job] = {}  # the first one is being made
        self._failed: dict[UUID, str] = {}
        self._stopped: set[UUID] = set()
        self._closed = False

    def start(self, id: UUID, by: By) -> None:
        """Put it at the end of the line, unless it is in it."""
        with self._lock:
            if id in self._line:
                return
            self._failed.pop(id, None)
            self._stopped.discard(id)
            with suppress(OSError):  # whoever makes it is told
                kept.begin(self._service, id)
            self._line[id] = Job(id, by)
            if len(self._line) == 1:
                self._thread = Thread(target=self._work, name="export", daemon=True)
                self._thread.start()

    def stop(self, id: UUID) -> None:
        """Nothing is left of it; one that is being made stops at the next page of rows."""
        with self._lock:
            self._stopped.add(id)
            self._failed.pop(id, None)
            if id == next(iter(self._line), None):
                return
            self._line.pop(id, None)
        kept.clear(self._service, id)

    def close(self) -> None:
        """The server ends: what is being made stops at the next page of rows, and stays as it is."""
        with self._lock:  # whoever sees that it ends may leave the line at once
            self._closed = True
            for id in self._line:
                kept.interrupted(self._service, id)
        self.wait(_PATIENCE)

    def one(self, id: UUID) -> Job | None:
        """One that waits or is being made."""
        with self._lock:
            return self._line.get(id)

    def failed(self, id: UUID) -> str:
        """Why it was not made, also before this server was started; an empty text where it did not fail."""
        with self._lock:
            return self._failed.get(id) or kept.failed(self._service, id)

    def before(self, id: UUID) -> int:
        """How many come first."""
        with self._lock:
            return list(self._line).index(id) if id in self._line else 0

    def wait(self, seconds: float) -> None:
        """Until all are made, but no longer than this."""
        thread = self._thread
        if thread.ident is not None:
            thread.join(seconds)

    def _work(self) -> None:
        with self._lock:
            job = next(iter(self._line.values()), None)
        while job:
            job = self._after(job, self._tried(job))

    def _tried(self, job: Job) -> str:
        """An empty text once it is made or stopped, else why it is not."""
        try:
            manifest = make(self._service, job.id, kept.place(self._service, job.id), job.by, self._heard(job))
            kept.keep(self._service, job.id, manifest["size"])
        except Stopped:
            return ""
        except Exception as error:  # whatever it was, those who wait have their turn
            return "" if self._closed else _why(error)
        return ""

    def _heard(self, job: Job) -> Progress:
        def heard(done: int, total: int) -> None:
            room.insist(self._service.folder)
            with self._lock:
                if self._closed or job.id in self._stopped:
                    raise Stopped
                self._line[job.id] = replace(job, done=done, total=total)

        return heard

    def _after(self, job: Job, failed: str) -> Job | None:
        """The next one, once nothing is left of one that was stopped."""
        with self._lock:
            stopped = job.id in self._stopped
            if stopped:
                kept.clear(self._service, job.id)
            elif failed:
                self._failed[job.id] = failed
                kept.fail(self._service, job.id, failed)
            del self._line[job.id]
            return None if self._closed else next(iter(self._line.values()), None)


def _why(error: Exception) -> str:
    match error:
        case Refused():
            return error.reason
        case SealBroken():
            return _ALTERED
        case Rewritten() | Overtaken():
            return f"Nothing can be signed. {error} Proof says what is wrong."
        case KeysMissing():
            return f"A key is missing. {error}"
        case StoreError():
            return str(error)
        case OSError():
            return f"The disk would not take it: {error.strerror or error}."
    incident = token_hex(4)
    logs.fault(incident, "", "export", sys.exc_info())
    return f"Something went wrong on our side. The number of this fault is {incident}."
