"""A log taken home: written, against reading and opening the same rows; and checked, against hashing its entries."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from benchmarks.commands import AMA, lengthen, patient
from benchmarks.day.served import Server
from benchmarks.measured import Measured, in_turns, seconds
from domain.access import RecordAccessed
from tests.support.office import RUTH
from trail import sealed
from trail.bundle.reader import verify
from trail.bundle.scope import Scope
from trail.bundle.writing import Contents, write
from trail.tlog_proof import proof_of
from trail.tree import root_of
from web.service import Service

EVENTS, A_PATIENT = 100_000, 5_000
_PROOFS = 50
_OFTEN = 0.02  # seconds between two looks at a process's memory
_WRITE = "import sys; from benchmarks.exporting import written; written(*sys.argv[1:])"


def exporting(folder: Path, events: int = EVENTS, told: Callable[[str], None] = lambda text: None) -> list[Measured]:
    store, tenth = folder / "store", folder / "tenth"
    for place, count in ((tenth, events // 10), (store, events)):
        told(f"  a log of {count:,} …")
        _fill(place, count)
    key = folder / "key"
    bundles = {profile: folder / f"{profile}.zip" for profile in ("full", "envelope")}
    with Service.open(store) as service:
        key.write_text(sealed.signer_of(service.store).verifier_key)
        log, contents = service.store.log, {profile: _contents(service, profile) for profile in bundles}
        bare = seconds(lambda: [log.opened(row) for page in _pages(service) for row in page])
        ours = seconds(lambda: write(bundles["full"], service.store, contents["full"]))
        write(bundles["envelope"], service.store, contents["envelope"])
        proof = _each(lambda n: proof_of(log, sealed.anchors_of(service.store), 1 + n * (log.position // _PROOFS)))
        signing = _each(lambda n: _signed(service, n), 5)
    size = f"{events:,} events"
    peaks = [_memory("-c", _WRITE, str(place), str(folder / "again.zip")) for place in (store, tenth)]
    return [
        Measured(f"export of {size}, against reading and opening them", events / ours, events / bare, "per s", 0.3),
        Measured("memory of an export ten times as large", *peaks, "MB", 1.25, below=True),
        *_checking(folder, bundles, key, size),
        Measured(f"proof of one of {size}", proof, 5.0, "ms", 1.0, below=True),
        Measured(f"checkpoint of {size}", signing, 50.0, "ms", 1.0, below=True),
    ]


def written(store: str, path: str) -> None:
    """The whole log of a store, as a bundle."""
    with Service.open(Path(store)) as service:
        write(Path(path), service.store, _contents(service, "full"))


def _fill(store: Path, events: int) -> None:
    with Service.create(store) as service:
        for n in range(max(1, events // A_PATIENT)):
            lengthen(service, patient(service, n), min(A_PATIENT, events))
        told = {"section": "record", "medium": "page", "address": "/", "outcome": "shown", "patients": []}
        service.store.access.note(RecordAccessed, AMA, known=1, **told)


def _contents(service: Service, profile: str) -> Contents:
    asked = service.exporting.request(profile, {}, 0, "HCOMPL", "An auditor", RUTH)
    at = service.exporting.seal(UUID(asked.id), asked.position, {}, RUTH).position
    return Contents(Scope(profile, {}, asked.position, at), sealed.checkpoint(service.store), "benchmark")


def _pages(service: Service) -> object:
    after, log = 0, service.store.log
    while page := log.rows(after, 1000):
        yield page
        after = page[-1].position


def _checking(folder: Path, bundles: dict[str, Path], key: Path, size: str) -> list[Measured]:
    entries = folder / verify.LOG
    part = verify.parts_of(str(bundles["full"]))[verify.LOG]
    with entries.open("wb") as file:
        file.writelines(part.pieces())
    program = [shutil.which("sha256sum") or "sha256sum", str(entries)]

    def hashed() -> None:
        subprocess.run(program, check=True, capture_output=True)

    plain, payloads = (in_turns(_reader(bundles[profile], key), hashed, 2) for profile in ("envelope", "full"))
    bare, again = in_turns(lambda: _bare(entries), hashed, 2)
    peak = _memory(verify.__file__, str(bundles["full"]), "--key", str(key))
    return [
        Measured(f"verify.py on {size}, against sha256sum of its entries", *plain, "s", 1.5, below=True),
        Measured("nothing but the calls of hashlib that it needs, against the same", bare, again, "s", 1.5, below=True),
        Measured("verify.py, against these calls alone, in one process", plain[0], bare, "s", 2.0, below=True),
        Measured("verify.py with payloads, against the same", *payloads, "s", 6.0, below=True),
        Measured(f"memory of verify.py on {size}", peak, 200.0, "MB", 1.0, below=True),
    ]


def _reader(bundle: Path, key: Path) -> Callable[[], None]:
    def read() -> None:
        command = [sys.executable, verify.__file__, str(bundle), "--key", str(key), "--json"]
        told = subprocess.run(command, check=True, capture_output=True)
        assert json.loads(told.stdout)["verdict"] == verify.PROVED

    return read


def _bare(entries: Path) -> bytes:
    """The root, in the fewest steps that a program in Python can take: two calls of hashlib for each entry."""
    with entries.open("rb") as file:
        return root_of([sha256(b"\0" + line[:-1]).digest() for line in file])


def _memory(*program: str) -> float:
    """MB that a process and those that it starts hold together, the most that was seen in looking often."""
    process, most = subprocess.Popen([sys.executable, *program], stdout=subprocess.DEVNULL), 0
    while process.poll() is None:
        with suppress(OSError):  # one has ended meanwhile
            most = max(most, Server("", process.pid).resident())
        time.sleep(_OFTEN)
    assert process.returncode == 0, program
    return most / 2**20


def _each(work: Callable[[int], object], times: int = _PROOFS) -> float:
    """Milliseconds of the median."""
    took = []
    for n in range(times):
        start = time.perf_counter()
        work(n)
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took)[times // 2]


def _signed(service: Service, n: int) -> None:
    if n:
        lengthen(service, patient(service, 10**6 + n), 10)
    sealed.checkpoint(service.store)
