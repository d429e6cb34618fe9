"""What the change log is asked for, read from the address and written back into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from flask import Response

from domain.file import CHAPTERS
from domain.reasons import REASONS
from domain.refusal import Refused
from projections.changes import Changes
from web import exports
from web.review import log_line
from web.wording import kinds, moments

FILTERS = (
    "q", "patient", "what", "type", "chapter", "field", "actor", "reason", "channel", "session", "marked", "since",
    "until", "order",
)  # fmt: skip
COLUMNS = (
    "position", "recorded_at", "effective", "late", "patient", "mrn", "stream", "version", "type", "chapter", "entry",
    "field", "was", "now", "actor", "name", "role", "reason", "because", "source", "flags", "policy", "request",
    "channel", "operator", "tx",
)  # fmt: skip
"""Of the log as a table, in the order in which they are exported."""

Row = Mapping[str, Any]
Filters = Mapping[str, Any]
_MOST = 20  # words that are looked for at once
_CHAPTERS = [chapter.NAME for chapter in CHAPTERS]
_SAYING = frozenset(("q", "field", "reason"))
"""Filters by what an event says: of a record that is shut, to fit one would tell it."""
_RECORD = "record"  # the part of a query that no address can take away
_POSITION = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One filter: what the view can look for, and a position that all must be beyond."""

    filters: Filters = field(default_factory=dict)
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class LogQuery:
    """`asked` is what stood in the address, `parts` what it means; `errors` names what could not be read.

    `line` says the same in words; one that could not be read says nothing, and comes back as it was typed. Of the
    records that are `shut` to whoever asks it is told that something happened, and not what.
    """

    asked: dict[str, str]
    parts: dict[str, Part]
    newest_first: bool
    after: int | None
    errors: dict[str, str] = field(default_factory=dict)
    line: str = ""
    shut: frozenset[str] = frozenset()

    @classmethod
    def read(cls, args: Mapping[str, str], patient: Callable[[str], str | None], signed: int = 0) -> LogQuery:
        """`patient` turns what was typed (a record number or id) into the record's id, None where there is none.

        `signed` is the size of the last checkpoint: what stands after it is not yet anchored.
        """
        try:
            told = log_line.read(args[log_line.LINE]) if log_line.LINE in args else args
        except Refused as no:
            return cls({}, {}, True, None, {no.field: no.reason}, args[log_line.LINE])
        asked = {name: told[name].strip() for name in FILTERS if told.get(name, "").strip()}
        parts: dict[str, Part] = {}
        errors: dict[str, str] = {}
        for name, typed in asked.items():
            try:
                parts[name] = _part(name, typed, patient, signed)
            except Refused as no:
                errors[name] = no.reason
        newest, after = asked.get("order") != "oldest", args.get("after", "").strip()
        onward = int(after) if _POSITION.fullmatch(after) else None
        if after and onward is None:
            errors["after"] = f"{after[:20]!r} is no position in the log."
        return cls(asked, parts, newest, onward, errors, log_line.written(asked))

    def within(self, record: str) -> LogQuery:
        """The same of what happened to one record itself; `record` is its id."""
        return replace(self, parts={**self.parts, _RECORD: Part({"patient": record, "filed": True})})

    def without(self, name: str) -> LogQuery:
        return replace(self, parts={key: part for key, part in self.parts.items() if key != name})

    def rows(self, changes: Changes, limit: int | None = None, onward: bool = False) -> Iterator[Row]:
        """What fits, in the order asked for; with `onward` from the page's position on."""
        bounds = {}
        if onward and self.after is not None:
            bounds = {"before" if self.newest_first else "after": self.after}
        rows = changes.rows({**self.filters, **bounds}, newest=self.newest_first, limit=-1 if limit is None else limit)
        return map(self.opened, rows) if self.shut else rows

    def opened(self, row: Row) -> Row:
        return {**row, "changes": [], "source": [], "reason": None} if row["patient"] in self.shut else row

    def lines(self, changes: Changes, form: str) -> Iterator[str]:
        """All that fits as a file: CSV has a row for each field, JSON an object for each event, as it is stored."""
        if form == "csv":
            return exports.csv_lines(flat(self.rows(changes)), COLUMNS)
        stored = changes.lines(self.filters, newest=self.newest_first)
        return exports.formatted(self.rows(changes) if self.shut else stored, form)

    @property
    def filters(self) -> Filters:
        """For `Changes.rows`."""
        beyond = max((part.beyond for part in self.parts.values()), default=0)
        told = {name: value for part in self.parts.values() for name, value in part.filters.items()}
        if self.shut and self.parts.keys() & _SAYING:
            told["but"] = sorted(self.shut)
        return {**told, "beyond": beyond} if beyond else told


def _part(name: str, typed: str, patient: Callable[[str], str | None], signed: int) -> Part:
    match name:
        case "since":
            return Part({name: _text(moments.since(typed, name))})
        case "until":
            return Part({name: _text(moments.until(typed, name))})
        case "patient":
            return Part({name: _known(patient(typed), name)})
        case "type":
            return Part({name: _one(typed, kinds.every(), name, "There is no such kind of event.")})
        case "what":
            return _what(kinds.by_slug()[_one(typed, kinds.by_slug(), name, "Nothing of this kind can happen.")])
        case "marked":
            return _mark(_one(typed, kinds.MARKS, name, "There is no such mark."), signed)
        case "q":
            return _text_part(typed)
        case "order":
            _one(typed, ("newest", "oldest"), name, "The order is newest or oldest.")
            return Part()
        case "reason":
            return Part({name: _one(typed, REASONS, name, "There is no such reason.")})
        case "channel":
            return Part({name: _one(typed, kinds.CHANNELS, name, "Nothing comes in like that.")})
        case "chapter":
            return Part({name: _one(typed, _CHAPTERS, name, "A record has no such part.")})
        case _:
            return Part({name: typed})


def _text_part(typed: str) -> Part:
    terms = log_line.terms(typed)
    if len(terms) > _MOST:
        raise Refused("q", f"Look for {_MOST} words at once, and no more. Quotes make one of many.")
    return Part({"text": terms})


def _what(types: list[str]) -> Part:
    return Part({"types": types})


def _mark(mark: str, signed: int) -> Part:
    return Part(beyond=signed) if mark == "unanchored" else Part({"marked": mark})


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _known(found: str | None, field: str) -> str:
    if found is None:
        raise Refused(field, "No record has this number.")
    return found


def _one(typed: str, known: Collection[str], field: str, no: str) -> str:
    """`no` is said of anything else, with what may have been meant."""
    if typed in known:
        return typed
    near = get_close_matches(typed, known, 1)
    raise Refused(field, f"{no} Did you mean {near[0]}?" if near else no)


def as_file(changes: Iterable[Row], form: str, name: str) -> Response:
    """Changes as a file: CSV has a row for each field, JSON an object for each event."""
    return exports.table(flat(changes) if form == "csv" else changes, form, name, COLUMNS)


def flat(changes: Iterable[Row]) -> Iterator[Row]:
    """A row for each changed field, and one for an event that changed none: the log as a table."""
    for change in changes:
        actor, reason = change["actor"], change["reason"] or {}
        told = {**change, "actor": actor["id"], "name": actor["name"], "role": actor["role"]}
        told |= {name: " ".join(change[name]) for name in ("source", "flags")}
        why = {"reason": reason.get("code"), "because": reason.get("text")}
        for one in change["changes"] or [{}]:
            yield {**told, **why, **one}
