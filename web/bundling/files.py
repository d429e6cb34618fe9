"""The files of a bundle that tell it in words: they are written before the log seals what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import Any

from domain.export import COPY, FULL, ExportRequested
from trail.bundle.reader import page, script
from trail.bundle.scope import Scope
from trail.checkpoint import Checkpoint
from trail.rows import quick
from trail.sealed import signer_of
from web import exports
from web.bundling import audit_events, audit_reads, events, provenances, report
from web.bundling.asking import Heard, fitting, unheard
from web.bundling.gathered import Gathered
from web.bundling.telling import telling
from web.bundling.told import Told
from web.review.log_query import COLUMNS, flat
from web.service import Service

TOOL = f"caretrail {version('caretrail')}"
FILES = 4  # that are made out of the log, each with a look at all of it
Octets = Iterable[bytes]


@dataclass(frozen=True)
class Telling:
    """An export as its files tell it; `heard` hears how many events were read, those of the next file again."""

    service: Service
    request: ExportRequested
    heard: Heard = unheard

    @property
    def scope(self) -> Scope:
        return Scope(self.request.profile, self.request.filter, self.request.by.position)

    def told(self) -> Iterator[Told]:
        return telling(self.service.store.log, self.scope, self.scope.asked, self.heard)


def write(folder: Path, export: Telling) -> dict[str, Path]:
    """By name, each in a file of this folder; those of another try are replaced."""
    made: dict[str, Callable[[Telling], Octets]] = {
        "fhir/AuditEvent.ndjson": _audited,
        "fhir/Provenance.ndjson": lambda one: provenances.lines(one.told(), one.service.store.config.origin),
        "report.html": _report,
    }
    if export.request.profile in (FULL, COPY):
        made["changes.csv"] = _changes
    else:
        made["events.csv"] = lambda one: events.lines(told.entry for told in one.told())
    found = {name: _put(folder / name, octets(export)) for name, octets in made.items()}
    return found | {name: _put(folder / name, [octets]) for name, octets in reader().items()}


def reader() -> dict[str, bytes]:
    """What a bundle is checked with, and by which page that was made."""
    home = files("trail.bundle.reader")
    return {
        "VERIFY.md": home.joinpath("HOW.md").read_bytes() + home.joinpath("FORMAT.md").read_bytes(),
        "verify.py": home.joinpath("verify.py").read_bytes(),
        "verify.html": page(),
        "verify.js": script(),
    }


def digests(made: dict[str, Path]) -> dict[str, str]:
    """SHA-256 of each, in hex."""
    found = {}
    for name, path in made.items():
        with path.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            found[name] = digest.hexdigest()
    return found


def _put(path: Path, octets: Octets) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(octets)
    return path


def _audited(export: Telling) -> Iterator[bytes]:
    """Of both logs, where that of reads is shown at all: those of before the request, however often this is done."""
    store = export.service.store
    yield from audit_events.lines(export.told(), store.config.origin)
    if export.scope.everything:
        asked, reads = quick(store.log.rows(export.scope.asked - 1, 1)[0].entry).at, store.access.log
        before = takewhile(lambda one: one.entry.at < asked, telling(reads, Scope(FULL, {}), reads.position))
        yield from audit_reads.lines(before, reads.origin)


def _report(export: Telling) -> Iterator[bytes]:
    log, upto = export.service.store.log, export.scope.asked
    root = log.parts(upto).root()
    gathered = Gathered(root.hex())
    for _ in gathered.through(export.told()):
        pass
    key = signer_of(export.service.store).verifier_key
    about = report.About(export.request, Checkpoint(log.origin, upto, root), key, TOOL)
    yield report.page(about, gathered).encode()


def _changes(export: Telling) -> Iterator[bytes]:
    """The change log: of the events that are shown and no others; `position` joins it to the entries."""
    export.service.views.ready(3600)
    return (line.encode() for line in exports.csv_lines(flat(_rows(export)), COLUMNS))


def _rows(export: Telling) -> Iterator[Any]:
    views, scope = export.service.views, export.scope
    for one in fitting(export.service.store.log, scope, scope.asked, export.heard):
        if one:
            own = {entry.position for _, entry in one}
            bounds = {"after": min(own) - 1, "before": max(own) + 1}
            yield from (row for row in views.changes.rows(bounds) if row["position"] in own)
