"""What the office's tests ask of it, and what they look at afterwards."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import UUID

from domain.by import By
from domain.fact import Envelope
from domain.patient import Patient
from domain.receipt import Receipt
from domain.refusal import Refused
from tests.support.told import envelopes
from web.service import Service

IMPORT = By("system", "Import", "system", channel="import")
WEIGHT = {"kind": "weight", "value": "72.5", "unit": "kg"}
VISIT = {"visit_class": "AMB", "start": "2026-03-07T09:00Z"}
LAB = {"kind": "laboratory", "what": "Blood sugar"}


def patient(service: Service, who: UUID) -> Patient:
    return service.store.journal.load(Patient, who)


def last(service: Service) -> Envelope:
    return envelopes(service)[-1]


def at_once(*commands: Callable[[], Receipt]) -> list[Receipt | Refused]:
    """What each said, all begun at one moment."""
    together = Barrier(len(commands))
    said: list[Receipt | Refused] = [Receipt("")] * len(commands)

    def run(n: int) -> None:
        together.wait()
        try:
            said[n] = commands[n]()
        except Refused as no:
            said[n] = no

    threads = [Thread(target=run, args=(n,)) for n in range(len(commands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
