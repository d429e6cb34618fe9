"""What is recorded in a file: blood group, history, reports."""

from __future__ import annotations

from domain.blood import ABO
from web.schemas.fields import WHEN, Command, area, moment, one, text

KNOWN_BY = {"stated": "Told", "card": "Card seen", "lab": "Laboratory"}


class Blood(Command):
    PARTS = {"Blood group": ("abo", "rhd", "basis", "lab", "specimen", "collected_at")}
    PATHS = {name: name for name in ("abo", "rhd", "basis", "lab", "specimen", "collected_at")}
    abo = one("ABO", {group: group for group in ABO}, required=True, widget="seg")
    rhd = one(
        "Rh(D)",
        {"positive": "Positive", "negative": "Negative", "weak-variant": "Weak or variant", "unknown": "Unknown"},
        required=True,
        widget="seg",
    )
    basis = one("How do we know?", KNOWN_BY, required=True, widget="seg")
    lab = text("Laboratory", width="w7")
    specimen = text("Specimen number", hint="Two specimens that agree confirm the group", width="w5")
    collected_at = moment("Taken", hint=WHEN, width="w7")


class DocumentCorrection(Command):
    PARTS = {"As it should have been": ("title", "taken_at", "author")}
    PATHS = {name: name for name in ("title", "taken_at", "author")}
    title = text("What it is", required=True, missing="Say what the document is.")
    taken_at = moment("Its date", hint="As far as it is known", width="w6")
    author = text("Who wrote it", width="w6")


class Move(Command):
    PARTS = {"Whose it is": ("to",)}
    to = text(
        "Record number of the right patient", hint="Or a name, to look the number up", required=True, width="w7",
        missing="Write the number of the record that it belongs to, or a name.",
    )  # fmt: skip


class MoveAll(Move):
    PARTS = {"Whose it is": ("to", "along")}
    along = one("What was recorded with it", {"yes": "Goes along", "no": "Stays here"}, widget="seg", required=True)


class Attachment(DocumentCorrection):
    """What is said of a file beside the file itself."""

    PARTS = {"The document": ("title", "taken_at", "author")}
    entry = text("Belongs to the report")


class Note(Command):
    PARTS = {"To be added": ("text",)}
    text = area("What is to be said", required=True)


class Nothing(Command):
    """A command that needs no more than its reason."""
