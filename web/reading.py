"""A patient's file as pages read it: each asks for what it shows, and for no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.blood import KEY as GROUP
from domain.blood import NOTHING
from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.identity import KEY
from domain.partial import PartialDateTime

Entry = Mapping[str, Any]
_TIMES = ("taken_at", "start", "collected_at", "performed_at", "reported_at", "ordered_at", "onset")


@dataclass(frozen=True, slots=True)
class Reading:
    """`file` has the shape of `projections.current.Current.file`."""

    file: Plain

    @property
    def version(self) -> int:
        """How many events made it."""
        return int(self.file["version"])

    @property
    def position(self) -> int:
        """Where in the log the last of them stands."""
        return int(self.file["position"])

    @property
    def details(self) -> Plain:
        found: Plain = self._chapter("demographics")[KEY]
        return found

    @property
    def blood(self) -> Plain:
        """What the determinations together say: `{"state"[, "abo", "rhd"]}`."""
        found: Plain = self._chapter("blood_group").get(GROUP, NOTHING)
        return found

    @property
    def determinations(self) -> list[Plain]:
        return [entry for id, entry in self._chapter("blood_group").items() if id != GROUP]

    def count(self, chapter: str) -> int:
        return len(self._chapter(chapter))

    def entry(self, chapter: str, id: str) -> Plain | None:
        return self._chapter(chapter).get(id)

    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]:
        """Entries by when they were true, the newest first; what has no time goes by when it was recorded."""
        ordered = sorted(self._chapter(chapter).values(), key=when, reverse=True)
        return ordered[skip : skip + most]

    def readings(self, kind: str, most: int) -> list[Plain]:
        """Standing measurements of one kind, the newest first."""
        return _standing(one for one in self._chapter("measurements").values() if one["kind"] == kind)[:most]

    def history(self, *kinds: str) -> list[Plain]:
        """Everything of these kinds that was ever entered, in the order it came."""
        return [one for one in self._chapter("history").values() if not kinds or one["kind"] in kinds]

    def _chapter(self, name: str) -> dict[str, Plain]:
        found: dict[str, Plain] = self.file["chapters"].get(name, {})
        return found


def told(entry: Entry) -> str | None:
    """When what an entry says was true, as far as it is known."""
    return next((entry[name] for name in _TIMES if entry.get(name)), None)


def when(entry: Entry) -> str:
    """A key to order entries by."""
    moment = told(entry)
    return PartialDateTime.parse(moment).latest.isoformat() if moment else str(entry.get("recorded", {}).get("at", ""))


def _standing(entries: Iterable[Plain]) -> list[Plain]:
    return sorted((one for one in entries if one.get("status") != IN_ERROR), key=when, reverse=True)
