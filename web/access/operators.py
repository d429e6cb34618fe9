"""Who gives a command on this machine."""

from __future__ import annotations

import getpass
import os


def operator() -> str:
    """The operating system's user; its number where it has no name, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
