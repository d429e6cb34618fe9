"""A clinic with a clerk, an administrator and a patient, whom a server shows and adds to, or does not come up for."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.office import register
from tests.support.serving import COMMAND, PASSWORD, Browser
from web.service import Service

MRN = "0000000195"
CANARY = "Quetzalcoatlina"
NAMES = ("Kofi Mensah", "Almaz Bekele", "Siti", "Oksana Tkach")


def made(folder: Path, database: str | None = None) -> Path:
    with Service.create(folder, "test.example/log", database=database) as service:
        service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
        service.personnel.add("sam", "Sam Owusu", "admin", service.system())
        service.accounts.set_password("ama", PASSWORD)
        register(service.records, names=[f"Lucía {CANARY}"])
    return folder


def refused(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A server that does not come up; it is given a minute to say so."""
    run = [*COMMAND, "--data", str(folder), "serve", *(words or ("--port", "0"))]
    return subprocess.run(run, capture_output=True, text=True, timeout=60)


def registered(clerk: Browser, n: int) -> tuple[int, str]:
    """What the page answered when somebody new was registered."""
    return clerk.post("patients/new", **person(n))


def person(n: int) -> dict[str, str]:
    return {"name": NAMES[n], "born": str(1950 + 7 * n), "gender": "unknown"}
