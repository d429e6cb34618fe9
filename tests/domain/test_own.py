"""Nobody approves their own: not as themselves, not in somebody's name, and not what was done in their name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from domain.by import By
from domain.refusal import Refused
from domain.verification import Place
from tests.support.given import refused
from tests.support.office import AMA, PRIYA, RUTH, WHY, register
from tests.support.told import told
from web.service import Service

ONE, OTHER, THIRD = "u-00000011", "u-00000012", "u-00000013"
Who = tuple[str, str | None]
"""Whoever acts, and for whom."""

OWN: list[tuple[Who, Who]] = [
    ((ONE, None), (ONE, None)),
    ((ONE, None), (OTHER, ONE)),
    ((ONE, None), (ONE, OTHER)),
    ((ONE, OTHER), (ONE, None)),
    ((ONE, OTHER), (OTHER, None)),
    ((ONE, OTHER), (THIRD, OTHER)),
    ((ONE, OTHER), (OTHER, THIRD)),
    ((ONE, OTHER), (ONE, THIRD)),
]
"""Who did it, and who may not approve it."""
OTHERS: list[tuple[Who, Who]] = [
    ((ONE, None), (OTHER, None)),
    ((ONE, None), (OTHER, THIRD)),
    ((ONE, OTHER), (THIRD, None)),
]


def by(base: By, who: Who) -> By:
    return base._replace(actor=who[0], on_behalf_of=who[1])


def erasure(service: Service, who: UUID, did: Who) -> Callable[[Who], object]:
    service.erasing.ask(who, "court-order", by(PRIYA, did))
    return lambda then: service.erasing.approve(who, by(PRIYA, then))


def emergency(service: Service, who: UUID, did: Who) -> Callable[[Who], object]:
    why = "She is unconscious in the waiting room."
    opened = service.office.break_glass(who, "care", why, by(AMA, did), timedelta(hours=1))
    return lambda then: service.office.review_glass(who, opened.entries[0], "It was one.", by(PRIYA, then))


def entry(service: Service, who: UUID, did: Who) -> Callable[[Who], object]:
    weight = {"kind": "weight", "value": "72", "unit": "kg"}
    m1 = service.records.measure(who, [weight], by(AMA, did), "2026-01-05").entries[0]
    place, end = Place(str(who), "measurements", m1), service.store.log.position
    drawn = UUID(service.verifying.draw("spring", 5, ["measurements"], end, [place], RUTH).id)
    return lambda then: service.verifying.key(drawn, 1, {"value": "72"}, by(AMA, then))


ACTS = [erasure, emergency, entry]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("did", "then"), OWN)
def test_what_somebody_had_a_part_in_is_for_somebody_else(
    service: Service, act: Callable[..., Callable[[Who], object]], did: Who, then: Who
) -> None:
    approve = act(service, register(service.records), did)
    before = told(service)

    with pytest.raises(Refused, match="omebody else has to"):
        approve(then)

    assert told(service) == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("did", "then"), OTHERS)
def test_somebody_else_approves_it(
    service: Service, act: Callable[..., Callable[[Who], object]], did: Who, then: Who
) -> None:
    approve = act(service, register(service.records), did)
    before = len(told(service))

    approve(then)

    assert len(told(service)) == before + 1


@pytest.mark.parametrize("then", [(ONE, None), (OTHER, ONE), (ONE, OTHER)])
def test_what_was_given_to_somebody_is_waived_by_somebody_else(service: Service, then: Who) -> None:
    who, missing = register(service.records), ("DQ09", "history.allergy")
    service.office.assign(who, *missing, ONE, "Mira", RUTH)

    with refused("rule", "This was given to you: somebody else decides whether it may stay."):
        service.office.waive(who, *missing, by(WHY._replace(role="reviewer"), then))

    assert service.office.waive(who, *missing, by(WHY._replace(role="reviewer"), (OTHER, THIRD))).position


@pytest.mark.parametrize("then", [(ONE, None), (OTHER, ONE), (ONE, OTHER)])
def test_a_case_is_decided_and_opened_by_nobody_for_whom_it_is_about(service: Service, then: Who) -> None:
    number = service.cases.open("A wrong weight", "Who saw it?", RUTH, person=ONE).entries[0]
    before = told(service)

    with refused("", "This case is about you: a colleague decides about it."):
        service.cases.find(number, "training", "Two digits.", by(RUTH, then))
    with refused("person", "This case would be about you. Ask a colleague to open it."):
        service.cases.open("A wrong weight", "Who saw it?", by(RUTH, then), person=ONE)

    assert told(service) == before
    assert service.cases.find(number, "training", "Two digits.", by(RUTH, (OTHER, THIRD))).position


def test_whoever_was_asked_answers_though_they_act_for_whom_the_case_is_about(service: Service) -> None:
    number = service.cases.open("A wrong weight", "Who saw it?", RUTH, person=ONE).entries[0]
    asked = service.cases.ask(number, OTHER, "Kofi", "Why?", RUTH)
    assert asked.position

    assert service.cases.answer(number, "q1", "A slip.", by(AMA, (OTHER, ONE))).position
    with refused("", "This was answered already."):
        service.cases.answer(number, "q1", "Another.", by(AMA, (OTHER, None)))


def test_an_administrator_decides_about_their_own_role_in_nobodys_name(service: Service) -> None:
    root = service.system()
    for login in ("sam", "eve"):
        service.personnel.add(login, login.capitalize(), "admin", root)
    sam, eve = (service.personnel.account(login) for login in ("sam", "eve"))
    assert sam
    assert eve

    for then in ((sam.staff, eve.staff), (eve.staff, sam.staff)):
        with refused("role", "Your own role is for another administrator to decide."):
            service.personnel.change_role("sam", "clerk", By(then[0], "Sam", "admin", on_behalf_of=then[1]))
        with refused("to", "You cannot give this to yourself. Another administrator, or the person, does."):
            given = By(then[0], "Sam", "admin", on_behalf_of=then[1])
            service.personnel.delegate("eve", "sam", None, "2026-03-09", given)
