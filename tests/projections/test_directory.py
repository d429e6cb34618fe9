"""Finding a patient: any words, any order, as far as they were typed, in every script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from domain.mrn import shown
from domain.text import folded
from tests.support.names import NAMES
from tests.support.office import AMA, SAM, WHY, register
from tests.support.stores import ENGINES, database_of
from web.service import Service

PASSPORT = {"type": "PPN", "issuer": "XX", "value": "P-123/4"}


def found(service: Service, typed: str, limit: int = 25) -> list[str]:
    """The names of whom the box finds."""
    service.views.ready()
    return [hit["name"] for hit in service.views.directory.search(typed, limit)]


def person(service: Service, name: str, **other: Any) -> UUID:
    return register(service.records, **{"names": [name], "identifiers": [], "contacts": [], "birth": "1990", **other})


@pytest.fixture(scope="module", params=ENGINES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Three people, for looking only: Lucía has everything by which one can be found."""
    folder = tmp_path_factory.mktemp("town") / "store"
    with database_of(request.param) as database, Service.create(folder, database=database) as service:
        numbers = {"identifiers": [PASSPORT], "contacts": [{"value": "+999 555-1234"}]}
        person(service, "Lucía Núñez", **numbers)
        person(
            service, "Kofi Mensah", identifiers=[{**PASSPORT, "value": "Q-987"}], contacts=[{"value": "+999 444 1234"}]
        )
        yield service


# names


@pytest.fixture
def corpus(service: Service) -> Service:
    for name in NAMES.values():
        person(service, name)
    return service


def test_a_name_of_any_script_is_found_as_it_is_written_and_folded(corpus: Service) -> None:
    for name in NAMES.values():
        assert name in found(corpus, name)
        assert name in found(corpus, folded(name))
        assert name in found(corpus, name.upper())


def test_every_word_of_a_name_finds_it_in_any_order(service: Service) -> None:
    name = "Nguyễn Thị Đặng Ánh"
    person(service, name)
    person(service, "Nguyễn Thị Mai")

    for order in permutations(["nguyen", "thi", "dang", "anh"]):
        assert found(service, " ".join(order)) == [name]


@pytest.mark.parametrize(
    "typed", ["l", "lu", "luc", "lucia", "n", "nun lu", "lu nun", "LUCÍA", "  lucia   nunez ", "núñez, lucía"]
)
def test_a_word_is_enough_as_far_as_it_was_typed(town: Service, typed: str) -> None:
    assert found(town, typed) == ["Lucía Núñez"]


@pytest.mark.parametrize(
    "typed", ["ucia", "luciaa", "lucia kofi", "lucia 1991", "%", "_", "*", "'", '"', ") or 1=1", "-"]
)
def test_what_does_not_begin_a_word_finds_nobody(town: Service, typed: str) -> None:
    assert found(town, typed) == []


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\n", "?!"])
def test_nothing_typed_finds_nobody(town: Service, typed: str) -> None:
    assert found(town, typed) == []


def test_an_endless_text_is_no_search_for_everything(town: Service) -> None:
    assert found(town, "lucia " + "x" * 100_000) == []


def test_a_whole_word_comes_before_one_that_only_begins_so(service: Service) -> None:
    person(service, "Marianne Aa")
    person(service, "Maria Zz")

    assert found(service, "maria") == ["Maria Zz", "Marianne Aa"]


def test_all_who_are_found_come_in_the_order_of_their_names(service: Service) -> None:
    for name in ("Ng C", "Ng A", "Ng B"):
        person(service, name)

    assert found(service, "ng") == ["Ng A", "Ng B", "Ng C"]
    assert len(found(service, "ng", limit=2)) == 2


# numbers


@pytest.mark.parametrize("typed", [
    "0000000195", "00 000 001-95", "00000001-95", " 0000000195 ", "00\u00a0000\u202f001-95", "00000001", "00 000 001",
])  # fmt: skip
def test_a_record_number_is_found_with_and_without_its_spaces_and_check_digits(town: Service, typed: str) -> None:
    assert found(town, typed) == ["Lucía Núñez"]


def test_a_record_number_as_it_is_shown_finds_its_patient_first(service: Service) -> None:
    who = person(service, "First")
    service.views.ready()
    mrn = service.views.directory.person(who)["mrn"]
    person(service, "Second", contacts=[{"value": mrn}])

    assert found(service, shown(mrn))[0] == "First"


@pytest.mark.parametrize("typed", ["0000000196", "00 000 001-96", "0000000915", "1000000195"])
def test_a_record_number_with_a_slip_finds_nobody(town: Service, typed: str) -> None:
    assert found(town, typed) == []


@pytest.mark.parametrize("typed", ["P-123/4", "p-123/4", "P1234", "p 123", "123"])
def test_an_identifier_is_found_with_and_without_its_dashes(town: Service, typed: str) -> None:
    assert found(town, typed) == ["Lucía Núñez"]


def test_a_retired_identifier_finds_nobody_any_more(service: Service) -> None:
    who = person(service, "Lucía", identifiers=[PASSPORT])
    assert found(service, "p1234") == ["Lucía"]

    service.records.retire_identifier(who, 0, WHY)

    assert found(service, "p1234") == []


