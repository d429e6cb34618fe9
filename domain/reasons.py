"""Why a record is corrected, retracted or overridden: a closed list, and a person's own words beside it."""

from __future__ import annotations

from domain.refusal import Refused
from domain.text import PARAGRAPH, optional

REASONS = {
    "typing-error": "Typing error",
    "wrong-patient": "Wrong patient",
    "wrong-unit": "Wrong unit",
    "wrong-date": "Wrong date",
    "transcription": "Copied wrongly from paper",
    "patient-corrected": "The patient corrected it",
    "document-seen": "A document was seen",
    "duplicate": "Entered twice",
    "late-information": "Learned later",
    "paper-first": "Written on paper first",
    "wrong-sample": "Another person's sample",
    "result-revised": "The laboratory revised it",
    "undone": "Undone at once",
    "checked-again": "Checked again, and it stands",
    "system-import": "Came with an import",
    "other": "Another reason",
}
_LEAST = 10


def check_reason(code: str | None, because: str | None) -> None:
    """`Refused` unless the code is on the list and `other` comes with at least ten characters."""
    if code is None:
        raise Refused("reason", "Say why the record is being changed.")
    if code not in REASONS:
        raise Refused("reason", "Choose one of the reasons.")
    said = optional(because, "because", PARAGRAPH) or ""
    if code == "other" and len(said) < _LEAST:
        raise Refused("because", "Say the reason in your own words, in ten characters or more.")
