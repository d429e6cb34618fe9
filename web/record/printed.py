"""A file to be printed whole: every entry of every chapter once, with what was corrected or struck, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain import blood, documents, history, identity, measurements, reports, visits
from domain.chapter import IN_ERROR
from domain.completeness.rules import RULES
from domain.fact import Plain
from domain.reviews import DENIALS
from projections.ordering import when
from web.record import lines, notes, reported
from web.wording import codes, words

NONE = "None recorded."
_OUT = (IN_ERROR, "cancelled")
_AS_RECORDED = (history.History.NAME, blood.BloodGroup.NAME, identity.Identity.NAME)
_TOLD = frozenset((
    "results", "as_entered", "address", "code", "mrn", "acknowledged", "kind", "visit_class", "value", "unit", "abo",
    "rhd", "warnings", "reaffirmed",
))  # fmt: skip
"""Fields that another place of the same entry tells."""
_KINDS = {"glass": "Opened in an emergency", "amendment": "Asked for by the patient", "review": "Looked over"}
_LABELS = {
    "owner_name": "Given to", "seen": "As it stood at event", "text": "What they ask", "extended": "Takes longer",
    "disagreed": "The patient disagrees",
}  # fmt: skip
_MACHINERY = ("kind", "rule", "actor", "behalf", "owner")
"""Codes that stand beside the words for them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`ref` is its id in the file, unique in its chapter, `number` the part of it that a reader needs; `fields` are
    (label, value) beside what `says`."""

    ref: str
    number: str
    when: str
    what: str
    says: str
    struck: bool
    state: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    results: list[reported.Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    recorded: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One chapter. `count` is the number of its entries, `struck` of those that no longer count.

    `dated` where an entry has a day of its own, `brief` where it is a line.
    """

    name: str
    title: str
    count: int
    struck: int
    dated: bool
    brief: bool
    entries: Iterator[Entry]


def sections(file: Plain, names: Sequence[str] = ()) -> list[Section]:
    """These chapters of a file or else all, those that are empty too; their entries are made one by one as they are
    read."""
    chapters: dict[str, dict[str, Plain]] = file["chapters"]
    names = names or [*lines.TITLES, *(name for name in chapters if name not in lines.TITLES)]
    return [_section(name, chapters.get(name, {})) for name in names]


def _section(name: str, entries: dict[str, Plain]) -> Section:
    ordered: Iterable[tuple[str, Plain]] = entries.items()
    if name not in _AS_RECORDED:
        ordered = sorted(ordered, key=lambda one: when(one[1]), reverse=True)
    struck = sum(one.get("status") in _OUT for one in entries.values())
    title = lines.TITLES.get(name, words.label(name))
    dated, brief = name in lines.TITLES and name != identity.Identity.NAME, name == measurements.Measurements.NAME
    return Section(name, title, len(entries), struck, dated, brief, (entry(name, id, one) for id, one in ordered))


def entry(chapter: str, id: str, item: Plain) -> Entry:
    if chapter not in lines.TITLES:
        return _plain(chapter, id, item)
    line = lines.line(chapter, id, item) if chapter != identity.Identity.NAME else None
    status = item.get("status", "")
    return Entry(
        id,
        id,
        line.when if line else "",
        line.what if line else words.value(item.get("names", [{}])[0]),
        "" if line is None or item.get("results") else line.text,
        status in _OUT,
        line.state if line else "",
        _fields(chapter, item, line),
        reported.findings(item) if chapter == reports.Reports.NAME else [],
        list(_marks(chapter, item)),
        _recorded(item.get("recorded", {})),
    )


def _plain(chapter: str, id: str, item: Plain) -> Entry:
    """An entry of a chapter that is not read line by line: all that it holds, field by field."""
    told = [(name, text) for name, text in words.fields(item) if name not in _MACHINERY]
    fields = [(_LABELS.get(name, words.label(name)), _reads(name, text, item)) for name, text in told]
    notes, recorded = list(_marks(chapter, item)), _recorded(item.get("recorded", {}))
    number = id.partition("~")[0]  # the rule; where it was not kept stands among the fields
    return Entry(id, number, "", _named(chapter, item), "", item.get("status") in _OUT, "", fields, [], notes, recorded)


