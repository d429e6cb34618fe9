"""Logs that are nothing but their entries, the requests by which they ask a witness, and one as a process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.support.ports import free_ports
from tests.support.serving import COMMAND
from trail.checkpoint import Checkpoint, sign, verifier_key
from trail.tree import consistency_proof, leaf_hash, root_of
from trail.witness.folder import Witness
from trail.witness.request import Request

ORIGIN = "clinic.example/records"


@dataclass
class Told:
    """A log with its key."""

    origin: str = ORIGIN
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    leaves: list[bytes] = field(default_factory=list)

    @property
    def verifier_key(self) -> str:
        return verifier_key(self.origin, self.key.public_key().public_bytes_raw())

    def grown(self, n: int, word: str = "entry") -> Told:
        """The same log with its first n entries, of which those that are new hold this word."""
        more = [leaf_hash(f"{word} {one}".encode()) for one in range(len(self.leaves), n)]
        return Told(self.origin, self.key, [*self.leaves[:n], *more])

    def note(self, *also: Ed25519PrivateKey) -> str:
        return sign(Checkpoint(self.origin, len(self.leaves), root_of(self.leaves)), self.key, *also)

    def asks(self, old: int) -> bytes:
        """The body of a request by which this log continues itself as it was."""
        return Request(old, consistency_proof(old, self.leaves) if old else [], self.note()).text().encode()


@dataclass
class Witnessing:
    process: subprocess.Popen[str]
    url: str
    verifier_key: str

    def ask(self, body: bytes, path: str = "add-checkpoint") -> tuple[int, str, str]:
        """Status, body, and the kind of content."""
        return fetched(urllib.request.Request(self.url + path, body))

    def get(self, path: str) -> tuple[int, str, str]:
        return fetched(urllib.request.Request(self.url + path))


def fetched(asked: urllib.request.Request) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(asked, timeout=30) as response:
            return response.status, response.read().decode(), response.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers["Content-Type"]


@contextmanager
def witnessing(folder: Path, *words: str) -> Iterator[Witnessing]:
    """`caretrail witness serve` on a free port."""
    run = [*COMMAND, "witness", "serve", str(folder), "--port", "0", *words]
    with subprocess.Popen(run, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said + process.stderr.read()
        try:
            yield Witnessing(process, found[0], Witness(folder).verifier_key)
        finally:
            with suppress(ProcessLookupError):  # the worker is a process of its own
                os.killpg(process.pid, signal.SIGKILL)


def gone() -> str:
    """An address where nobody listens."""
    (port,) = free_ports(1)
    return f"http://127.0.0.1:{port}/"
