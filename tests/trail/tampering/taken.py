"""Bundles of one log at four moments, the manipulations of the last of them, and the reader that may notice.

An auditor holds the second one and the log's key; a witness has signed all of them, but for what is done `LATE`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.support.archive import Files, archive, unpacked
from tests.support.bundles import ORIGIN, Bundle, Log, digest, digests, promise
from tests.support.notes import Signer, b64, canonical
from tests.trail.tampering import matrix
from trail.bundle.reader import verify

KEY, STRANGER = Signer(ORIGIN, 1), Signer(ORIGIN, 66)
WITNESS = Signer("witness.example/w", 1, kind=4)
VIEWS: Files = {"changes.csv": b'"i","what"\r\n', "VERIFY.md": b"# How\n"}
EARLY, LATE, SEALED = 9, 13, 20
"""Positions: touched before, and after, the end of the bundle that the auditor holds; the last seal."""


@dataclass
class Told:
    """An entry, its fields with their salts, and whether the bundle has a line for it."""

    entry: dict[str, Any]
    fields: dict[str, list[str]]
    shown: bool = True


@dataclass
class Case:
    """A log as it is told in a bundle; who signs it; how many entries the manifest counts, 0 for all of them."""

    told: list[Told]
    views: Files = field(default_factory=lambda: dict(VIEWS))
    signers: list[Signer] = field(default_factory=lambda: [KEY])
    rows: int = 0

    def at(self, kind: str) -> int:
        """The last entry of this kind."""
        return max(n for n, one in enumerate(self.told, start=1) if one.entry.get("k") == kind)

    def bundle(self) -> Bundle:
        log = Log(ORIGIN, [one.entry for one in self.told], [one.fields for one in self.told])
        payloads = [log.payload(n) for n, one in enumerate(self.told, start=1) if one.shown]
        for row, n in zip(payloads, [n for n, one in enumerate(self.told, start=1) if one.shown], strict=True):
            row["i"] = self.told[n - 1].entry["i"]
        asked, sealed = self.at("export-requested"), self.at("export-sealed")
        keys = [one for one in self.signers if one.kind == 1]
        return Bundle(log, list(payloads), asked, sealed, keys=keys, signers=self.signers, views=self.views)

    def fit(self) -> None:
        """Places, versions, promises and the seal, as they would be if it had always been so."""
        seen = Counter[str]()
        for n, one in enumerate(self.told, start=1):
            sid = one.entry["pos"]["sid"]
            seen[sid] += 1
            one.entry |= {"i": n, "pos": {"sid": sid, "ver": seen[sid]}}
        self._say(self.at("export-sealed"), requested=self.at("export-requested"), files=digests(self.views))
        for one in self.told:
            one.entry["pc"] = promise([digest(name, *two) for name, two in one.fields.items()])

    def _say(self, at: int, **fields: Any) -> None:
        told = self.told[at - 1].fields
        told |= {name: [told[name][0], canonical(value).decode()] for name, value in fields.items()}


def log_of(origin: str = ORIGIN) -> tuple[Log, list[int]]:
    """With an export at four moments; answers the sizes at which these were sealed."""
    log, sizes = Log(origin), list[int]()
    log.add("log.opened/1", kind="config", origin=origin)
    for key in (1, 2):
        log.add("patient.registered/1", f"p{key}", key, name="Lucía Núñez", born=f"198{key}")
    for key in (1, 3):
        log.add("patient.named/1", f"p{key}", key, name=f"Kofi {key}")
    for n in range(4):
        asked = log.add("export.requested/1", f"e{n}", kind="export-requested", profile="full", filter={})
        seal: dict[str, Any] = {"requested": asked, "files": digests(VIEWS)}
        sizes.append(log.add("export.sealed/1", f"e{n}", kind="export-sealed", **seal))
        if n == 0:
            log.add("patient.erased/1", kind="erasure", keys=[2])
        for key in (1, 3):
            log.add("measured/1", f"p{key}", key, value=f"{70 + n}.0", unit="kg")
    return log, sizes


def case(size: int, signers: list[Signer], origin: str = ORIGIN) -> Case:
    """The log up to this size."""
    log, _ = log_of(origin)
    gone = [2] if any(one.get("k") == "erasure" for one in log.entries[:size]) else []
    made = [
        Told(deepcopy(entry), deepcopy(fields), entry["kid"] not in gone)
        for entry, fields in zip(log.entries[:size], log.fields, strict=False)
    ]
    return Case(made, signers=signers)


# the manipulations

Change = Callable[[Case, int], object]


def _value(one: Case, at: int) -> None:
    name, (salt, _) = next(iter(one.told[at - 1].fields.items()))
    one.told[at - 1].fields[name] = [salt, '"99.0"']


def _envelope(one: Case, at: int) -> None:
    one.told[at - 1].entry["act"]["id"] = "u-66666666"


def _deleted(one: Case, at: int) -> None:
    del one.told[at - 1]


def _reordered(one: Case, at: int) -> None:
    here, there = one.told[at - 1 : at + 1]
    here.entry["t"], there.entry["t"] = there.entry["t"], here.entry["t"]
    one.told[at - 1 : at + 1] = [there, here]


def _inserted(one: Case, at: int) -> None:
    more = deepcopy(one.told[at - 1])
    more.entry |= {"pos": {"sid": b64(sha256(b"inserted").digest()[:16]), "ver": 1}, "i": 99}
    one.told.insert(at - 1, more)


def _truncated(one: Case, at: int) -> None:
    """All up to the request for this export."""
    del one.told[at - 1 : one.at("export-requested") - 1]


def _forked(one: Case, at: int) -> None:
    for told in one.told[at - 1 :]:
        told.entry["act"]["id"] = "u-66666666"


def _older(one: Case, at: int) -> None:
    for told in one.told[at - 1 :]:
        told.entry["t"] = "2026-02-28T08:00:00.000000Z"


def _merged(one: Case, at: int) -> None:
    """After this, the log of another clinic."""
    other = case(len(one.told), one.signers, "elsewhere.example/log")
    one.told[at - 1 :] = other.told[at - 1 :]


def _swapped(one: Case, at: int) -> None:
    one.told = case(len(one.told), one.signers, "elsewhere.example/log").told


def _unshown(one: Case, at: int) -> None:
    one.told[at - 1].shown = False


def _retold(one: Case, at: int) -> None:
    one.views["changes.csv"] = b'"i","what"\r\n"5","nothing"\r\n'


def _counted(one: Case, at: int) -> None:
    """The manifest says another number of rows."""
    one.rows = 99


def _nothing(one: Case, at: int) -> None:
    """What is told was recorded so, or never."""


def _anomaly(one: Case, at: int) -> None:
    """As the program records it. The machine's clock was set back: time stands still, and an entry says so."""
    one.told[at - 1].entry |= {"k": "clock-anomaly", "type": "log.clock-anomaly/1"}


