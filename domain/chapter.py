"""A chapter of a patient's file: it holds its entries, judges what is asked of them and folds its own facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, MutableMapping
from datetime import datetime
from typing import Any, ClassVar

from domain import change
from domain.change import Changes
from domain.entries import (
    EntryAddendumAdded,
    EntryCorrected,
    EntryMovedIn,
    EntryMovedOut,
    EntryReaffirmed,
    EntryRetracted,
)  # fmt: skip
from domain.fact import Decision, Decisions, Envelope, Fact, Plain, iso
from domain.refusal import Clash, Conflict, Doubt, Doubtful, Refused
from domain.text import PARAGRAPH, needed

Items = MutableMapping[str, Plain]
"""Entries by their id. An entry is replaced, never changed in place, so that a store may stand behind this."""

IN_ERROR = "entered-in-error"


class Everything(Collection[str]):
    """Confirms every doubt: for information that is recorded as it was received, and flagged."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


EVERYTHING = Everything()


def weigh(doubts: Collection[Doubt], confirmed: Collection[str]) -> list[str]:
    """The codes of the doubts, all confirmed; `Doubtful` names those that are not."""
    if open_ones := [doubt for doubt in doubts if doubt.code not in confirmed]:
        raise Doubtful(open_ones)
    return [doubt.code for doubt in doubts]


