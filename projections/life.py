"""A patient's whole life as it came about: every fact, and every value that ever stood in an entry's place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from operator import itemgetter
from uuid import UUID

from domain.fact import Fact, Plain, iso
from domain.file import CHAPTERS, File
from domain.refusal import NotFound
from projections.bitemporal import About, about
from projections.effective import Judged
from projections.head import changes


class Stood(dict[str, Plain]):
    """A chapter's entries as they stand; `writes` are what stood there after which version, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: dict[str, list[tuple[int, Plain]]] = {}
        self.version = 0
        self._came = list[int]()  # the version of each entry's first write, in the order of the entries
        self._rewritten = list[tuple[int, str]]()  # all other writes, in their order

    def __setitem__(self, item: str, value: Plain) -> None:
        if item in self:
            self._rewritten.append((self.version, item))
        else:
            self._came.append(self.version)
        super().__setitem__(item, value)
        self.writes[item] = [*self.writes.get(item, ()), (self.version, value)]

    def again(self) -> Stood:
        """A copy that goes on by itself; what stands in it is shared, for an entry is never changed in place."""
        copy = Stood()
        copy.update(self)
        copy.writes, copy.version = dict(self.writes), self.version
        copy._came, copy._rewritten = list(self._came), list(self._rewritten)
        return copy

    def at(self, version: int) -> dict[str, Plain]:
        """The entries that were there after a version, in the order they came."""
        if version >= self.version:
            return dict(self)
        found = dict(islice(self.items(), bisect_right(self._came, version)))
        for _, item in self._rewritten[bisect_right(self._rewritten, version, key=itemgetter(0)) :]:
            if item in found:
                found[item] = next(value for written, value in reversed(self.writes[item]) if written <= version)
        return found


class Life:
    """Facts of one record from its first on, folded as they come; a file after any of them is at hand at once."""

    def __init__(self, id: UUID, facts: Iterable[Fact] = ()) -> None:
        """`NotFound` is for whoever asks for the file of a life without facts."""
        self.id, self.facts = id, list[Fact]()
        self._chapters = {chapter.NAME: Stood() for chapter in CHAPTERS}
        self._newest: tuple[datetime, About] | None = None
        self._judged: tuple[datetime, Judged] | None = None
        self._fold(facts)

    @property
    def version(self) -> int:
        return len(self.facts)

    def version_at(self, position: int) -> int:
        """How many of its facts stand in the log up to a position."""
        return bisect_right(self.facts, position, key=lambda fact: fact.by.position)

    def version_by(self, moment: datetime) -> int:
        """How many of them were recorded by then: time in a log never steps back."""
        return bisect_right(self.facts, moment, key=lambda fact: fact.by.at)

    def grown(self, newer: Sequence[Fact]) -> Life:
        """The same life with what befell it since; this one stays as it is for whoever is reading it."""
        if not newer:
            return self
        more = Life(self.id)
        more.facts = list(self.facts)
        more._chapters = {name: chapter.again() for name, chapter in self._chapters.items()}
        more._fold(newer)
        return more

    def file(self, version: int | None = None) -> Plain:
        """The file after so many facts, in the shape of `projections.current.Current.file`; `NotFound` after none."""
        count = self.version if version is None else min(version, self.version)
        if not count:
            raise NotFound("At that time there was no such file.")
        last, chapters = self.facts[count - 1], {name: one.at(count) for name, one in self._chapters.items()}
        return {
            "id": str(self.id),
            "mrn": chapters["demographics"]["demographics"]["mrn"],
            "version": last.originator_version,
            "position": last.by.position,
            "at": iso(last.by.at),
            "opened": iso(self.facts[0].by.at),
            "changed": next(fact.by.position for n in range(count, 0, -1) if changes(fact := self.facts[n - 1])),
            "chapters": chapters,
        }

    def about(self, end: datetime, version: int | None = None) -> About:
        """The same of what was true up to an instant in UTC; of the newest file the last answer is kept."""
        judged, newest = self._judged, self._newest  # as they are now: others read the same life at the same moment
        if judged is None or judged[0] != end:
            judged = self._judged = end, {}
        if version not in (None, self.version):
            return about(self.file(version), self.facts[:version], end, judged[1])
        if newest is None or newest[0] != end:
            newest = self._newest = end, about(self.file(), self.facts, end, judged[1])
        return newest[1]

    def wrote(self, chapter: str, entry: str, after: int) -> list[int]:
        """The versions after one at which something was written into an entry."""
        writes = self._chapters[chapter].writes.get(entry, ())
        return list(dict.fromkeys(version for version, _ in writes if version > after))

    def _fold(self, facts: Iterable[Fact]) -> None:
        file = File(self._chapters.__getitem__)
        for fact in facts:
            for chapter in self._chapters.values():
                chapter.version = fact.originator_version
            file.fold(fact)
            self.facts.append(fact)