CHANGES: dict[str, Change] = dict(
    zip(
        matrix.ROWS,
        (
            _value, _envelope, _deleted, _reordered, _inserted, _truncated, _nothing, _swapped, _merged, _counted,
            _retold, _unshown, _forked, _older, _nothing, _nothing,
        ),
        strict=True,
    )
)  # fmt: skip


def earlier(path: Path) -> Path:
    """The second bundle, as the auditor has it."""
    return _zip(case(log_of()[1][1], [KEY, WITNESS]).bundle().files(), path)


def attacked(row: str, attacker: str, path: Path) -> Path:
    """The last bundle, or (a backup that was put back) an older one, with what was done to it; a folder or a zip."""
    late, sizes = attacker == matrix.LATE, log_of()[1]
    size = (sizes[2] if late else sizes[0]) if row == "restored old backup" else sizes[3]
    genuine = case(size, [KEY] if late else [KEY, WITNESS])
    if row in ("restored old backup", "lie entered by an authorised clerk", "event suppressed before it was recorded"):
        return _zip(genuine.bundle().files(), path)
    other, at = deepcopy(genuine), LATE if late else EARLY
    if row == "clock set back" and attacker == matrix.NAIVE:
        _anomaly(genuine, LATE)
        genuine.fit()
        return _zip(genuine.bundle().files(), path)
    CHANGES[row](other, at)
    if attacker == matrix.NAIVE:
        return unpacked(_naive(genuine, other), path)
    other.fit()
    other.signers = [STRANGER] if attacker == matrix.RECOMPUTING else [KEY]
    return _zip(_miscounted(other.bundle().files(), other), path)


def _naive(genuine: Case, other: Case) -> Files:
    """The files as they would be written, beside a manifest and a checkpoint that know nothing of it."""
    was, now = genuine.bundle().files(), other.bundle().files()
    told = ("entries.jsonl", "payloads.jsonl", "changes.csv")
    return _miscounted(was | {name: now[name] for name in told}, other)


def _miscounted(files: Files, other: Case) -> Files:
    if other.rows:
        told = json.loads(files["manifest.json"])
        (entries,) = (one for one in told["files"] if one["name"] == "entries.jsonl")
        entries["rows"] = other.rows
        files["manifest.json"] = canonical(told) + b"\n"
    return files


def _zip(files: Files, path: Path) -> Path:
    path.write_bytes(archive(files))
    return path


# who may notice


def read(*paths: Path, witness: bool = False) -> dict[str, Any]:
    """As `verify.py BUNDLE… --key KEY` says it, and `--witness KEY`."""
    keys, witnesses = [verify.read_key(KEY.vkey)], [verify.read_key(WITNESS.vkey, 4)] if witness else []
    return verify.together([str(path) for path in paths], verify.Asked(keys, (), witnesses, len(witnesses)), map)


def noticed(path: Path, earlier: Path, late: bool) -> set[str]:
    """Each asked alone; that no witness has signed says nothing of a bundle that none could have seen."""
    found, alone = set[str](), read(path)
    if alone["verdict"] != "proved":
        found.add(matrix.READER)
    if path.is_file() and b'"k":"clock-anomaly"' in path.read_bytes():
        found.add(matrix.LOG)
    if read(earlier, path)["findings"] not in ([], alone["findings"]):
        found.add(matrix.EARLIER)
    if not late and alone["verdict"] == "proved" and read(path, witness=True)["verdict"] == "undecided":
        found.add(matrix.COSIGNED)
    return found
