"""A bundle written, row by row: its memory does not grow with the log (trail/bundle/reader/FORMAT.md)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from trail.access import origin_of
from trail.bundle.container import Container
from trail.bundle.disclosure import line
from trail.bundle.scope import Scope
from trail.checkpoint import parse
from trail.entry import canonical
from trail.keys import Keys
from trail.log import Log
from trail.opened import LOG_STREAM, REFERRED
from trail.rows import Row
from trail.store import Store

FORMAT = "caretrail-bundle/1"
_PAGE = 1000  # rows read at once
Progress = Callable[[int, int], None]
"""Hears how many rows of how many."""


@dataclass(frozen=True)
class Contents:
    """What is put into a bundle. `note` is the signed checkpoint, `files` those that tell it in words, `policy` the
    keys and witnesses of the log as trail/bundle/reader/FORMAT.md has them, `tool` who writes it."""

    scope: Scope
    note: str
    tool: str
    files: Mapping[str, bytes | Path] = field(default_factory=dict)
    policy: Mapping[str, Any] | None = None


def write(
    path: Path, store: Store, contents: Contents, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """The bundle at this path, whole or not at all, and its manifest. `SealBroken`, `KeysMissing`, `OSError`."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with Container(beside) as bundle:
            manifest = _fill(bundle, store, contents, progress)
        os.replace(beside, path)
        return manifest
    finally:
        beside.unlink(missing_ok=True)


def _fill(bundle: Container, store: Store, contents: Contents, progress: Progress) -> dict[str, Any]:
    checkpoint, _ = parse(contents.note)
    size, reads = checkpoint.size, _reads(store, checkpoint.size)
    told = _Counted(progress, 2 * (size + reads))
    _put(bundle, "checkpoint.note", contents.note.encode())
    if contents.policy is not None:
        _put(bundle, "policy.json", canonical(contents.policy) + b"\n")
    _log(bundle, "", store.log, contents.scope, size, told)
    if reads:
        scope = contents.scope if contents.scope.everything else Scope("envelope", {})
        _log(bundle, "reads.", store.access.log, Scope(scope.profile, {}), reads, told)
    for name, content in sorted(contents.files.items()):
        _put(bundle, name, content)
    files = sorted((member.told() for member in bundle.members), key=lambda one: str(one["name"]))
    manifest = {
        "asked": contents.scope.asked, "files": files, "format": FORMAT, "log": checkpoint.origin,
        "sealed": contents.scope.sealed, "size": size, "tool": contents.tool,
    }  # fmt: skip
    _put(bundle, "manifest.json", canonical(manifest) + b"\n")
    return manifest


def _put(bundle: Container, name: str, content: bytes | Path) -> None:
    with bundle.add(name) as member:
        if isinstance(content, bytes):
            member.write(content)
            return
        with content.open("rb") as file:
            while block := file.read(1 << 20):
                member.write(block)


def _log(bundle: Container, prefix: str, log: Log, scope: Scope, size: int, told: _Counted) -> None:
    with bundle.add(f"{prefix}entries.jsonl") as member:
        for page in _pages(log, size, told):
            member.write(b"".join([row.entry + b"\n" for row in page]))
    with bundle.add(f"{prefix}payloads.jsonl") as member:
        for page in _pages(log, size, told):
            member.write(b"".join(_shown(page, log.keys, log.origin, scope)))


def _shown(page: list[Row], keys: Keys, origin: str, scope: Scope) -> Iterator[bytes]:
    for row in page:
        if found := line(row, keys, origin, scope):
            yield found


def _pages(log: Log, size: int, told: _Counted) -> Iterator[list[Row]]:
    after = 0
    while after < size:
        page = log.rows(after, min(_PAGE, size - after))
        if not page:
            raise LookupError(f"event {after + 1} is not there: caretrail trail verify says what is wrong")
        yield page
        after = page[-1].position
        told.add(len(page))


def _reads(store: Store, size: int) -> int:
    """How many reads the last reference before the checkpoint tells of; 0 where there is none."""
    for row in reversed(store.log.stream(LOG_STREAM, 0, size)):
        if row.type == REFERRED:
            told = orjson.loads(store.log.opened(row)[1])
            return int(told["size"]) if told["origin"] == origin_of(store.log.origin) else 0
    return 0


class _Counted:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done, self._total)
