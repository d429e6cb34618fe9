"""The log: events in one gapless order, each with its entry in the tree, or not there at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from threading import Lock
from uuid import UUID

from domain.refusal import Gone
from trail.batch import Batch, Means
from trail.clock import Clock, utc_now
from trail.entry import Entry, b64, unb64
from trail.errors import StoreError
from trail.head import Head
from trail.keys import Keys
from trail.mapper import Draft
from trail.opened import opening
from trail.parts import Parts
from trail.reach import Reach
from trail.recorder import Erasure, Recorder
from trail.rows import Row, quick, unsealed
from trail.turns import Command, Response, Turns

__all__ = ["Log", "StoreError"]
_COLUMNS = "position, stream, version, type, entry, payload"
_LINES = "select position, entry from event where position > ? and position < ? order by position limit ?"
_ANSWERS = "select request, response from command where request > ? order by request limit ?"
_MANY = 5000  # rows that are gone through at once
_MOST_KIDS = 100_000  # streams whose key is remembered
_ROUNDS = 100  # times that other hosts may be quicker


class Log:
    """One log, whatever engine keeps it; see `trail.turns` for how those who write at once share a commit."""

    def __init__(self, recorder: Recorder, keys: Keys, origin: str, clock: Clock = utc_now) -> None:
        self.recorder, self.keys, self.origin, self.clock = recorder, keys, origin, clock
        self._writing, self._turns = Lock(), Turns(self._commit)
        self._head = Head.read(recorder.ask)
        self._reach = Reach(self._head.n)
        self._overtaken, self._closed = False, False
        self.commands = self.commits = 0  # of this process
        self._kids: dict[UUID, int] = {}
        self._means = Means(keys, origin, clock, self._kid, self.last_version, self.response)

    @classmethod
    def create(cls, recorder: Recorder, keys: Keys, origin: str, clock: Clock = utc_now) -> Log:
        """A new log with its first entry, in an engine that has none yet."""
        log = cls(recorder, keys, origin, clock)
        log.append([opening(origin)])
        return log

    @property
    def position(self) -> int:
        """The last position; without a question to the database where this process is the one that writes."""
        if self.recorder.alone:
            return self._head.n
        n: int = self.recorder.ask("select n from tree_head")[0][0]
        return n

    def reach(self, file: UUID | None = None) -> int:
        """The last position of an event that may matter to this patient's file, or, without one, that is of no file;
        where others write, the last of all."""
        return self._reach.of(file) if self.recorder.alone else self.position

    def head(self) -> tuple[int, bytes]:
        """Size and root of the tree."""
        head = self._head if self.recorder.alone else Head.read(self.recorder.ask)
        return head.n, head.tree.root()

    # writing

    def append(
        self, drafts: Sequence[Draft], request: str | None = None, response: Response | None = None
    ) -> list[int]:
        """Append all drafts at consecutive positions and return these; on disk when it returns.

        Raises `Stale` if a stream went on, `Repeated` if the request was carried out before, `StoreError`.
        """
        mine = Command(drafts, request, response)
        self._turns.take(mine)
        if mine.positions is None:
            raise mine.error or StoreError("The log is closed.")
        return mine.positions

    def key_of(self, stream: UUID) -> int:
        """The number of the stream's data key; a stream whose first event is still to come gets one now."""
        if (known := self._kids.get(stream)) is not None:
            return known
        found = self.recorder.ask("select entry from event where stream = ? and version = 1", b64(stream.bytes))
        kid = quick(found[0][0]).key if found else self.keys.new()
        if len(self._kids) > _MOST_KIDS:
            self._kids.clear()
        return self._kids.setdefault(stream, kid)

    def _kid(self, draft: Draft, born: dict[UUID, int]) -> int:
        """Of a stream that begins now it is remembered once it was written: another host may have been quicker."""
        kid = self._kid_of(draft, born)
        if kid in self.keys.doom.sealed:
            raise Gone
        return kid

    def _kid_of(self, draft: Draft, born: dict[UUID, int]) -> int:
        """What is said of whoever holds an identifier now goes under the holder's key, whosever it was before."""
        if (known := born.get(draft.stream)) is not None:
            return known
        if draft.version > 1:
            holder = draft.shares_key_of or draft.stream
            return born.get(holder) or self.key_of(holder)
        kid = self._kids.get(draft.stream)
        if kid is None:
            shared = draft.shares_key_of
            kid = (born.get(shared) or self.key_of(shared)) if shared else self.keys.new()
        return born.setdefault(draft.stream, kid)

    def _commit(self, commands: list[Command]) -> None:
        with self._writing:
            try:
                if self._closed:
                    raise StoreError("The log is closed.")
                self._write(commands)
            except BaseException as error:
                _give_up(commands, error)
                if not isinstance(error, StoreError):
                    raise

    def _write(self, commands: list[Command]) -> None:
        """Where other hosts have been quicker, ask for a turn and go on behind them."""
        if not self._overtaken and not self._lags(commands):
            self._try(commands)
        for _ in range(_ROUNDS):
            if all(command.done for command in commands):
                return
            with self.recorder.turn():
                self._overtaken = self._follow() > 0
                self._try(commands)
        raise StoreError("Nothing was recorded: other hosts write without a pause. Send it again.")

    def _lags(self, commands: list[Command]) -> bool:
        """Whether a stream was read, but not yet followed, to where another host has taken it."""
        return not self.recorder.alone and any(self._head.lags(command.drafts) for command in commands)

    def _try(self, commands: list[Command]) -> None:
        """One clerk's conflict is that clerk's alone: whoever is refused drops out, and the others are written."""
        while waiting := [command for command in commands if not command.done]:
            batch = Batch(self._head, self._means)
            if not all(batch.take(command) for command in waiting) or batch.empty:
                continue
            refusal = self.recorder.append(batch.page)
            if refusal is None:
                self._reach.take(batch.page.rows)
                self._head = batch.written()
                self.commits += 1
                self.commands += sum(command.positions is not None for command in waiting)
                self._kids.update(batch.born)
            elif refusal.moved:
                self._overtaken = True
                return
            else:
                batch.refused(refusal)

    def _follow(self) -> int:
        """How many events others have appended; where these are no continuation, nothing of them is taken in."""
        head = self._head.copy()
        more = head.follow(self.recorder.ask)
        if head.erasures > self._head.erasures:
            self.keys.forget()  # before anything is recorded: a key that is destroyed seals nothing any more
        self._head = head
        return more

    def erase(self, erasure: Erasure) -> None:
        """See `trail.recorder.Recorder`. Commands wait: what one of them takes back would be the erasure's as well."""
        with self._writing:
            if self._closed:
                raise StoreError("The log is closed.")
            self.recorder.erase(erasure)

    # reading

    def rows(self, after: int, limit: int) -> list[Row]:
        """Rows in the order of the log, payloads sealed."""
        ask = f"select {_COLUMNS} from event where position > ? order by position limit ?"
        return [Row(*row) for row in self.recorder.ask(ask, after, limit)]

    def stream(self, id: UUID, after: int = 0, upto: int | None = None) -> list[Row]:
        """Rows of one stream after a version, and up to a position."""
        ask = f"select {_COLUMNS} from event where stream = ? and version > ? and position <= ? order by version"
        return [Row(*row) for row in self.recorder.ask(ask, b64(id.bytes), after, upto or 2**53)]

    def opened(self, row: Row) -> tuple[Entry, bytes]:
        """The entry and the payload's JSON."""
        return unsealed(row, self.keys, self.origin)

    def leaves(self, n: int) -> list[bytes]:
        """The first n leaf hashes."""
        return [row[0] for row in self.recorder.ask("select leaf from event where position <= ? order by position", n)]

    def parts(self, n: int) -> Parts:
        """For proofs about the first n entries."""
        return Parts(self.recorder.ask, n, self._head.tiles)

    def last_version(self, id: UUID) -> int:
        """0 where there is no such stream."""
        last: int = self.recorder.ask("select coalesce(max(version), 0) from event where stream = ?", b64(id.bytes))[0][
            0
        ]
        return last

    def newer(self, position: int) -> list[tuple[UUID, int]]:
        """The streams that have events after a position, with their last versions."""
        ask = "select stream, max(version) from event where position > ? group by stream"
        return [(UUID(bytes=unb64(sid)), version) for sid, version in self.recorder.ask(ask, position)]

    def under(self, kids: Collection[int], before: int) -> Iterator[Entry]:
        """The entries of these data keys up to a position, in the order of the log: every line is looked at."""
        marks = [b'"kid":%d,' % kid for kid in kids]
        at = 0
        while rows := self.recorder.ask(_LINES, at, before, _MANY):
            for _, line in rows:
                if any(mark in line for mark in marks) and (entry := quick(line)).key in kids:
                    yield entry
            at = rows[-1][0]

    def answers(self, word: bytes) -> Iterator[str]:
        """The requests whose stored answer has this word in it."""
        at = ""
        while rows := self.recorder.ask(_ANSWERS, at, _MANY):
            yield from (request for request, told in rows if word in told)
            at = rows[-1][0]

    def response(self, request: str) -> bytes | None:
        found = self.recorder.ask("select response from command where request = ?", request)
        return found[0][0] if found else None

    def close(self) -> None:
        with self._writing:
            self._closed = True
            self.recorder.close(self._head.n)


def _give_up(commands: list[Command], error: BaseException) -> None:
    told = error if isinstance(error, StoreError) else StoreError(f"Nothing was recorded: {error}.")
    for command in commands:
        if not command.done:
            command.error = told
