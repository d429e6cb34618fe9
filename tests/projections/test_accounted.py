"""What was handed over of one patient: whom an export of everybody shows is found from the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.export import COPY, ENVELOPE, FULL, MINIMUM
from projections.accounted import accounted
from projections.impact import impact, recipients
from projections.patients import mentioned, whose
from projections.releases import EXPORTED, Asked
from tests.support.clock import StandingClock
from tests.support.office import AMA, INES, RUTH, WHY, everything, register
from trail.bundle.scope import Scope
from trail.rows import quick
from web.service import Service

FIELDS = {MINIMUM: {"fields": ["kind"]}}


def exported(service: Service, profile: str = FULL, seal: bool = True, **narrow: Any) -> str:
    told = {**narrow, **FIELDS.get(profile, {})}
    request = service.exporting.request(profile, told, 7, "HCOMPL", "An auditor", RUTH)
    if seal:
        service.exporting.seal(UUID(request.id), request.position, {"changes.csv": "ab" * 32}, RUTH)
    return request.id


def accounting(service: Service, who: UUID) -> list[Asked]:
    service.views.ready()
    return accounted(service.views, str(who), service.store.log.key_of(who))


def ids(service: Service, who: UUID) -> list[str]:
    return [one.id for one in accounting(service, who)]


@pytest.fixture
def who(service: Service) -> UUID:
    return register(service.records)


@pytest.mark.parametrize(("profile", "told"), [(FULL, True), (MINIMUM, True), (ENVELOPE, False)])
def test_an_export_of_everybody_is_in_the_accounting_of_each_unless_it_shows_nothing(
    service: Service, who: UUID, profile: str, told: bool
) -> None:
    other = register(service.records, identifiers=[])
    size = service.store.log.position

    id = exported(service, profile)

    assert service.store.log.position == size + 2
    later = register(service.records, identifiers=[], names=["Zoë Quaye"])

    assert [ids(service, one) for one in (who, other)] == [[id] if told else []] * 2
    assert ids(service, later) == []


def test_it_counts_once_it_is_sealed_and_not_where_it_was_given_up(service: Service, who: UUID) -> None:
    open_one, ended = exported(service, seal=False), exported(service, seal=False)
    service.exporting.give_up(UUID(ended), "Nobody came for it.", RUTH)
    sealed = exported(service)

    assert ids(service, who) == [sealed]
    service.exporting.seal(UUID(open_one), service.store.log.position, {"changes.csv": "ab" * 32}, RUTH)
    assert ids(service, who) == [sealed, open_one]


def test_one_of_chosen_patients_is_theirs_alone(service: Service, who: UUID) -> None:
    other = register(service.records, identifiers=[])
    told = {"patients": [str(who)]}
    narrow = {"keys": [service.store.log.key_of(who)]}
    request = service.exporting.request(COPY, narrow, 7, "PATRQT", "Lucía Núñez", RUTH, **told)
    service.exporting.seal(UUID(request.id), request.position, {"changes.csv": "ab" * 32}, RUTH)

    assert (ids(service, who), ids(service, other)) == ([request.id], [])


def test_whoever_an_event_of_the_office_names_is_shown_by_it_as_well(service: Service, who: UUID) -> None:
    other = register(service.records, identifiers=[])
    service.cases.open("Shown too much", "Who looked?", RUTH, patient=str(who), mrn="0000000195")

    id = exported(service, types=["case.opened"])

    assert (ids(service, who), ids(service, other)) == ([id], [])


def test_whoever_was_given_what_was_wrong_with_everybodys_is_told_as_well(service: Service, who: UUID) -> None:
    service.records.add_history(who, {"kind": "problem", "what": "Gout"}, AMA)
    exported(service)
    exported(service, ENVELOPE)
    exported(service, types=["visit.opened"])
    position = service.records.correct(who, "history", "h1", {"what": "Gout of the foot"}, WHY).position
    exported(service)

    asked = accounting(service, who)
    change = next(service.views.changes.rows({"patient": str(who), "after": position - 1, "before": position + 1}))
    found = impact(service.views.changes, change)

    assert found
    assert [(one.kind, one.told["profile"], one.told["filter"]) for one in recipients(asked, found, change)] == [
        (EXPORTED, FULL, {})
    ]


# held against the log


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """In which everything happened, and a fortnight of a few others."""
    clock = StandingClock(datetime(2026, 3, 7, 22, 15, tzinfo=UTC))
    with Service.create(tmp_path_factory.mktemp("accounted") / "store", "test.example/log", clock) as service:
        everything(service)
        others = [register(service.records, identifiers=[], names=[f"Person {n}"]) for n in range(3)]
        for n in range(12):
            clock.on(hours=7 * (n % 5))
            weight = [{"kind": "weight", "value": f"{60 + n}", "unit": "kg"}]
            service.records.measure(others[n // 5], weight, INES if n % 4 == 0 else AMA, "2026-01-05")
        yield service


TIMES = some.sampled_from(("2025", "2026", "2026-03-07", "2026-03-08", "2026-03-09T06", "2027", "2026-03-08T02:15:00"))
FILTERS = some.fixed_dictionaries({}, optional={
    "since": TIMES, "until": TIMES,
    "actors": some.lists(some.sampled_from((AMA.actor, RUTH.actor, "system", "nobody")), min_size=1, max_size=2),
    "types": some.lists(some.sampled_from((
        "measurements.recorded", "patient.registered", "case.opened", "flag.opened", "identifier.assigned",
        "release.requested", "disposition.opened", "history.entry-moved-in",
    )), min_size=1, max_size=2),
})  # fmt: skip


@given(FILTERS, some.sampled_from((FULL, MINIMUM)))
def test_everybody_of_whom_something_is_shown_finds_it_and_nobody_else(
    office: Service, narrow: dict[str, Any], profile: str
) -> None:
    log, journal = office.store.log, office.store.journal
    id = exported(office, profile, **narrow)
    asked = next(iter(journal.history(UUID(id)))).by.position
    scope = Scope(profile, narrow, asked)

    shown = [row.position for row in log.rows(0, asked) if scope.fits(quick(row.entry))]
    named = {one for fact in journal.at(shown) for one in (whose(fact), *mentioned(fact)) if one}
    office.views.ready()
    every = [one["id"] for one in office.views.directory.recent(500)]

    assert {one for one in every if id in ids(office, UUID(one))} == named & set(every)


def test_what_is_sealed_for_a_patient_names_that_patient(office: Service) -> None:
    """So that nothing is shown of anybody who does not find it."""
    office.views.ready()
    keys = {office.store.log.key_of(UUID(one["id"])): one["id"] for one in office.views.directory.recent(500)}
    rows = [quick(row.entry) for row in office.store.log.rows(0, office.store.log.position)]
    sealed = {entry.position: keys[entry.key] for entry in rows if entry.key in keys}

    facts = office.store.journal.at(sealed)

    assert [(fact.TOPIC, whose(fact)) for fact in facts if whose(fact) != sealed[fact.by.position]] == []
