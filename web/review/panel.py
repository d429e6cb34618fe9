"""The report that an event wrote, line by line: as it was known then, and what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.fact import Plain
from web.record import reported
from web.record.reported import Finding
from web.record.timeline import Event
from web.review.then import Since
from web.wording import words

_WORDS = ("impression", "conclusion", "findings")


@dataclass(frozen=True, slots=True)
class Result:
    finding: Finding
    fresh: bool
    since: Since


@dataclass(frozen=True, slots=True)
class Panel:
    """`said` are its findings in words: (label, field, text, fresh, since)."""

    id: str
    title: str
    state: str
    results: list[Result]
    said: list[tuple[str, str, str, bool, Since]]


def panel(here: Event, then: Plain, now: Plain, later: Callable[[str, str], Sequence[Event]]) -> Panel | None:
    """None unless the event is about a report that says something. `later` are the events since about an entry."""
    if here.chapter != "reports" or here.entry is None:
        return None
    was, came = then["chapters"]["reports"][here.entry], now["chapters"]["reports"][here.entry]
    trail = _Trail(here, later(here.chapter, here.entry))
    title, state = words.value(was["what"]), words.label(was["status"])
    results = [_result(one, n, came, trail) for n, one in enumerate(reported.findings(was))]
    said = [_said(name, was, came, trail) for name in _WORDS if was.get(name)]
    return Panel(here.entry, title, state, results, said) if results or said else None


def _result(finding: Finding, n: int, came: Plain, trail: _Trail) -> Result:
    now = reported.findings(came)
    text = f"{now[n].value}" if n < len(now) else "taken out"
    path = f"results.{n}"
    return Result(finding, trail.fresh(path), trail.since(path, finding.value, text))


def _said(name: str, was: Plain, came: Plain, trail: _Trail) -> tuple[str, str, str, bool, Since]:
    text = words.value(was[name])
    since = trail.since(name, text, words.value(came.get(name)) or "taken out")
    return words.label(name), name, text, trail.fresh(name), since


class _Trail:
    """What the event, and those after it, wrote into the report."""

    def __init__(self, here: Event, later: Sequence[Event]) -> None:
        self._place = f"reports.{here.entry}."
        self._own = self._paths(here)
        self._later = [(event, self._paths(event)) for event in later]

    def fresh(self, path: str) -> bool:
        return self._touches(self._own, path)

    def since(self, path: str, was: str, now: str) -> Since:
        event = next((event for event, paths in self._later if self._touches(paths, path)), None)
        if event is None:
            return Since()
        return Since(
            now if now != was else "", f"{event.kind.lower()} {words.date(event.at)}", event.fixes, event.position
        )

    def _paths(self, event: Event) -> list[str]:
        return [one["field"].removeprefix(self._place) for one in event.changes()]

    @staticmethod
    def _touches(paths: list[str], path: str) -> bool:
        return any(one == path or one.startswith(f"{path}.") for one in paths)
