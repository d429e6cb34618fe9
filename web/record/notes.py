"""What must be known about an entry beside what it says: corrected, late, doubtful, told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import mrn
from domain.chapter import IN_ERROR
from domain.reasons import REASONS
from projections.ordering import told
from web.record.timeline import late
from web.wording import words

Entry = Mapping[str, Any]
_FLAGS = {
    "before-birth": "Before the birth on record",
    "after-death": "After the death on record",
    "future": "Was still to come when it was recorded",
    "damaged-file": "Damaged, and kept as it came in",
}


@dataclass(frozen=True, slots=True)
class Note:
    """`kind` is was, late, look or said, as the look of a note has it; `icon` names a symbol; `record` is the number of
    another record that it is about."""

    kind: str
    icon: str
    text: str
    record: str = ""


def notes(entry: Entry) -> list[Note]:
    """In the order of weight."""
    first = [_error(entry), _moved(entry), _corrected(entry), _kept(entry)]
    found = [*first, *_flags(entry), late_note(entry), _said(entry)]
    return [note for note in found if note]


def why(mark: Entry) -> str:
    """A reason in words: `Typing error: two digits changed places`."""
    code = mark.get("reason") or ""
    return ": ".join(part for part in (REASONS.get(code, code), mark.get("because") or "") if part)


def _error(entry: Entry) -> Note | None:
    if entry.get("status") != IN_ERROR:
        return None
    reason = why(entry.get("retracted", {}))
    said = f"{struck(entry)}{f': {_small(reason)}' if reason else ''}"
    return Note("was", "moved", said, entry.get("moved", {}).get("to", ""))


def struck(entry: Entry) -> str:
    """Why it no longer stands: it was an error, or is another patient's."""
    to = entry.get("moved", {}).get("to")
    return f"Moved to record {mrn.shown(to)}" if to else "Entered in error"


def _moved(entry: Entry) -> Note | None:
    """An entry that was found in another file."""
    mark = entry.get("moved", {})
    if "from" not in mark:
        return None
    return Note("said", "moved", f"Moved here from record {mrn.shown(mark['from'])}", mark["from"])


def _corrected(entry: Entry) -> Note | None:
    marks = entry.get("corrections")
    if not marks or entry.get("status") == IN_ERROR:
        return None
    verb = {"amended": "Amended", "appended": "Added to"}.get(marks[-1].get("amendment", ""), "Corrected")
    reason = why(marks[-1])
    return Note("was", "fix", f"{verb} {_day(marks[-1]['by']['at'])}{f': {_small(reason)}' if reason else ''}")


def _kept(entry: Entry) -> Note | None:
    return Note("look", "warn", "Kept over a warning") if entry.get("warnings") else None


def _flags(entry: Entry) -> list[Note]:
    return [Note("look", "warn", _FLAGS.get(flag, words.label(flag))) for flag in entry.get("flags", ())]


def late_note(entry: Entry) -> Note | None:
    """Lateness is no fault; of what came with an import it would say nothing."""
    recorded = entry.get("recorded")
    if not recorded or entry.get("imported") or "from" in entry.get("moved", {}):
        return None
    gap = late(datetime.fromisoformat(recorded["at"]), recorded.get("effective") or told(entry))
    reason = why(entry.get("late", {}))
    said = "Late entry, written" if "visit_class" in entry else "Written"
    words = f"{said} {gap}{f': {_small(reason)}' if reason else ''}"
    return Note("late", "late", words) if gap and "onset" not in entry else None


def _said(entry: Entry) -> Note | None:
    if entry.get("basis") == "stated" or entry.get("how") == "stated" or entry.get("document_seen") is False:
        return Note("said", "", f"Told by {entry['informant']}" if entry.get("informant") else "Told, not seen")
    return None


def _day(at: str) -> str:
    return words.when(at[:10])


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
