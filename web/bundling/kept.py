"""What is kept of an export on this machine: its file, what there is to know of it, and why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from uuid import UUID

from trail.files import put_in_place
from web.service import Service

_TOLD = "bundle.json"
_FAILED = "failed.txt"
_AGAIN = "again"  # the server has gone on with it by itself
_BLOCK = 1 << 20  # octets read at once


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle that was made: its octets, their SHA-256 in hex, and how many events of the log it covers. `here`
    until its file is taken away."""

    bytes: int
    sha256: str
    events: int
    here: bool = True


def folder(service: Service, id: UUID) -> Path:
    """Where an export is made and kept; nothing is there before it is begun."""
    return service.folder / "exports" / str(id)


def place(service: Service, id: UUID) -> Path:
    return folder(service, id) / f"{id}.zip"


def begin(service: Service, id: UUID) -> None:
    """It waits, or is made: a server that ends meanwhile finds its folder. `OSError`."""
    folder(service, id).mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder(service, id) / _FAILED).unlink(missing_ok=True)


def begun(service: Service) -> Iterator[UUID]:
    """Those that are neither made nor failed."""
    for folder in sorted((service.folder / "exports").glob("*-*-*-*-*")):
        if not (folder / _TOLD).exists() and not (folder / _FAILED).exists():
            yield UUID(folder.name)


def tried_again(service: Service, id: UUID) -> bool:
    """Whether this was asked before."""
    mark = folder(service, id) / _AGAIN
    if mark.exists():
        return True
    mark.touch()
    return False


def interrupted(service: Service, id: UUID) -> None:
    """The server was asked to end: it is not this that ended it."""
    (folder(service, id) / _AGAIN).unlink(missing_ok=True)


def fail(service: Service, id: UUID, why: str) -> None:
    """Why it was not made, whenever somebody asks; what was written of it makes room."""
    rmtree(folder(service, id) / "files", ignore_errors=True)
    with suppress(OSError):
        put_in_place(folder(service, id) / _FAILED, why.encode())


def failed(service: Service, id: UUID) -> str:
    """An empty text where it is not known to have failed."""
    with suppress(OSError):
        return (folder(service, id) / _FAILED).read_text(encoding="utf-8")
    return ""


def keep(service: Service, id: UUID, events: int) -> None:
    """It is made: its size and its digest are told of it from now on."""
    path = place(service, id)
    told = asdict(Kept(path.stat().st_size, _digest(path), events))
    del told["here"]
    put_in_place(folder(service, id) / _TOLD, json.dumps(told).encode())
    (folder(service, id) / _AGAIN).unlink(missing_ok=True)


def kept(service: Service, id: UUID) -> Kept | None:
    """None where it was not made here, or not to its end."""
    told = folder(service, id) / _TOLD
    return Kept(**json.loads(told.read_bytes()), here=place(service, id).exists()) if told.exists() else None


def take_away(service: Service, id: UUID) -> None:
    """The file alone."""
    place(service, id).unlink(missing_ok=True)


def clear(service: Service, id: UUID) -> None:
    """Whatever there is of it."""
    rmtree(folder(service, id), ignore_errors=True)


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
