"""What has arrived of one request, and whether that is all of it (RFC 9112).

Where a request ends is decided by gunicorn, which reads every octet again: what is judged here is only when it is worth
a thread. So a wrong guess can cost time, and cannot make one request out of two.
"""

from __future__ import annotations

import re

from web.http import limits

LONGEST = limits.LINE + 2**16  # octets of all headers
DRAINED = 256 * 2**20  # octets of a body that is too large, taken in and thrown away so that its answer is heard
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_EXPECTED = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)


class Turned(Exception):
    """Refused before it is whole, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


TOO_LATE, NO_LENGTH, TOO_LONG = Turned(408), Turned(411), Turned(431)


class Gathered:
    """`asked`: the headers are there. `expected`: the body comes when it is told to."""

    def __init__(self) -> None:
        self._held, self._given = bytearray(), 0
        self._head = self._length = self._thrown = 0
        self.asked = self.expected = self._over = False

    @property
    def size(self) -> int:
        return len(self._held)

    def take(self, data: bytes) -> None:
        """Some more, or nothing at the end of all. `Turned`"""
        self._over, self.expected = not data, False
        if self._too_large and not self._over:
            self._thrown += len(data)
        else:
            looked = max(len(self._held) - len(_END), 0)
            self._held += data
            if not self.asked:
                self._look(looked)

    @property
    def whole(self) -> bool:
        """All of it is there, or no more will come."""
        there = len(self._held) + self._thrown - self._head >= min(self._length, DRAINED)
        return self._over or (self.asked and there)

    def give(self, size: int) -> bytes:
        """The next octets of this request."""
        end = min(self._given + size, self._end)
        told = bytes(self._held[self._given : end])
        self._given += len(told)
        return told

    def left(self) -> bytes:
        """What came behind it: the beginning of the next one."""
        return bytes(self._held[self._end :])

    @property
    def _end(self) -> int:
        return min(self._head + self._length, len(self._held)) if self.asked else len(self._held)

    @property
    def _too_large(self) -> bool:
        return self._length > limits.BODY

    def _look(self, since: int) -> None:
        if (end := self._held.find(_END, since)) < 0 and len(self._held) <= LONGEST:
            return
        if end < 0 or end > LONGEST:
            raise TOO_LONG
        self.asked, self._head = True, end + len(_END)
        head = bytes(self._held[: self._head])
        if _CHUNKED.search(head):
            raise NO_LENGTH
        found = _LENGTH.search(head)
        self._length = int(found[1]) if found else 0
        self.expected = bool(_EXPECTED.search(head)) and not self.whole
        if self._too_large:
            self._thrown = len(self._held) - self._head
            del self._held[self._head :]
