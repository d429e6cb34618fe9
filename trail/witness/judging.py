"""Whether a witness may sign: a rule for each way in which a log could have two histories (tlog-witness)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trail.checkpoint import Checkpoint, NoteError, body_of, key_hash, line, parse, read_key, verified
from trail.tree import EMPTY_ROOT, verify_consistency
from trail.witness.request import Request

MALFORMED, UNSIGNED, UNKNOWN, ELSEWHERE, REWRITTEN = 400, 403, 404, 409, 422


class Refused(Exception):
    """The status of the answer (RFC 9110), and what it says."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status = status


def signed(request: Request, logs: Iterable[str]) -> tuple[Checkpoint, str]:
    """The checkpoint, if its log is one of those with these verifier keys and has signed it; `Refused`.

    Beside it the note, with those lines only that are of such a key, and hold.
    """
    try:
        checkpoint, signatures = parse(request.note)
    except NoteError as error:
        raise Refused(MALFORMED, str(error)) from None
    keys = {log: read_key(log) for log in logs}
    own = {log: (name, key_hash(name, public)) for log, (name, public) in keys.items() if name == checkpoint.origin}
    if not own:
        raise Refused(UNKNOWN, "this witness was not told of such a log")
    mine = [one for one in signatures if one[:2] in own.values()]
    if not mine:
        raise Refused(UNSIGNED, "no key that this witness was told of has signed this")
    _held(request.note, [log for log, key in own.items() if any(one[:2] == key for one in mine)])
    return checkpoint, f"{body_of(request.note).decode()}\n{''.join(line(*one) for one in mine)}"


def judge(request: Request, now: Checkpoint, before: Checkpoint | None) -> None:
    """`Refused` unless `now` continues what was signed `before`, which is None for a log that is new."""
    size, root = (before.size, before.root) if before else (0, EMPTY_ROOT)
    if request.old > now.size:
        raise Refused(MALFORMED, "the old size is the larger one")
    if request.old != size:
        raise Refused(ELSEWHERE, f"{size}\n")
    if now.size == 0 and now.root != EMPTY_ROOT:
        raise Refused(REWRITTEN, "a tree without leaves has another root")
    if not verify_consistency(size, now.size, request.proof, root, now.root):
        raise Refused(REWRITTEN, f"it is not proved that this continues the {size} entries that were signed before")


def _held(note: str, keys: Sequence[str]) -> None:
    try:
        for key in keys:
            verified(note, key)
    except NoteError as error:
        raise Refused(UNSIGNED, str(error)) from None
