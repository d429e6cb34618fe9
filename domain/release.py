"""A release: somebody outside asks for a part of a record, and it is handed over, or refused (45 CFR 164.528)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import values
from domain.fact import Beginning, Decision, Decisions, Fact, Plain, Stream
from domain.partial import PartialDateTime
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of, optional

GROUNDS = {
    "authorisation": "The patient signed for it",
    "patient": "The patient asks for their own record",
    "court": "A court or a prosecutor orders it",
    "law": "A law requires a report",
    "public-health": "Public health",
    "oversight": "Oversight of health care",
    "police": "The police ask",
    "treatment": "Somebody else treats the patient",
    "payment": "Payment or insurance",
    "research": "Research that was approved",
    "other": "Something else",
}
"""By what right somebody asks."""
WAYS = {"paper": "On paper", "file": "As a file", "telephone": "By telephone", "desk": "Seen at the desk"}
REFUSALS = {
    "no-right": "Nothing gives them the right to it",
    "identity": "Who asks could not be made sure of",
    "too-much": "It is more than the purpose needs",
    "not-here": "There is no such thing in the record",
    "forbidden": "A law forbids it",
    "withdrawn": "The request was withdrawn",
}
_DIGEST = 64  # hexadecimal digits of a SHA-256


@dataclass(frozen=True)
class ReleaseRequested(Beginning):
    """Somebody asks: a stream of its own under the patient's key. `holder` is the patient; `chapters` are what is asked
    for, of the days from `since` to `until`; `authority` names the paper that gives the right to it."""

    TOPIC = "release.requested"
    holder: str
    requester: str
    ground: str
    purpose: str
    recipient: str
    chapters: list[str]
    authority: str | None = None
    address: str | None = None
    asks: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class RecordDisclosed(Fact):
    """What was handed over: `entries` by chapter, as they were `known` at that position of the log, and the SHA-256 of
    their canonical JSON, which `web.record.disclosed` writes; `at` is when, `how` one of `WAYS`."""

    TOPIC = "record.disclosed"
    holder: str
    how: str
    at: str
    known: int
    entries: Plain
    digest: str
    since: str | None = None
    until: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class ReleaseRefused(Fact):
    TOPIC = "release.refused"
    holder: str
    ground: str
    text: str


class Release(Stream):
    """One request; it is answered once."""

    def __init__(self) -> None:
        self.holder, self.answered = "", False

    @staticmethod
    def request(holder: str, wanted: Mapping[str, Any], chapters: Collection[str]) -> Decision:
        """`chapters` are those that there are."""
        told = {
            "requester": needed(wanted.get("requester"), "requester"),
            "ground": one_of(wanted.get("ground"), GROUNDS, "ground"),
            "purpose": needed(wanted.get("purpose"), "purpose"),
            "recipient": optional(wanted.get("recipient"), "recipient") or needed(wanted["requester"], "requester"),
            "chapters": [one_of(one, chapters, "chapters") for one in dict.fromkeys(wanted.get("chapters", ()))],
            **{name: optional(wanted.get(name), name) for name in ("authority", "address")},
            "asks": values.note(wanted.get("asks"), "asks"),
            **_span(wanted.get("since"), wanted.get("until")),
        }
        if not told["chapters"]:
            raise Refused("chapters", "Choose at least one part of the record.")
        return Decision(ReleaseRequested, {"holder": holder, **told})

    def disclose(
        self, how: str, at: str, known: int, entries: Mapping[str, Collection[str]], digest: str, now: datetime,
        since: str | None = None, until: str | None = None, note: str | None = None,
    ) -> Decisions:  # fmt: skip
        self._open()
        held = {chapter: list(ids) for chapter, ids in entries.items() if ids}
        if not held:
            raise Refused("chapters", "Nothing of the record fits: choose other parts, or another time.")
        if len(digest) != _DIGEST:
            raise Refused("digest", "This is no SHA-256.")
        when = PartialDateTime.parse(needed(at, "at"), "at")
        if when.earliest > now:
            raise Refused("at", "That time is still to come.")
        told = {"how": one_of(how, WAYS, "how"), "at": str(when), "known": known, "entries": held, "digest": digest}
        more = {**_span(since, until), "note": values.note(note, "note")}
        return (Decision(RecordDisclosed, {"holder": self.holder, **told, **more}),)

    def refuse(self, ground: str, text: str) -> Decisions:
        self._open()
        told = {"ground": one_of(ground, REFUSALS, "ground"), "text": needed(text, "text", PARAGRAPH)}
        return (Decision(ReleaseRefused, {"holder": self.holder, **told}),)

    def _open(self) -> None:
        if self.answered:
            raise Refused("release", "This request was answered already.")

    def fold(self, fact: Fact) -> None:
        match fact:
            case ReleaseRequested():
                self.holder = fact.holder
            case RecordDisclosed() | ReleaseRefused():
                self.answered = True


def _span(since: str | None, until: str | None) -> Plain:
    """Both ends as partial dates; `Refused` where the one is after the other."""
    first, last = values.partial(since, "since"), values.partial(until, "until")
    if first and last and PartialDateTime.parse(first).earliest > PartialDateTime.parse(last).latest:
        raise Refused("until", "This is before the first day.")
    return {"since": first, "until": last}


ReleaseRequested.AGGREGATE = Release
