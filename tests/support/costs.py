"""What a command costs: a process of its own, its time and the memory it had at the most."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple


class Cost(NamedTuple):
    """`memory`: octets at the most; `seconds` of a processor, which others on the machine do not make more."""

    code: int
    said: str
    seconds: float
    memory: int


_LAUNCH = """
import os, subprocess, sys
with open(sys.argv[2], "rb") as given:
    process = subprocess.Popen(sys.argv[3:], stdin=given)
_, status, used = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as out:
    out.write(f"{os.waitstatus_to_exitcode(status)} {used.ru_maxrss} {used.ru_utime + used.ru_stime}")
"""
"""What a process is said to have had begins with what its parent had: so its parent is small."""


def cost(command: Sequence[str], given: Path | None = None) -> Cost:
    """Run it; `given` is what comes on its standard input."""
    with NamedTemporaryFile("r") as told:
        launch = [sys.executable, "-S", "-E", "-c", _LAUNCH, told.name, str(given or os.devnull), *command]
        done = subprocess.run(launch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
        code, memory, seconds = told.read().split()
    return Cost(int(code), done.stdout, float(seconds), int(memory) * 1024)
