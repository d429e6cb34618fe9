"""Each example of the description is taken as it stands, and where an answer leads there is such a call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from tests.support.office import AMA, looked_at, register
from tests.web.api.program import ROLES, V1, Program, callers, problem
from web.api.description import operations
from web.api.examples import BODIES, CONFIRMED, PATHS
from web.app import create_app
from web.service import Service

NEEDS: Mapping[str, tuple[str, ...]] = {
    "record_death_revocations": ("record_deaths",),
    "record_visit_changes": ("record_visits",),
    "record_visit_closures": ("record_visits",),
    "record_visit_reopenings": ("record_visits", "record_visit_closures"),
    "record_visit_cancellations": ("record_visits",),
    "record_status_changes": ("record_history_entries",),
    "record_report_issues": ("record_reports",),
    "record_report_amendments": ("record_reports", "record_report_issues"),
    "record_report_cancellations": ("record_reports",),
    "record_acknowledgements": ("record_reports", "record_report_issues"),
    **dict.fromkeys(
        ("record_retractions", "record_addenda", "record_reaffirmations", "record_moves", "record_undoings"),
        ("record_measurements",),
    ),
    **dict.fromkeys(
        ("record_amendment_acceptances", "record_amendment_denials", "record_amendment_extensions"),
        ("record_amendment_requests",),
    ),
    "record_disagreements": ("record_amendment_requests", "record_amendment_denials"),
    "record_disclosures": ("record_measurements", "record_release_requests"),
    "record_release_refusals": ("record_release_requests",),
    "record_emergency_openings": ("record_labels",),
    "record_emergency_endings": ("record_labels", "record_emergency_openings"),
    "record_emergency_reviews": ("record_labels", "record_emergency_openings"),
    "record_erasure_refusals": ("record_erasure_requests",),
    "record_hold_liftings": ("record_holds",),
    **dict.fromkeys(
        ("pin_evidence", "ask_somebody", "record_finding", "list_people", "tell_people", "unpin_evidence"),
        ("open_case",),
    ),
    "close_case": ("open_case", "record_finding"),
    "reopen_case": ("open_case", "record_finding", "close_case"),
    "draw_sample": ("record_blood_groups",),
    "key_again": ("record_blood_groups", "draw_sample"),
    "close_sample": ("record_blood_groups", "draw_sample", "key_again"),
    "unlock_account": ("lock_account",),
    "end_delegation": ("delegate",),
    **dict.fromkeys(("give_up_export", "resume_export", "remove_export"), ("request_export",)),
}
"""What has to be recorded before."""
ANSWERED = {
    "request_export": (202,), "resume_export": (202,), "give_up_export": (200,), "remove_export": (200,),
}  # fmt: skip
"""What is not 201."""
MADE = {"open_case": "number", "draw_sample": "sample", "request_export": "export"}
"""What an address names by it."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(Service.create(tmp_path_factory.mktemp("examples") / "store", "test.example/log"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.extensions["exports"], "start", lambda *_: None)  # what is made is not given up any more
        yield app


@pytest.fixture(scope="module")
def document(app: Flask) -> Any:
    return json.loads(app.test_client().get("/api/openapi.json").data)


