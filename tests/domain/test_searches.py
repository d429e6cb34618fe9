"""Kept searches: named, shared, renamed, taken away; two that one person sees never have one name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as tried
from hypothesis import strategies as some

from domain.by import By
from domain.refusal import NotFound, Refused
from domain.searches import (
    Searches,
    SearchesOpened,
    SearchRemoved,
    SearchRenamed,
    SearchSaved,
    SearchShared,
)
from domain.text import folded
from tests.support.given import ADA, CLERK, Happened, refused
from tests.support.told import told
from web.service import Service

RUTH = By("u-1", "Ruth Adeyemi", "reviewer")
AMAL = By("u-2", "Amal Haddad", "auditor")
LATE = {"marked": "late"}


def saved(search: str, name: str, owner: str = "u-1", shared: bool = False, page: str = "log") -> Happened:
    return SearchSaved, {
        "search": search, "name": name, "page": page, "asked": LATE, "shared": shared, "owner": owner,
    }  # fmt: skip


def shelf(*events: Happened) -> Searches:
    stream: Any = None
    for version, (kind, fields) in enumerate(((SearchesOpened, {}), *events), start=1):
        made: Any = kind(originator_id=ADA, originator_version=version, timestamp=CLERK.at, by=CLERK, **fields)
        stream = made.mutate(stream)
    assert isinstance(stream, Searches)
    return stream


# judging


def test_a_search_is_kept_with_its_filters_its_page_and_its_owner() -> None:
    (decision,) = shelf().save(" Late entries ", "log", LATE, "u-1")

    assert decision == saved("s1", "Late entries")


def test_a_number_is_never_given_twice() -> None:
    kept = shelf(saved("s1", "A"), saved("s2", "B"), (SearchRemoved, {"search": "s2", "name": "B"}))

    assert kept.save("C", "log", LATE, "u-1")[0].fields["search"] == "s3"


@pytest.mark.parametrize(("name", "words"), [
    ("", "Fill this in."),
    (" \u200b", "Fill this in."),
    ("x" * 61, "Shorten this to 60 characters; it has 61."),
    ("late", "You keep a search of this name already: Late."),
    ("LÁTE", "You keep a search of this name already: Late."),
    ("Bursts", "Everybody of the office sees a search of this name already: Bursts."),
])  # fmt: skip
def test_a_name_that_is_empty_or_taken_is_refused(name: str, words: str) -> None:
    kept = shelf(saved("s1", "Late"), saved("s2", "Bursts", "u-2", shared=True))

    with refused("name", words):
        kept.save(name, "log", LATE, "u-1")


def test_what_others_keep_for_themselves_takes_no_name_from_me() -> None:
    assert shelf(saved("s1", "Late", "u-2")).save("Late", "log", LATE, "u-1")


def test_two_pages_may_have_searches_of_one_name() -> None:
    assert shelf(saved("s1", "Late")).save("Late", "trail", LATE, "u-1")


def test_a_search_that_narrows_nothing_or_looks_nowhere_is_refused() -> None:
    with refused("name", "Narrow the list first: what is kept is how it was narrowed."):
        shelf().save("All", "log", {}, "u-1")
    with pytest.raises(Refused):
        shelf().save("All", "nowhere", LATE, "u-1")


def test_a_search_is_renamed_and_shared_in_one_act() -> None:
    kept = shelf(saved("s1", "Late"))

    assert kept.change("s1", "Later", True, "u-1") == (
        (SearchRenamed, {"search": "s1", "was": "Late", "now": "Later"}),
        (SearchShared, {"search": "s1", "name": "Later", "shared": True}),
    )
    assert kept.change("s1", "Late", False, "u-1") == ()
    assert kept.change("s1", "LATE", False, "u-1") == ((SearchRenamed, {"search": "s1", "was": "Late", "now": "LATE"}),)


def test_a_search_may_not_take_anothers_name() -> None:
    kept = shelf(saved("s1", "Late"), saved("s2", "Early"))

    with refused("name", "You keep a search of this name already: Early."):
        kept.change("s1", "early", False, "u-1")


def test_only_its_owner_changes_a_search_or_takes_it_away() -> None:
    kept = shelf(saved("s1", "Late", "u-2", shared=True), saved("s2", "Own", "u-2"))

    for act in (lambda: kept.change("s1", "Mine", True, "u-1"), lambda: kept.remove("s1", "u-1")):
        with refused("name", "Only whoever keeps this search can change it or take it away."):
            act()
    for search in ("s2", "s9"):
        with pytest.raises(NotFound):
            kept.remove(search, "u-1")
    assert kept.remove("s1", "u-2") == ((SearchRemoved, {"search": "s1", "name": "Late"}),)


# a law

acts = some.lists(
    some.tuples(
        some.sampled_from(["save", "change", "remove"]),
        some.sampled_from(["Late", "late", "Early", "LATÉ", ""]),
        some.booleans(),
        some.sampled_from(["u-1", "u-2"]),
        some.integers(1, 6),
    ),
    max_size=30,
)


@tried(acts)
def test_nobody_ever_keeps_two_searches_of_one_name(told: list[tuple[str, str, bool, str, int]]) -> None:
    kept = shelf()
    for act, name, shared, owner, n in told:
        try:
            if act == "save":
                decisions = kept.save(name, "log", LATE, owner, shared)
            elif act == "change":
                decisions = kept.change(f"s{n}", name, shared, owner)
            else:
                decisions = kept.remove(f"s{n}", owner)
        except (Refused, NotFound):
            continue
        kept.record(decisions, CLERK)
        for one in ("u-1", "u-2"):
            own = [folded(item["name"]) for item in kept.items.values() if item["owner"] == one]
            assert len(own) == len(set(own))


# in the log


def test_keeping_the_first_search_opens_the_shelf_and_a_refusal_opens_none(service: Service) -> None:
    before = service.store.log.position

    with pytest.raises(Refused):
        service.searching.save("", "log", LATE, RUTH)
    assert told(service, before) == []

    service.searching.save("Late", "log", LATE, RUTH)
    service.searching.save("Late", "log", LATE, AMAL)

    assert told(service, before) == [
        (SearchesOpened, {}), saved("s1", "Late"), saved("s2", "Late", "u-2"),
    ]  # fmt: skip


def test_a_request_sent_twice_keeps_one_search(service: Service) -> None:
    by = RUTH._replace(request="r-1")

    first, again = (service.searching.save("Late", "log", LATE, by) for _ in range(2))

    assert first == again
    assert [one.name for one in seen(service, "u-1")] == ["Late"]


def seen(service: Service, owner: str) -> list[Any]:
    service.views.ready(60)
    return service.views.searches.seen(owner)


def test_everybody_sees_what_is_shared_and_their_own(service: Service) -> None:
    service.searching.save("Own", "log", LATE, RUTH)
    service.searching.save("For all", "trail", LATE, RUTH, shared=True)
    service.searching.save("Theirs", "log", LATE, AMAL)

    assert [one.name for one in seen(service, "u-1")] == ["Own", "For all"]
    assert [one.name for one in seen(service, "u-2")] == ["Theirs", "For all"]
    assert seen(service, "u-1")[0].address == LATE
    assert service.views.searches.seen("u-1", "trail")[0].owner_name == "Ruth Adeyemi"

    service.searching.change("s2", "For me", False, RUTH)
    service.searching.remove("s1", RUTH)

    assert [one.name for one in seen(service, "u-1")] == ["For me"]
    assert [one.name for one in seen(service, "u-2")] == ["Theirs"]
