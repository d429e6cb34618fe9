"""The likely pairs of those who are on file, and whom a new one may be: kept by facts, whatever page they come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.fact import Plain
from projections.likeness.blocks import MOST, joined, left, ranked, rarity
from projections.likeness.person import of_details
from projections.likeness.view import Duplicates, Pair
from projections.view import METADATA
from tests.projections.rows import rows
from tests.support.office import AMA, WHY, register
from tests.support.stores import created
from trail.sqlite.tables import FileTables
from web.service import Service

KOFI: Plain = {
    "names": ["Kofi Mensah"], "birth": "1990-05-12", "gender": "male", "identifiers": [],
    "contacts": [{"value": "+999 555 4321"}], "addresses": [], "next_of_kin": [],
}  # fmt: skip
AGAIN: Plain = {**KOFI, "names": ["Mensah, Cofi"], "birth": "1990-12-05"}
OTHER: Plain = {**KOFI, "names": ["Esi Badu"], "birth": "1971-02-28", "gender": "female", "contacts": []}


def on_file(service: Service, wanted: Plain) -> UUID:
    return register(service.records, **wanted)


def pairs(service: Service) -> list[tuple[set[str], str]]:
    service.views.ready(60)
    return [({one.one, one.other}, one.verdict) for one in service.views.duplicates.pairs()]


def both(one: UUID, other: UUID) -> set[str]:
    return {str(one), str(other)}


# pairs


def test_two_who_are_alike_are_a_pair_with_the_reasons(service: Service) -> None:
    one, two = on_file(service, KOFI), on_file(service, AGAIN)
    on_file(service, OTHER)

    assert pairs(service) == [(both(one, two), "likely")]
    (found,) = service.views.duplicates.of(one)
    assert isinstance(found, Pair)
    assert (True, "Day and month of birth swapped") in found.reasons
    assert service.views.duplicates.of(two) == [found]
    assert service.views.duplicates.counts() == {"likely": 1}


def test_who_was_told_apart_is_never_a_pair_again(service: Service) -> None:
    one, two = on_file(service, KOFI), on_file(service, AGAIN)
    pairs(service)

    service.records.deny_duplicate(two, one, "Seen together.", AMA)
    assert pairs(service) == []

    service.records.correct_details(two, {"names": ["Kofi Mensah"], "birth": "1990-05-12"}, WHY)
    assert pairs(service) == []


def test_who_was_told_apart_at_registration_is_no_pair(service: Service) -> None:
    one = on_file(service, KOFI)
    service.views.ready()
    (match,) = service.views.duplicates.like(
        of_details({"names": [{"text": "Kofi Mensah"}], "birth": {"value": "1990-05-12"}})
    )

    service.records.register(AGAIN, AMA, others=[match.plain()], note="His cousin.")

    assert match.patient == str(one)
    assert pairs(service) == []


def test_a_correction_makes_a_pair_and_takes_it_away(service: Service) -> None:
    one, two = on_file(service, KOFI), on_file(service, OTHER)
    assert pairs(service) == []

    service.records.correct_details(two, {**AGAIN}, WHY)
    assert pairs(service) == [(both(one, two), "likely")]

    service.records.correct_details(two, {**OTHER}, WHY)
    assert pairs(service) == []


def test_a_former_name_still_makes_a_pair(service: Service) -> None:
    one, two = on_file(service, OTHER), on_file(service, {**OTHER, "names": ["Esi Owusu-Ansah"]})
    service.records.update(two, {"names": ["Esi Badu"]}, AMA)
    service.records.update(one, {"names": ["Esi Owusu-Ansah"]}, AMA)

    assert pairs(service) == [(both(one, two), "likely")]


def test_pairs_are_read_in_parts(service: Service) -> None:
    for _ in range(3):
        on_file(service, KOFI)
    every = pairs(service)

    assert len(every) == 3
    assert [service.views.duplicates.pairs(1, n)[0] for n in range(3)] == service.views.duplicates.pairs()


# somebody new


@pytest.mark.parametrize("typed", [
    {"names": [{"text": "mensah kofi"}], "birth": {"value": "1990-05-12"}},
    {"names": [{"text": "Koffi Mensa"}], "birth": {"value": "1990-12-05"}},
    {"names": [{"text": "K. Mensah"}], "birth": {"value": "1990"}, "contacts": [{"value": "0999 555 4321"}]},
])  # fmt: skip
def test_somebody_new_is_known_again(service: Service, typed: Plain) -> None:
    who = on_file(service, KOFI)
    on_file(service, OTHER)
    service.views.ready(60)

    found = service.views.duplicates.like(of_details(typed))

    assert [match.patient for match in found] == [str(who)]
    assert found[0].plain()["score"] == round(found[0].like.score)


@pytest.mark.parametrize("typed", [{}, {"names": [{"text": "Yaw Darko"}]}, {"names": [{"text": "?"}]}])
def test_somebody_who_is_like_nobody_finds_nobody(service: Service, typed: Plain) -> None:
    on_file(service, KOFI)
    service.views.ready(60)

    assert service.views.duplicates.like(of_details(typed)) == []


# blocks


def test_of_one_key_those_who_came_first_stay() -> None:
    members = ""
    for n in range(MOST + 5):
        members = joined(members, f"p{n}")

    assert len(members.split()) == MOST
    assert joined(left(members, "p0"), "p0").split()[-1] == "p0"
    assert joined(members, "p1") == members


def test_who_shares_most_keys_comes_first_and_a_phone_counts_twice() -> None:
    blocks = [("n a b", "one two"), ("y 1990 a", "two"), ("p 555", "three"), ("b 1990", "two")]

    assert ranked(blocks) == ["two", "three", "one"]
    assert ranked(blocks, 2) == ["two", "three"]


def test_a_rare_name_says_more_than_a_common_one() -> None:
    says = rarity({"": 10_000, "maria": 900, "zenobia": 1})

    assert says("zenobia") > says("maria") >= 2
    assert says("unheard") <= 11


# pages

STEPS = some.lists(some.tuples(some.integers(0, 3), some.sampled_from("nbpd"), some.integers(0, 2)), max_size=14)
NAMES = ("Kofi Mensah", "Cofi Mensa", "Mensah K")
BORN = ("1990-05-12", "1990-12-05", "1990")
PHONES = ("555 4321", "555 4322", "555 9999")


def _lived(service: Service, steps: Any) -> None:
    people = [on_file(service, {**KOFI, "names": [NAMES[n % 3]], "birth": BORN[n % 2]}) for n in range(4)]
    for who, what, n in steps:
        wanted: Plain = {
            "n": {"names": [NAMES[n]]},
            "b": {"birth": BORN[n]},
            "p": {"contacts": [{"value": PHONES[n]}]},
        }.get(what, {})
        if wanted:
            service.records.correct_details(people[who], wanted, WHY)
        elif people[who] != people[n]:
            service.records.deny_duplicate(people[who], people[n], "Seen together.", AMA)


@settings(max_examples=8)
@given(STEPS, some.integers(1, 9))
def test_the_rows_are_the_same_whatever_pages_the_facts_come_in(
    tmp_path_factory: pytest.TempPathFactory, steps: Any, size: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("pages")
    with created(folder / "store") as service:
        _lived(service, steps)
        facts, _ = service.store.journal.facts(0, 10_000)
    found = []
    for pages in (size, len(facts)):
        view, tables = Duplicates(), FileTables.create(folder / f"{pages}.db", METADATA, "off")
        with tables.begin() as db:
            for first in range(0, len(facts), pages):
                view.apply(facts[first : first + pages], db)
        found.append(rows(tables, view.TABLES))
        tables.close()

    assert found[0] == found[1]


def test_the_names_of_those_who_cannot_say_who_they_are_make_no_pair(service: Service) -> None:
    nameless = {"birth": {"value": "199X", "basis": "estimated"}, "gender": "male", "registration_source": "police"}
    one, two = (UUID(service.records.register_unidentified(nameless, AMA).id) for _ in range(2))
    kofi = on_file(service, KOFI)
    assert pairs(service) == []

    service.records.identify(two, {"names": ["Kofi Mensah"], "birth": "1990-05-12", "gender": "male"}, AMA)

    assert pairs(service) == [(both(two, kofi), "likely")]
    assert service.views.duplicates.of(one) == []
