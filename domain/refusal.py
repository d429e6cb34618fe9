"""How the record says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


class Refused(Exception):
    """A rule of the record says no: which field it minds, and why.

    `messages_dict` has the shape of a marshmallow `ValidationError`'s, so that one `except`
    serves both and the clerk sees one kind of message.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field, self.reason = field, reason
        self.messages_dict = {field: [reason]}


class NotFound(LookupError):
    """No such patient, entry or account."""


class Gone(NotFound):
    """It was there, and was erased by law."""

    def __init__(self) -> None:
        super().__init__("This record was erased.")


@dataclass(frozen=True)
class Clash:
    """A field that someone else changed since it was read: its path, what was expected, and what stands there now."""

    field: str
    expected: Any
    found: Any


class Conflict(Refused):
    """Someone else changed these fields since they were read; `field`, `expected` and `found` are the first one's."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes, first = tuple(clashes), clashes[0]
        super().__init__(first.field, "Someone else changed this while you were writing.")
        self.expected, self.found = first.expected, first.found


class Moved(Refused):
    """A command that was for one version of a file, and meets another: `version` is the one that stands."""

    def __init__(self, version: int) -> None:
        super().__init__("", "Someone else changed this record meanwhile.")
        self.version = version


@dataclass(frozen=True)
class Doubt:
    """Something that looks odd and may be right: code to confirm, field, words, and a value that would fit."""

    code: str
    field: str
    text: str
    fix: str | None = None


class Doubtful(Refused):
    """Not wrong, but odd: the same command with these codes confirmed, and a reason, will be recorded."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(doubts[0].field, doubts[0].text)
        self.doubts = tuple(doubts)
        self.messages_dict = {}
        for doubt in doubts:
            self.messages_dict.setdefault(doubt.field, []).append(doubt.text)


class Stale(Exception):
    """The stream went on while a command was being judged: judge it again."""

    def __init__(self, stream: UUID) -> None:
        super().__init__(f"stream {stream} has moved on")
        self.stream = stream


class Repeated(Exception):
    """This request was carried out before; `response` is what was answered then."""

    def __init__(self, response: bytes) -> None:
        super().__init__("this request was carried out before")
        self.response = response


class NotAllowed(Exception):
    """Whoever gives the command has no right to it; `says` are the rights of which one would do."""

    def __init__(self, role: str, says: Sequence[str]) -> None:
        super().__init__(f"The role {role or 'of nobody'} may not: {'; '.join(says)}.")
        self.role, self.says = role, tuple(says)
