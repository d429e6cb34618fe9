"""A life on one line: what lasted, what happened on its day, birth and death, each as far as its time is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.history import LASTING, OVER
from domain.identity import KEY
from domain.partial import PartialDate, PartialDateTime
from projections.ordering import told

LANES = ("visits", "reports", "attachments", "history")
"""The chapters whose entries happened on a day."""
_OUT = (IN_ERROR, "cancelled")


@dataclass(frozen=True, slots=True)
class Time:
    """Between which two instants something was; they are far apart where its time is vague."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    chapter: str
    entry: str
    at: Time
    struck: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A problem, an allergy or a medication. `ends` is None while it lasts, and where nobody said when it ended."""

    entry: str
    starts: Time
    ends: Time | None
    over: bool
    struck: bool


@dataclass(frozen=True, slots=True)
class Life:
    """`undated` are entries of the history without a time: they have no place on the line."""

    born: Time | None
    died: Time | None
    spans: list[Span]
    marks: list[Mark]
    undated: list[str]

    def reach(self, now: datetime) -> tuple[datetime, datetime]:
        """From birth, or what came first, to death or now, whatever is recorded in between and after."""
        moments = [one.at.earliest for one in self.marks] + [one.starts.earliest for one in self.spans]
        first = [self.born.earliest] if self.born else []
        last = self.died.latest if self.died else now
        return min([*first, *moments, last]), max([last, *(one.at.earliest for one in self.marks)])


def life(file: Plain) -> Life:
    chapters = file["chapters"]
    details = chapters["demographics"].get(KEY, {})
    born, died = details.get("birth", {}).get("value"), details.get("deceased", {}).get("when")
    history = chapters["history"]
    lasting = {id: one for id, one in history.items() if one["kind"] in LASTING and not one.get("none_known")}
    spans = [_span(id, one) for id, one in lasting.items() if one.get("onset")]
    undated = [id for id, one in history.items() if not told(one) and not one.get("none_known")]
    return Life(
        _born(born) if born else None,
        _time(died) if died else None,
        sorted(spans, key=lambda one: one.starts.earliest),
        sorted(_marks(chapters, lasting), key=lambda one: one.at.earliest),
        undated,
    )


def _span(id: str, entry: Plain) -> Span:
    ends = _time(entry["ended"]) if entry.get("ended") else None
    over = entry.get("clinical_status") in OVER or ends is not None
    return Span(id, _time(entry["onset"]), ends, over, entry.get("status") in _OUT)


def _marks(chapters: dict[str, dict[str, Plain]], lasting: dict[str, Plain]) -> Iterator[Mark]:
    for chapter in LANES:
        for id, entry in chapters[chapter].items():
            when = told(entry) or (entry["recorded"]["at"] if chapter == "attachments" else None)
            if when and not (chapter == "history" and id in lasting):
                yield Mark(chapter, id, _time(when), entry.get("status") in _OUT)


def _time(text: str) -> Time:
    read = PartialDateTime.parse(text)
    return Time(read.earliest, read.latest)


def _born(text: str) -> Time:
    read = PartialDate.parse(text)
    first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (read.earliest, read.latest))
    return Time(first, last)
