"""The files of a bundle that tell it in words: they are written before the log seals what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from domain.export import COPY, FULL
from trail.bundle.scope import Scope
from trail.entry import Entry
from web import exports
from web.bundling.asking import fitting
from web.log_query import COLUMNS, flat
from web.service import Service

EVENTS = ("position", "recorded_at", "kind", "type", "actor", "role", "session", "reason", "stream", "version", "key")


def write(folder: Path, service: Service, scope: Scope) -> dict[str, Path]:
    """By name, each in a file of this folder; those of another try are replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = {"changes.csv": _changes} if scope.profile in (FULL, COPY) else {"events.csv": _events}
    for name, lines in made.items():
        _put(folder / name, lines(service, scope))
    for name, text in reader().items():
        _put(folder / name, [text])
    return {path.name: path for path in sorted(folder.iterdir())}


def reader() -> dict[str, str]:
    """What a bundle is checked with, and how."""
    home = files("trail.bundle.reader")
    return {"verify.py": home.joinpath("verify.py").read_text(encoding="utf-8")}


def digests(made: dict[str, Path]) -> dict[str, str]:
    found = {}
    for name, path in made.items():
        with path.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            found[name] = digest.hexdigest()
    return found


def _put(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _changes(service: Service, scope: Scope) -> Iterator[str]:
    """The change log: of the events that are shown and no others; `position` joins it to the entries."""
    service.views.ready(3600)
    return exports.csv_lines(flat(_rows(service, scope)), COLUMNS)


def _rows(service: Service, scope: Scope) -> Iterator[Any]:
    for page in fitting(service.store.log, scope, scope.asked):
        if page:
            own = {entry.position for _, entry in page}
            bounds = {"after": min(own) - 1, "before": max(own) + 1}
            yield from (row for row in service.views.changes.rows(bounds) if row["position"] in own)


def _events(service: Service, scope: Scope) -> Iterator[str]:
    """Who did what kind of thing when: nothing of what was recorded."""
    shown = Scope(FULL, {name: value for name, value in scope.filter.items() if name != "fields"}, scope.asked)
    pages = fitting(service.store.log, shown, scope.asked)
    return exports.csv_lines((_event(entry) for page in pages for _, entry in page), EVENTS)


def _event(entry: Entry) -> dict[str, Any]:
    told = (
        entry.position, entry.at, entry.kind, entry.type, entry.actor, entry.role, entry.session, entry.reason,
        entry.stream, entry.version, entry.key,
    )  # fmt: skip
    return dict(zip(EVENTS, told, strict=True))
