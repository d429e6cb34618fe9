"""What somebody else changed meanwhile is not written over: versions, and values that are expected."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from domain.refusal import Moved
from tests.support.office import AMA
from tests.web.api.program import Program, problem
from web.service import Service

BAKER = {"changes": {"occupation": "Baker"}}


def tag(program: Program, who: UUID) -> str:
    return program.get(f"/patients/{who}").headers["ETag"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("updates", BAKER), ("updates", {**BAKER, "expect": {"language": "es"}}), ("updates", {"changes": {}}),
        ("retractions", {"entry": "measurements.m1", "reason": "typing-error"}),
    ],
)  # fmt: skip
def test_what_changes_something_says_what_was_seen(program: Program, who: UUID, path: str, body: object) -> None:
    before = program.service.store.log.position

    problem(program.post(f"/patients/{who}/{path}", body), "version-required")

    assert program.service.store.log.position == before


def test_a_field_that_was_not_expected_is_named(program: Program, who: UUID) -> None:
    body = {"changes": {"occupation": "Baker", "language": "fr"}, "expect": {"language": "es"}}

    told = problem(program.post(f"/patients/{who}/updates", body), "version-required")

    assert [one["pointer"] for one in told["errors"]] == ["/expect/occupation"]


@pytest.mark.parametrize("stale", ['"1"', 'W/"2"', '"x"', '"2", "3"'])
def test_another_version_is_refused_with_what_changed_since(program: Program, who: UUID, stale: str) -> None:
    program.service.records.update(who, {"language": "fr"}, AMA)
    program.service.records.update(who, {"language": "de"}, AMA)
    program.service.records.update(who, {"occupation": "Miller"}, AMA)

    answer = program.post(f"/patients/{who}/updates", BAKER, if_match=stale)

    told = problem(answer, "stale")
    assert (told["version"], answer.headers["ETag"]) == (4, '"4"')
    assert {"field": "demographics.occupation"} in told["changed"]


def test_what_changed_since_is_told_from_the_version_that_was_seen(program: Program, who: UUID) -> None:
    seen = tag(program, who)
    program.service.records.update(who, {"language": "fr"}, AMA)

    told = problem(program.post(f"/patients/{who}/updates", BAKER, if_match=seen), "stale")

    assert told["changed"] == [{"field": "demographics.language"}]


def test_any_version_will_do_where_it_is_said_so(program: Program, who: UUID) -> None:
    assert program.post(f"/patients/{who}/updates", BAKER, if_match="*").status_code == 201


def test_a_value_that_is_no_longer_there_is_told_with_what_is(program: Program, who: UUID) -> None:
    program.service.records.update(who, {"language": "fr"}, AMA)
    body = {"changes": {"language": "de"}, "expect": {"language": "es"}}

    told = problem(program.post(f"/patients/{who}/updates", body), "stale")

    assert told["changed"] == [{"field": "language", "expected": "es", "found": "fr"}]


def test_of_many_with_the_same_version_one_is_recorded(program: Program, who: UUID) -> None:
    seen, app = tag(program, who), program.client.application

    def send(n: int) -> int:
        headers = {**program.headers, "Idempotency-Key": f"k{n}", "If-Match": seen}
        body = {"changes": {"occupation": f"Baker {n}"}}
        return app.test_client().post(f"/api/v1/patients/{who}/updates", json=body, headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(16)))

    assert statuses == [201, *[412] * 15]


def test_a_command_for_one_version_meets_that_one_or_none(service: Service, who: UUID) -> None:
    desk, records = service.records.desk, service.records

    with desk.seen(who, 1):
        records.update(who, {"language": "fr"}, AMA)
        with pytest.raises(Moved) as moved:
            records.update(who, {"language": "de"}, AMA)
    records.update(who, {"language": "de"}, AMA)

    assert moved.value.version == 2