class Office:
    """People who call, and what their commands are about: a record in which nothing is, an account, a token, a flag.
    What a command makes is what the next one is about."""

    def __init__(self, app: Flask, document: Any) -> None:
        self.service: Service = app.extensions["caretrail"]
        self.app, self.roles = app, callers(app)
        self.programs = {role: Program(self.service, role, app) for role in ROLES}
        self.paths = {told["operationId"]: path.removeprefix(V1) for _, path, told in operations(document)}
        self.programs["senior-clerk"].post("/patients", {"name": "Lucía Núñez", "born": "1984", "gender": "female"})
        self.service.personnel.add("ama", "Ama Boateng", "clerk", self.service.system())
        ama = self.service.personnel.account("ama")
        assert ama
        self.ama, self.named, self.last = ama.staff, dict[str, Any](), dict[str, Any]()

    def begin(self, call: str) -> None:
        alias = {"gender": "male", "born": "about 60"}
        sure = {**alias, "name": "Noor Haddad", "confirm": ["different-person"], "because": "A cousin of that name."}
        clerk, unknown = self.programs["senior-clerk"], call == "record_identifications"
        done = clerk.post("/unidentified-patients", alias) if unknown else clerk.post("/patients", sure)
        known, unasked = Program(self.service, "clerk", self.app), register(self.service.records, identifiers=[])
        looked_at(self.service, unasked, AMA._replace(actor=self.ama), purpose=None)
        self.named = {
            **PATHS, "who": done.get_json()["mrn"], "login": known.login, "token": known.token,
            "flag": f"no-visit.{self.ama}",
        }  # fmt: skip
        self.last = {}

    def give(self, call: str, body: Mapping[str, Any]) -> TestResponse:
        """What the answer before named is taken from there; an entry has the name that is in the example."""
        first = (self.last.get("entries") or [self.last.get("id")])[0]
        taken = {"event": self.last.get("position"), "request": first, "staff": self.ama}
        taken |= {"to": self.ama} if call == "end_delegation" else {}
        path = self.paths[call].format(**self.named)
        told = {name: taken.get(name, it) for name, it in body.items()}
        answer = self.programs[self.roles[call]].post(path, told, if_match="*")
        self.last = answer.get_json()
        if made := MADE.get(call):
            self.named[made] = self.last["entries"][0] if made == "number" else self.last["id"]
        return answer


@pytest.fixture(scope="module")
def office(app: Flask, document: Any) -> Office:
    return Office(app, document)


@pytest.mark.parametrize("call", BODIES)
def test_it_is_taken(office: Office, call: str) -> None:
    office.begin(call)

    answers = [(step, office.give(step, BODIES[step])) for step in (*NEEDS.get(call, ()), call)]

    assert [one.text for step, one in answers if one.status_code not in ANSWERED.get(step, (201,))] == []


@pytest.mark.parametrize("call", CONFIRMED)
def test_after_a_doubt_it_is_taken_with_the_code_that_was_told(office: Office, call: str) -> None:
    office.begin(call)
    office.give(call, BODIES[call])
    asked = {name: it for name, it in CONFIRMED[call].items() if name not in ("confirm", "because", "reason")}

    (doubt, *_) = problem(office.give(call, asked), "doubtful")["doubts"]
    answer = office.give(call, CONFIRMED[call])

    assert doubt["code"] in CONFIRMED[call]["confirm"]
    assert answer.status_code == 201, answer.text


def test_every_body_has_one_and_it_is_of_its_shape(document: Any) -> None:
    bodies = {told["operationId"]: told["requestBody"] for _, _, told in operations(document) if "requestBody" in told}

    assert bodies.keys() == BODIES.keys() >= CONFIRMED.keys()
    for body in bodies.values():
        content = body["content"]["application/json"]
        check = Draft202012Validator({**content["schema"], "components": document["components"]})
        for example in content["examples"].values():
            assert list(check.iter_errors(example["value"])) == []
        assert list(check.iter_errors({"nonsense": "x"})) != []


def test_every_link_leads_to_a_call_that_takes_what_it_brings(document: Any) -> None:
    calls = {told["operationId"]: (path, told) for _, path, told in operations(document)}
    answers = [one for _, told in calls.values() for one in told["responses"].values()]
    links = [link for one in answers for link in one.get("links", {}).values()]

    assert len(links) > 100
    for link in links:
        path, told = calls[link["operationId"]]
        named = {one["name"] for one in told["parameters"]} | set(re.findall(r"{(\w+)}", path))
        assert {name.rpartition(".")[2] for name in link["parameters"]} <= named
        if body := link.get("requestBody"):
            schema = told["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert body.keys() <= document["components"]["schemas"][schema]["properties"].keys()
