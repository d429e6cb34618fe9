"""A time-stamping authority on this machine: `openssl ts` behind a server, with certificates of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.wrappers import Request, Response

from tests.support.listening import listening
from trail.policy import Authority

_CONFIG = """
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamping]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
Turned = Callable[[bytes], Response | bytes]


@dataclass
class Stamping:
    """`turn` makes of a true answer what is really sent; `asked` are the queries."""

    folder: Path
    url: str
    asked: list[Request]
    turn: Turned = lambda token: token

    @property
    def authority(self) -> Authority:
        return Authority(self.url, (self.folder / "root.pem").read_text())

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        run("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query", "-out", "reply", folder=self.folder)
        return (self.folder / "reply").read_bytes()


def run(*words: str, folder: Path) -> str:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def certified(folder: Path) -> Path:
    """A root, and an authority that it vouches for, in a new folder."""
    folder.mkdir()
    (folder / "openssl.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01")
    new = ("req", "-x509", "-config", "openssl.cnf", "-newkey", "ed25519", "-nodes", "-days", "3650")
    run(
        *new,
        "-subj",
        "/CN=Invented root",
        "-extensions",
        "root",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        folder=folder,
    )
    ours = ("-newkey", "rsa:2048", "-subj", "/CN=Invented authority", "-extensions", "stamping")
    signed = ("-CA", "root.pem", "-CAkey", "root.key", "-keyout", "tsa.key", "-out", "tsa.pem")
    run("req", "-x509", "-config", "openssl.cnf", *ours, "-nodes", "-days", "3650", *signed, folder=folder)
    return folder


@contextmanager
def stamping(folder: Path) -> Iterator[Stamping]:
    """On a free port."""

    @Request.application
    def answer(request: Request) -> Response:
        found.asked.append(request)
        told = found.turn(found.reply(request.get_data()))
        return told if isinstance(told, Response) else Response(told, mimetype="application/timestamp-reply")

    with listening(answer) as address:
        found = Stamping(folder, f"{address}/tsa", [])
        yield found
