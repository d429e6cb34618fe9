"""One event as an export may tell it: its entry, and of its fact only what the export discloses."""

from __future__ import annotations

from typing import Any, NamedTuple

from domain.entries import EntryFact
from domain.fact import Fact, registry
from domain.file import CHAPTERS
from trail.bundle.scope import ALL, Names
from trail.entry import Entry
from trail.mapper import stream_of
from web.wording import kinds

_META = "meta"  # the field of a payload that holds the envelope: name, channel, own words (see `trail.mapper`)
_OF_FILES = frozenset(fact for chapter in CHAPTERS for fact in chapter.FACTS)
_OF_PATIENTS = frozenset(
    topic for (topic, _), fact in registry().items() if fact in _OF_FILES or issubclass(fact, EntryFact)
)


class Told(NamedTuple):
    """`fact` is there where its envelope is disclosed; where `whole`, so is everything else of it. What the log says of
    itself is no fact."""

    entry: Entry
    fact: Fact | None = None
    whole: bool = False

    @property
    def patient(self) -> str | None:
        """The id of the patient whose record it is; None where it is of no patient's record."""
        return self.stream if kinds.bare(self.entry.type) in _OF_PATIENTS else None

    @property
    def stream(self) -> str:
        return str(stream_of(self.entry.stream))

    @property
    def name(self) -> str | None:
        """Of whoever recorded it."""
        return self.fact.by.name or None if self.fact else None


def told(entry: Entry, fact: Fact | None, names: Names) -> Told:
    """`names` are the fields that are disclosed of it, as `trail.bundle.scope.Scope.names` answers; `fact` is None
    where it was erased, or is one of the log's own."""
    if fact is None or names is None:
        return Told(entry)
    whole = names is ALL
    return Told(entry, fact, whole) if whole or _META in names else Told(entry)


def own(told: Told, kind: type[Fact]) -> Any:
    """The fact, where it is one of this kind and all of it is disclosed."""
    return told.fact if told.whole and isinstance(told.fact, kind) else None
