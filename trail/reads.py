"""The proof of the log of reads, told with that of the records, which vouch for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trail.backend import source_of
from trail.errors import KeysMissing, of_store
from trail.referred import referred
from trail.store import Config
from trail.verdict import Signed, Verdict
from trail.verify import verify

_OF_READS = "log of reads"


def prove_reads(verdict: Verdict, folder: Path, config: Config) -> None:
    """Adds what is found in the log of reads; its events have positions of their own, so none is named."""
    signed = _vouched(verdict, folder)
    if config.database is None and not (folder / "access.db").exists() and not signed:
        verdict.not_proved.append("There is no log of reads: this store is of an earlier Caretrail.")
        return
    reads = verify(source_of(folder, config.database, reads=True), signed)
    for finding in reads.findings:
        verdict.found("reads", None, f"{_OF_READS}: {finding['detail']}")
    if not reads.findings:
        most = max((one.size for one in signed), default=0)
        vouched = f", the first {most:,} as the log of the records remembers them" if most else ""
        verdict.proved.append(f"All {reads.events:,} entries of the {_OF_READS} are there{vouched}.")


def _vouched(verdict: Verdict, folder: Path) -> Sequence[Signed]:
    try:
        return referred(folder)
    except Exception as error:
        if not (isinstance(error, KeysMissing) or of_store(error)):
            raise
        verdict.not_proved.append(f"The {_OF_READS} was held against nothing: that takes the keys.")
        return ()