def _reads(name: str, text: str, item: Plain) -> str:
    match name:
        case "about":
            return _about(text)
        case "waived":
            mark = item["waived"]
            until = f"Until {words.when(mark['until'])}" if mark.get("until") else "For good"
            return f"{until}, {mark['by']}: {notes.why(mark)}"
        case "ground":
            return str(DENIALS.get(item["ground"], text))
        case "extended":
            return str(item["extended"]["why"])
        case "decided":
            return _signed({"by": item["decided"]})
        case "disagreed":
            return "; ".join(one["text"] for one in item["disagreed"])
        case _:
            return text


def _about(path: str) -> str:
    """`visits.v7.entries` as `Visits, v7`, as the entry is numbered on the same print."""
    chapter, _, rest = path.partition(".")
    entry = rest.partition(".")[0]
    title = lines.TITLES.get(chapter, words.label(chapter))
    return f"{title}, {entry}" if entry else title


def _named(chapter: str, item: Plain) -> str:
    """What is missing, by the rule's own name; anything else by its kind."""
    rule, kind = RULES.get(str(item.get("rule"))), str(item.get("kind", chapter))
    return rule.name if rule else _KINDS.get(kind, words.label(kind))


def _fields(chapter: str, item: Plain, line: lines.Line | None) -> list[tuple[str, str]]:
    """What the line does not say yet, field by field."""
    said = {line.what, line.text} if line else set()
    found = []
    for name, text in words.fields(item):
        shown = _readable(chapter, name, item, text)
        if name not in _TOLD and shown not in said and not (line and (name == "what" or words.when(text) == line.when)):
            found.append((words.label(name), shown))
    behind = codes.told(item)
    return [*found, ("Code", behind)] if behind else found


def _readable(chapter: str, name: str, item: Plain, text: str) -> str:
    if chapter == visits.Visits.NAME and name == "visit_class":
        return visits.CLASSES.get(text, text)
    if chapter == documents.Documents.NAME and name == "digest":
        return f"SHA-256 {text}"
    if chapter == history.History.NAME and name == "what":
        return words.value(item["what"])
    return words.when(text) if name.endswith("_at") or name in ("start", "end", "onset", "ended") else text


def _marks(chapter: str, item: Plain) -> Iterator[str]:
    """What happened to an entry after it was recorded, oldest first, and what is odd about it."""
    for mark in item.get("corrections", ()):
        yield f"{_verb(mark)} {_signed(mark)}{_because(mark)}. {_stood(mark['changes'])}".strip()
    for one in item.get("addenda", ()):
        yield f"Added {_signed(one)}: {one['text']}"
    if "acknowledged" in item and isinstance(item["acknowledged"], dict):
        yield f"Read {_signed({'by': item['acknowledged']})}"
    yield from (f"Said to be still right {_signed(one)}." for one in item.get("reaffirmed", ()))
    if "retracted" in item:
        yield f"{notes.struck(item)}: struck {_signed(item['retracted'])}{_because(item['retracted'])}."
    known = {"Entered in error", "Corrected", "Amended", "Added"}
    yield from (one.text for one in notes.notes(item) if one.text.partition(" ")[0] not in known and one.kind != "was")


def _verb(mark: Plain) -> str:
    return {"amended": "Amended", "appended": "Added to"}.get(mark.get("amendment", ""), "Corrected")


def _signed(mark: Plain) -> str:
    by: dict[str, Any] = mark.get("by") or {}
    return f"{words.when(str(by.get('at', ''))[:16])} by {by.get('by', 'somebody')}" if by else ""


def _because(mark: Plain) -> str:
    reason = notes.why(mark)
    return f": {reason[:1].lower()}{reason[1:]}".rstrip(".") if reason else ""


def _stood(changes: Plain) -> str:
    """`Stood there before: value 27.0.`"""
    told = [
        f"{words.label(path).lower()} {words.value(sides['was'])}"
        for path, sides in changes.items()
        if sides.get("was") is not None and not words.plumbing(path)
    ]
    return f"Stood there before: {'; '.join(told)}." if told else ""


def _recorded(stamp: Plain) -> str:
    """`Ama Boateng, 7 Mar 2026, 09:30, event 12`"""
    if not stamp:
        return ""
    return f"{stamp['by']}, {words.when(stamp['at'][:16])}, event\u00a0{stamp['position']:,}"
