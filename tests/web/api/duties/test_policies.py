"""Programs adopt policies over the version that was seen."""

from __future__ import annotations

from flask import Flask

from tests.web.api.duties.answers import pointers
from tests.web.api.program import Program, problem
from web.service import Service


def test_a_policy_is_adopted_over_the_version_that_was_seen_and_over_no_other(service: Service, app: Flask) -> None:
    admin = Program(service, "admin", app)
    path, body = "/policies/corrections/adoptions", {"text": {"undo_minutes": 30}, "approved_by": "The board"}
    first = admin.get("/policies/corrections")

    problem(admin.post(path, body), "version-required")
    adopted = admin.post(path, body, if_match=first.headers["ETag"])
    late = admin.post(path, {**body, "text": {"undo_minutes": 5}}, if_match=first.headers["ETag"])
    wrong = admin.post(path, {**body, "text": {"undo_minutes": "soon"}}, if_match="*")

    assert (first.get_json()["version"], first.get_json()["in_force"]) == (0, {"undo_minutes": 15})
    assert adopted.status_code == 201, adopted.text
    problem(late, "stale")
    assert pointers(wrong) == ["/text"]
    odd = admin.post("/policies/sign-in/adoptions", {**body, "text": {"second_factor": [{}]}}, if_match="*")
    assert pointers(odd) == ["/text"]
    now = admin.get("/policies/corrections").get_json()
    assert (now["number"], now["text"], now["in_force"]) == (1, {"undo_minutes": 30}, {"undo_minutes": 30})
    assert now.items() <= next(one for one in admin.get("/policies").get_json() if one["name"] == "corrections").items()
