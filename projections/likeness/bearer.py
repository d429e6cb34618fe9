"""A person on file as the tables keep one, and how facts change that."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import orjson

from domain.details import ANONYMOUS
from domain.duplicates import told_apart
from domain.fact import Fact, Plain
from domain.identity import KEY, Identity
from projections.likeness.keys import keys
from projections.likeness.person import Person, of_details
from trail.tables import Line

_FIELDS = ("mrn", "names", "birth", "gender", "identifiers", "contacts", "addresses", "next_of_kin")


@dataclass(frozen=True)
class Bearer:
    """`former` are names this person had before, `apart` the patients who are somebody else for certain."""

    patient: str
    details: Plain = field(default_factory=dict)
    former: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @classmethod
    def read(cls, row: Line) -> Bearer:
        patient, details, former, apart = row
        return cls(patient, orjson.loads(details), tuple(orjson.loads(former)), tuple(orjson.loads(apart)))

    def row(self) -> Line:
        told = (self.details, self.former, self.apart)
        return self.patient, *(orjson.dumps(one, option=orjson.OPT_SORT_KEYS).decode() for one in told)

    @cached_property
    def person(self) -> Person:
        return of_details(self.details, self.former)

    @cached_property
    def keys(self) -> list[str]:
        """What this person is found by, once on file."""
        return keys(self.person) if self.details else []

    @cached_property
    def words(self) -> set[str]:
        """Those that this person bears in the name."""
        return {word for name in (*self.person.names, *self.person.former) for word in name}

    def after(self, fact: Fact) -> Bearer:
        apart = tuple(one["patient"] for one in told_apart(fact).values())
        if apart:
            return Bearer(self.patient, self.details, self.former, tuple(dict.fromkeys((*self.apart, *apart))))
        identity = Identity({KEY: self.details} if self.details else {})
        identity.fold(fact)
        details = {name: value for name, value in identity.details.items() if name in _FIELDS}
        stay = {name["text"] for name in details["names"]}
        had = [name["text"] for name in self.details.get("names", ()) if name.get("use") != ANONYMOUS]
        former = tuple(text for text in dict.fromkeys((*self.former, *had)) if text not in stay)
        return Bearer(self.patient, details, former, self.apart)
