"""Bundles made from the page trail/bundle/reader/FORMAT.md: parts that can be edited, and written as a folder or a zip.

`office()` is a whole one with everything in it. What is to be wrong with it is said in its parts: rows that are `bytes`
are written as they are, `instead` puts other octets in a file's place (None: takes it away) and the manifest is made of
what then is there; what comes after the manifest is done to the `files()`, and what is about the zip to the `archive`.
"""

from __future__ import annotations

import copy
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.support.archive import Files, archive, unpacked
from tests.support.notes import WITNESS, Signer, b64, canonical, checkpoint, note, root

ORIGIN, READS = "hollins.example/log", "hollins.example/reads"
OLD, NEW = Signer(ORIGIN, 1), Signer(ORIGIN, 2)
WITNESSES = [Signer(f"witness-{n}.example/w", n, WITNESS) for n in (1, 2, 3)]
START = datetime(2026, 3, 1, 8)
OPEN = ("config", "checkpoint-ref", "clock-anomaly", "key-rotation")
MAY = (*OPEN, "erasure", "export-requested", "export-sealed", "verification-run")

Json = dict[str, Any]
Row = Json | bytes


@dataclass
class Log:
    """What was recorded: an entry for each event, and its fields with their salts."""

    origin: str
    entries: list[Json] = field(default_factory=list)
    fields: list[dict[str, list[str]]] = field(default_factory=list)

    def add(self, type: str, stream: str = "", key: int = 0, kind: str = "event", **fields: Any) -> int:
        """The position of a new event whose payload has these fields; text that is JSON already stands as `Raw`."""
        i, said = len(self.entries) + 1, {name: self.salted(name, value) for name, value in fields.items()}
        sid = sha256(f"{self.origin} {stream or kind}".encode()).digest()[:16]
        self.fields.append(said)
        entry = {
            "act": {"id": f"u-{key:08d}", "role": "clerk", "sess": "s1"},
            "ch": b64(sha256(b"sealed %d" % i).digest()),
            "cmd": f"c{i}",
            "i": i,
            "kid": key,
            "pc": promise([digest(name, *two) for name, two in said.items()]),
            "pos": {"sid": b64(sid), "ver": 1 + sum(one["pos"]["sid"] == b64(sid) for one in self.entries)},
            "t": (START + timedelta(seconds=i)).isoformat(timespec="microseconds") + "Z",
            "type": type,
            "v": 1,
        }
        self.entries.append(entry | ({} if kind == "event" else {"k": kind}) | ({"log": self.origin} if i == 1 else {}))
        return i

    def salted(self, name: str, value: Any) -> list[str]:
        salt = sha256(f"{self.origin} {len(self.entries)} {name}".encode()).digest()[:16]
        return [b64(salt), value if isinstance(value, Raw) else canonical(value).decode()]

    def payload(self, i: int, shown: Sequence[str] | None = None) -> Json:
        """The event's line of `payloads.jsonl`; these fields are shown (all where None), the rest are digests."""
        said = self.fields[i - 1]
        kept = {name: list(two) for name, two in said.items() if shown is None or name in shown}
        hidden = sorted(b64(digest(name, *two)) for name, two in said.items() if name not in kept)
        return {"fields": kept, "hidden": hidden, "i": i}

    def disclosed(self, asked: int, erased: Sequence[int] = ()) -> list[Row]:
        """What a bundle tells that was asked for at this position; data keys that are gone tell nothing."""
        wish = {name: json.loads(text) for name, (_, text) in self.fields[asked - 1].items()}
        told = [(entry, self._shown(entry, wish, asked)) for entry in self.entries if entry["kid"] not in erased]
        return [self.payload(entry["i"], shown) for entry, (tell, shown) in told if tell]

    def _shown(self, entry: Json, wish: Json, asked: int) -> tuple[bool, Sequence[str] | None]:
        if entry.get("k") in (*OPEN, "erasure", "export-sealed") or entry["i"] == asked:
            return True, None
        named = wish["filter"].get("fields", []) if wish["profile"] == "minimum" else None
        return fits(entry, wish) and entry["i"] <= asked, named


class Raw(str):
    """JSON as text, to be promised as it is."""


