"""Programs draw samples and key them again, but not what their own people wrote."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from tests.web.api.duties.answers import pointers
from tests.web.api.program import Program, problem
from web.service import Service


def test_a_sample_is_drawn_keyed_by_somebody_else_and_closed(service: Service, app: Flask, who: UUID) -> None:
    ama, vera = Program(service, "clerk", app), Program(service, "verifier", app)
    ama.post(f"/patients/{who}/measurements", {"weight": "72", "weight_unit": "kg", "taken_at": "2026-01-05"})
    drawn = vera.post("/samples", {"size": 1}).get_json()["id"]
    before = vera.get(f"/samples/{drawn}").get_json()["items"]

    keyed = vera.post(f"/samples/{drawn}/keyings", {"n": 1, "value": "27", "value_unit": "kg"})
    again = vera.post(f"/samples/{drawn}/keyings", {"n": 1, "value": "27", "value_unit": "kg"})
    nowhere = vera.post(f"/samples/{drawn}/keyings", {"n": 9, "value": "27"})
    closed = vera.post(f"/samples/{drawn}/closures", {"note": "One of one is wrong."})

    assert [(one["n"], one["what"], one["keyed"], one["differing"]) for one in before] == [(1, "Weight", None, [])]
    assert (keyed.status_code, closed.status_code) == (201, 201)
    assert problem(again, "invalid")["detail"] == "This entry has been keyed already."
    assert pointers(nowhere) == ["/n"]
    sample = vera.get(f"/samples/{drawn}").get_json()
    assert (sample["keyed"], sample["items"][0]["differing"]) == (1, ["value"])
    assert sample["closed"]


def test_whoever_wrote_an_entry_does_not_key_it_again_by_a_program_either(
    service: Service, app: Flask, who: UUID
) -> None:
    ama, vera = Program(service, "clerk", app), Program(service, "verifier", app)
    ama.post(f"/patients/{who}/measurements", {"weight": "72", "weight_unit": "kg", "taken_at": "2026-01-05"})
    drawn = vera.post("/samples", {"size": 1}).get_json()["id"]

    no = problem(ama.post(f"/samples/{drawn}/keyings", {"n": 1, "value": "72", "value_unit": "kg"}), "invalid")

    assert no["detail"] == "You wrote in this entry yourself: somebody else has to key it."
