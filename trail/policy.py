"""Who vouches for the log outside this machine: witnesses, how many it takes, and others (`anchors.toml`)."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography.x509 import load_pem_x509_certificates

from trail.checkpoint import WITNESS, NoteError, read_key
from trail.errors import StoreError
from trail.files import put_in_place

FILE = "anchors.toml"
_PORT = 25


class PolicyError(StoreError):
    """The file says something that cannot be."""


class Watcher(NamedTuple):
    """A witness, as the log knows it: where it listens, and its verifier key."""

    url: str
    key: str

    @property
    def name(self) -> str:
        return self.key.partition("+")[0]


class Mail(NamedTuple):
    """A mailbox, and the server (`host:port`) that takes what is sent there."""

    to: str
    server: str
    sender: str = ""

    @classmethod
    def of(cls, told: dict[str, Any]) -> Mail:
        """`ValueError`, `TypeError`."""
        found = cls(**told)
        if any("@" not in one or not one.isprintable() or " " in one for one in (found.to, found.sender) if one):
            raise ValueError("mail goes from one address to one address")
        if not found.to or not found.place[0]:
            raise ValueError("mail takes the address `to`, and a `server` such as localhost:25")
        return found

    @property
    def place(self) -> tuple[str, int]:
        found = urlsplit(f"//{self.server}")
        return found.hostname or "", found.port or _PORT

    @property
    def name(self) -> str:
        return f"mail to {self.to}"


class Authority(NamedTuple):
    """Where checkpoints are time-stamped (RFC 3161), and the certificates (PEM) by which its tokens are trusted."""

    url: str
    certificates: str

    @property
    def name(self) -> str:
        return f"timestamp of {urlsplit(self.url).hostname}"


@dataclass(frozen=True)
class Policy:
    """A checkpoint is anchored when `threshold` witnesses have signed it; without witnesses, when it is signed."""

    threshold: int = 0
    witnesses: tuple[Watcher, ...] = ()
    mail: Mail | None = None
    timestamp: Authority | None = None

    @classmethod
    def read(cls, folder: Path) -> Policy:
        """`PolicyError`; where there is no file, nobody vouches."""
        try:
            return _parsed((folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise PolicyError(f"{folder / FILE} cannot be read: {error}") from None

    def write(self, folder: Path) -> None:
        """`PolicyError` where it could not be read again."""
        text = _written(self)
        try:
            _parsed(text)
        except (ValueError, NoteError) as error:
            raise PolicyError(str(error)) from None
        put_in_place(folder / FILE, text.encode())

    def with_witness(self, url: str, key: str, threshold: int | None = None) -> Policy:
        """One more, or the same with another address."""
        others = tuple(one for one in self.witnesses if one.key != key)
        return replace(self, witnesses=(*others, Watcher(url, key)), threshold=threshold or self.threshold or 1)


@lru_cache(maxsize=8)
def _parsed(text: str) -> Policy:
    told = tomllib.loads(text)
    if unknown := told.keys() - {"threshold", "witness", "mail", "timestamp"}:
        raise ValueError(f"{', '.join(sorted(unknown))}: there are threshold, witness, mail and timestamp")
    witnesses = tuple(_witness(one) for one in told.get("witness", []))
    threshold = told.get("threshold", 1 if witnesses else 0)
    if type(threshold) is not int or not min(1, len(witnesses)) <= threshold <= len(witnesses):
        raise ValueError(f"threshold is a number from 1 to that of the witnesses, which is {len(witnesses)}")
    if len({one.key for one in witnesses}) < len(witnesses):
        raise ValueError("a witness stands there twice")
    mail = Mail.of(told["mail"]) if "mail" in told else None
    return Policy(threshold, witnesses, mail, _authority(told["timestamp"]) if "timestamp" in told else None)


def _witness(told: dict[str, Any]) -> Watcher:
    found = Watcher(**told)
    read_key(found.key, WITNESS)
    _address(found.url, "https://witness.example/")
    return found._replace(url=found.url.rstrip("/") + "/")


def _authority(told: dict[str, Any]) -> Authority:
    found = Authority(**told)
    _address(found.url, "https://tsa.example/")
    load_pem_x509_certificates(found.certificates.encode())
    return found


def _address(url: str, example: str) -> None:
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError(f"{url} is no address such as {example}")


def _written(policy: Policy) -> str:
    tables = [("[[witness]]", one._asdict()) for one in policy.witnesses]
    tables += [("[mail]", policy.mail._asdict())] if policy.mail else []
    tables += [("[timestamp]", policy.timestamp._asdict())] if policy.timestamp else []
    lines = [f"threshold = {policy.threshold}"] if policy.witnesses else []
    for head, values in tables:
        lines += ["", head, *(f"{name} = {json.dumps(value)}" for name, value in values.items() if value)]
    return "\n".join(lines).lstrip("\n") + "\n"
