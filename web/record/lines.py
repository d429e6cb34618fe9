"""An entry of a file on one line: what it is, what it says, and when that was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain import blood, documents, history, identity, measurements, reports, reviews, visits
from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.quantity import shown
from domain.vitals import VITALS
from projections.ordering import told
from web.record import banner, reported, summary
from web.wording import words

TITLES = {
    measurements.Measurements.NAME: "Measurements",
    blood.BloodGroup.NAME: "Blood group",
    history.History.NAME: "History",
    reports.Reports.NAME: "Reports",
    visits.Visits.NAME: "Visits",
    documents.Documents.NAME: "Documents",
    identity.Identity.NAME: "Who this is",
}
"""The chapters in the order in which they are read."""
_SAYS = ("text", "why", "findings", "rule")  # what an entry of the reviews says, the first that it has
_MOST = 4  # findings that one line names


@dataclass(frozen=True, slots=True)
class Line:
    """`field` is the one a reader asks about first; `recorded` is the ISO time, empty where nobody noted it.

    `state` is where the entry stands in its life, empty where that is nothing to speak of.
    """

    chapter: str
    entry: str
    field: str
    what: str
    text: str
    when: str = ""
    struck: bool = False
    state: str = ""
    recorded: str = ""
    position: int = 0

    @property
    def key(self) -> str:
        """Unique in a file: of the details each field is a line of its own."""
        inner = f".{self.field}" if self.chapter == identity.Identity.NAME else ""
        return f"{self.chapter}.{self.entry}{inner}"


def lines(file: Plain, chapter: str) -> dict[str, Line]:
    """All lines of one chapter by their keys, in the order in which they were recorded."""
    return {line.key: line for line in _lines(chapter, file["chapters"].get(chapter, {}))}


def _lines(chapter: str, entries: dict[str, Plain]) -> Iterator[Line]:
    if chapter == identity.Identity.NAME:
        for name, text in words.fields(entries.get(identity.KEY, {})):
            yield Line(chapter, identity.KEY, name, words.label(name), text)
        return
    for id, entry in entries.items():
        yield line(chapter, id, entry)


def line(chapter: str, id: str, entry: Plain) -> Line:
    field, what, text = _said(chapter, entry)
    mark, moment = entry.get("recorded", {}), told(entry)
    return Line(
        chapter, id, field, what, text, words.when(moment), entry.get("status") == IN_ERROR,
        _state(entry.get("status", "")), mark.get("at", ""), mark.get("position", 0),
    )  # fmt: skip


def named(chapter: str, id: str, entry: Plain) -> str:
    """What an entry is called where it stands alone: `Weight, 3 Nov 2020`."""
    if chapter == identity.Identity.NAME:
        return TITLES[chapter]
    told = line(chapter, id, entry)
    name = f"{told.what}: {told.text}" if chapter in ("history", "visits") and told.text else told.what
    return f"{name}, {told.when}" if told.when else name


def _said(chapter: str, entry: Plain) -> tuple[str, str, str]:
    match chapter:
        case measurements.Measurements.NAME:
            return "value", VITALS[entry["kind"]].name, shown(entry)
        case history.History.NAME:
            named = "what" if "what" in entry else "asked_of" if entry.get("asked_of") else "kind"
            return named, history.KINDS[entry["kind"]], _history(entry)
        case reports.Reports.NAME:
            return "results" if entry.get("results") else "status", words.value(entry.get("what")), _report(entry)
        case visits.Visits.NAME:
            why = words.value(entry.get("reason")) or words.value(entry.get("type")) or "No reason written"
            return "reason", visits.CLASSES.get(entry["visit_class"], "Visit"), why
        case documents.Documents.NAME:
            return "title", entry["title"], summary.size(entry["size"])
        case reviews.Reviews.NAME:
            return "status", words.label(entry["kind"]), next((entry[one] for one in _SAYS if entry.get(one)), "")
        case _:
            return _group(entry)


def _state(status: str) -> str:
    return "" if status in ("current", "finished", "final") else words.label(status.replace("-", " "))


def _history(entry: Plain) -> str:
    if entry.get("none_known"):
        return f"None known, asked {entry['asked_of']}" if entry.get("asked_of") else "None known"
    detail = entry.get("detail") or {}
    over = entry.get("clinical_status") if entry.get("clinical_status") in history.OVER else None
    parts: list[Any] = [words.value(entry["what"]), detail.get("reaction"), detail.get("relation"), over]
    return ", ".join(str(part) for part in parts if part)


def _report(entry: Plain) -> str:
    """What stands out in it, or what it says in words."""
    found = reported.findings(entry)
    if out := [f"{one.name} {one.value}, {one.flag[1].lower()}" for one in found if one.flag]:
        more = f" and {len(out) - _MOST} more" if len(out) > _MOST else ""
        return "; ".join(out[:_MOST]) + more
    if found:
        return f"{len(found)} result{'s' if len(found) > 1 else ''}, none out of range"
    said = next((entry[name] for name in ("impression", "conclusion", "findings") if entry.get(name)), None)
    return str(said or words.label(entry["status"]))


def _group(entry: Plain) -> tuple[str, str, str]:
    if "basis" not in entry:
        state = "conflict, do not use" if entry["state"] == blood.CONFLICT else banner.STATES[entry["state"]]
        return "state", "Together", ", ".join(part for part in (banner.group(entry), state) if part)
    how = {"stated": "Told", "card": "Card seen", "lab": "Laboratory"}
    return "abo", entry.get("lab") or how[entry["basis"]], banner.group(entry) or "no group"
