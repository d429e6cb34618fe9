"""Bundles as whoever gets one sees them, and exports that are held up or broken off in the middle."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest

from domain.by import By
from trail import sealed
from trail.bundle.writing import Progress
from web.bundling import jobs
from web.bundling.job import make
from web.service import Service


def verdict(bundle: bytes, service: Service, folder: Path) -> dict[str, Any]:
    """What the bundle's own reader says of it, with the key of the log; nothing else of ours has a part in it."""
    place, reader = folder / "taken-home.zip", folder / "verify.py"
    place.write_bytes(bundle)
    with ZipFile(io.BytesIO(bundle)) as read:
        reader.write_bytes(read.read("verify.py"))
    key = sealed.signer_of(service.store).verifier_key
    command = [sys.executable, "-I", str(reader), str(place), "--key", key, "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def held(bundle: bytes, name: str) -> list[Any]:
    """The lines of a file of the bundle."""
    with ZipFile(io.BytesIO(bundle)) as read:
        return [json.loads(line) for line in read.read(name).splitlines()]


class Held:
    """Holds an export up, from when it has `begun` until it may `go`."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()

    def __call__(self, id: UUID) -> None:
        self.begun.set()
        self.go.wait(60)


def at_step(monkeypatch: pytest.MonkeyPatch, n: int, act: Callable[[UUID], None]) -> None:
    """Each export does this before it tells its progress for the n-th time, counted from 0."""

    def made(service: Service, id: UUID, path: Path, by: By, progress: Progress) -> dict[str, Any]:
        steps = 0

        def heard(done: int, total: int) -> None:
            nonlocal steps
            if steps == n:
                act(id)
            steps += 1
            progress(done, total)

        return make(service, id, path, by, heard)

    monkeypatch.setattr(jobs, "make", made)


def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small log has many."""
    monkeypatch.setattr("trail.bundle.writing._PAGE", 5)
    monkeypatch.setattr("web.bundling.asking._PAGE", 5)
