"""Manipulations, attackers, and who may notice: the words of the table.

`NAIVE` changes rows or files. `RECOMPUTING` also makes places, digests, tree, manifest and container fit. `KEYED` holds
the whole folder: the data keys, to seal payloads anew, and the signing key, to write checkpoint, signer's state and the
anchors on that machine anew. `LATE` is the same, and touches only what came after the last checkpoint that anybody
outside has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

NAIVE, RECOMPUTING, KEYED, LATE = ATTACKERS = ("naive", "recomputing", "key-holding", "key-holding, late")
STORE, BUNDLE = MEDIA = ("store", "bundle")
ROWS = (
    "edited payload",
    "edited envelope",
    "deleted event",
    "reordered events",
    "back-dated insert",
    "truncated tail",
    "restored old backup",
    "swapped database",
    "merged logs",
    "columns beside the entry changed",
    "edited projection",
    "payload missing without an erasure entry",
    "forked history",
    "clock set back",
    "lie entered by an authorised clerk",
    "event suppressed before it was recorded",
)

# who notices
VERIFY = "verify"  # trail verify
PAYLOADS = "payloads"  # trail verify --payloads
NOTE = "checkpoint"  # trail verify --checkpoint, with one that was kept outside
SIGNER = "signer"  # refuses the next checkpoint
WITNESS_409, WITNESS_422 = "witness: 409", "witness: 422"  # refuses the next checkpoint
VIEWS = "views check"
LOG = "log"  # an entry of the log says so itself
READER = "reader"  # verify.py BUNDLE --key
EARLIER = "earlier"  # verify.py EARLIER LATER
COSIGNED = "cosigned"  # verify.py BUNDLE --witness: undecided, for no witness has signed it

# where the first finding stands
EVENT, FIRST, CHECKPOINT, SEAL, NOWHERE = "the event", "the first entry", "the checkpoint over it", "the seal", ""


class Cell(NamedTuple):
    """Exactly those in `by` notice; `at` is where `verify` or the reader says it is; `why` nobody can, or does more."""

    by: frozenset[str]
    at: str = NOWHERE
    why: str = ""


def seen(*by: str, at: str = NOWHERE, why: str = "") -> Cell:
    return Cell(frozenset(by), at, why)


Table = Mapping[tuple[str, str], tuple[Cell, Cell, Cell, Cell]]
"""By row and medium, a cell for each attacker in their order."""