def fits(entry: Json, wish: Json) -> bool:
    want, at = wish["filter"], entry["t"]
    since, until = want.get("since", ""), want.get("until", "")
    return (
        wish["profile"] != "envelope"
        and ("keys" not in want or entry["kid"] in want["keys"])
        and entry["kid"] not in want.get("without", ())
        and ("actors" not in want or entry["act"]["id"] in want["actors"])
        and ("types" not in want or entry["type"].rpartition("/")[0] in want["types"])
        and at[: len(since)] >= since[: len(at)]
        and at[: len(until)] <= until[: len(at)]
    )


def digest(name: str, salt: str, text: str) -> bytes:
    return sha256(urlsafe_b64decode(salt + "==") + f'["{name}",{text}]'.encode()).digest()


def promise(digests: Sequence[bytes]) -> str:
    return b64(sha256(b"pc\0" + b"".join(sorted(digests))).digest())


def lines(rows: Sequence[Row]) -> list[bytes]:
    return [row if isinstance(row, bytes) else canonical(row) for row in rows]


def joined(rows: Sequence[bytes]) -> bytes:
    return b"".join(row + b"\n" for row in rows)


@dataclass
class Bundle:
    """The parts. Whatever follows from others (root, signatures, digests) is made when the files are written."""

    log: Log
    payloads: list[Row]
    asked: int
    sealed: int
    reads: Log | None = None
    read_payloads: list[Row] = field(default_factory=list)
    keys: list[Signer] = field(default_factory=list)  # of the policy, the oldest first
    turned: list[int] = field(default_factory=list)  # how many entries there were when a key handed on to the next
    signers: list[Signer] = field(default_factory=list)  # of the checkpoint
    entries: list[Row] = field(default_factory=list)
    read_entries: list[Row] = field(default_factory=list)
    views: Files = field(default_factory=dict)
    instead: dict[str, bytes | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entries = self.entries or copy.deepcopy([*self.log.entries])
        self.read_entries = self.read_entries or copy.deepcopy([*self.reads.entries] if self.reads else [])

    def checkpoint(self, size: int | None = None) -> str:
        """The text that is signed, for the first so many entries."""
        return checkpoint(self.log.origin, lines(self.entries)[:size])

    def note(self) -> str:
        return note(self.checkpoint(), self.signers)

    def policy(self) -> Json:
        pairs = zip(self.turned, self.keys, self.keys[1:], strict=False)
        return {
            "keys": [key.vkey for key in self.keys],
            "log": self.log.origin,
            "rotations": [note(self.checkpoint(size), [one, other]) for size, one, other in pairs],
            "threshold": 0,
            "witnesses": [],
        }

    def manifest(self, files: Mapping[str, bytes]) -> Json:
        return {
            "asked": self.asked,
            "files": [_listed(name, files[name]) for name in sorted(files)],
            "format": "caretrail-bundle/1",
            "log": self.log.origin,
            "sealed": self.sealed,
            "size": len(self.entries),
            "tool": "tests",
        }

    def files(self) -> Files:
        """All files with the octets that stand in them."""
        made: dict[str, bytes | None] = {
            "checkpoint.note": self.note().encode(),
            "entries.jsonl": joined(lines(self.entries)),
            "payloads.jsonl": joined(lines(self.payloads)),
        }
        if self.reads:
            made["reads.entries.jsonl"] = joined(lines(self.read_entries))
            made["reads.payloads.jsonl"] = joined(lines(self.read_payloads))
        if self.keys:
            made["policy.json"] = canonical(self.policy()) + b"\n"
        made |= self.views
        made |= {name: octets for name, octets in self.instead.items() if name != "manifest.json"}
        there = {name: octets for name, octets in made.items() if octets is not None}
        manifest = self.instead.get("manifest.json", canonical(self.manifest(there)) + b"\n")
        return there if manifest is None else there | {"manifest.json": manifest}

    def zip(self, path: Path) -> Path:
        path.write_bytes(archive(self.files()))
        return path

    def folder(self, path: Path) -> Path:
        return unpacked(self.files(), path)

    def line(self, i: int) -> Json:
        """The payload line of an entry, to be edited."""
        return next(row for row in self.payloads if isinstance(row, dict) and row["i"] == i)

    def without(self, i: int) -> None:
        """The payload line of an entry is taken away."""
        self.payloads.remove(self.line(i))

    def retell(self, i: int, **fields: Any) -> None:
        """The event had these fields from the beginning; one that is None it never had."""
        said = self.log.fields[i - 1] | {name: self.log.salted(name, value) for name, value in fields.items()}
        self.log.fields[i - 1] = {name: two for name, two in said.items() if fields.get(name, "") is not None}
        entry = self.entries[i - 1]
        assert isinstance(entry, dict)
        entry["pc"] = promise([digest(name, *two) for name, two in self.log.fields[i - 1].items()])
        self.payloads[self.payloads.index(self.line(i))] = self.log.payload(i)

    def seal(self) -> None:
        """The log seals the views that the bundle has now."""
        self.retell(self.sealed, files=digests(self.views))


def digests(views: Files) -> dict[str, str]:
    return {name: sha256(octets).hexdigest() for name, octets in views.items()}


def _listed(name: str, octets: bytes) -> Json:
    rows = octets.count(b"\n") if name.endswith((".jsonl", ".ndjson")) else None
    return {"bytes": len(octets), "name": name, "rows": rows, "sha256": sha256(octets).hexdigest()}


def reads_log(more: int = 5) -> Log:
    log = Log(READS)
    log.add("reads.opened/1", kind="config", origin=READS)
    for n in range(more):
        log.add(
            "record.accessed/1",
            f"reader {n % 2}",
            1 + n % 2,
            patient=f"p{n}",
            screen="record",
            address=f"/patients/p{n}",
        )
    return log


def office_log(reads: Log, profile: str = "full", filter: Json | None = None) -> tuple[Log, int]:
    """Three patients (data keys 1, 2, 3; that of 2 is gone), every kind of entry, and where a bundle was asked for."""
    log = Log(ORIGIN)
    log.add("log.opened/1", kind="config", origin=ORIGIN, algorithm="sha256")
    for key in (1, 2, 3):
        log.add("patient.registered/1", f"p{key}", key, name="Lucía Núñez", born=f"198{key}", gender="female")
    log.add("trail.checkpoint-referred/1", kind="checkpoint-ref", origin=READS, size=3, root=_root(reads, 3))
    log.entries[-1]["why"] = ""
    log.add("patient.named/2", "p1", 1, name='"Lu"\n\u2028😀', note=Raw("[1.50,null,-1e3]"))
    log.entries[-1]["why"] = "typing-error: Two digits\tchanged places. é"
    log.add("trail.clock-stepped-back/1", kind="clock-anomaly", seconds=3)
    log.add("trail.key-rotated/1", kind="key-rotation", key_now=NEW.vkey)
    log.add("result.recorded/1", "p3", 3, value="5.4", unit="mmol/L")
    log.add("patient.erased/1", kind="erasure", keys=[2], reason="request")
    log.add("trail.verified/1", kind="verification-run", ok=True)
    log.add("trail.checkpoint-referred/1", kind="checkpoint-ref", origin=READS, size=6, root=_root(reads, 6))
    log.add("result.recorded/1", "p1", 1, value="7.1", unit="mmol/L")
    asked = log.add(
        "trail.export-requested/1", kind="export-requested", profile=profile, filter=filter or {}, to="auditor"
    )
    return log, asked


def _root(log: Log, size: int) -> str:
    return root(lines(log.entries[:size])).hex()


def office(profile: str = "full", filter: Json | None = None, turned: int = 8) -> Bundle:
    """A whole bundle: reads, an erasure, a key that was changed, views, an event between the request and the seal."""
    reads, told = reads_log(), (0, 1) if profile == "full" and not filter else (0,)
    log, asked = office_log(reads, profile, filter)
    views = {"VERIFY.md": b"# How\n", "fhir/Patient.ndjson": b'{"a":1}\n{"b":2}\n', "changes.csv": b"i,t\r\n"}
    log.add("patient.named/1", "p1", 1, name="Luz")
    sealed = log.add("trail.export-sealed/1", kind="export-sealed", requested=asked, files=digests(views), at="a shelf")
    return Bundle(
        log,
        log.disclosed(asked, erased=[2]),
        asked,
        sealed,
        reads=reads,
        read_payloads=[reads.payload(entry["i"]) for entry in reads.entries if entry["kid"] in told],
        keys=[OLD, NEW],
        turned=[turned],
        signers=[NEW],
        views=views,
    )
