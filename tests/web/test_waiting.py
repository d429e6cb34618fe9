"""A program that asks for one record is told what was recorded in it a moment ago, and is judged by it."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.office import AMA, PRIYA_WHY, register
from tests.web.api.program import Program
from web.service import Service

WEIGHT = {"weight": "70.5", "weight_unit": "kg", "taken_at": "2026-02-01"}


@pytest.fixture
def two(service: Service) -> tuple[Program, UUID, UUID]:
    """A program, and two records that the views know; nothing follows the log but who asks."""
    one, other = register(service.records), register(service.records, identifiers=[], names=["Leila Haddad"])
    program = Program(service)
    service.views.ready()
    return program, one, other


def weigh(service: Service, who: UUID, value: str) -> None:
    service.records.measure(who, [{"kind": "weight", "value": value, "unit": "kg"}], AMA, "2026-02-01")


def test_the_file_has_what_was_recorded_in_it_last(service: Service, two: tuple[Program, UUID, UUID]) -> None:
    program, one, other = two
    weigh(service, one, "71")
    weigh(service, other, "72")

    told = [program.get(f"/patients/{who}").json for who in (one, other)]

    assert [file["measurements"][-1]["value"] for file in told if file] == ["71", "72"]


def test_a_number_that_was_drawn_a_moment_ago_is_found(service: Service, two: tuple[Program, UUID, UUID]) -> None:
    program, *_ = two
    drawn = register(service.records, identifiers=[], names=["Somebody New"])

    assert program.get(f"/patients/{drawn}").status_code == 200


def test_a_label_that_was_set_a_moment_ago_closes_the_record(service: Service, two: tuple[Program, UUID, UUID]) -> None:
    program, one, other = two
    assert program.get(f"/patients/{one}").status_code == 200

    service.records.label(one, "V", PRIYA_WHY)
    weigh(service, other, "72")
    refused = program.get(f"/patients/{one}"), program.post(f"/patients/{one}/measurements", WEIGHT)

    assert [answer.status_code for answer in refused] == [403, 403]


def test_a_command_goes_by_what_was_recorded_before_it(service: Service, two: tuple[Program, UUID, UUID]) -> None:
    program, one, other = two

    done = [program.post(f"/patients/{who}/measurements", WEIGHT).json for who in (one, other, one)]

    versions = [answer["version"] for answer in done if answer]
    assert versions == [versions[0], versions[1], versions[0] + 1]
