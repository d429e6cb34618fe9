"""Searches that somebody kept under a name: for themselves, or for everybody of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.fact import Beginning, Decision, Decisions, Fact, Plain, Stream
from domain.refusal import NotFound, Refused
from domain.text import folded, needed, one_of

PAGES = {"log": "The change log", "trail": "A record’s trail"}
"""Where a search looks."""
_LONGEST = 60  # characters of a name: it is a link


@dataclass(frozen=True)
class SearchesOpened(Beginning):
    """The office keeps searches from now on."""

    TOPIC = "searches.opened"


@dataclass(frozen=True)
class SearchSaved(Fact):
    """`asked` are the filters as they stand in the address; `owner` is the staff id of whoever keeps it."""

    TOPIC = "search.saved"
    search: str
    name: str
    page: str
    asked: Plain
    shared: bool
    owner: str


@dataclass(frozen=True)
class SearchRenamed(Fact):
    TOPIC = "search.renamed"
    search: str
    was: str
    now: str


@dataclass(frozen=True)
class SearchShared(Fact):
    """With everybody of the office, or, where `shared` is false, with nobody any more."""

    TOPIC = "search.shared"
    search: str
    name: str
    shared: bool


@dataclass(frozen=True)
class SearchRemoved(Fact):
    TOPIC = "search.removed"
    search: str
    name: str


class Searches(Stream):
    """All of an office, so that no two that one person sees have one name."""

    def __init__(self) -> None:
        self.items: dict[str, Plain] = {}
        self.count = 0

    # judging

    def save(self, name: str, page: str, asked: Mapping[str, str], owner: str, shared: bool = False) -> Decisions:
        """`Refused` for a name that is empty or taken, and for a search that narrows nothing."""
        one_of(page, PAGES, "page")
        if not asked:
            raise Refused("name", "Narrow the list first: what is kept is how it was narrowed.")
        told = {"name": self._free(name, page, owner), "page": page, "asked": dict(asked)}
        return (Decision(SearchSaved, {"search": f"s{self.count + 1}", **told, "shared": shared, "owner": owner}),)

    def change(self, search: str, name: str, shared: bool, owner: str) -> Decisions:
        """Another name, or other people who see it; what is as it was records nothing."""
        own = self._own(search, owner)
        called = self._free(name, own["page"], owner, search)
        renamed = (Decision(SearchRenamed, {"search": search, "was": own["name"], "now": called}),)
        told = (Decision(SearchShared, {"search": search, "name": called, "shared": shared}),)
        return (*(renamed if called != own["name"] else ()), *(told if shared != own["shared"] else ()))

    def remove(self, search: str, owner: str) -> Decisions:
        own = self._own(search, owner)
        return (Decision(SearchRemoved, {"search": search, "name": own["name"]}),)

    def _own(self, search: str, owner: str) -> Plain:
        found = self.items.get(search)
        if found is None or (found["owner"] != owner and not found["shared"]):
            raise NotFound("There is no such search.")
        if found["owner"] != owner:
            raise Refused("name", "Only whoever keeps this search can change it or take it away.")
        return found

    def _free(self, name: str, page: str, owner: str, but: str = "") -> str:
        called = needed(name, "name", _LONGEST)
        for id, one in self.items.items():
            alike = id != but and one["page"] == page and folded(one["name"]) == folded(called)
            if alike and (one["owner"] == owner or one["shared"]):
                whose = "You keep" if one["owner"] == owner else "Everybody of the office sees"
                raise Refused("name", f"{whose} a search of this name already: {one['name']}.")
        return called

    # folding

    def fold(self, fact: Fact) -> None:
        match fact:
            case SearchSaved():
                told = {"name": fact.name, "page": fact.page, "asked": fact.asked, "owner": fact.owner}
                self.items[fact.search] = {**told, "shared": fact.shared}
                self.count += 1
            case SearchRenamed():
                self.items[fact.search] = {**self.items[fact.search], "name": fact.now}
            case SearchShared():
                self.items[fact.search] = {**self.items[fact.search], "shared": fact.shared}
            case SearchRemoved():
                del self.items[fact.search]


SearchesOpened.AGGREGATE = Searches
