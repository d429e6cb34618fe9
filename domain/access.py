"""That somebody was shown a record, or wanted to be: a log of its own, for reading is recorded too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.fact import Fact

SHOWN, DENIED, ABSENT = "shown", "denied", "absent"
OUTCOMES = {SHOWN: "Shown", DENIED: "Not allowed", ABSENT: "Nothing there"}
PURPOSES = {
    "TREAT": "Somebody is treated",
    "HOPERAT": "Work of the records office",
    "PATRQT": "The patient asked for it",
    "HPAYMT": "Payment or insurance",
    "PUBHLTH": "Public health",
    "HRESCH": "Research",
    "HCOMPL": "A review or a complaint",
    "BTG": "Emergency",
}
"""Why somebody looks (HL7 v3-PurposeOfUse)."""
EMERGENCY = "BTG"
"""The purpose of what was opened in an emergency."""
NAMES = frozenset(("desk", "search", "registration", "worklist", "duplicates", "register", "label"))
"""Sections that tell who patients are, and nothing else of them."""
MANY = (NAMES - {"label"}) | {"log", "flags", "access", "cases", "case", "without", "exports", "requests", "retention"}
"""Sections that tell of many patients a little: nobody of them was chosen."""


@dataclass(frozen=True)
class RecordAccessed(Fact):
    """Nothing of what was shown stands here; `known` and `address` are enough to render the same again.

    `section` names the page, `medium` the form in which it left: page, form, file, print, document, list or command.
    `known` is the position of the record log up to which it was told. `patients` are those whose data it held;
    `whole` where it held whatever a filter found, without end. `address` leaves out what was typed to search;
    `sought` is a keyed digest of that, the same for the same words.
    """

    TOPIC: ClassVar[str] = "record.accessed"

    section: str
    medium: str
    address: str
    outcome: str
    known: int
    patients: list[str]
    purpose: str | None = None
    sought: str | None = None
    whole: bool | None = None