@pytest.mark.parametrize("typed", ["+999 555 1234", "9995551234", "(999) 555-1234", "999.555.1234", "999555"])
def test_a_phone_is_found_however_it_is_grouped(town: Service, typed: str) -> None:
    assert found(town, typed) == ["Lucía Núñez"]


def test_a_phone_that_changed_finds_nobody_any_more(service: Service) -> None:
    who = person(service, "Lucía", contacts=[{"value": "+999 555 1234"}])

    service.records.update(who, {"contacts": [{"value": "+999 777 0000"}]}, AMA)

    assert found(service, "9995551234") == []
    assert found(service, "9997770000") == ["Lucía"]


# birth


@pytest.fixture(scope="module", params=ENGINES)
def births(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One person for each way of knowing a birth, for looking only."""
    folder = tmp_path_factory.mktemp("births") / "store"
    with database_of(request.param) as database, Service.create(folder, database=database) as service:
        for birth in ("1984-03-07", "1984-03-25", "1984-03", "1984", "198X", "19XX", "1960-01-01"):
            person(service, f"Ada {birth}", birth=birth)
        yield service


@pytest.mark.parametrize(
    ("birth", "typed", "hit"),
    [
        ("1984-03-07", "1984-03-07", True), ("1984-03-07", "1984-3-7", True), ("1984-03-07", "7.3.1984", True),
        ("1984-03-07", "07/03/1984", True), ("1984-03-07", "1984-03", True), ("1984-03-07", "1984", True),
        ("1984-03-07", "born 1984", False), ("1984-03-25", "3/25/1984", True), ("1984-03-25", "25/3/1984", True),
        ("1984-03-07", "1984-07-03", False), ("1984-03-07", "1985", False), ("1984-03", "1984-03", True),
        ("1984-03", "1984", True), ("1984", "1984", True), ("198X", "198x", True), ("19XX", "19xx", True),
        ("1984-03-07", "ada 1984", True), ("1984-03-07", "7.3.1984 ada", True), ("1984-03-07", "kofi 1984", False),
    ],
)  # fmt: skip
def test_a_birth_date_is_found_in_its_usual_forms(births: Service, birth: str, typed: str, hit: bool) -> None:
    assert (f"Ada {birth}" in found(births, typed)) is hit


def test_a_birth_that_is_not_known_is_no_hindrance(service: Service) -> None:
    person(service, "Ada", birth={"unknown": "no papers"})

    assert found(service, "ada") == ["Ada"]


# what was


@pytest.mark.parametrize("command", ["update", "correct_details"])
def test_a_former_name_is_found_and_said_to_be_former(service: Service, command: str) -> None:
    who = person(service, "Lucía Núñez")
    change: Callable[..., Any] = getattr(service.records, command)

    change(who, {"names": ["Lucía Ibáñez"]}, WHY)

    service.views.ready()
    (hit,) = service.views.directory.search("nunez")
    assert (hit["name"], hit["former"]) == ("Lucía Ibáñez", ["Lucía Núñez"])


def test_a_name_of_today_comes_before_a_former_one(service: Service) -> None:
    former = person(service, "Ada Núñez")
    service.records.update(former, {"names": ["Ada Ibáñez"]}, AMA)
    person(service, "Zoë Núñez")

    assert found(service, "nunez") == ["Zoë Núñez", "Ada Ibáñez"]


def test_a_name_that_comes_back_is_former_no_more(service: Service) -> None:
    who = person(service, "Lucía Núñez")
    service.records.update(who, {"names": ["Lucía Ibáñez"]}, AMA)
    service.records.update(who, {"names": ["Lucía Núñez"]}, AMA)

    service.views.ready()
    (hit,) = service.views.directory.search("nunez")
    assert hit["score"] == 2


def test_a_maiden_name_is_found(service: Service) -> None:
    register(service.records, names=["Lucía Ibáñez", {"text": "Lucía Núñez", "use": "maiden"}], identifiers=[])

    assert found(service, "nunez") == ["Lucía Ibáñez"]


# what a hit says


def test_a_hit_says_who_it_is(service: Service) -> None:
    who = person(service, "Lucía Núñez", birth="1984-03", gender="female")
    service.records.record_death(who, AMA, "2026-03-01")
    service.views.ready()

    hits = service.views.directory.search("lucia nunez")

    assert hits == [{
        "id": str(who), "mrn": "0000000195", "name": "Lucía Núñez", "born": "1984-03", "sex": "female", "former": [],
        "died": True, "score": 4,
    }]  # fmt: skip
    assert service.views.directory.person(who) == {**hits[0], "score": 0}


def test_a_revoked_death_is_no_death(service: Service) -> None:
    who = person(service, "Lucía Núñez")
    service.records.record_death(who, AMA, "2026-03-01")
    service.records.revoke_death(who, WHY)
    service.views.ready()

    assert service.views.directory.person(who)["died"] is False


def test_who_was_worked_on_last_comes_first(service: Service) -> None:
    first, second = person(service, "First"), person(service, "Second")
    service.records.declare_none(first, "allergy", "patient", AMA)
    service.personnel.add("ama", "Ama", "clerk", SAM)
    service.views.ready()

    assert [hit["id"] for hit in service.views.directory.recent()] == [str(first), str(second)]
    assert len(service.views.directory.recent(limit=1)) == 1
    assert service.views.directory.count() == 2
