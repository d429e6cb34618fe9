"""What becomes of a record: asked for, approved, refused, held, lifted."""

from __future__ import annotations

from domain.disposition import GROUNDS, REFUSALS
from web.schemas.fields import Command, area, one, text

_OUTLIVES = "It outlives the record: nothing of the patient's health, and no name"


class Asking(Command):
    PARTS = {"On what ground": ("ground", "note")}
    ground = one("Ground", GROUNDS, required=True)
    note = area("Note", hint=_OUTLIVES)


class Approving(Command):
    PARTS = {"To be sure": ("number",)}
    number = text("The record's number, typed again", required=True, width="w5", missing="Type the number.")


class Refusing(Command):
    PARTS = {"On what ground it is kept": ("basis", "note")}
    basis = one("Ground", REFUSALS, required=True)
    note = area("Note", hint=_OUTLIVES)


class Holding(Command):
    PARTS = {"What keeps the record": ("matter",)}
    matter = text("Matter", required=True, hint=f"The proceedings, as their file is called. {_OUTLIVES}")


class Lifting(Command):
    PARTS = {"Why it has ended": ("why",)}
    why = area("In your own words", required=True, hint=_OUTLIVES, missing="Say why it is lifted.")
