"""An export made: its files, its seal in the log, a checkpoint over that, and the bundle; each step can be repeated."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID

from domain.by import By
from domain.export import ExportRequested, ExportSealed
from domain.refusal import NotFound
from trail import sealed
from trail.bundle.scope import Scope
from trail.bundle.writing import Contents, Progress, write
from trail.checkpoint import parse
from trail.files import put_in_place
from trail.policy import Policy
from trail.rotation import keys_of
from web.bundling import files, kept
from web.service import Service


def make(
    service: Service, id: UUID, path: Path, by: By, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """The bundle of an export that was requested, and its manifest; `path` is where it is put.

    What was made before it was broken off is used again. `Refused` where it was given up, `Rewritten` where nothing can
    be signed, `NotFound`, `OSError`.
    """
    request, at = _told(service, id)
    work, upto = workshop(service, id), request.by.position
    before = files.FILES * upto
    heard = _Passes(upto, before + 2 * (upto + service.store.access.log.position), progress)
    made = files.write(work / "files", files.Telling(service, request, heard))
    at = service.exporting.seal(id, upto, files.digests(made), by).position or at
    scope = Scope(request.profile, request.filter, upto, at)
    note = _note(service, work / "checkpoint.note", at)
    contents = Contents(scope, note, files.TOOL, made, policy(service))
    manifest = write(path, service.store, contents, lambda done, total: progress(before + done, before + total))
    rmtree(work / "files")
    return manifest


class _Passes:
    """The log is read once for each file: how far that is, all of them together."""

    def __init__(self, size: int, total: int, progress: Progress) -> None:
        self._size, self._total, self._progress = size, total, progress
        self._before, self._last = 0, 0

    def __call__(self, done: int) -> None:
        if done <= self._last:
            self._before += self._size
        self._last = done
        self._progress(self._before + done, self._total)


def workshop(service: Service, id: UUID) -> Path:
    """The folder in which an export is made."""
    folder = kept.folder(service, id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def policy(service: Service) -> dict[str, Any]:
    """The log's keys and its witnesses, as a convenience: trust comes from elsewhere."""
    keys, rotations = keys_of(service.store)
    wanted = Policy.read(service.folder)
    return {
        "keys": keys, "log": service.store.config.origin, "rotations": rotations, "threshold": wanted.threshold,
        "witnesses": [one.key for one in wanted.witnesses],
    }  # fmt: skip


def _told(service: Service, id: UUID) -> tuple[ExportRequested, int]:
    """The request, and where it was sealed; 0 where it was not."""
    history = list(service.store.journal.history(id))
    if not history or not isinstance(history[0], ExportRequested):
        raise NotFound("There is no such export.")
    return history[0], next((fact.by.position for fact in history if isinstance(fact, ExportSealed)), 0)


def _note(service: Service, kept: Path, at: int) -> str:
    """A checkpoint that covers the seal: the same one, however often the bundle is written."""
    if kept.exists() and parse(note := kept.read_text(encoding="utf-8"))[0].size >= at:
        return note
    note = sealed.checkpoint(service.store)
    put_in_place(kept, note.encode())
    return note
