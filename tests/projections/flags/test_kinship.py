"""Who reads about oneself, those one lives with, colleagues, and whoever bears one's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from projections.flags.found import Finding
from projections.flags.kinship import colleague, household, own_record, surname
from tests.projections.flags.desk import ADA, BEN, NOON, after, known, limits, look, person, stay

SELF = person(ADA, "Ama Boateng", "Boateng")
KIN = person(BEN, "Efua Boateng", "Boateng")
Find = Callable[..., Iterator[Finding]]


def found(find: Find, rule: str, looks: list[Any], told: Any, **more: Any) -> list[Finding]:
    return list(find(looks, told, limits(rule), **more))


# one's own record


def test_whoever_opens_a_record_of_the_same_full_name_is_flagged_with_the_looks() -> None:
    looks = [look(), look(at=after(minutes=1)), look(at=after(days=1))]

    (one,) = found(own_record, "self", looks, known(SELF))

    assert one == Finding(
        "self", "u-Ama Boateng", "Ama Boateng",
        "Opened 3 times the record of a patient with the very same name, Ama Boateng.",
        NOON, after(days=1), (ADA,), tuple(look.position for look in looks), (), 2, 1,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["Boateng, Ama", "AMA BOATENG", "Amá Boateng"])
def test_a_name_is_the_same_in_any_order_and_writing(name: str) -> None:
    assert found(own_record, "self", [look()], known(person(ADA, name)))


@pytest.mark.parametrize("name", ["Ama Boatengo", "Ama", "Ama Efua Boateng", ""])
def test_another_name_is_another_person(name: str) -> None:
    assert not found(own_record, "self", [look()], known(person(ADA, name)))


@pytest.mark.parametrize("told", [
    {"outcome": "denied"}, {"outcome": "absent"}, {"section": "search", "medium": "list"}, {"section": "register"},
    {"section": "worklist", "medium": "list"}, {"patient": ""},
], ids=str)  # fmt: skip
def test_a_line_in_a_list_or_what_was_not_shown_is_no_opened_record(told: dict[str, Any]) -> None:
    assert not found(own_record, "self", [look(**told)], known(SELF))


# those one lives with


def test_the_home_of_a_patient_of_the_readers_name_is_the_readers() -> None:
    home = frozenset(["12 chapel hill eastwick"])
    told = known(KIN._replace(homes=home), own={"u-Ama Boateng": [SELF._replace(homes=home)]})

    (one,) = found(household, "household", [look(BEN)], told)

    assert one.says == "Opened once the record of somebody who lives at the address of the patient Ama Boateng."
    assert (one.patients, one.amount) == ((BEN,), 1)


def test_so_is_the_phone() -> None:
    phone = frozenset(["9993174420"])
    told = known(KIN._replace(phones=phone), own={"u-Ama Boateng": [SELF._replace(phones=phone)]})

    (one,) = found(household, "household", [look(BEN)], told)

    assert "the phone of the patient Ama Boateng" in one.says


def test_a_reader_who_is_named_as_next_of_kin_is_flagged() -> None:
    told = known(person(BEN, "Kofi Mensah", kin=(frozenset(["ama", "boateng"]),)))

    (one,) = found(household, "household", [look(BEN)], told)

    assert "who names Ama Boateng as next of kin" in one.says


def test_no_visit_and_nothing_written_explains_a_household() -> None:
    told = known(
        person(BEN, "Kofi Mensah", kin=(frozenset(["ama", "boateng"]),)), stays={BEN: [stay(NOON)]},
        acts={("u-Ama Boateng", BEN): [NOON]},
    )  # fmt: skip

    assert found(household, "household", [look(BEN)], told)


@pytest.mark.parametrize("own", [
    {}, {"u-Ama Boateng": [SELF._replace(homes=frozenset(["1 elsewhere"]))]},
    {"u-Kofi": [SELF._replace(homes=frozenset(["12 chapel hill eastwick"]))]},
], ids=("no patient", "another home", "another reader"))  # fmt: skip
def test_another_home_is_nothing(own: dict[str, Any]) -> None:
    told = known(KIN._replace(homes=frozenset(["12 chapel hill eastwick"])), own=own)

    assert not found(household, "household", [look(BEN)], told)


def test_ones_own_record_is_no_household() -> None:
    home = SELF._replace(homes=frozenset(["x"]))

    assert not found(household, "household", [look()], known(home, own={"u-Ama Boateng": [home]}))


# colleagues and namesakes

STAFF = {"u-Ama Boateng": "Ama Boateng", "u-2": "Vera Lindqvist"}
VERA = person(BEN, "Vera Lindqvist", "Lindqvist")
RARE = {"bearers": {"boateng": 3}}
CASES = [(colleague, "colleague", {"staff": STAFF}, VERA), (surname, "surname", RARE, KIN)]


@pytest.mark.parametrize(("find", "rule", "told", "whom"), CASES, ids=("colleague", "surname"))
def test_a_colleague_and_a_namesake_are_flagged(find: Find, rule: str, told: dict[str, Any], whom: Any) -> None:
    (one,) = found(find, rule, [look(BEN)], known(whom, **told))

    assert (one.rule, one.actor, one.patients) == (rule, "u-Ama Boateng", (BEN,))
    assert ("Vera Lindqvist" if rule == "colleague" else "Boateng, which 3 of 500 patients bear.") in one.says


@pytest.mark.parametrize("explains", [
    {"stays": {BEN: [stay(NOON)]}}, {"stays": {BEN: [stay(after(hours=-23))]}},
    {"stays": {BEN: [stay(after(hours=23))]}},
    {"acts": {("u-Ama Boateng", BEN): [after(days=-13)]}}, {"acts": {("u-Ama Boateng", BEN): [after(days=13)]}},
], ids=("here", "yesterday", "tomorrow", "wrote before", "wrote after"))  # fmt: skip
@pytest.mark.parametrize(("find", "rule", "told", "whom"), CASES, ids=("colleague", "surname"))
def test_whoever_was_here_or_in_whose_record_one_wrote_is_work(
    find: Find, rule: str, told: dict[str, Any], whom: Any, explains: dict[str, Any]
) -> None:
    assert not found(find, rule, [look(BEN)], known(whom, **told, **explains))


@pytest.mark.parametrize("explains", [
    {"stays": {BEN: [stay(after(days=-3))]}}, {"acts": {("u-Ama Boateng", BEN): [after(days=-15)]}},
    {"acts": {("u-2", BEN): [NOON]}}, {"acts": {("u-Ama Boateng", ADA): [NOON]}}, {"stays": {ADA: [stay(NOON)]}},
], ids=("days ago", "wrote long ago", "another wrote", "wrote elsewhere", "another was here"))  # fmt: skip
@pytest.mark.parametrize(("find", "rule", "told", "whom"), CASES, ids=("colleague", "surname"))
def test_anything_less_explains_nothing(
    find: Find, rule: str, told: dict[str, Any], whom: Any, explains: dict[str, Any]
) -> None:
    assert found(find, rule, [look(BEN)], known(whom, **told, **explains))


@pytest.mark.parametrize(("find", "rule", "told", "whom"), CASES, ids=("colleague", "surname"))
def test_a_purpose_explains_what_one_has_to_review_and_the_days_after_a_visit(
    find: Find, rule: str, told: dict[str, Any], whom: Any
) -> None:
    reviewed, asked = look(BEN, role="reviewer", purpose="HCOMPL"), look(BEN, purpose="HPAYMT")
    been = known(whom, **told, stays={BEN: [stay(after(days=-10))]})

    assert not found(find, rule, [reviewed], known(whom, **told), duty=("reviewer",))
    assert found(find, rule, [reviewed._replace(purpose=None)], known(whom, **told), duty=("reviewer",))
    assert not found(find, rule, [asked], been)
    assert found(find, rule, [asked], known(whom, **told))


@pytest.mark.parametrize(
    ("number", "total", "flagged"), [(3, 60, True), (4, 60, False), (5, 500, True), (6, 500, False)]
)
def test_a_surname_that_many_have_says_nothing(number: int, total: int, flagged: bool) -> None:
    told = known(KIN, bearers={"boateng": number}, total=total)

    assert bool(found(surname, "surname", [look(BEN)], told)) == flagged


@pytest.mark.parametrize(("name", "family", "shared"), [
    ("Nguyễn Minh", "Nguyễn", True), ("Minh Nguyễn", "Nguyễn", True), ("Ana Nguyễn Costa", "Nguyễn", False),
    ("Nguyễn", "Nguyễn", False), ("Minh Trần", "Nguyễn", False), ("Minh Nguyen", "Nguyễn", True),
])  # fmt: skip
def test_a_surname_stands_first_or_last(name: str, family: str, shared: bool) -> None:
    told = known(person(BEN, "Lan Nguyễn", family), bearers={"nguyen": 2})

    assert bool(found(surname, "surname", [look(BEN, name=name)], told)) == shared


def test_each_day_counts_once() -> None:
    looks = [look(BEN, after(minutes=n)) for n in range(5)] + [look(BEN, NOON + timedelta(days=2))]

    (one,) = found(surname, "surname", looks, known(KIN, **RARE))

    assert (one.amount, one.over, len(one.views)) == (2, 2.0, 6)
