"""Programs set flags aside for what was seen of them, since a time that can be read."""

from __future__ import annotations

from flask import Flask

from tests.support.office import AMA, looked_at, register
from tests.web.api.duties.answers import pointers
from tests.web.api.program import Program, problem
from web.service import Service


def opened_without_a_visit(service: Service) -> None:
    by = AMA._replace(actor="u-7", name="Tomás Rivera")
    looked_at(service, register(service.records, identifiers=[]), by, purpose=None)


def test_a_flag_is_set_aside_for_what_was_seen_of_it(service: Service, app: Flask) -> None:
    opened_without_a_visit(service)
    petra = Program(service, "privacy-officer", app)
    (flag,) = petra.get("/flags?rule=no-visit").get_json()
    path, body = f"/flags/{flag['flag']}/set-asides", {"why": "She was asked: the wrong record."}

    unseen = problem(petra.post(path, body), "version-required")
    opened_without_a_visit(service)
    answer = petra.post(path, {**body, "expect": flag["upto"]})

    assert [one["pointer"] for one in unseen["errors"]] == ["/expect/views", "/expect/events"]
    assert answer.status_code == 201, answer.text
    (left,) = petra.get("/flags?rule=no-visit").get_json()
    assert (left["flag"], len(left["findings"])) == (flag["flag"], 1)
    assert petra.post(path, {**body, "expect": left["upto"]}).status_code == 201
    assert petra.get("/flags?rule=no-visit").get_json() == []


def test_a_time_that_cannot_be_read_is_said(service: Service, app: Flask) -> None:
    petra = Program(service, "privacy-officer", app)
    body = {"why": "She was asked.", "since": "soon", "expect": {"views": 1, "events": 1}}

    found = problem(petra.get("/flags?since=soon"), "malformed")["errors"]

    assert [(one["in"], one["pointer"]) for one in found] == [("query", "since")]
    assert pointers(petra.post("/flags/self.u-1/set-asides", body)) == ["/since"]
