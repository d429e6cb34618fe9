"""Measurements that are kept: of some works a later run takes the place of an earlier one, and is told as that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Told = dict[str, Any]
"""As `python -m benchmarks` prints it; `runs` are where and when, by work, of what was measured in a run of its own."""
_RUN = ("date", "fdatasync_ms", "load")


def taken_in(kept: Told, told: Told, order: Sequence[str]) -> Told:
    """What was kept with what was measured now, the works in this order."""
    fresh, run = {row["work"]: None for row in told["measured"]}, {name: told[name] for name in _RUN}
    runs = {**kept.get("runs", {}), **dict.fromkeys(fresh, run)}
    rows = [*(row for row in kept["measured"] if row["work"] not in fresh), *told["measured"]]
    return {**kept, "runs": runs, "measured": sorted(rows, key=lambda row: order.index(row["work"]))}


def run_of(told: Told, work: str) -> Told:
    """Where and when a work was measured."""
    return {**told, **told.get("runs", {}).get(work, {})}
