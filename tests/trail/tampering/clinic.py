"""A store with a history to tamper with, and what others hold of it; and everybody who may notice that it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from tests.support.clock import StandingClock
from tests.support.office import AMA, register
from tests.support.stores import created
from tests.trail.logs import ORIGIN
from tests.trail.owner import copied
from tests.trail.tampering import matrix
from trail.checkpoint import parse
from trail.errors import StoreError
from trail.origins import prove_origins
from trail.payloads import opener
from trail.reads import prove_reads
from trail.sealed import checkpoint, signer_of
from trail.signer import Rewritten
from trail.store import Config, Store
from trail.verify import Signed, Verdict, verify
from trail.witness.folder import Witness
from trail.witness.judging import Refused
from trail.witness.request import Request
from web.keeping.proving import kept, source
from web.service import Service

OTHER = "elsewhere.example/log"
START = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
EARLY, OUTSIDE, LATE, SIGNED, SIZE = 20, 40, 50, 60, 270
"""Positions: touched early; the end of the checkpoint that is known outside; touched late; the last checkpoint; all."""


@dataclass(frozen=True)
class Clinic:
    """The store's folder, that of a witness, a checkpoint that somebody kept, and the store of another clinic."""

    folder: Path
    witness: Path
    note: str
    elsewhere: Path

    @contextmanager
    def copy(self, to: Path) -> Iterator[Clinic]:
        with copied(self.folder, to / "store") as folder:
            shutil.copytree(self.witness, to / "witness")
            yield replace(self, folder=folder, witness=to / "witness")


def founded(folder: Path, database: str | None) -> Clinic:
    """The witness signed at `OUTSIDE`; `SIGNED` is known on that machine alone; more than a tile of events."""
    note = _filled(folder / "store", ORIGIN, database, folder / "witness")
    _filled(folder / "elsewhere", OTHER, None, folder / "elsewhere's")
    return Clinic(folder / "store", folder / "witness", note, folder / "elsewhere")


def _filled(folder: Path, origin: str, database: str | None, witness: Path) -> str:
    clock = StandingClock(START)
    with created(folder, origin, clock, database) as service:
        who = [register(service.records, names=[name], identifiers=[]) for name in ("Lucía Núñez", "Kofi Mensah")]
        _measure(service, clock, who, OUTSIDE)
        note = checkpoint(service.store)
        Witness.create(witness, "witness.example/w", [signer_of(service.store).verifier_key])
        Witness(witness).add(Request(0, [], note).text().encode())
        _measure(service, clock, who, SIGNED)
        checkpoint(service.store)
        _measure(service, clock, who, SIZE)
        service.views.engine.catch_up(60)
    return note


def _measure(service: Service, clock: StandingClock, who: list[UUID], upto: int) -> None:
    while (n := service.store.log.position) < upto:
        clock.on(seconds=1)
        service.records.measure(
            who[n % 2], [{"kind": "weight", "value": f"{70 + n % 3}", "unit": "kg"}], AMA, "2026-03-07"
        )


# who may notice


def proof(clinic: Clinic, payloads: bool = False) -> Verdict:
    """As `trail verify` gives it."""
    opening, config = partial(opener, clinic.folder) if payloads else None, Config.read(clinic.folder)
    verdict = verify(source(clinic.folder), kept(clinic.folder), opening)
    prove_reads(verdict, clinic.folder, config)
    prove_origins(verdict, clinic.folder, config)
    return verdict


def noticed(clinic: Clinic) -> set[str]:
    """Everybody by whom what was done to the log is noticed, each asked alone."""
    found, kinds = set[str](), {one["kind"] for one in proof(clinic, payloads=True).findings}
    if kinds - {"seal"}:
        found.add(matrix.VERIFY)
    if "seal" in kinds:
        found.add(matrix.PAYLOADS)
    outside, _ = parse(clinic.note)
    named = verify(source(clinic.folder), [Signed("kept", outside.size, outside.root)])
    if any(one["detail"].startswith("kept ") for one in named.findings):
        found.add(matrix.NOTE)
    if _anomalies(clinic):
        found.add(matrix.LOG)
    return found | _signing(clinic)


def regrown(clinic: Clinic) -> bool:
    """Whether `views check` finds a row that is not what the log says."""
    with Service.open(clinic.folder) as service:
        return any(service.views.engine.check())


def _anomalies(clinic: Clinic) -> bool:
    with closing(source(clinic.folder).open()) as db:
        entries = db.execute("select entry from event where position > 0", ()).fetchmany(1000)
    return any(b'"k":"clock-anomaly"' in entry for (entry,) in entries)


def _signing(clinic: Clinic) -> set[str]:
    """The next checkpoint is asked for, and shown to the witness."""
    try:
        store = Store.open(clinic.folder)
    except StoreError:
        return {matrix.SIGNER}
    try:
        note = checkpoint(store)
        return _shown(store, Witness(clinic.witness), note)
    except (Rewritten, StoreError):
        return {matrix.SIGNER}
    finally:
        store.close()


def _shown(store: Store, witness: Witness, note: str) -> set[str]:
    """It tells how far it has come; the proof of what came since is made of the log."""
    now, last = parse(note)[0], witness.last(ORIGIN)
    assert last
    old = min(last.size, now.size)
    try:
        witness.add(Request(old, store.log.parts(now.size).consistency(old), note).text().encode())
    except Refused as no:
        return {f"witness: {no.status}"}
    return set()
