"""Erasures that were approved on a page, carried out beside the requests: one at a time."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock, Thread
from uuid import UUID

from domain.by import By
from domain.refusal import Refused
from web import logs
from web.keeping import retention
from web.keeping.certificate import Certificate
from web.keeping.erasing import carry_out
from web.service import Service


@dataclass(frozen=True, slots=True)
class Carrying:
    """How far an erasure is; `failed` says why it was broken off."""

    step: str = "Begun"
    done: int = 0
    of: int = 1
    failed: str = ""


class Carriers:
    """What is under way, by record, and what was broken off since the server started."""

    def __init__(self, service: Service) -> None:
        self._service, self._lock, self._turn = service, Lock(), Lock()
        self._under_way: dict[UUID, Carrying] = {}

    def of(self, who: UUID) -> Carrying | None:
        return self._under_way.get(who)

    def start(self, who: UUID, by: By) -> Thread:
        """Unless it runs already."""
        with self._lock:
            thread = Thread(target=self._run, args=(who, by), name="erasure", daemon=True)
            if (known := self.of(who)) is None or known.failed:
                self._under_way[who] = Carrying()
                thread.start()
        return thread

    def _run(self, who: UUID, by: By) -> None:
        with self._turn:
            try:
                self._judge(who)
                carry_out(self._service, who, by, lambda step, n, of: self._told(who, Carrying(step, n, of)))
                del self._under_way[who]
            except Refused as no:
                self._told(who, Carrying(failed=no.reason))
            except Exception as error:  # whoever looks is told, and the next start goes on with it
                logs.fault(token_hex(4), "job", "erasure", sys.exc_info())
                self._told(who, Carrying(failed=f"It was broken off: {error} The next start goes on with it."))

    def _judge(self, who: UUID) -> None:
        """Anything may have come while it waited for its turn; what is begun is gone on with whatever came."""
        store = self._service.store
        store.keys.doom.look()
        if store.log.key_of(who) not in store.keys.doom.sealed:
            retention.judge(self._service, who, Certificate.of(self._service, who).ground or "")

    def _told(self, who: UUID, how: Carrying) -> None:
        self._under_way[who] = how
