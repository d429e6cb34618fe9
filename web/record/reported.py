"""Reports as a summary shows them: what was out of range, what was corrected, in which state they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.partial import PartialDateTime
from domain.quantity import shown
from domain.reports import KINDS
from domain.results import contradicted
from projections.ordering import told
from web.record.notes import Note, notes
from web.wording import ages, words

_MOST = 4  # findings named on one line
FLAGS = {
    "L": ("low", "Low"), "H": ("high", "High"), "LL": ("low", "Very low"), "HH": ("high", "Very high"),
    "A": ("odd", "Abnormal"), "AA": ("odd", "Very abnormal"), "POS": ("odd", "Positive"),
}  # fmt: skip
_CHIPS = {
    "registered": ("ct-chip--open", "Awaited"),
    "preliminary": ("ct-chip--look", "Preliminary"),
    "final": ("ct-chip--is", "Final"),
    "corrected": ("ct-chip--was", "Corrected"),
    "amended": ("ct-chip--was", "Amended"),
    "appended": ("ct-chip--is", "Added to"),
    "cancelled": ("", "Cancelled"),
    IN_ERROR: ("ct-chip--was", "Entered in error"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report; `flag` is (direction, word) where it is out of range, `was` what stood there before."""

    says: str
    name: str
    value: str
    range: str = ""
    flag: tuple[str, str] | None = None
    was: list[str] = field(default_factory=list)
    note: str = ""
    printed: str = ""  # the flag on the slip, where the range says otherwise


@dataclass(frozen=True, slots=True)
class Report:
    """`more` counts findings that stand out and are not named."""

    id: str
    what: str
    kind: str
    at: str
    stands_out: list[Finding]
    more: int
    words: str
    says: str
    chip: tuple[str, str]
    struck: bool
    notes: list[Note]


def report(entry: Plain, today: date) -> Report:
    lines = findings(entry)
    out = [one for one in lines if one.flag or one.was]
    text, field = _words(entry, lines)
    return Report(
        entry["id"],
        entry["what"]["text"],
        KINDS[entry["kind"]],
        ages.day((told(entry) or "").partition("T")[0], today),
        out[:_MOST],
        len(out[_MOST:]),
        text,
        f"reports.{entry['id']}.{field}",
        _chip(entry, today),
        entry["status"] in (IN_ERROR, "cancelled"),
        notes(entry),
    )


def _chip(entry: Plain, today: date) -> tuple[str, str]:
    """Where it stands in its life, and first of all what somebody has to do about it."""
    if entry.get("unread") and entry["status"] not in (IN_ERROR, "cancelled"):
        return "ct-chip--was", "Critical, nobody has read it"
    due = entry.get("due_at") if entry["status"] == "registered" else None
    if due and PartialDateTime.parse(due).latest.date() < today:
        return "ct-chip--was", f"Overdue since {words.when(due.partition('T')[0])}"
    return _CHIPS[entry["status"]]


def findings(entry: Plain) -> list[Finding]:
    """Every line of a report, in its order."""
    return [_finding(entry, n, line) for n, line in enumerate(entry.get("results", ()))]


def _finding(entry: Plain, n: int, line: Plain) -> Finding:
    ends = line.get("range", {})
    limits = " to ".join(filter(None, (ends.get("low"), ends.get("high")))) or ends.get("text", "")
    if limits and ("low" in ends) != ("high" in ends):
        limits = f"{'from' if 'low' in ends else 'up to'} {limits}"
    says = f"reports.{entry['id']}.results.{n}"
    return Finding(
        says, line["what"]["text"], words.finding(line) or "not told", limits, FLAGS.get(line.get("flag") or ""),
        _former(entry, n, line), line.get("note", ""), _contradicted(line),
    )  # fmt: skip


def _contradicted(line: Plain) -> str:
    printed = line.get("printed_flag", "")
    return FLAGS.get(printed, ("", "Normal"))[1] if contradicted(line) else ""


def _former(entry: Plain, n: int, line: Plain) -> list[str]:
    """Values that this line had before they were corrected."""
    path = f"results.{n}.value"
    marks = [mark["changes"][path] for mark in entry.get("corrections", ()) if path in mark["changes"]]
    return [shown({"value": sides["was"], "unit": line.get("unit")}) for sides in marks if sides.get("was")]


def _words(entry: Plain, lines: list[Finding]) -> tuple[str, str]:
    """What the report says in words, and in which field it says it."""
    for name in ("impression", "conclusion", "findings"):
        if entry.get(name):
            return str(entry[name]), name
    if entry["status"] == "registered":
        return f"Awaited from {entry['performer']}" if entry.get("performer") else "Awaited", "status"
    if lines and not any(one.flag or one.was for one in lines):
        return f"{len(lines)} result{'s' if len(lines) > 1 else ''}, none out of range", "results"
    return "", "results"
