"""What the two clocks of a page stand at: `?known=`, when it was known, and `?true=`, when it was true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import quote

from flask import request

from domain.identity import KEY
from domain.refusal import NotFound
from projections.bitemporal import About
from projections.reading import Reading, WholeReading
from web.pages.head import reading
from web.pages.told import Record
from web.record.lines import Line
from web.record.timeline import Event
from web.review import believed, known
from web.review.believed import Belief, Learned
from web.wording import moments, words

BESIDE = 200  # events on the way from one stop to another whose lines glow


@dataclass(frozen=True)
class Clocked:
    """A record after the event `here`, about all times, or about what was true up to `end` where `true` names one.

    `origin` is the stop that somebody came from.
    """

    record: Record
    here: Event
    true: str = ""
    end: datetime | None = None
    origin: Event | None = None

    @property
    def query(self) -> str:
        """What addresses of other moments end with."""
        return f"&true={quote(self.true)}" if self.true else ""

    @property
    def said(self) -> str:
        """The second clock in words: `on 12 Apr 2021`, `in 2021`."""
        day = len(self.true) >= len("2021-04-12")
        return f"{'on' if day else 'in'} {words.when(self.true.replace(' ', 'T'))}"

    @cached_property
    def then(self) -> About:
        return self._about(self.here.number)

    @cached_property
    def now(self) -> About:
        return self._about(len(self.record.told))

    def today(self) -> Reading:
        """What `now` is read from: the views, where they are as far as this page."""
        stored = reading(self.record.id)
        current = self.end is None and stored.position == self.record.told[-1].position
        return stored if current else WholeReading(self.now.file)

    def counts(self) -> bool:
        """Whether the event is about the time that is asked about."""
        chapters = self.then.file["chapters"]
        inside = self.here.entry is None or self.here.chapter in (KEY, "reviews")
        return self.here.number not in self.then.left and (inside or self.here.entry in chapters[self.here.chapter])

    def later(self, line: Line) -> Sequence[Event]:
        """The events since that wrote into a line, about no later time."""
        if line.chapter == KEY:
            return [event for event, touched in self._details if line.key in touched]
        return self.since(line.chapter, line.entry)

    @cached_property
    def _details(self) -> list[tuple[Event, frozenset[str]]]:
        return [(event, event.touched()) for event in self.since(KEY, KEY)]

    def since(self, chapter: str, entry: str) -> list[Event]:
        """The same of a whole entry."""
        wrote = self.record.life.wrote(chapter, entry, self.here.number)
        return [self.record.told[number - 1] for number in wrote if number not in self.now.left]

    def way(self) -> list[Event]:
        """The events between the stop one came from and this one, oldest first."""
        first, last = sorted((self.origin.number, self.here.number)) if self.origin else (0, 0)
        return self.record.told[first:last]

    def glows(self) -> frozenset[str]:
        """The lines that were written on the way forward to this stop."""
        forward = self.origin is not None and self.origin.number < self.here.number
        way = [event for event in self.way()[-BESIDE:] if event.number not in self.then.left] if forward else []
        return frozenset(key for event in way for key in event.touched())

    def believer(self) -> Event | None:
        """After which event somebody believed: the one looked at, or of the newest, the last by the time itself."""
        if self.end is None or self.here is not self.record.told[-1]:
            return self.here if self.end else None
        return known.last_by(self.record.told, self.end)

    def beliefs(self) -> list[Belief | Learned]:
        """What was believed of that time, and is known to have been otherwise."""
        believer = self.believer()
        if believer is None:
            return []
        then = self.then if believer is self.here else self._about(believer.number)
        return believed.beliefs(then.file, self.now.file)

    def _about(self, version: int) -> About:
        life = self.record.life
        return About(life.file(version)) if self.end is None else life.about(self.end, version)


def clocked(record: Record, here: Event | None = None) -> Clocked:
    """`Refused` or `NotFound` where one of the clocks stands at no moment."""
    true = request.args.get("true", "").strip()
    end = moments.whole(true, "true") if true else None
    return Clocked(record, here or _here(record), true, end, _origin(record))


def _origin(record: Record) -> Event | None:
    """Nobody comes from before a record began."""
    came = request.args.get("from", "").strip()
    try:
        return record.event(came, "from") if came else None
    except NotFound:
        return None


def _here(record: Record) -> Event:
    if "event" in request.args:
        return known.numbered(record.told, request.args["event"])
    if "known" not in request.args or (not request.args["known"].strip() and request.args.get("true", "").strip()):
        return record.told[-1]
    return record.event(request.args["known"], "known")
