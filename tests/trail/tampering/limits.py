"""The table as docs/limits.md has it: `python -m tests.trail.tampering.limits` prints it."""

from __future__ import annotations

from tests.trail.tampering.matrix import (
    BUNDLE,
    COSIGNED,
    EARLIER,
    LOG,
    MEDIA,
    NOTE,
    PAYLOADS,
    READER,
    ROWS,
    SIGNER,
    STORE,
    VERIFY,
    VIEWS,
    WITNESS_409,
    WITNESS_422,
    Cell,
)
from tests.trail.tampering.table import TABLE

WORDS = {
    VERIFY: "`verify`",
    PAYLOADS: "`--payloads`",
    NOTE: "`--checkpoint`",
    SIGNER: "signer",
    WITNESS_409: "witness (409)",
    WITNESS_422: "witness (422)",
    VIEWS: "`views check`",
    LOG: "an entry says so",
    READER: "reader",
    EARLIER: "earlier bundle",
    COSIGNED: "`--witness`",
}
"""In the order in which they are named."""
HEADS = {STORE: "On the live store", BUNDLE: "On a bundle"}
COLUMNS = ("changes rows or files", "makes all else fit", "holds all keys", "holds all keys, touches only what is new")


def cell(one: Cell) -> str:
    if not one.by:
        return f"**nobody**: {one.why}"
    return ", ".join(word for who, word in WORDS.items() if who in one.by) + (f"; at {one.at}" if one.at else "")


def table(medium: str) -> str:
    lines = [["", *COLUMNS], ["---"] * (1 + len(COLUMNS))]
    lines += [[row, *map(cell, TABLE[row, medium])] for row in ROWS]
    head = f"{HEADS[medium]}, by somebody who …"
    lines[0][0] = head
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print("\n".join(map(table, MEDIA)), end="")
