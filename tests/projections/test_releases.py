"""What was asked for and handed over of each patient, as it is read; and who outside was given what was wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from projections import impact as impacts
from projections.accounted import accounted
from projections.releases import DISCLOSED, ENDED, OPEN, REFUSED, Asked, known
from tests.support.office import AMA, PRIYA, RUTH, WHY, register
from web.service import Service

ASKED = {"requester": "The police", "ground": "police", "purpose": "A search", "chapters": ["history", "visits"]}


@pytest.fixture
def who(service: Service) -> UUID:
    id = register(service.records)
    service.records.add_history(id, {"kind": "problem", "what": "Gout"}, AMA)
    service.records.add_history(id, {"kind": "problem", "what": "Asthma"}, AMA)
    return id


def asked(service: Service, who: UUID) -> UUID:
    return UUID(service.releasing.request(who, ASKED, AMA).id)


def given(service: Service, who: UUID, recipient: str = "The police", **entries: list[str]) -> UUID:
    told = {**ASKED, "recipient": recipient}
    id = UUID(service.releasing.request(who, told, AMA).id)
    held, position = entries or {"history": ["h1"]}, service.store.log.position
    service.releasing.disclose(id, "paper", "2026-01-01", position, held, "ab" * 32, PRIYA)
    return id


def exported(service: Service, *patients: UUID, profile: str = "full", seal: bool = True) -> UUID:
    told = {"patients": [str(one) for one in patients]} if patients else {}
    request = service.exporting.request(profile, {}, 7, "HCOMPL", "An auditor", RUTH, **told)
    if seal:
        service.exporting.seal(UUID(request.id), request.position, {"changes.csv": "ab" * 32}, RUTH)
    return UUID(request.id)


def of(service: Service, who: UUID) -> list[Asked]:
    service.views.ready()
    return service.views.releases.of(str(who))


def test_a_request_waits_until_it_is_answered(service: Service, who: UUID) -> None:
    first, second, third = (asked(service, who) for _ in range(3))

    assert [(one.id, one.state) for one in of(service, who)] == [(str(id), OPEN) for id in (third, second, first)]
    assert [one.id for one in service.views.releases.waiting(9)] == [str(id) for id in (first, second, third)]

    service.releasing.refuse(second, "no-right", "They have no order.", PRIYA)
    service.releasing.disclose(third, "desk", "2026-01-01", 1, {"visits": ["v1"]}, "ab" * 32, PRIYA)

    assert [one.state for one in of(service, who)] == [DISCLOSED, REFUSED, OPEN]
    assert [one.id for one in service.views.releases.waiting(9)] == [str(first)]


def test_an_answer_is_told_with_who_gave_it_and_when_it_was_handed_over(service: Service, who: UUID) -> None:
    given(service, who)

    (one,) = of(service, who)

    assert one.answer
    assert (one.told["by"], one.answer["by"], one.answer["entries"]) == (AMA.name, PRIYA.name, {"history": ["h1"]})
    assert (one.at, known(one)) == ("2026-01-01", one.answer["known"])
    assert one.answered == service.store.log.position


def test_an_export_of_chosen_patients_is_told_of_each_of_them_once_it_is_sealed(service: Service, who: UUID) -> None:
    other, third = register(service.records, identifiers=[]), register(service.records, identifiers=[])

    exported(service, who, other)
    open_one = exported(service, who, seal=False)
    service.exporting.give_up(exported(service, other, seal=False), "Nobody came for it.", RUTH)
    exported(service)

    assert [(one.kind, one.state) for one in of(service, who)] == [("export", OPEN), ("export", DISCLOSED)]
    assert [one.state for one in of(service, other)] == [ENDED, DISCLOSED]
    assert of(service, third) == []
    assert service.views.releases.waiting(9) == []
    assert service.views.releases.one(str(open_one), str(other)) is None


def test_a_release_is_found_in_the_record_it_is_about_alone(service: Service, who: UUID) -> None:
    id, other = asked(service, who), register(service.records, identifiers=[])
    service.views.ready()

    assert service.views.releases.one(str(id), str(who))
    assert service.views.releases.one(str(id), str(other)) is None


# who was given what was wrong


def outside(service: Service, who: UUID, position: int) -> list[str]:
    service.views.ready()
    change = next(service.views.changes.rows({"patient": str(who), "after": position - 1, "before": position + 1}))
    found = impacts.impact(service.views.changes, change)
    assert found
    asked = accounted(service.views, str(who), service.store.log.key_of(who))
    told = impacts.recipients(asked, found, change)
    return [one.told["recipient"] for one in told]


def corrected(service: Service, who: UUID, entry: str = "h1") -> int:
    return service.records.correct(who, "history", entry, {"what": "Gout of the foot"}, WHY).position


def test_those_are_told_who_were_given_the_entry_while_it_was_wrong(service: Service, who: UUID) -> None:
    given(service, who, "Before", history=["h1"])
    given(service, who, "Another entry", history=["h2"])
    given(service, who, "Another chapter", visits=["v1"])
    asked(service, who)

    first = corrected(service, who)
    given(service, who, "After", history=["h1"])

    assert outside(service, who, first) == ["Before"]


def test_what_was_printed_before_and_handed_over_after_a_correction_held_what_was_wrong(
    service: Service, who: UUID
) -> None:
    printed = service.store.log.position
    id = asked(service, who)
    position = corrected(service, who)

    service.releasing.disclose(id, "paper", "2026-01-01", printed, {"history": ["h1"]}, "ab" * 32, PRIYA)

    assert outside(service, who, position) == ["The police"]


@pytest.mark.parametrize(("profile", "held"), [("full", True), ("patient-copy", True), ("envelope", False)])
def test_an_export_held_it_unless_it_shows_nothing_of_what_was_recorded(
    service: Service, who: UUID, profile: str, held: bool
) -> None:
    exported(service, who, profile=profile)

    assert outside(service, who, corrected(service, who)) == (["An auditor"] if held else [])


@pytest.mark.parametrize(("wanted", "held"), [
    ({"birth": {"value": "1984-03-07", "basis": "document"}}, True), ({"language": "fr"}, False),
])  # fmt: skip
def test_name_and_birth_stand_at_the_head_of_whatever_was_handed_over(
    service: Service, who: UUID, wanted: Any, held: bool
) -> None:
    given(service, who, history=["h1"])

    position = service.records.correct_details(who, wanted, WHY).position

    assert outside(service, who, position) == (["The police"] if held else [])
