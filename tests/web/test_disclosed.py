"""What is handed over of a record: what was chosen, nothing that is somebody else's, and the same octets each time."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.fact import Plain
from domain.releasing import SCOPE
from projections.past import file_at
from tests.support.office import AMA, RUTH, WHY, everything, register
from web.record import disclosed
from web.record.disclosed import Choice
from web.service import Service

LAST = 2**60


@pytest.fixture
def who(service: Service) -> UUID:
    id, records = register(service.records), service.records
    for n, day in enumerate(("2024-05-01", "2025-05-01", "2026-01-01")):
        records.measure(id, [{"kind": "weight", "value": f"7{n}", "unit": "kg"}], AMA, day)
    for what, onset, status in (
        ("Gout", "2019", "active"),
        ("Asthma", "1999", "resolved"),
        ("Old", "2010", "resolved"),
    ):
        records.add_history(id, {"kind": "problem", "what": what, "onset": onset, "clinical_status": status}, AMA)
    records.change_status(id, "h3", "active", AMA)
    records.change_status(id, "h3", "resolved", AMA, "2025-03")
    return id


def file(service: Service, who: UUID) -> Plain:
    return file_at(service.store.journal, who)


def held(service: Service, who: UUID, *chapters: str, **span: str) -> dict[str, list[str]]:
    found = disclosed.entries(file(service, who), Choice(chapters, LAST, **span))
    return {name: list(own) for name, own in found.items()}


def test_only_what_was_chosen_is_handed_over(service: Service, who: UUID) -> None:
    assert held(service, who, "measurements") == {"measurements": ["m1", "m2", "m3"]}
    assert held(service, who, "visits", "history") == {"visits": [], "history": ["h1", "h2", "h3"]}


@pytest.mark.parametrize(("span", "measured", "lasting"), [
    ({"since": "2025"}, ["m2", "m3"], ["h1", "h3"]),
    ({"until": "2024"}, ["m1"], ["h1", "h2", "h3"]),
    ({"since": "2025-05-01", "until": "2025-05-01"}, ["m2"], ["h1"]),
    ({"since": "2025-05-02", "until": "2025"}, [], ["h1"]),
    ({"until": "2009"}, [], ["h2"]),
])  # fmt: skip
def test_a_day_counts_where_something_was_true_on_it(
    service: Service, who: UUID, span: dict[str, str], measured: list[str], lasting: list[str]
) -> None:
    """Gout goes on; asthma is told of 1999 alone; the third ended in March 2025."""
    assert held(service, who, "measurements", "history", **span) == {"measurements": measured, "history": lasting}


def test_who_somebody_is_has_no_day(service: Service, who: UUID) -> None:
    assert held(service, who, "demographics", since="1900", until="1900") == {"demographics": ["demographics"]}


def test_what_was_entered_in_error_is_nobodys_business_outside(service: Service, who: UUID) -> None:
    service.records.retract(who, "measurements", "m2", WHY)

    assert held(service, who, "measurements") == {"measurements": ["m1", "m3"]}


def test_no_other_patients_number_leaves_with_a_record(service: Service) -> None:
    """Whoever was told apart from somebody, or took an entry over from them, keeps that here."""
    who = everything(service)
    service.views.ready()
    own = service.views.current.head(who).mrn
    others = [one["mrn"] for one in service.views.directory.recent() if one["mrn"] != own]

    told = disclosed.octets(disclosed.document(file(service, who), Choice(SCOPE, LAST))).decode()

    assert own in told
    assert others
    assert [number for number in others if number in told] == []


# what the patient says goes along


def test_a_request_that_was_not_granted_goes_along_with_its_entry_and_with_no_other(
    service: Service, who: UUID
) -> None:
    office = service.office
    request = office.request_amendment(who, "I never weighed that.", AMA, "measurements.m2").entries[0]
    office.deny_amendment(who, request, "right", "It was read from the scales.", RUTH)
    office.disagree(who, request, "The scales were broken.", AMA)

    with_it, without = (
        disclosed.document(file(service, who), Choice((name,), LAST)) for name in ("measurements", "history")
    )

    assert without["disagreements"] == []
    assert [(one["about"], one["status"], one["basis"], one["statements"]) for one in with_it["disagreements"]] == [
        ("measurements.m2", "denied", "It was read from the scales.", ["The scales were broken."])
    ]
    (section,) = disclosed.sections(file(service, who), Choice(("measurements",), LAST))
    notes = {one.ref: one.notes for one in section.entries}
    assert "The patient disagrees: The scales were broken." in notes["m2"]
    assert not [text for id in ("m1", "m3") for text in notes[id] if "patient" in text]


@pytest.mark.parametrize(("about", "goes"), [("record", True), ("measurements.m9", False)])
def test_what_is_said_of_the_whole_record_goes_along_with_every_part(
    service: Service, who: UUID, about: str, goes: bool
) -> None:
    service.office.request_amendment(who, "All of it is wrong.", AMA, about)

    told = disclosed.document(file(service, who), Choice(("history",), LAST))

    assert bool(told["disagreements"]) == goes


def test_a_request_that_was_granted_needs_no_word(service: Service, who: UUID) -> None:
    request = service.office.request_amendment(who, "I never weighed that.", AMA, "measurements.m2").entries[0]
    service.office.decide_amendment(who, request, "accepted", "It was another's.", RUTH)

    assert disclosed.document(file(service, who), Choice(("measurements",), LAST))["disagreements"] == []


# the digest


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chapters=some.lists(some.sampled_from(SCOPE), unique=True, min_size=1), ends=some.sampled_from(["", "2025"]))
def test_the_digest_is_that_of_the_file_and_the_print_holds_the_same_entries(
    service: Service, who: UUID, chapters: list[str], ends: str
) -> None:
    then, choice = file(service, who), Choice(tuple(chapters), LAST, ends)

    told = disclosed.document(then, choice)
    octets = disclosed.octets(told)

    assert json.loads(octets) == told
    assert disclosed.digest(told) == sha256(octets).hexdigest()
    assert disclosed.octets(disclosed.document(file(service, who), choice)) == octets
    printed = {one.name: {entry.ref for entry in one.entries} for one in disclosed.sections(then, choice)}
    assert printed == {name: set(own) for name, own in disclosed.entries(then, choice).items()}


@pytest.mark.parametrize(("told", "says"), [
    ({"entries": {"visits": ["v1"]}}, "Visits: 1 entry"),
    ({"entries": {"visits": ["v1"], "history": ["h1", "h2"]}, "since": "2026-03"},
     "Visits, History; from Mar 2026: 3 entries"),
    ({"entries": {"visits": ["v1"]}, "since": "2026-03-01", "until": "2026-03-07"},
     "Visits; from 1 Mar 2026 to 7 Mar 2026: 1 entry"),
])  # fmt: skip
def test_what_was_handed_over_is_said_in_a_line(told: Any, says: str) -> None:
    assert disclosed.counted(told) == says
