"""A patient's file: its chapters, and which of them a fact belongs to.

The same fold serves the aggregate, the current file and the file at any past position.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.blood import BloodGroup
from domain.chapter import Chapter, Items
from domain.documents import Documents
from domain.entries import EntryFact
from domain.fact import Fact
from domain.history import History
from domain.identity import Identity
from domain.measurements import Measurements
from domain.refusal import Refused
from domain.reports import Reports
from domain.reviews import Reviews
from domain.visits import Visits

CHAPTERS: tuple[type[Any], ...] = (Identity, Visits, Measurements, BloodGroup, History, Reports, Documents, Reviews)
_HOME: dict[type[Fact], str] = {fact: chapter.NAME for chapter in CHAPTERS for fact in chapter.FACTS}


def chapter_of(fact: Fact) -> str:
    """The name of the chapter that a fact belongs to."""
    return fact.chapter if isinstance(fact, EntryFact) else _HOME[type(fact)]


class File:
    """All chapters of one patient. `items` gives the place where a chapter keeps its entries.

    No chapter refers to the file, so that a file that nobody needs is gone at once: an import opens very many.
    """

    def __init__(self, items: Callable[[str], Items] = lambda chapter: {}) -> None:
        self.identity = Identity(items(Identity.NAME))
        self.visits = Visits(items(Visits.NAME))
        self.measurements = Measurements(items(Measurements.NAME), self.identity.months)
        self.blood_group = BloodGroup(items(BloodGroup.NAME))
        self.history = History(items(History.NAME))
        self.reports = Reports(items(Reports.NAME))
        self.documents = Documents(items(Documents.NAME))
        self.reviews = Reviews(items(Reviews.NAME))
        first = (self.identity, self.visits, self.measurements, self.blood_group)
        every: tuple[Chapter, ...] = (*first, self.history, self.reports, self.documents, self.reviews)
        self.chapters = {chapter.NAME: chapter for chapter in every}

    def chapter(self, name: str) -> Chapter:
        """`Refused` if there is none of this name."""
        if name not in self.chapters:
            raise Refused("chapter", "There is no such chapter in a file.")
        return self.chapters[name]

    def fold(self, fact: Fact) -> None:
        self.chapters[chapter_of(fact)].fold(fact)
