"""The medical history: problems, allergies, medication and the like, and what is known to be none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import change, values
from domain.abbreviations import spelled_out, unsafe
from domain.chapter import EVERYTHING, Chapter, weigh
from domain.entries import EntryMovedIn
from domain.fact import Decision, Decisions, Fact, Plain
from domain.partial import parsed
from domain.refusal import Doubt, Refused
from domain.text import needed, one_of, optional

KINDS = {
    "problem": "Problem",
    "allergy": "Allergy or intolerance",
    "medication": "Medication",
    "immunisation": "Immunisation",
    "procedure": "Procedure",
    "family": "Family history",
    "social": "Social history",
    "obstetric": "Obstetric history",
    "encounter-elsewhere": "Care elsewhere",
    "note": "Note",
}
STATUSES = ("active", "recurrence", "relapse", "inactive", "remission", "resolved")
VERIFICATIONS = ("unconfirmed", "provisional", "differential", "confirmed", "refuted")
OVER = ("inactive", "remission", "resolved")
DETAILS = {  # what else each kind can say
    "allergy": ("allergy_type", "category", "criticality", "reaction"),
    "medication": ("dose", "route", "frequency", "stopped_because"),
    "immunisation": ("dose_number", "lot", "expiry", "site", "seen"),
    "procedure": ("performer", "outcome", "device"),
    "family": ("relation", "age_at_onset", "deceased"),
    "social": ("aspect", "amount"),
    "obstetric": ("weeks", "delivery", "child"),
    "encounter-elsewhere": ("place", "clinician"),
}
LASTING = ("problem", "allergy", "medication")  # once is enough while it lasts; the rest can happen again
HOLDS = 12  # months for which `none known` holds before it is asked again
_WRITTEN = ("what.text", "severity", "note", "detail.dose", "detail.frequency", "detail.route", "detail.reaction")


@dataclass(frozen=True)
class HistoryEntryAdded(Fact):
    """Something of the patient's past or present; `lapses` names a none-known declaration that it ends."""

    TOPIC = "history.entry-added"
    entry: str
    kind: str
    what: Plain
    clinical_status: str | None = None
    verification: str | None = None
    onset: str | None = None
    ended: str | None = None
    severity: str | None = None
    body_site: str | None = None
    laterality: str | None = None
    note: str | None = None
    informant: str | None = None
    document_seen: bool | None = None
    visit: str | None = None
    detail: Plain | None = None
    lapses: str | None = None


@dataclass(frozen=True)
class NoneKnownDeclared(Fact):
    """Asked, and there is none of this kind: not the same as not asked. `lapses` names the answer given before."""

    TOPIC = "history.none-declared"
    entry: str
    kind: str
    asked_of: str
    note: str | None = None
    lapses: str | None = None


@dataclass(frozen=True)
class HistoryStatusChanged(Fact):
    """It became active, inactive, resolved; `on` is the day where it is known."""

    TOPIC = "history.status-changed"
    entry: str
    now: str
    was: str | None = None
    on: str | None = None
    note: str | None = None


READERS: dict[str, values.Reader] = {
    "kind": lambda value, field: one_of(value, KINDS, field),
    "what": lambda value, field: values.coded(value or "", field),
    "clinical_status": values.choice(*STATUSES),
    "verification": values.choice(*VERIFICATIONS),
    "onset": values.moment,
    "ended": values.moment,
    "severity": optional,
    "body_site": optional,
    "laterality": values.choice("left", "right", "both"),
    "note": values.note,
    "informant": optional,
    "document_seen": values.flag,
    "visit": optional,
    "detail": lambda value, field: value or None,
}


