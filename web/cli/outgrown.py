"""Whether a store in files is near its limits: its size, how many write, and from how many hosts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from trail.rows import quick
from trail.sqlite.backend import LOG
from trail.store import Store
from web.cli.checks import Check, check

LARGE = 20 * 10**9  # octets: a copy for the backup then takes minutes, in which nothing may be written
BUSY = 3000  # commands in a minute: a fifth of what one process of ours answers on a small machine
MANY = 100  # people at work within an hour: they share one process
_LOOKED_AT = 20_000  # events, the newest
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs")
_MOUNTS = Path("/proc/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")  # a space, as it stands there
_NEXT = "Move to PostgreSQL: docs/operator.md, From one file to PostgreSQL"


def outgrown(store: Store) -> Iterator[Check]:
    size = (store.folder / LOG).stat().st_size
    yield check("size", size < LARGE, f"the log has {size / 1e6:,.0f} MB", _NEXT, "warn")
    commands, people = busiest(store)
    told = f"at most {commands} commands in a minute, {people} people in an hour"
    yield check("writers", commands < BUSY and people < MANY, told, _NEXT, "warn")
    kind = file_system(store.folder)
    told = f"the folder is on {kind}" if kind else "the folder is on this machine"
    fix = "SQLite is not safe on a network's file system: keep the folder on this machine, or move to PostgreSQL"
    yield check("hosts", kind not in _NETWORK, told, fix, "warn")


def busiest(store: Store) -> tuple[int, int]:
    """The most commands of a minute and the most people of an hour, among the newest events."""
    rows = store.log.recorder.ask("select entry from event where position > ?", store.log.position - _LOOKED_AT)
    entries = [entry for entry in (quick(row[0]) for row in rows) if entry.role != "system"]
    minutes = Counter(minute for minute, _ in {(entry.at[:16], entry.tx) for entry in entries})
    hours = Counter(hour for hour, _ in {(entry.at[:13], entry.actor) for entry in entries})
    return max(minutes.values(), default=0), max(hours.values(), default=0)


def file_system(folder: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system that holds the folder; empty where the machine does not tell."""
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    places = [(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), place), kind) for place, kind in found]
    holding = [
        (len(place), number, kind) for number, (place, kind) in enumerate(places) if folder.is_relative_to(place)
    ]
    return max(holding, default=(0, 0, ""))[2]  # of two that are mounted at one place the later one is in force
