"""What several callers want appended, made into one page: whoever cannot be in it is told, or waits for the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from domain.refusal import Repeated, Stale
from trail.clock import Clock, written
from trail.compose import composed
from trail.entry import b64
from trail.head import Head
from trail.keys import Keys
from trail.mapper import Draft
from trail.opened import LOG_STREAM, anomaly
from trail.recorder import EventRow, Page, Refusal
from trail.tiles import Tile
from trail.turns import Command

_OWN = b64(LOG_STREAM.bytes)


class Means(NamedTuple):
    """What a log writes its entries with.

    `kid` names a draft's data key, given those of the streams that begin in the same page; `last_version` says how far
    a stream has come, `answer` what a request was answered that was carried out before.
    """

    keys: Keys
    origin: str
    clock: Clock
    kid: Callable[[Draft, dict[UUID, int]], int]
    last_version: Callable[[UUID], int]
    answer: Callable[[str], bytes | None]


class Batch:
    """`head` moves on with every command that is taken in: it is the log's once the page was written.

    `born` are the keys of streams that begin with it.
    """

    def __init__(self, head: Head, means: Means) -> None:
        self.head, self._means, self._at = head.copy(), means, head.n
        self._was = head.tree.encode()
        self._rows, self._tiles, self._answers = list[EventRow](), list[Tile](), dict[str, bytes]()
        self._ahead, self._expected = dict[str, int](), dict[str, int]()
        self._taken: list[tuple[Command, list[int]]] = []
        self._waited_for = set[str]()
        self.born: dict[UUID, int] = {}

    def take(self, command: Command) -> bool:
        """False if it failed in the middle: then this batch is spoiled, and the others need a new one."""
        if command.request in self._answers or any(draft.sid in self._waited_for for draft in command.drafts):
            return self._wait(command)  # the same form twice at once is told what became of the first
        try:
            self.head.admits(command.drafts, self._ahead, self._expected)
            self._add(command)
        except Stale as refusal:
            unsure = any(draft.sid in self._expected for draft in command.drafts)  # of another command's word alone
            command.error = self._repeated(command) or (None if unsure else refusal)
            return command.done or self._wait(command)
        except Exception as error:  # of the caller's own making: the others have no part in it
            command.error = error
            return False
        return True

    @property
    def page(self) -> Page:
        return Page(
            self._at, self._was, self._rows, self.head.tree.encode(), self._tiles, self._expected, self._answers
        )

    @property
    def empty(self) -> bool:
        return not self._taken

    def written(self) -> Head:
        """The page is on disk."""
        self.head.remember(self._ahead)
        for command, positions in self._taken:
            command.positions = positions
        return self.head

    def refused(self, refusal: Refusal) -> None:
        """Nothing of the page was written; those whose fault it was are told."""
        left = set(refusal.stale)  # the first who was wrong about a stream is told; whoever came after is judged anew
        for command, _ in self._taken:
            stale = next((draft.stream for draft in command.drafts if draft.sid in left), None)
            if command.request in refusal.repeated:
                command.error = self._repeated(command)
            elif stale:
                command.error = Stale(stale)
                left -= {draft.sid for draft in command.drafts}

    def _wait(self, command: Command) -> bool:
        """For the next page, and whoever comes after it at these streams as well: none overtakes another."""
        self._waited_for.update(draft.sid for draft in command.drafts)
        return True

    def _repeated(self, command: Command) -> Repeated | None:
        known = self._means.answer(command.request) if command.request else None
        return None if known is None else Repeated(known)

    def _add(self, command: Command) -> None:
        now = written(self._means.clock())
        drafts = self._with_anomaly(command.drafts, now) if self.head.hear(now) else command.drafts
        kids = [self._means.kid(draft, self.born) for draft in drafts]
        rows, tiles = composed(self.head, drafts, kids, now, self._means.keys, self._means.origin)
        own = set(map(id, command.drafts))
        positions = [row[0] for row, draft in zip(rows, drafts, strict=True) if id(draft) in own]
        if command.request and command.response:
            self._answers[command.request] = command.response(positions)
        self._rows += rows
        self._tiles += tiles
        self._taken.append((command, positions))

    def _with_anomaly(self, drafts: Sequence[Draft], now: str) -> list[Draft]:
        """First that the clock stepped back; but after what the log says of itself, whose versions are taken."""
        version = self._ahead.get(_OWN) or self._means.last_version(LOG_STREAM)
        self._ahead[_OWN] = version + 1
        told = anomaly(version + 1, self.head.last, now)
        return [*drafts, told] if any(draft.stream == LOG_STREAM for draft in drafts) else [told, *drafts]
