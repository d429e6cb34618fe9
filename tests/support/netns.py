"""Machines of a network of their own: namespaces of this kernel, joined by a switch. Only root may make them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

_NETWORK = f"10.231.{os.getpid() % 250}"
_PREFIX = f"ct{os.getpid() % 100000}"
_numbers = count(2)


@contextmanager
def network() -> Iterator[Network]:
    """With this machine's own address on it."""
    switch = f"{_PREFIX}s"
    _ip("link", "add", switch, "type", "bridge")
    with ExitStack() as stack:
        stack.callback(_ip, "link", "del", switch)
        _ip("addr", "add", f"{_NETWORK}.1/24", "dev", switch)
        _ip("link", "set", switch, "up")
        yield Network(switch, stack)


class Network:
    address, range = f"{_NETWORK}.1", f"{_NETWORK}.0/24"

    def __init__(self, switch: str, stack: ExitStack) -> None:
        self._switch, self._stack = switch, stack

    def machine(self) -> Machine:
        """One more."""
        n = next(_numbers)
        made = Machine(f"{_PREFIX}n{n}", f"{_NETWORK}.{n}", f"{_PREFIX}v{n}")
        _ip("netns", "add", made.name)
        self._stack.callback(_ip, "netns", "del", made.name)
        _ip("link", "add", made.line, "type", "veth", "peer", "name", "eth0", "netns", made.name)
        _ip("link", "set", made.line, "master", self._switch, "up")
        for words in (("addr", "add", f"{made.address}/24", "dev", "eth0"), ("link", "set", "eth0", "up"),
                      ("link", "set", "lo", "up")):  # fmt: skip
            _ip("-n", made.name, *words)
        return made


class Machine:
    """`line` is this end of its cable; `within` goes before a command that is to run there."""

    def __init__(self, name: str, address: str, line: str) -> None:
        self.name, self.address, self.line = name, address, line
        self.within = ["ip", "netns", "exec", name]

    def unplug(self) -> None:
        """Nobody on the network is told."""
        _ip("link", "set", self.line, "down")


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


def allowed() -> bool:
    """Whether this process may make one."""
    try:
        _ip("netns", "add", f"{_PREFIX}t")
        _ip("netns", "del", f"{_PREFIX}t")
    except (OSError, AssertionError):
        return False
    return True
