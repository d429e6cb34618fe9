"""`shim.c`, compiled by whoever needs it, and what it may be told to do."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("shim.c")
NONE, DIE, TEAR, FAIL, WAIT, POWER = range(6)
WRITE, SYNC, READ, NAME = 1, 2, 4, 8
EVERY = WRITE | SYNC | NAME
"""Whatever changes what is on the disk."""


class Fault(NamedTuple):
    """`error` is an errno, of `WAIT` milliseconds; `lasting`: from the n-th call on; `like` is a part of the path."""

    kind: int
    calls: int
    error: int = errno.EIO
    lasting: bool = False
    like: str = ""


def compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def compiled(folder: Path) -> Path:
    """The library, in this folder."""
    made, cc = folder / "shim.so", compiler()
    assert cc
    subprocess.run([cc, "-shared", "-fPIC", "-O1", "-o", made, SOURCE, "-ldl", "-lpthread"], check=True)
    return made


def environment(library: Path, switch: Path | None = None) -> dict[str, str]:
    """Of a process that is started with it."""
    told = {"FAULT_SWITCH": str(switch)} if switch else {}
    return {**os.environ, "LD_PRELOAD": str(library), **told}


def turn(switch: Path, fault: Fault, under: Path, at: int = 1, clock: int = 0) -> None:
    """What a process that was started with this switch does from now on; its clock is that many seconds wrong."""
    words = fault.kind, fault.calls, at, int(fault.lasting), fault.error, 1, under, fault.like or "-", clock
    beside = switch.with_suffix(".new")
    beside.write_text(" ".join(map(str, words)))
    beside.replace(switch)


@cache
def _library() -> ctypes.CDLL:
    found = ctypes.CDLL(None)
    found.counted.restype = found.happened.restype = ctypes.c_long
    found.set_clock.argtypes = (ctypes.c_long,)
    found.arm.argtypes = (
        ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_uint, ctypes.c_char_p,
        ctypes.c_char_p,
    )  # fmt: skip
    return found


def arm(fault: Fault, at: int, under: Path, chance: int = 1) -> None:
    """In a process that was started with the library: the `at`-th such call under this folder."""
    kind, calls, error, lasting, like = fault
    _library().arm(kind, calls, at, lasting, error, chance, str(under.resolve()).encode(), like.encode())


def disarm() -> tuple[int, int]:
    """How many calls there were, and how many of them were harmed."""
    _library().disarm()
    return _library().counted(), _library().happened()


def set_clock(seconds: int) -> None:
    _library().set_clock(seconds)