class History(Chapter):
    NAME = "history"
    PREFIX = "h"
    FACTS = (HistoryEntryAdded, NoneKnownDeclared, HistoryStatusChanged)
    FIXED = frozenset(("id", "kind", "status", "none_known"))
    FIELDS = READERS

    def add(self, wanted: Mapping[str, Any], confirmed: Collection[str] = ()) -> Decisions:
        read = _read(wanted)
        if confirmed is not EVERYTHING:
            weigh([*self._doubts(read), *_misread(read)], confirmed)
        lapses = self.none_known(read["kind"])
        about = {"entry": self.next_id(), **read, "lapses": lapses["id"] if lapses else None}
        return (Decision(HistoryEntryAdded, about),)

    def declare_none(self, kind: str, asked_of: str, note: str | None = None, on: date | None = None) -> Decisions:
        """There is none. On a later day than the last time, `on`, it was asked again, and that is recorded."""
        one_of(kind, KINDS, "kind")
        if standing := [
            item for item in self.of(kind) if not item.get("none_known") and item.get("clinical_status") not in OVER
        ]:
            raise Refused("kind", f"{standing[0]['what']['text']} is on record; resolve or retract it first.")
        last = self.none_known(kind)
        if last and (on is None or last["recorded"]["at"][:10] >= on.isoformat()):
            return ()
        told = {"asked_of": needed(asked_of, "asked_of"), "note": values.note(note, "note")}
        about = {"entry": self.next_id(), "kind": kind, **told, "lapses": last["id"] if last else None}
        return (Decision(NoneKnownDeclared, about),)

    def change_status(self, entry: str, now: str, on: str | None = None, note: str | None = None) -> Decisions:
        item = self.standing(entry)
        if item.get("none_known"):
            raise Refused("entry", "Retract the declaration instead.")
        was = item.get("clinical_status")
        if one_of(now, STATUSES, "clinical_status") == was:
            return ()
        told = {"on": values.moment(on, "on"), "note": values.note(note, "note")}
        _in_order(item.get("onset"), told["on"], "on", "This is before it began.")
        return (Decision(HistoryStatusChanged, {"entry": entry, "was": was, "now": now, **told}),)

    def move_in(self, entry: str, item: Plain, *wherefrom: str) -> Decisions:
        (moved,) = super().move_in(entry, item, *wherefrom)
        lapses = self.none_known(item["kind"])
        return (moved._replace(fields={**moved.fields, "lapses": lapses["id"] if lapses else None}),)

    def judge(self, item: Plain, confirmed: Collection[str]) -> Plain:
        if item.get("none_known"):
            raise Refused("entry", "Retract the declaration instead.")
        return {**values.beside(item, READERS), **_read({name: item.get(name) for name in READERS})}

    def of(self, kind: str) -> list[Plain]:
        return [item for item in self.active() if item["kind"] == kind]

    def none_known(self, kind: str) -> Plain | None:
        """The standing declaration that there is none of this kind."""
        for item in self.items.values():
            if "none_known" in item and item["kind"] == kind and item.get("status") == "current":
                return item
        return None

    def _doubts(self, read: Plain) -> list[Doubt]:
        codes = _codes(read["what"])
        for item in self.of(read["kind"]):
            known = item.get("what", {})
            same = codes & _codes(known)
            alike = known.get("text", "").casefold() == read["what"]["text"].casefold()
            again = read["kind"] not in LASTING and item.get("onset") != read.get("onset")
            if (same or alike) and item.get("clinical_status", "active") not in OVER and not again:
                return [Doubt("duplicate", "what", f"{known['text']} is on record already. Enter it a second time?")]
        return []

    def fold(self, fact: Fact) -> None:
        match fact:
            case HistoryEntryAdded():
                fields = {name: value for name, value in fact.payload().items() if name not in ("entry", "lapses")}
                self.enter(fact, fact.entry, {**fields, "status": "current"})
                if fact.lapses:
                    self.change(fact.lapses, status="lapsed")
            case NoneKnownDeclared():
                fields = {name: value for name, value in fact.payload().items() if name not in ("entry", "lapses")}
                self.enter(fact, fact.entry, {**fields, "none_known": True, "status": "current"})
                if fact.lapses:
                    self.change(fact.lapses, status="lapsed")
            case EntryMovedIn(lapses=str(answer)):
                super().fold(fact)
                self.change(answer, status="lapsed")
            case HistoryStatusChanged():
                ended = {"ended": fact.on} if fact.on and fact.now == "resolved" else {}
                self.change(fact.entry, clinical_status=fact.now, **ended)
            case _:
                super().fold(fact)


def _read(wanted: Mapping[str, Any]) -> Plain:
    read = values.shape(wanted, "", READERS)
    if "detail" in read:
        readers = dict.fromkeys(DETAILS.get(read["kind"], ()), values.note)
        read["detail"] = values.shape(read["detail"], "detail", readers)
    _in_order(read.get("onset"), read.get("ended"), "ended", "It would end before it began.")
    return read


def _misread(read: Plain) -> list[Doubt]:
    """What is written with an abbreviation that has been misread."""
    told = [(path, text) for path in _WRITTEN if isinstance(text := change.at(read, path), str)]
    return [
        Doubt(f"abbreviation-{path}", path, f"{one.found} has been read as {one.why}.", spelled_out(text))
        for path, text in told
        for one in unsafe(text)[:1]
    ]


def ask_again(asked: date, today: date) -> bool:
    """Whether an answer of that day has stood for longer than it holds."""
    return (today.year - asked.year) * 12 + today.month - asked.month - (today.day < asked.day) >= HOLDS


def _in_order(first: str | None, last: str | None, field: str, words: str) -> None:
    began, ended = parsed(first, field), parsed(last, field)
    if began and ended and ended.latest < began.earliest:
        raise Refused(field, words)


def _codes(what: Plain) -> set[tuple[str | None, str]]:
    return {(one.get("system"), one["code"]) for one in what.get("codings", ()) if "code" in one}
