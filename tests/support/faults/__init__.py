"""All that can be wrong with a bundle, each by itself."""

from __future__ import annotations

from tests.support.faults import container, disclosed, entries, files, payloads, reads, signed
from tests.support.faults.table import Fault

FAULTS: list[Fault] = [
    *container.FAULTS,
    *files.FAULTS,
    *signed.FAULTS,
    *entries.FAULTS,
    *payloads.FAULTS,
    *disclosed.FAULTS,
    *reads.FAULTS,
]
