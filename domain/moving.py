"""What was written in the wrong patient's file is moved: out of the one and into the other, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from uuid import UUID

from domain.by import By
from domain.chapter import Chapter
from domain.desk import OpenFile
from domain.documents import Documents
from domain.fact import Plain
from domain.file import File
from domain.history import History
from domain.measurements import Measurements
from domain.refusal import Refused
from domain.reports import Reports
from domain.visits import Visits

Entry = tuple[str, str]
"""The chapter, and the entry's id in it."""
Renew = Callable[[Plain, UUID], str]
"""Keeps a document's bytes for another patient as well, and tells their address."""
_OF_A_VISIT = (Measurements.NAME, History.NAME, Reports.NAME)
_BEFELL = frozenset((
    "id", "recorded", "flags", "imported", "corrections", "acknowledged", "reaffirmed", "unread", "issued", "moved",
))  # fmt: skip
_TIMES = ("start", "taken_at", "performed_at", "collected_at", "onset")


def belonging(file: File, entry: Entry) -> list[Entry]:
    """The entry, and what was recorded with it: at the visit, in the same act of measuring, documents of a report."""
    found = dict.fromkeys([entry, *_beside(file, *entry)])
    documents = [one for chapter, id in found if chapter == Reports.NAME for one in _papers(file, id)]
    return list(dict.fromkeys([*found, *documents]))


def _beside(file: File, chapter: str, entry: str) -> Iterator[Entry]:
    match chapter:
        case Visits.NAME:
            for name in _OF_A_VISIT:
                yield from _those(file.chapter(name), "visit", entry)
        case Measurements.NAME:
            yield from _those(file.measurements, "act", file.measurements.standing(entry)["act"])


def _papers(file: File, report: str) -> Iterator[Entry]:
    yield from _those(file.documents, "entry", report)
    for one in file.reports.items[report].get("attachments", ()):
        if one in file.documents.items:
            yield Documents.NAME, one


def _those(chapter: Chapter, field: str, value: str) -> Iterator[Entry]:
    return ((chapter.NAME, one["id"]) for one in chapter.active() if one.get(field) == value)


def move(
    one: OpenFile, other: OpenFile, entries: Collection[Entry], by: By, sure: Collection[str], renew: Renew
) -> None:
    """Record it in both files; nothing of it is put back yet. `sure` confirms what is odd about the times."""
    become = _named(other.patient.file, entries)
    for (chapter, entry), into in become.items():
        item = one.patient.file.chapter(chapter).standing(entry)
        if item.get("none_known"):
            raise Refused("entry", "This is an answer, not an entry: strike it here, and ask the other patient.")
        told = _carried(item, become, lambda document: renew(document, other.patient.id))
        _out(one, other, chapter, entry, into, by)
        _in(other, one, chapter, into, told, entry, by._replace(flags=_odd(other, item, sure)))


def _named(file: File, entries: Collection[Entry]) -> Mapping[Entry, str]:
    """What each will be called in the other file."""
    many = dict[str, int]()
    become = {}
    for chapter, entry in entries:
        become[chapter, entry] = file.chapter(chapter).next_id(many.get(chapter, 0))
        many[chapter] = many.get(chapter, 0) + 1
    return become


def _out(file: OpenFile, other: OpenFile, chapter: str, entry: str, into: str, by: By) -> None:
    file.record(file.patient.file.chapter(chapter).move_out(entry, *_who(other), into), by)


def _in(file: OpenFile, other: OpenFile, chapter: str, into: str, item: Plain, entry: str, by: By) -> None:
    file.record(file.patient.file.chapter(chapter).move_in(into, item, *_who(other), entry), by)


def _who(file: OpenFile) -> tuple[str, str]:
    return str(file.patient.id), file.patient.file.identity.details["mrn"]


def _odd(file: OpenFile, item: Plain, sure: Collection[str]) -> tuple[str, ...]:
    when = next((item[name] for name in _TIMES if item.get(name)), None)
    return file.patient.believable(when, sure)


def _carried(item: Plain, become: Mapping[Entry, str], renew: Callable[[Plain], str]) -> Plain:
    """What the entry says, without what befell it where it stood; what it names goes with it, or is left behind."""
    told = {name: value for name, value in item.items() if name not in _BEFELL}
    if "act" in told:
        told["act"] = become.get((Measurements.NAME, told["act"]), become[Measurements.NAME, item["id"]])
    for name, chapter in (("visit", Visits.NAME), ("entry", Reports.NAME)):
        if name in told and (renamed := become.get((chapter, told.pop(name)))) is not None:
            told[name] = renamed
    if papers := [
        become[Documents.NAME, one] for one in told.pop("attachments", ()) if (Documents.NAME, one) in become
    ]:
        told["attachments"] = papers
    return {**told, "address": renew(item)} if "address" in told else told
