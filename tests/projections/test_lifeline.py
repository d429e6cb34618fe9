"""A life on one line: from when to when things lasted, and where their time is vague."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from projections.lifeline import Life, Time, life
from tests.support.office import AMA, WHY, everything, register
from web.service import Service

NOW = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)


def lived(service: Service, who: UUID) -> Life:
    service.views.ready()
    return life(service.views.current.file(who))


def add(service: Service, who: UUID, **told: Any) -> None:
    service.records.add_history(who, {"kind": "problem", "what": "Asthma", **told}, AMA)


def test_a_problem_lasts_from_its_onset_and_is_as_vague_as_it_was_told(service: Service) -> None:
    who = register(service.records)
    add(service, who, onset="2006")

    (span,) = lived(service, who).spans

    assert (span.starts.earliest.year, span.starts.latest.month, span.ends, span.over) == (2006, 12, None, False)


def test_it_ends_when_it_was_resolved(service: Service) -> None:
    who = register(service.records)
    add(service, who, onset="2006-05-01")
    service.records.change_status(who, "h1", "resolved", AMA, "2010-06-01")

    (span,) = lived(service, who).spans

    assert span.over
    assert span.ends
    assert span.ends.earliest == datetime(2010, 6, 1, tzinfo=UTC)


def test_what_happened_stands_in_the_lane_of_its_chapter_and_struck_stays_struck(service: Service) -> None:
    who = everything(service)

    found = [(one.chapter, one.entry, one.struck) for one in lived(service, who).marks]

    assert sorted(found) == [
        ("attachments", "a1", False), ("reports", "r1", False), ("visits", "v1", False), ("visits", "v2", True),
    ]  # fmt: skip


def test_what_has_no_time_is_named_and_not_placed(service: Service) -> None:
    who = register(service.records)
    add(service, who)

    found = lived(service, who)

    assert (found.spans, found.undated) == ([], ["h1"])


def test_a_life_reaches_from_birth_to_death(service: Service) -> None:
    who = register(service.records, birth={"value": "1950", "basis": "stated"})
    service.records.record_death(who, AMA, "2020-03-01")

    assert lived(service, who).reach(NOW) == (
        datetime(1950, 1, 1, tzinfo=UTC), datetime(2020, 3, 1, 23, 59, 59, 999999, tzinfo=UTC),
    )  # fmt: skip


def test_without_a_birth_it_begins_with_what_came_first(service: Service) -> None:
    who = register(service.records, birth={"unknown": "unidentified"})
    service.records.open_visit(who, {"visit_class": "AMB", "start": "2026-03-01T09:00Z"}, WHY)

    assert lived(service, who).reach(NOW) == (datetime(2026, 3, 1, 9, tzinfo=UTC), NOW)
    assert lived(service, who).born is None


def test_a_birth_known_to_the_year_is_that_long(service: Service) -> None:
    who = register(service.records, birth={"value": "1950", "basis": "stated"})

    assert lived(service, who).born == Time(datetime(1950, 1, 1, tzinfo=UTC), datetime(1950, 12, 31, tzinfo=UTC))
