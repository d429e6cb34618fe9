"""Streams of facts out of the log and into it, with the aggregates that are at work kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import groupby
from threading import Lock, RLock
from typing import Any, TypeVar
from uuid import UUID

from domain.fact import Erased, Fact, Stream
from domain.patient import Patient
from domain.refusal import Gone, NotFound
from trail.log import Log
from trail.mapper import Mapper, draft
from trail.opened import OWN
from trail.rows import Erased as PayloadErased
from trail.rows import Row, quick
from trail.snapshots import Snapshots

S = TypeVar("S", bound=Stream)
KEPT = 2000  # aggregates in memory
_FAR = 10_000  # events of others after which all aggregates are read anew
_HOLDS = 1021  # locks for all streams: with few clerks at work, two hardly ever meet


def _pending(stream: Stream) -> list[Fact]:
    facts: list[Any] = stream.pending_events
    return facts


@contextmanager
def _together(locks: list[AbstractContextManager[bool]]) -> Iterator[None]:
    with ExitStack() as held:
        for lock in locks:
            held.enter_context(lock)
        yield


def _runs(positions: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbours together: where they begin, and how many they are."""
    for _, run in groupby(enumerate(positions), key=lambda one: one[1] - one[0]):
        told = [position for _, position in run]
        yield told[0], len(told)


class Journal:
    """What `domain.desk.Journal` asks for, on one log."""

    def __init__(self, log: Log, snapshots: Snapshots | None = None) -> None:
        self.log, self._mapper, self._snapshots = log, Mapper(), snapshots
        self._live: OrderedDict[UUID, Stream] = OrderedDict()
        self._holds: list[AbstractContextManager[bool]] = [RLock() for _ in range(_HOLDS)]
        self._guard = Lock()
        self._refreshed, self._forgotten = 0, [0] * _HOLDS  # how often that was done: for all, and for a few streams
        self._gone = log.keys.doom.gone
        self._seen = log.position  # others' events up to here are in what is kept in memory

    @property
    def position(self) -> int:
        return self.log.position

    def reach(self, file: UUID | None = None) -> int:
        """How far the log has to be followed for what it says of a patient's file, or of none: what was known at that
        position of an account, a token or a policy is known now."""
        return self.log.reach(file)

    # aggregates

    def load(self, kind: type[S], id: UUID) -> S:
        """The stream as it stands; `NotFound` if there is none, or it is of another kind, `Gone` if it was erased."""
        self._forget_what_is_erased()
        moment = self._moment(id)
        found = self._live.get(id) or self._rebuilt(kind, id)
        if not isinstance(found, kind):
            raise NotFound(f"There is no {kind.__name__.lower()} {id}.")
        self._keep(found, moment)
        return found

    def exists(self, id: UUID) -> bool:
        return id in self._live or self.log.last_version(id) > 0

    def hold(self, *ids: UUID) -> AbstractContextManager[object]:
        """Nobody else works on these streams meanwhile, nor on the few that share their locks."""
        locks = [self._holds[n] for n in sorted({id.int % _HOLDS for id in ids})]  # in one order everywhere
        return locks[0] if len(locks) == 1 else _together(locks)

    def forget(self, id: UUID) -> None:
        with self._guard:
            self._forgotten[id.int % _HOLDS] += 1
            self._live.pop(id, None)

    def _forget_what_is_erased(self) -> None:
        """Erasures are rare, and who held which identifier goes with them: all is read anew."""
        if (gone := self.log.keys.doom.gone) is not self._gone:
            with self._guard:
                self._refreshed += 1
                self._live.clear()
                self._gone = gone

    def refresh(self) -> bool:
        """Whether other hosts have recorded something since this was asked last; what they changed is read anew."""
        if self.log.recorder.alone or (position := self.log.position) == self._seen:
            return False
        self.log.keys.forget()
        newer = self.log.newer(self._seen) if position - self._seen <= _FAR else None
        with self._guard:
            self._refreshed += 1
            if newer is None:
                self._live.clear()
            for id, version in newer or ():
                if (live := self._live.get(id)) and live.version < version:
                    del self._live[id]
            self._seen = position
        return True

    def wait(self, seconds: float) -> None:
        """Until something may have been recorded, here or elsewhere, or the time is over."""
        self.log.recorder.wait(seconds)

    def save(
        self,
        *streams: Stream,
        request: str | None = None,
        response: Callable[[list[int]], bytes] | None = None,
        key_of: Mapping[UUID, UUID] | None = None,
    ) -> list[int]:
        """Append what is pending in all of these, together; whatever fails, none of them stays in memory."""
        shared, moments = key_of or {}, [self._moment(one.id) for one in streams]
        try:
            drafts = [draft(fact, shared.get(fact.originator_id)) for one in streams for fact in _pending(one)]
            positions = self.log.append(drafts, request, response)
        except BaseException:
            for one in streams:
                self.forget(one.id)
            raise
        if positions[0] == self._seen + 1:
            self._seen = positions[-1]
        for one, moment in zip(streams, moments, strict=True):
            one.pending_events.clear()
            self._keep(one, moment)
            self._snap(one)
        return positions

    def answered(self, request: str) -> bytes | None:
        return self.log.response(request)

    # facts

    def history(self, id: UUID, upto: int | None = None, after: int = 0) -> Iterator[Fact]:
        """The stream's facts, oldest first, up to a position; `Gone` at one that was erased."""
        for fact in self.remains(id, upto, after):
            if isinstance(fact, Erased):
                raise Gone
            yield fact

    def remains(self, id: UUID, upto: int | None = None, after: int = 0) -> Iterator[Fact]:
        """The same, with what is left of those that were erased."""
        return (self._fact(row) for row in self.log.stream(id, after, upto))

    def facts(self, after: int, limit: int) -> tuple[list[Fact], int]:
        """The next facts of the log, erased ones with them, and the position up to which it was read.

        The log's own entries are no facts.
        """
        rows = self.log.rows(after, limit)
        return [self._fact(row) for row in rows if row.type not in OWN], rows[-1].position if rows else after

    def at(self, positions: Iterable[int]) -> list[Fact]:
        """The facts at these places of the log, in its order; what is no fact is passed over."""
        found: list[Fact] = []
        for first, count in _runs(sorted(set(positions))):
            found += self.facts(first - 1, count)[0]
        return found

    def _fact(self, row: Row) -> Fact:
        try:
            return self._mapper.fact(*self.log.opened(row))
        except PayloadErased:
            return self._mapper.erased(quick(row.entry))

    def _rebuilt(self, kind: type[S], id: UUID) -> Stream:
        stream: Any = self._snapshots.newest(id) if self._snapshots and kind is Patient else None
        for fact in self.remains(id, after=stream.version if stream else 0):
            stream = fact.mutate(stream)
        if stream is None:
            raise NotFound(f"There is no {kind.__name__.lower()} {id}.")
        found: Stream = stream
        return found

    def _moment(self, id: UUID) -> tuple[int, int]:
        return self._refreshed, self._forgotten[id.int % _HOLDS]

    def _keep(self, stream: Stream, moment: tuple[int, int]) -> None:
        """Not what may have gone on since that moment, or is kept in a later version by whoever was quicker."""
        with self._guard:
            known = self._live.get(stream.id)
            if moment != self._moment(stream.id) or (known and known.version > stream.version):
                return
            self._live[stream.id] = stream
            self._live.move_to_end(stream.id)
            if len(self._live) > KEPT:
                self._live.popitem(last=False)

    def _snap(self, stream: Stream) -> None:
        if self._snapshots:
            self._snapshots.consider(stream)
