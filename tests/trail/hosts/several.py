"""One more host of a store, and a log that is put back under hosts that go on."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

from tests.trail.owner import Run
from trail.store import Store
from trail.tree import Range

WEIGHT = [{"kind": "weight", "value": "70", "unit": "kg"}]


def another(store: Store, *more: str) -> Path:
    """The folder of one more host: its settings, the master key, and what else is named."""
    folder = store.folder.with_name(f"host-{uuid4().hex[:8]}")
    folder.mkdir()
    for name in ("config.toml", "master.key", *more):
        shutil.copy(store.folder / name, folder / name)
    return folder


def cut(run: Run, size: int) -> None:
    """To so many events, with the tree that they have."""
    run("delete from event where position > ?", size)
    whole = Range()
    for (leaf,) in run("select leaf from event order by position"):
        whole.push(leaf)
    run("update tree_head set n = ?, stack = ?", size, whole.encode())
