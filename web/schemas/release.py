"""What is asked for of a record by somebody outside, and how it is answered."""

from __future__ import annotations

from typing import Any

from domain.release import GROUNDS, REFUSALS, WAYS
from domain.reviews import DENIALS
from web.record import lines
from web.schemas import fields
from web.schemas.fields import Choices, Command, area, check, moment, one, text

PART = "part_"
"""What the name of a chapter's box begins with."""
_DAY = "As far as it is told: 2026, 2026-03, 2026-03-07"


def requested() -> Any:
    """The chapters of a record, each with its own box."""
    boxes = {f"{PART}{name}": check(title) for name, title in lines.TITLES.items()}
    made: Any = Command.from_dict({**_ASKED, **boxes}, name="Requested")
    made.PARTS = {
        "Who asks": ("requester", "ground", "authority", "purpose"),
        "What they ask for": ("asks", *boxes, "since", "until"),
        "Where it goes": ("recipient", "address"),
    }
    return made


_ASKED = {
    "requester": text("Who asks", required=True, width="w7", missing="Write who asks."),
    "ground": one("By what right", GROUNDS, required=True, width="w7"),
    "authority": text(
        "Paper that gives the right", width="w7", hint="An order, a signed form: its number and its date"
    ),
    "purpose": text("Purpose", required=True, width="w7", missing="Write what it is for."),
    "asks": area("In their words", required=True, missing="Write what they ask for."),
    "since": moment("From", hint=_DAY, width="w5 p6"),
    "until": moment("To, that day included", hint=_DAY, width="w5 p6"),
    "recipient": text("Recipient", width="w7", hint="Leave it empty if it goes to whoever asks"),
    "address": area("Address", hint="The law asks for it where it is known"),
}


class Disclosing(Command):
    PARTS = {"How it was handed over": ("how", "at", "note")}
    how = one("How", WAYS, required=True, widget="seg")
    at = moment("When", required=True, hint=fields.WHEN, width="w5")
    note = area("Note", hint="To whom in person, how you made sure who it was, what went with it")


class Refusing(Command):
    PARTS = {"Why it is refused": ("ground", "text")}
    ground = one("Ground", REFUSALS, required=True, width="w7")
    text = area("In your own words", required=True, hint="As it was told to whoever asked")


def amending(places: Choices) -> Any:
    class Amending(Command):
        PARTS = {"What the patient asks for": ("about", "text")}
        about = one("About", places, required=True, width="w7")
        text = area("In their words", required=True, missing="Write what they want to be changed, and why.")

    return Amending


class Accepting(Command):
    PARTS = {"What is done about it": ("basis",)}
    basis = area("In words for the patient", required=True, missing="Say what is done about it.")


class Denying(Command):
    PARTS = {"Why it is denied": ("ground", "basis")}
    ground = one("Ground", DENIALS, required=True, width="w7", hint="The law knows no other: 45 CFR 164.526(a)(2)")
    basis = area("In words for the patient", required=True, missing="Say why, in words that the patient understands.")


class Extending(Command):
    PARTS = {"Why it takes longer": ("why",)}
    why = area("In words for the patient", required=True, hint="They are told this in writing, and by when they hear")


class Disagreeing(Command):
    PARTS = {"What the patient says": ("text",)}
    text = area("In their words", required=True, missing="Write what the patient says to the denial.")
