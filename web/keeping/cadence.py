"""Checkpoints by themselves: after so many events, or so long after the first that none covers."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from threading import Event, Thread

from trail import sealed
from trail.clock import read
from trail.errors import StoreError
from trail.rows import quick
from trail.signed import Overtaken
from trail.signer import Rewritten
from web.service import Service

EVENTS, AFTER = 256, timedelta(seconds=60)
_LOOK = 5.0  # seconds between two looks
_log = logging.getLogger(__name__)


class Cadence:
    """Signs a served log beside those who write in it, and once more when the server ends in good order."""

    def __init__(self, service: Service) -> None:
        self._service, self._ended = service, Event()
        self._thread = Thread(target=self._run, name="cadence", daemon=True)
        self.refused = ""  # why it does not sign any more; empty while it does

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is not covered yet is signed for."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        if not self.refused and self.uncovered():
            self.sign()

    def uncovered(self) -> int:
        """How many events no checkpoint covers."""
        last = sealed.last_of(self._service.store)
        return self._service.store.log.position - (last.checkpoint.size if last else 0)

    def due(self, now: datetime) -> bool:
        count = self.uncovered()
        if count <= 0:
            return False
        if count >= EVENTS:
            return True
        log = self._service.store.log
        first = log.rows(log.position - count, 1)
        if not first:
            return False
        waited = now - read(quick(first[0].entry).at)
        return waited >= AFTER or waited < timedelta(0)  # a clock that was set back would have it wait for years

    def sign(self) -> None:
        """Where that cannot be, it is told once: the page of the proof says what to do."""
        try:
            sealed.checkpoint(self._service.store)
        except Overtaken:
            return  # another host has signed meanwhile
        except (Rewritten, StoreError, OSError) as error:
            if str(error) != self.refused:
                _log.error("No checkpoint is signed: %s", error)
            self.refused = str(error)
        else:
            self.refused = ""

    def _run(self) -> None:
        while not self._ended.wait(_LOOK):
            try:
                if self.due(self._service.clock()):
                    self.sign()
            except Exception:
                _log.exception("Whether a checkpoint is due could not be found out")
