"""Whose logs these are: the first entry of each names it, and it has to be the one that is set down here."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from trail.access import origin_of
from trail.backend import source_of
from trail.entry import EntryError, decode
from trail.source import Source
from trail.store import Config
from trail.verdict import Verdict

_FIRST = "select entry from event where position = 1"


def prove_origins(verdict: Verdict, folder: Path, config: Config) -> None:
    """Adds a finding `log` where the log is another's; one that cannot be read was told of by `trail.verify`."""
    _compare(verdict, source_of(folder, config.database), config.origin, 1)
    if config.database or (folder / "access.db").exists():
        _compare(verdict, source_of(folder, config.database, reads=True), origin_of(config.origin), None)
    verdict.findings.sort(key=lambda one: one["position"] or 2**63)


def _compare(verdict: Verdict, source: Source, origin: str, position: int | None) -> None:
    """`position` of the first entry among those of the records; None where it is not one of them."""
    found = _named(source)
    if found is not None and found != origin:
        verdict.found("log", position, f"entry 1 is of the log {found or 'of nobody'}; this one is {origin}")


def _named(source: Source) -> str | None:
    """Empty where the first entry names none; None where there is no such entry."""
    try:
        with closing(source.open()) as db:
            rows = db.execute(_FIRST, ()).fetchmany(1)
        return (decode(rows[0][0]).log or "") if rows else None
    except source.faults:
        return None
    except EntryError:
        return None
