"""What was odd about a resource that was recorded all the same: the code in the log, and its words."""

from __future__ import annotations

from collections.abc import Iterable

WORDS = {
    "after-death": "it is dated after the patient's death",
    "attachment-missing": "a form of it is elsewhere, and did not come along",
    "attachment-refused": "an attachment is not what it says, or damaged; the rest was kept",
    "before-birth": "it is dated before the patient's birth",
    "blood-group-not-understood": "kept as a line of a report",
    "corrected-at-the-source": "it corrects a version that never came",
    "death-date-wrong": "the date of death cannot be; the death alone was recorded",
    "future": "it is dated in the future",
    "gender-not-understood": "its gender is none of female, male, other, unknown; recorded as unknown",
    "identifier-shared": "another patient on file has an identifier of this one",
    "impossible-value": "no person can have this value; kept as a line of a report",
    "linked": "its source links this patient to another one",
    "none-known-beside-an-entry": "it denies all allergies, and there is one; kept as a note",
    "not-done": "the source says that this was not done",
    "results-missing": "a result that it names did not come",
    "unit-missing": "measured, but not said in what unit; kept as a line of a report",
    "unit-unknown": "measured in a unit that is not known here; kept as a line of a report",
    "very-old": "born more than 130 years ago",
}


def told(flags: Iterable[str]) -> str:
    return "; ".join(f"{flag}: {WORDS[flag]}" if flag in WORDS else flag for flag in sorted(flags))
