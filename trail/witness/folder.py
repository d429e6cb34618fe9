"""A witness's folder: its key, the logs that it was told of, and what it has signed of each of them last."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock

from trail.checkpoint import WITNESS, Checkpoint, NoteError, parse, read_key, verifier_key
from trail.clock import Clock, utc_now
from trail.errors import KeysMissing, NoStore
from trail.files import put_in_place, write_private
from trail.lock import Lock as Alone
from trail.signer import new_key
from trail.signer import read_key as read_private
from trail.store import empty_folder
from trail.witness.cosignature import cosign, cosigned
from trail.witness.judging import MALFORMED, REWRITTEN, Refused, judge, signed
from trail.witness.request import read

CONFIG, KEY = "witness.toml", "witness.key"


class Witness:
    """One process signs at a time, and one request after the other; what it signs is on disk before it is told."""

    def __init__(self, folder: Path, clock: Clock = utc_now) -> None:
        self.folder, self._clock, self._turn = folder, clock, Lock()
        self.name, self.logs = _read(folder)
        self._key = read_private(folder / KEY)
        self._alone: Alone | None = None

    @classmethod
    def create(cls, folder: Path, name: str, logs: Sequence[str]) -> Witness:
        """`NoteError` where a log's verifier key is none, `NoStore` where something is in the folder already."""
        for log in logs:
            read_key(log)
        folder = empty_folder(folder)
        write_private(folder / KEY, new_key())
        _write(folder, name, logs)  # last: a folder with it holds a whole witness
        return cls(folder)

    @property
    def verifier_key(self) -> str:
        return verifier_key(self.name, self._key.public_key().public_bytes_raw(), WITNESS)

    def trust(self, log: str) -> None:
        """From now on this log is signed for as well, or this key of one that is known; `NoteError`."""
        read_key(log)
        self.logs = [*self.logs, *([] if log in self.logs else [log])]
        _write(self.folder, self.name, self.logs)

    def begin(self) -> None:
        """Sign from now on, alone. `StoreLocked` where another process does, `KeysMissing` where memory is damaged."""
        self._alone = Alone(self.folder / "witness.lock")
        for log in self.logs:
            self.last(read_key(log)[0])

    def end(self) -> None:
        if self._alone:
            self._alone.release()

    def add(self, body: bytes) -> str:
        """The cosignature's line for a request (tlog-witness, add-checkpoint); `Refused`."""
        try:
            request = read(body)
        except NoteError as error:
            raise Refused(MALFORMED, str(error)) from None
        self.name, self.logs = _read(self.folder)  # somebody may have told it of another key meanwhile
        now, note = signed(request, self.logs)
        with self._turn:
            try:
                judge(request, now, self.last(now.origin))
            except Refused as no:
                if no.status == REWRITTEN:
                    self._keep(self._refused(now), note)
                raise
            line = cosign(self.name, self._key, note, self._clock())
            self._keep(self._seen(now.origin), note + line)
        return line

    def last(self, origin: str) -> Checkpoint | None:
        """What was signed last of a log; `KeysMissing` where that cannot be read."""
        note = self.note(sha256(origin.encode()).hexdigest())
        return parse(note)[0] if note else None

    def note(self, named: str) -> str | None:
        """The last checkpoint of the log whose origin has this SHA-256, in hex, with our own line under it."""
        path = self.folder / "seen" / f"{named}.note"
        if not path.exists():
            return None
        try:
            note = path.read_text(encoding="utf-8")
            if cosigned(note, self.verifier_key) is None:
                raise NoteError("not ours")
        except (NoteError, UnicodeDecodeError):
            raise KeysMissing(f"{path} is damaged: what was signed last is not known. Restore it.") from None
        return note

    def _seen(self, origin: str) -> Path:
        return self.folder / "seen" / f"{sha256(origin.encode()).hexdigest()}.note"

    def _refused(self, now: Checkpoint) -> Path:
        """Evidence: with the note that was seen before, it shows that its log has two histories."""
        return self.folder / "refused" / f"{now.size:016d}-{now.root.hex()[:16]}.note"

    @staticmethod
    def _keep(path: Path, note: str) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        put_in_place(path, note.encode())


def _read(folder: Path) -> tuple[str, list[str]]:
    path = folder / CONFIG
    if not path.exists():
        raise NoStore(f"There is no witness in {folder}. Make one with: caretrail witness init {folder}")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        name, logs = str(told["name"]), [str(log) for log in told["logs"]]
        for log in logs:
            read_key(log)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, NoteError) as error:
        raise NoStore(f"{path} cannot be read: {error}") from None
    return name, logs


def _write(folder: Path, name: str, logs: Sequence[str]) -> None:
    lines = "".join(f"  {json.dumps(log)},\n" for log in logs)
    put_in_place(folder / CONFIG, f"name = {json.dumps(name)}\nlogs = [\n{lines}]\n".encode())
