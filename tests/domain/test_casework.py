"""Cases in an office: numbered, recorded once, and a file that comes back from the log as it was."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from threading import Barrier, Thread

import pytest

from domain.case import Case
from domain.casefile import CaseOpened, CasePeopleListed, CasePinned
from domain.casework import Pin
from domain.refusal import NotFound, Refused
from tests.support.cases import act, begun
from tests.support.clock import StandingClock
from tests.support.given import refused
from tests.support.office import AMA, RUTH, register
from tests.support.told import envelopes, told
from web.service import Service


def opened(service: Service, title: str = "A wrong weight") -> str:
    return service.cases.open(title, "Who saw it?", RUTH).entries[0]


def test_cases_are_numbered_from_one_in_each_year(service: Service, clock: StandingClock) -> None:
    numbers = [opened(service), opened(service)]
    clock.at += timedelta(days=365)

    assert [*numbers, opened(service)] == ["C-2026-0001", "C-2026-0002", "C-2027-0001"]


def test_a_case_is_opened_with_its_evidence_and_people_in_one_act(service: Service) -> None:
    people = [{"staff": "u-1", "name": "Ama"}]

    service.cases.open("A wrong weight", "Who saw it?", RUTH, [Pin("access", 1, "Seen.")], people, person="u-1")

    assert told(service) == [
        (CaseOpened, {
            "number": "C-2026-0001", "title": "A wrong weight", "question": "Who saw it?", "person": "u-1",
        }),
        (CasePinned, {"pin": "p1", "log": "access", "position": 1, "note": "Seen."}),
        (CasePeopleListed, {"people": people}),
    ]  # fmt: skip
    assert len({by.tx for by in envelopes(service)}) == 1


def test_of_a_case_that_is_refused_in_part_nothing_is_recorded(service: Service) -> None:
    with refused("position", "There is no such event: the record log ends at position 1."):
        service.cases.open("A wrong weight", "Who saw it?", RUTH, [Pin("record", 2)])

    assert told(service) == []


def test_an_event_must_be_in_the_log_to_be_pinned(service: Service) -> None:
    number = opened(service)
    end = service.store.journal.position

    with refused("position", f"There is no such event: the record log ends at position {end:,}."):
        service.cases.pin(number, Pin("record", end + 1), RUTH)
    assert service.cases.pin(number, Pin("record", end), RUTH)


def test_a_case_that_there_is_not_cannot_be_worked_on(service: Service) -> None:
    with pytest.raises(NotFound):
        service.cases.find("C-2026-0009", "other", "Nothing.", RUTH)


def test_what_a_refused_act_would_have_done_leaves_no_trace(service: Service) -> None:
    number = opened(service)
    before = told(service)

    for attempt in (lambda: service.cases.close(number, RUTH), lambda: service.cases.answer(number, "q1", "So.", AMA)):
        with pytest.raises(Refused):
            attempt()

    assert told(service) == before
    assert service.store.journal.load(Case, service.cases.id_of(number)).version == 1


def test_a_repeated_request_is_answered_as_before(service: Service) -> None:
    by = RUTH._replace(request="again")

    first = service.cases.open("A wrong weight", "Who saw it?", by)
    second = service.cases.open("A wrong weight", "Who saw it?", by)

    assert first == second
    assert len(told(service)) == 1


def test_those_who_open_cases_at_once_get_numbers_of_their_own(service: Service) -> None:
    together, numbers = Barrier(4), list[str]()

    def add() -> None:
        together.wait()
        numbers.append(opened(service))

    threads = [Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [f"C-2026-{n:04}" for n in range(1, 5)]


def test_a_case_is_sealed_under_a_key_of_its_own(service: Service) -> None:
    """Whoever erases a patient's payloads leaves the cases readable, and an export of records shows no case."""
    who = register(service.records)
    service.cases.open("A wrong weight", "Who saw it?", RUTH, patient=str(who))

    keys = [(row.type.partition("/")[0], service.store.log.opened(row)[0].key) for row in service.store.log.rows(1, 99)]

    of_patient = {key for type, key in keys if type.startswith("patient.")}
    assert {key for type, key in keys if type == "case.opened"}.isdisjoint(of_patient)


@pytest.mark.parametrize("seed", range(12))
def test_a_case_comes_back_from_the_log_as_it_was(service: Service, seed: int) -> None:
    rng = Random(seed)
    number = begun(service.cases, rng)
    for _ in range(30):
        act(service.cases, number, rng)
    id, journal = service.cases.id_of(number), service.store.journal
    kept = journal.load(Case, id)

    journal.forget(id)

    back = journal.load(Case, id)
    assert back.version == kept.version > 3
    assert _without_places(back.file) == _without_places(kept.file)


def _without_places(told: object) -> object:
    """A place in the log is known once it is read from there."""
    if isinstance(told, dict):
        return {name: _without_places(one) for name, one in told.items() if name != "position" or "log" in told}
    return [_without_places(one) for one in told] if isinstance(told, list) else told
