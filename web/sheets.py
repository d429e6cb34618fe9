"""A patient's file laid out for reading: chapters, and in each its entries line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain import blood, documents, history, identity, measurements, reports, visits
from domain.chapter import IN_ERROR
from domain.quantity import shown
from domain.vitals import VITALS
from web import words

File = Mapping[str, Any]
Entry = Mapping[str, Any]
_TITLES = {
    identity.Identity.NAME: "Who this is",
    measurements.Measurements.NAME: "Measurements",
    blood.BloodGroup.NAME: "Blood group",
    history.History.NAME: "History",
    reports.Reports.NAME: "Reports",
    visits.Visits.NAME: "Visits",
    documents.Documents.NAME: "Documents",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One value as it is read. `fresh` was written by the event looked at; `since` says what became of it later."""

    entry: str
    field: str
    what: str
    value: str
    when: str = ""
    struck: bool = False
    fresh: bool = False
    since: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One chapter; `later` counts the entries that were not known yet."""

    name: str
    title: str
    lines: list[Line]
    later: int = 0


def sheets(file: File, now: File | None = None) -> list[Sheet]:
    """The chapters of a file that hold something. With the file as it is `now`, what changed since is told."""
    later = (now or file)["chapters"]
    return [
        Sheet(name, title, _lines(name, told, now_told, file["position"]), _unknown(told, now_told))
        for name, title in _TITLES.items()
        for told, now_told in [(file["chapters"].get(name, {}), later.get(name, {}))]
        if told or now_told
    ]


def _unknown(then: Mapping[str, Entry], now: Mapping[str, Entry]) -> int:
    return sum(entry not in then for entry in now)


def _lines(chapter: str, entries: Mapping[str, Entry], now: Mapping[str, Entry], position: int) -> list[Line]:
    if chapter == identity.Identity.NAME:
        return _details(entries.get(identity.KEY, {}), now.get(identity.KEY, {}), position)
    return [_line(chapter, id, entry, now.get(id, entry), position) for id, entry in entries.items()]


def _details(then: Entry, now: Entry, position: int) -> list[Line]:
    fresh = position > 0 and then.get("recorded", {}).get("position") == position
    return [
        Line(identity.KEY, name, words.label(name), text, fresh=fresh, since=_became(then.get(name), now.get(name)))
        for name, text in words.fields(then)
    ]


def _became(then: Any, now: Any) -> str:
    if then == now:
        return ""
    return f"now {words.value(now)}" if now is not None else "no longer there"


def _line(chapter: str, id: str, entry: Entry, now: Entry, position: int) -> Line:
    field, what, value, when = _read(chapter, entry)
    told = words.when(when)
    struck = entry.get("status") == IN_ERROR
    return Line(id, field, what, value, told, struck, _written_at(entry, position), _since(chapter, entry, now))


def _read(chapter: str, entry: Entry) -> tuple[str, str, str, str | None]:
    """The field a reader asks about first, what the entry is, what it says, and when that was."""
    match chapter:
        case measurements.Measurements.NAME:
            return "value", VITALS[entry["kind"]].name, shown(dict(entry)), entry.get("taken_at")
        case history.History.NAME:
            said = "None known" if entry.get("none_known") else words.value(entry.get("what"))
            return "what", history.KINDS[entry["kind"]], said, entry.get("onset")
        case reports.Reports.NAME:
            found = [entry.get(name) for name in ("results", "impression", "conclusion", "findings")]
            return "results", words.value(entry.get("what")), words.value(found), entry.get("collected_at")
        case visits.Visits.NAME:
            why = words.value(entry.get("reason")) or "No reason written"
            return "reason", visits.CLASSES.get(entry["visit_class"], "Visit"), why, entry.get("start")
        case documents.Documents.NAME:
            return "title", entry["title"], entry["mime"], entry.get("taken_at")
        case _:
            return _group(entry)


def _group(entry: Entry) -> tuple[str, str, str, str | None]:
    told = [entry.get("abo"), entry.get("rhd")]
    kind = f"By {entry['basis']}" if "basis" in entry else f"Together: {entry.get('state', 'unknown')}"
    return "abo", kind, " ".join(str(part) for part in told if part) or "No group", entry.get("collected_at")


def _written_at(entry: Entry, position: int) -> bool:
    marks = [entry.get("recorded", {}), *(one.get("by", {}) for one in entry.get("corrections", ()))]
    return position > 0 and any(isinstance(mark, Mapping) and mark.get("position") == position for mark in marks)


def _since(chapter: str, then: Entry, now: Entry) -> str:
    if then == now:
        return ""
    if now.get("status") == IN_ERROR != then.get("status"):
        return "marked as entered in error since"
    was, came = _read(chapter, then)[2], _read(chapter, now)[2]
    return f"now {came}" if was != came else "added to since"