class Chapter:
    """The base of all chapters: entries that can be corrected, added to and retracted."""

    NAME: ClassVar[str]
    PREFIX: ClassVar[str]
    FIXED: ClassVar[frozenset[str]] = frozenset(("id", "kind"))
    FIELDS: ClassVar[Collection[str]] = ()  # what a correction may name

    def __init__(self, items: Items | None = None) -> None:
        self.items: Items = {} if items is None else items

    # judging

    def next_id(self, ahead: int = 0) -> str:
        """The id of the next entry. Entries are never taken out, so their number only grows."""
        return f"{self.PREFIX}{len(self.items) + 1 + ahead}"

    def standing(self, entry: str, field: str = "entry") -> Plain:
        """An entry that may still be worked on; `Refused` if there is none or it was entered in error."""
        item = self.items.get(entry)
        if item is None:
            raise Refused(field, "There is no such entry in this file.")
        if item.get("status") == IN_ERROR:
            raise Refused(field, "This was marked as entered in error; nothing can be changed in it.")
        return item

    def backwards(self, most: int) -> Iterator[Plain]:
        """Of the entries that came last so many, the last one first."""
        last = len(self.items)
        for n in range(last, max(last - most, 0), -1):
            if item := self.items.get(f"{self.PREFIX}{n}"):
                yield item

    def active(self) -> list[Plain]:
        return [item for item in self.items.values() if item.get("status") != IN_ERROR]

    def judge(self, item: Plain, confirmed: Collection[str]) -> Plain:
        """The entry as it would be recorded, derived fields and all; `Refused` or `Doubtful` where a rule says so."""
        raise Refused("entry", "This kind of entry cannot be corrected here.")

    def correct(
        self,
        entry: str,
        wanted: Mapping[str, Any],
        *,
        expected: Mapping[str, Any] | None = None,
        confirmed: Collection[str] = (),
    ) -> Decisions:
        """It was wrong: the entry's fields as they should have been. No difference records nothing."""
        was = self.standing(entry)
        for field in sorted(self.FIXED & set(wanted)):
            raise Refused(field, "This cannot be corrected; mark the entry as entered in error and enter it anew.")
        for field in (name for name in wanted if name not in self.FIELDS):
            raise Refused(str(field), "There is no such field.")
        hold(expected, was)
        now = self.judge({**was, **wanted}, confirmed)
        changes = change.diff(was, now)
        return (
            (Decision(EntryCorrected, {"chapter": self.NAME, "entry": entry, "changes": changes}),) if changes else ()
        )

    def add_to(self, entry: str, text: str) -> Decisions:
        """Something to be said about an entry that stays as it is."""
        self.standing(entry)
        said = needed(text, "text", PARAGRAPH)
        return (Decision(EntryAddendumAdded, {"chapter": self.NAME, "entry": entry, "text": said}),)

    def reaffirm(self, entry: str, fields: Collection[str] = ()) -> Decisions:
        """Still right: nothing changes but that somebody answers for it again."""
        was = self.standing(entry)
        for field in fields:
            if change.at(was, field) is None:
                raise Refused(field, "There is nothing here to confirm.")
        return (Decision(EntryReaffirmed, {"chapter": self.NAME, "entry": entry, "fields": list(fields)}),)

    def retract(self, entry: str) -> Decisions:
        """It should never have been here. It stays readable, struck through."""
        was = self.standing(entry)
        fields = {"chapter": self.NAME, "entry": entry, "was": was.get("status", "current")}
        return (Decision(EntryRetracted, fields),)

    def move_out(self, entry: str, to: str, mrn: str, into: str) -> Decisions:
        """It is another patient's."""
        was = self.standing(entry).get("status", "current")
        told = {"chapter": self.NAME, "entry": entry, "was": was, "to": to, "mrn": mrn, "into": into}
        return (Decision(EntryMovedOut, told),)

    def move_in(self, entry: str, item: Plain, patient: str, mrn: str, out_of: str) -> Decisions:
        """It was found in another patient's file."""
        told = {"chapter": self.NAME, "entry": entry, "patient": patient, "mrn": mrn, "out_of": out_of, "item": item}
        return (Decision(EntryMovedIn, told),)

    # folding

    def fold(self, fact: Fact) -> None:
        match fact:
            case EntryCorrected():
                self.put_right(fact.entry, fact.by, fact.changes)
            case EntryAddendumAdded():
                self.append(fact.entry, "addenda", {"by": stamp(fact.by), "text": fact.text})
            case EntryReaffirmed():
                self.append(fact.entry, "reaffirmed", {"by": stamp(fact.by), "fields": fact.fields})
            case EntryRetracted():
                self.change(fact.entry, status=IN_ERROR, retracted=why(fact.by))
            case EntryMovedOut():
                moved = {"to": fact.mrn, "entry": fact.into}
                self.change(fact.entry, status=IN_ERROR, retracted=why(fact.by), moved=moved)
            case EntryMovedIn():
                moved = {"from": fact.mrn, "entry": fact.out_of, **why(fact.by)}
                self.enter(fact, fact.entry, {**fact.item, "moved": moved})

    def enter(self, fact: Fact, entry: str, fields: Plain) -> None:
        """Put a new entry in, with who recorded it and what was odd about it."""
        item = {"id": entry, **fields, "recorded": stamp(fact.by)}
        if fact.by.reason:
            item["recorded"] = {**item["recorded"], "reason": fact.by.reason}
        if fact.by.flags:
            item["flags"] = list(fact.by.flags)
        if fact.by.channel == "import":
            item["imported"] = True
        self.items[entry] = item

    def change(self, entry: str, **fields: Any) -> None:
        self.items[entry] = {**self.items[entry], **fields}

    def append(self, entry: str, field: str, said: Plain) -> None:
        self.change(entry, **{field: [*self.items[entry].get(field, ()), said]})

    def put_right(self, entry: str, by: Envelope, changes: Changes, **more: Any) -> None:
        """Bring a correction about, and keep beside it what stood there before."""
        self.items[entry] = change.apply(self.items[entry], changes)
        self.append(entry, "corrections", {**why(by), **more, "changes": changes})


def stamp(by: Envelope) -> Plain:
    """Who recorded something, when, and where in the log: `{"at", "by", "role", "position"[, "effective"]}`."""
    mark: Plain = {"at": iso(by.at), "by": by.name, "role": by.role, "position": by.position}
    return {**mark, "effective": by.effective} if by.effective else mark


def answered(entry: Plain) -> str:
    """When somebody answered for an entry last, as `stamp` has it: recorded it, or said that it is still right."""
    said = [entry["recorded"], *(one["by"] for one in entry.get("reaffirmed", ()))]
    return str(max((one["at"] for one in said), key=datetime.fromisoformat))


def why(by: Envelope) -> Plain:
    """Who changed an entry and for what reason."""
    mark = {"by": stamp(by), "reason": by.reason, "because": by.because}
    return {name: value for name, value in mark.items() if value is not None}


def hold(expected: Mapping[str, Any] | None, standing: Plain) -> None:
    """Hold the values a clerk saw, by dotted path, against those that stand; `Conflict` names those that differ."""
    held = [(path, value, change.at(standing, path)) for path, value in (expected or {}).items()]
    if clashes := [Clash(path, value, found) for path, value, found in held if found != value]:
        raise Conflict(clashes)
