"""One row for each file: its number, and how far it has come."""

from __future__ import annotations

from typing import NamedTuple

from domain.entries import EntryReaffirmed
from domain.fact import Fact, iso
from domain.file import chapter_of
from domain.reviews import Reviews
from projections.view import key, number, table, text

HEAD = table(
    "head",
    key("patient"),
    text("mrn", unique=True),
    number("version"),
    number("position"),
    text("at"),
    text("opened"),
    number("changed"),
)


class Head(NamedTuple):
    """`version` is how many events made the file, `position` where in the log the last of them stands.

    `changed` is the same of the last that changed something in the record.
    """

    patient: str
    mrn: str
    version: int
    position: int
    at: str
    opened: str
    changed: int

    def after(self, fact: Fact) -> Head:
        """The same once this has happened as well."""
        changed = fact.by.position if changes(fact) else self.changed
        return Head(
            self.patient, self.mrn, fact.originator_version, fact.by.position, iso(fact.by.at), self.opened, changed
        )


def changes(fact: Fact) -> bool:
    """Whether the record is another now: by no decision of the office, and no word that something still holds."""
    return chapter_of(fact) != Reviews.NAME and not isinstance(fact, EntryReaffirmed)
