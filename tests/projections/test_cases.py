"""The view of cases: after every act it is what a slow reading of the whole log makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from domain.casefile import FACTS, after
from domain.fact import Plain
from domain.refusal import NotFound
from projections.cases import Cases, Place, place
from tests.support.cases import CLERKS, act, begun
from tests.support.office import AMA, RUTH
from web.service import Service


def slow(service: Service) -> list[Plain]:
    """Every case, the open ones first and of each kind the newest first, folded from the whole log."""
    files: dict[str, Plain] = {}
    for fact in service.store.journal.facts(0, 100_000)[0]:
        if isinstance(fact, FACTS):
            files[fact.stream] = after(files.get(fact.stream, {}), fact)
    return sorted(files.values(), key=lambda file: (file["status"] == "closed", -file["opened"]["position"]))


def about(cases: list[Plain], person: str) -> list[Plain]:
    return [
        one for one in cases if one.get("person") == person or person in [asked["staff"] for asked in one["asks"]]
    ]  # fmt: skip


@pytest.fixture
def view(service: Service) -> Cases:
    return service.views.cases


@pytest.mark.parametrize("seed", range(3))
def test_after_every_act_the_view_is_what_the_log_says(service: Service, view: Cases, seed: int) -> None:
    rng, numbers = Random(seed), list[str]()
    for n in range(60):
        if n % 20 == 0:
            numbers.append(begun(service.cases, rng, patient=f"patient-{n % 40}"))
        act(service.cases, rng.choice(numbers), rng)
        service.views.ready()
        every = slow(service)

        assert view.rows(100) == every
        assert [view.one(number)["number"] for number in numbers] == numbers
        assert view.tally() == _tally(every)

    for clerk in CLERKS:
        mine = about(every, clerk.actor)
        assert view.rows(100, person=clerk.actor) == mine
        assert view.tally(person=clerk.actor) == _tally(mine)
        assert view.waiting(clerk.actor) == list(_waiting(every, clerk.actor))
    for position in range(1, 7):
        assert view.pinned("access", position) == list(_pinned(every, position))
    assert view.rows(100, patient="patient-0") == [one for one in every if one["patient"] == "patient-0"]
    assert list(service.views.engine.check()) == []


def _tally(cases: list[Plain]) -> tuple[int, int]:
    shut = sum(one["status"] == "closed" for one in cases)
    return len(cases) - shut, shut


def _waiting(cases: list[Plain], staff: str) -> Iterator[tuple[Plain, Plain]]:
    for one in sorted(cases, key=lambda one: one["opened"]["position"]):
        if one["status"] == "open":
            yield from ((one, ask) for ask in one["asks"] if ask["staff"] == staff and "answer" not in ask)


def _pinned(cases: list[Plain], position: int) -> Iterator[Plain]:
    for one in sorted(cases, key=lambda one: one["opened"]["position"]):
        if any(pin["position"] == position and "unpinned" not in pin for pin in one["pins"]):
            yield one


@pytest.mark.parametrize("closed", [None, False, True])
def test_pages_of_the_list_hold_every_case_once_and_in_order(
    service: Service, view: Cases, closed: bool | None
) -> None:
    for n in range(11):
        number = service.cases.open(f"Case {n}", "Who saw it?", RUTH).entries[0]
        if n % 3 == 0:
            service.cases.find(number, "other", "Nothing.", RUTH)
            service.cases.close(number, RUTH)
    service.views.ready()

    found, beyond = list[Plain](), None
    while page := view.rows(3, closed=closed, beyond=beyond):
        found, beyond = [*found, *page], place(page[-1])

    wanted = [one for one in slow(service) if closed is None or (one["status"] == "closed") == closed]
    assert found == wanted == view.rows(100, closed=closed)


def test_a_case_opened_while_one_pages_shifts_nothing(service: Service, view: Cases) -> None:
    for n in range(4):
        service.cases.open(f"Case {n}", "Who saw it?", RUTH)
    service.views.ready()
    first = view.rows(2)
    service.cases.open("Another", "Who saw it?", RUTH)
    service.views.ready()

    assert [one["title"] for one in (*first, *view.rows(2, beyond=place(first[-1])))] == [
        "Case 3", "Case 2", "Case 1", "Case 0",
    ]  # fmt: skip


def test_a_closed_case_waits_for_nobody_until_it_is_reopened(service: Service, view: Cases) -> None:
    number = service.cases.open("A wrong weight", "Who saw it?", RUTH).entries[0]
    service.cases.ask(number, AMA.actor, AMA.name, "Why?", RUTH)
    service.cases.find(number, "other", "Nothing.", RUTH)
    waits = []
    for step in (lambda: None, lambda: service.cases.close(number, RUTH, "She is away."),
                 lambda: service.cases.reopen(number, "She is back.", RUTH)):  # fmt: skip
        step()
        service.views.ready()
        waits.append(len(view.waiting(AMA.actor)))

    assert waits == [1, 0, 1]


def test_what_is_not_there_is_not_found(service: Service, view: Cases) -> None:
    with pytest.raises(NotFound, match=r"There is no case C-2026-0009\."):
        view.one("C-2026-0009")
    assert (view.rows(10), view.tally(), view.waiting("u-1"), view.pinned("record", 1)) == ([], (0, 0), [], [])
    assert view.rows(10, beyond=Place(1, 1)) == []
