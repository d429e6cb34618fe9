"""A checkpoint sent out to all who vouch for the log; none of them can keep the log from being signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from trail.anchor import Anchors
from trail.asking import Contradicted, NotSigned, Proof, ask
from trail.checkpoint import parse
from trail.mailing import NotSent, mail
from trail.outside import Came, came, remember
from trail.parts import Grown
from trail.policy import Authority, Mail, Policy, Watcher
from trail.signer import Growing
from trail.stamping import NotStamped, stamp
from trail.witness.cosignature import cosigned


def send_out(folder: Path, policy: Policy, note: str, grown: Growing) -> str:
    """The note with the lines of those witnesses that signed it. What came of each is remembered in the folder."""
    if not policy.witnesses and not policy.mail and not policy.timestamp:
        return note
    before, size = came(folder), parse(note)[0].size
    proof = _proofs(grown(size), size)
    with ThreadPoolExecutor(1 + len(policy.witnesses)) as pool:
        stamping = pool.submit(_stamped, policy.timestamp, note, before, size, folder) if policy.timestamp else None
        asked = [pool.submit(_asked, one, note, proof, before.get(one.key, Came()), size) for one in policy.witnesses]
        answers = [one.result() for one in asked]
    now = {one.key: told for one, (_, told) in zip(policy.witnesses, answers, strict=True)}
    note += "".join(lines for lines, _ in answers)
    if policy.timestamp and stamping:
        now[policy.timestamp.name] = stamping.result()
    if policy.mail:
        now[policy.mail.name] = _mailed(policy.mail, note, before.get(policy.mail.name, Came()), size)
    remember(folder, now)
    return note


def _asked(witness: Watcher, note: str, proof: Proof, before: Came, size: int) -> tuple[str, Came]:
    try:
        lines = ask(witness, note, proof, min(before.size, size))
    except NotSigned as no:
        return "", before.lost(str(no), isinstance(no, Contradicted))
    at = cosigned(note + lines, witness.key)
    return lines, before.took(size, at or datetime.now(UTC))


def _stamped(authority: Authority, note: str, before: Mapping[str, Came], size: int, folder: Path) -> Came:
    try:
        token, at = stamp(authority, note)
    except NotStamped as no:
        return before.get(authority.name, Came()).lost(str(no))
    Anchors(folder / "anchors").stamp(size, token)
    return Came().took(size, at)


def _mailed(box: Mail, note: str, before: Came, size: int) -> Came:
    try:
        mail(box, note)
    except NotSent as no:
        return before.lost(str(no))
    return before.took(size, datetime.now(UTC))


def _proofs(tree: Grown, size: int) -> Proof:
    """Each proof is made once, whoever asks for it."""

    @lru_cache
    def proof(old: int) -> Sequence[bytes]:
        return tree.consistency(old) if 0 < old < size else []

    return proof
