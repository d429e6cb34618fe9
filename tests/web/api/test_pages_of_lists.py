"""Lists a page at a time: whole, in order, each row once, however the list grows meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.office import AMA, everything, register
from tests.web.api.program import Program, problem
from web.api.limits import Limit
from web.service import Service

_LINK = re.compile(r'<([^>]*)>; rel="(\w+)"')


def links(answer: Any) -> dict[str, str]:
    return {name: address for address, name in _LINK.findall(answer.headers["Link"])}


def walk(program: Program, address: str, rel: str = "next") -> Iterator[Any]:
    """Every page from here on."""
    here: str | None = address
    while here:
        answer = program.client.get(here, headers=program.headers)
        assert answer.status_code == 200, answer.text
        yield answer
        here = links(answer).get(rel)


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Service.create(tmp_path_factory.mktemp("lists") / "store", "test.example/log") as made:
        everything(made)
        officer = Program(made, "privacy-officer")
        officer.client.application.extensions["limits"].limit = Limit(1e6, 10**6)
        yield officer


@given(limit=st.integers(1, 60), order=st.sampled_from(["oldest", "newest"]))
def test_pages_put_together_are_the_list_and_backwards_as_well(officer: Program, limit: int, order: str) -> None:
    officer.service.views.ready()
    changes = officer.service.views.changes
    whole = [row["position"] for row in changes.rows({}, newest=order == "newest")]

    pages = list(walk(officer, f"/api/v1/log?limit={limit}&order={order}"))

    told = [[row["position"] for row in page.get_json()] for page in pages]
    assert [position for page in told for position in page] == whole
    assert {len(page) for page in told[:-1]} <= {limit}
    back = [[row["position"] for row in page.get_json()] for page in walk(officer, links(pages[-1])["self"], "prev")]
    assert back[::-1] == told


def test_a_page_does_not_shift_while_the_log_grows(program: Program) -> None:
    service = program.service
    who, officer = register(service.records), Program(service, "privacy-officer", program.client.application)
    first = officer.get("/log?limit=2&order=newest")
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")

    second = officer.client.get(links(first)["next"], headers=officer.headers)

    last, then = first.get_json()[-1]["position"], second.get_json()[0]["position"]
    positions = [row["position"] for row in service.views.changes.rows({}, newest=True)]
    assert positions[positions.index(last) + 1] == then


@pytest.mark.parametrize("path", ["history", "access"])
def test_what_concerns_one_record_is_paged_as_well(officer: Program, path: str) -> None:
    who = "0000000195"
    officer.get(f"/patients/{who}")

    pages = [page.get_json() for page in walk(officer, f"/api/v1/patients/{who}/{path}?limit=3")]

    whole = officer.get(f"/patients/{who}/{path}?limit=200").get_json()
    positions = [row["position"] for page in pages for row in page]
    assert positions[: len(whole)] == [row["position"] for row in whole][: len(positions)]
    assert positions == sorted(set(positions))


def test_the_work_list_is_paged_in_its_own_order(officer: Program) -> None:
    pages = [page.get_json() for page in walk(officer, "/api/v1/worklist?whose=all&limit=2")]

    whole = officer.get("/worklist?whose=all&limit=200").get_json()
    assert [row for page in pages for row in page] == whole
    last = list(walk(officer, "/api/v1/worklist?whose=all&limit=2"))[-1]
    back = [page.get_json() for page in walk(officer, links(last)["self"], "prev")]
    assert [row["key"] for page in back[::-1] for row in page] == [row["key"] for row in whole]


@pytest.mark.parametrize("cursor", ["x", "W10", "eyJhIjoxfQ", "%20", "ÿ", "WyJvbiIsLTEsIiJd", "9" * 200])
def test_a_cursor_that_is_not_ours_is_refused(officer: Program, cursor: str) -> None:
    problem(officer.client.get(f"/api/v1/log?cursor={cursor}", headers=officer.headers), "bad-cursor")


def test_a_cursor_goes_on_with_its_own_filters_alone(officer: Program) -> None:
    onward = links(officer.get("/log?limit=2&type=visit.opened"))
    cursor = onward.get("next", links(officer.get("/log?limit=2"))["next"]).partition("cursor=")[2]

    problem(officer.get(f"/log?limit=2&actor=ama&cursor={cursor}"), "bad-cursor")


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "since=soon", "marked=nothing", "order=best", "patient=7"]
)
def test_a_filter_that_cannot_be_read_is_named(officer: Program, query: str) -> None:
    told = problem(officer.get(f"/log?{query}"), "malformed")

    assert [(one["in"], one["pointer"]) for one in told["errors"]] == [("query", query.partition("=")[0])]


def test_a_token_is_followed_through_both_logs(program: Program, who: UUID) -> None:
    program.post(f"/patients/{who}/check-ins", {})
    program.get(f"/patients/{who}")
    officer = Program(program.service, "privacy-officer", program.client.application)

    done = officer.get(f"/access-log?session={program.token}").get_json()

    assert [(one["view"], one["channel"]) for one in done] == [("record", "api")]
