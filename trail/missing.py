"""Payloads that are not there: lawful under an erasure that came after them and names their key, and not otherwise."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from trail.errors import KeysMissing
from trail.rowcheck import Opener, Row
from trail.source import Questions
from trail.verdict import Verdict

_LINES = "select position, entry, payload is null from event where position > 0 order by position"
_PAGE = 1000
_KID = b'"kid":%d,'
Telling = Callable[[], AbstractContextManager[Opener]]
"""Makes what opens the payload of an erasure, once there is one."""


class Missing:
    """Takes what each stretch of the log found, in their order; `judge` holds one against the other at the end."""

    def __init__(self, verdict: Verdict, telling: Telling | None) -> None:
        self._verdict, self._telling = verdict, telling
        self._missing, self._erasures = list[tuple[int, int]](), list[Row]()

    def take(self, missing: Sequence[tuple[int, int]], erasures: Sequence[Row]) -> None:
        self._missing += missing
        self._erasures += erasures

    def judge(self, db: Questions) -> None:
        """A log without an erasure costs nothing; one with any is read through once more, for what came after it."""
        erased = self._erased()
        if erased is None:
            return
        counted = Counter[int]()
        for position, kid in self._missing:
            if erased.get(kid, 0) > position:
                counted[erased[kid]] += 1
            else:
                detail = f"event {position}: its payload is missing, and no erasure says why"
                self._verdict.found("missing", position, detail)
        if erased:
            self._after(db, erased)
        self._verdict.erased = counted.total()
        self._verdict.erasures = [
            {"position": position, "payloads": counted[position]} for position in sorted({*erased.values()})
        ]

    def _erased(self) -> Mapping[int, int] | None:
        """For each data key that was destroyed, the position that says so; None where that cannot be read."""
        if not self._erasures:
            return {}
        try:
            if self._telling is not None:
                with self._telling() as opener:
                    return dict(self._named(opener))
        except KeysMissing:
            pass
        told = "What was erased, and whether anything else is missing, takes the keys to say."
        if self._missing:
            self._verdict.undecided(told)
        else:
            self._verdict.not_proved.append(told)
        return None

    def _named(self, opener: Opener) -> Iterator[tuple[int, int]]:
        for row in reversed(self._erasures):  # of two that name one key, the first counts
            try:
                told = json.loads(opener(row))  # type: ignore[arg-type]
                yield from ((int(kid), row[0]) for kid in told["keys"])
            except (ValueError, LookupError, TypeError) as error:
                self._verdict.found("erasure", row[0], f"event {row[0]}: which keys it erases cannot be read: {error}")

    def _after(self, db: Questions, erased: Mapping[int, int]) -> None:
        marks = {_KID % kid: position for kid, position in erased.items()}
        left, rows = Counter[int](), db.execute(_LINES, ())
        while page := rows.fetchmany(_PAGE):
            for at, line, gone in page:
                for mark, position in marks.items():
                    if mark in line and at > position:
                        detail = f"event {at} was recorded under a key that event {position} erased"
                        self._verdict.found("erasure", at, detail)
                    elif mark in line and not gone:
                        left[position] += 1
        for position, count in left.items():
            self._verdict.not_proved.append(
                f"The erasure of event {position} was broken off: {count:,} payloads are still there. "
                "The next start goes on with it."
            )
