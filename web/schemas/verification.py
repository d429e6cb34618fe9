"""A sample to be drawn, and what is keyed again of each of its entries."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from domain.blood import ABO, RHD, BloodGroup
from domain.history import History
from domain.measurements import Measurements
from domain.vitals import VITALS
from web.schemas.fields import Command, hidden, moment, one, text
from web.schemas.measured import taken

KINDS = {Measurements.NAME: "Measurements", BloodGroup.NAME: "Blood groups", History.NAME: "History"}
_DAY = "A day, as 2026-11-01"


class Draw(Command):
    PARTS = {"The sample": ("size", "chapter", "since", "until"), "The seed": ("seed",)}
    size = text("Entries", required=True, width="w3", hint="From 1 to 500", missing="Say how many.")
    chapter = one("Of which kind", KINDS, width="w5", hint="Leave it empty for all three")
    since = text("Entered from", width="w5 p6", hint=_DAY)
    until = text("Entered to, that day included", width="w5 p6", hint=_DAY)
    seed = text("Seed", required=True, width="w5", hint="Whoever has it draws the same entries again")


class Closing(Command):
    PARTS = {"What came of it": ("note",)}
    note = text("Note", hint="Who reads the result, and what follows from it")


class _Blood(Command):
    PARTS = {"What the source says": ("abo", "rhd")}
    abo = one("ABO group", {code: code for code in ABO}, widget="seg", needed=True)
    rhd = one("Rh(D)", {code: code.replace("-", " ").capitalize() for code in RHD}, widget="seg", needed=True)


class _History(Command):
    PARTS = {"What the source says": ("what", "onset")}
    what = text("What", required=True, width="w7", hint="In the words of the source")
    onset = moment("Since", hint="As far as the source tells: 2019, March 2019; empty where it does not", width="w5")


def keyed(chapter: str, kind: str) -> type[Schema]:
    """The fields in which an entry of this chapter is keyed again; `kind` is the vital that was measured."""
    if chapter != Measurements.NAME:
        return _Blood if chapter == BloodGroup.NAME else _History
    value = taken(kind)
    value.metadata = {**value.metadata, "needed": True}
    made: Any = Command.from_dict({"value": value, "value_unit": hidden()}, name=f"Keyed{VITALS[kind].name}")
    made.PARTS = {"What the source says": ("value",)}
    found: type[Schema] = made
    return found
