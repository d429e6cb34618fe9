"""A log asks a witness to sign its checkpoint (C2SP tlog-witness, add-checkpoint)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request as Asked
from urllib.request import urlopen

from trail.checkpoint import WITNESS, NoteError, key_hash, line, number, parse, read_key, signatures_in
from trail.policy import Watcher
from trail.witness.cosignature import cosigned
from trail.witness.judging import ELSEWHERE, REWRITTEN, UNKNOWN, UNSIGNED
from trail.witness.request import Request

PATIENCE = 5.0  # seconds
_MOST = 64 * 1024  # octets of an answer
Proof = Callable[[int], Sequence[bytes]]
_TOLD = {
    UNKNOWN: "it was not told of this log: on its machine, caretrail witness trust FOLDER KEY",
    UNSIGNED: "it does not know the key of this log: on its machine, caretrail witness trust FOLDER KEY",
}


class NotSigned(Exception):
    """Why there is no cosignature."""


class Contradicted(NotSigned):
    """The witness remembers another log than this one: this one was cut, put back or rewritten."""


def ask(witness: Watcher, note: str, proof: Proof, old: int) -> str:
    """The lines that the witness signs this note with; `NotSigned`.

    `old` is the size that it is thought to have signed last; `proof` gives the consistency proof from any size.
    """
    size = parse(note)[0].size
    status, told = _sent(witness, Request(old, proof(old), note))
    if status == ELSEWHERE:
        known = _size(told)
        if known > size:
            raise Contradicted(f"it has signed for {known} entries, and {size} are here: the log was cut or put back")
        status, told = _sent(witness, Request(old := known, proof(known), note))
    if status == REWRITTEN:
        raise Contradicted(f"the first {old} entries are not those that it has seen: the log was rewritten")
    if status != 200:
        raise NotSigned(_TOLD.get(status, f"it answered {status}: {told[:100].strip()}"))
    return _own(witness, note, told)


def _sent(witness: Watcher, request: Request) -> tuple[int, str]:
    asked = Asked(f"{witness.url}add-checkpoint", request.text().encode(), {"Content-Type": "text/plain"})
    try:
        with urlopen(asked, timeout=PATIENCE) as answer:
            return answer.status, answer.read(_MOST).decode()
    except HTTPError as error:
        return error.code, error.read(_MOST).decode(errors="replace")
    except (OSError, HTTPException, UnicodeDecodeError) as error:
        raise NotSigned(f"it does not answer: {_why(error)}") from None


def _why(error: Exception) -> object:
    reason = error.reason if isinstance(error, URLError) else error
    return getattr(reason, "strerror", None) or reason or type(reason).__name__


def _size(told: str) -> int:
    try:
        return number(told.removesuffix("\n"))
    except NoteError:
        raise NotSigned("it does not say how far it has come") from None


def _own(witness: Watcher, note: str, told: str) -> str:
    """Of the answer, those lines that are of this witness; they have to hold."""
    name, public = read_key(witness.key, WITNESS)
    mine = (name, key_hash(name, public, WITNESS))
    try:
        lines = "".join(line(*one) for one in signatures_in(told) if one[:2] == mine)
        if lines and cosigned(note + lines, witness.key):
            return lines
    except NoteError as error:
        raise NotSigned(f"its answer does not hold: {error}") from None
    raise NotSigned("its answer is signed by another key than the one that is known here")
