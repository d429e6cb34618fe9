"""An export to be asked for: how much is shown, of which events, for whom and why; and its giving up."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from domain.access import PURPOSES
from web.schemas.fields import Choices, Command, area, hidden, one, text

NAMES = {
    "full": "In full",
    "patient-copy": "A patient’s copy",
    "minimum": "A minimum",
    "envelope": "Envelopes",
}
"""What a profile is called."""
_MANY = 200_000  # characters: more than as many numbers as are looked up
_TIME = "In UTC: 2026-03, 2026-03-01 14:30"


def requesting(people: Choices, kinds: Choices) -> type[Command]:
    class Requesting(Command):
        PARTS = {
            "How much it shows": ("profile", "shown"),
            "Of which events": ("patient", "actor", "type", "since", "until"),
            "Whom it is for": ("recipient", "address", "purpose", "words", "note"),
        }
        profile = one("Profile", NAMES, required=True)
        shown = text("Fields of a minimum", width="w7", hint="Such as kind, what, value; every other one is hidden")
        patient = area("Patients’ record numbers", longest=_MANY, hint="One a line, or with commas; of all where none")
        actor = one("Recorded by", people, width="w5")
        type = one("Kind of event", kinds, width="w7")
        since = text("Since, that moment included", width="w5", hint=_TIME)
        until = text("Until, all of that included", width="w5", hint=_TIME)
        recipient = text("Recipient", required=True, width="w7", missing="Say who gets it.")
        address = area("Their address")
        purpose = one("Purpose", PURPOSES, width="w5", needed=True)
        words = text("Or in your own words", width="w7")
        note = area("Note", hint="Whatever else whoever reads the log ought to know")
        seen = hidden()

        @validates_schema(skip_on_field_errors=False)
        def one_purpose(self, told: dict[str, str], **_: object) -> None:
            code, words = told.get("purpose"), told.get("words")
            if code and words:
                raise ValidationError(
                    "Choose a purpose or write your own; what else there is goes into the note.", "words"
                )
            if not code and not words:
                raise ValidationError("Say what it is for.", "purpose")

    return Requesting


class GivingUp(Command):
    PARTS = {"Why": ("why",)}
    why = area("In your own words", required=True, hint="It stays in the log", missing="Say why it is given up.")
