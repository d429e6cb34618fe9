"""Records that are closed: to whom, on every page and in every list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.staff import ROLES
from tests.support.office import AMA, PRIYA_WHY, register
from tests.support.pages import looking
from tests.support.stores import created
from tests.web.clerk_desk import text
from tests.web.test_access import MAY
from web.access import closed
from web.app import create_app
from web.reads.shown import API
from web.service import Service

ABOUT: dict[str, str] = {
    "record.record": "", "record.file_json": ".json", "record.chapter": "/measurements/all",
    "record.entry": "/measurements/m1", "background.background": "/history/background",
    "charts.chart": "/chart", "charts.chart_csv": "/chart.csv", "charts.growth": "/growth", "charts.life": "/life",
    "prints.page": "/print", "prints.label": "/label", "office.record": "/missing", "office.review": "/review",
    "documents.attachments": "/attachments", "duplicates.of_one": "/duplicates", "review.trail": "/trail",
    "review.trail_file": "/trail.json", "review.compare": "/compare", "review.blame": "/blame/measurements/m1/value",
    "reads.of_patient": "/access", "reads.of_patient_file": "/access.json", "own_report.report": "/own-report",
    "releases.of_patient": "/releases", "releases.print_page": "/releases/print",
    "amendments.of_patient": "/amendments", "amendments.new": "/amendments/new",
    "releases.new": "/releases/new", "without.record": "/without",
    "impact.impact": "/impact/{event}", "audit.event": "",
}  # fmt: skip
"""Pages and files about one record, by their addresses behind `/patients/ID`."""
LISTS = ("/", "/patients", "/patients?q=quaye", "/patients.json?q=quaye", "/register", "/worklist?whose=all",
         "/audit/log", "/audit/access", "/duplicates", "/requests")  # fmt: skip
OPEN_TO: dict[str, set[str]] = {
    "N": {"clerk", "senior-clerk", "verifier", "reviewer", "privacy-officer", "auditor"},
    "R": {"reviewer", "privacy-officer", "auditor"},
    "V": {"privacy-officer"},
}
"""To whom a record opens without anything that leads them there."""


class Seen(NamedTuple):
    """`patients` by label; `event` is a position of each one's log, `clients` by role."""

    service: Service
    patients: dict[str, str]
    event: dict[str, int]
    clients: dict[str, FlaskClient]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    place = tmp_path_factory.mktemp("closed") / "store"
    with created(place, "test.example/log") as service:
        patients, event = {}, {}
        for label, name in (("N", "Zoë Quaye"), ("R", "Efua Quaye"), ("V", "Yaw Quaye")):
            id = register(service.records, names=[name], identifiers=[])
            weight = [{"kind": "weight", "value": "72", "unit": "kg"}]
            event[label] = service.records.measure(id, weight, AMA, "2026-01-05").position
            if label != "N":
                service.records.label(id, label, PRIYA_WHY)
            patients[label] = str(id)
        service.views.ready()
        yield Seen(service, patients, event, {role: looking(service, role) for role in ROLES})


def _address(seen: Seen, endpoint: str, label: str) -> str:
    if endpoint == "audit.event":
        return f"/audit/log/{seen.event[label]}"
    return f"/patients/{seen.patients[label]}{ABOUT[endpoint].format(event=seen.event[label])}"


def test_every_address_that_names_a_patient_is_tried_or_is_a_form_behind_one(seen: Seen) -> None:
    rules = create_app(seen.service).url_map.iter_rules()
    about = {str(rule.endpoint) for rule in rules if "who" in rule.arguments} - set(API)
    numbers = {"erasing.act", "erasing.certificate", "erasing.lift", "erasing.record", "glass.broken"}
    by_entry = {
        "amendments.decide", "amendments.disagree", "charts.growth_csv", "clerk.command", "clerk.entry_command",
        "documents.content", "documents.preview", "duplicates.deny", "glass.end", "glass.label",
        "glass.review",
        "impact.impact_file", "office.decide", "office.undo", "prints.chart_pdf", "releases.act", "releases.file",
        "releases.of_patient_file", "releases.one", "releases.paper", "review.compare_file",
    }  # fmt: skip

    assert about - numbers - by_entry == ABOUT.keys() - {"audit.event"}


@settings(max_examples=300, deadline=None)
@given(some.sampled_from(sorted(ROLES)), some.sampled_from(sorted(ABOUT)), some.sampled_from("NRV"))
def test_a_page_answers_as_the_role_and_the_label_say(seen: Seen, role: str, endpoint: str, label: str) -> None:
    answer = seen.clients[role].get(_address(seen, endpoint, label))

    allowed = role in MAY[endpoint] and role in OPEN_TO[label]
    assert (answer.status_code == 200) == allowed, f"{role} {endpoint} {label}: {answer.status_code}"
    if not allowed:
        assert answer.status_code == 403
        assert "Quaye" not in answer.text
        assert "1984" not in answer.text


@pytest.mark.parametrize("role", sorted(OPEN_TO["N"]))
@pytest.mark.parametrize("address", LISTS)
def test_a_list_names_nobody_whose_record_is_closed(seen: Seen, role: str, address: str) -> None:
    answer = seen.clients[role].get(address)

    page = answer.get_data().decode()
    told = json.dumps(json.loads(page), ensure_ascii=False) if answer.is_json else page
    for label, name in (("R", "Efua Quaye"), ("V", "Yaw Quaye")):
        if role not in OPEN_TO[label]:
            assert name not in told


def test_of_a_closed_record_a_search_tells_the_number_alone(seen: Seen) -> None:
    clerk, officer = (json.loads(seen.clients[role].get("/patients.json?q=yaw").text) for role in
                      ("clerk", "privacy-officer"))  # fmt: skip

    (one,), (whole,) = clerk, officer
    assert one == {
        **whole,
        "name": closed.MASK,
        "born": None,
        "sex": "unknown",
        "former": [],
        "died": False,
        "closed": True,
    }
    page = text(seen.clients["clerk"].get("/patients?q=yaw").text)
    assert "Closed record" in page
    assert "Check in" not in page
    assert "1984" not in page


def test_the_refusal_is_noted_with_whose_record_it_was(seen: Seen) -> None:
    seen.clients["verifier"].get(f"/patients/{seen.patients['V']}/print")

    seen.service.reads.ready()
    rows = seen.service.reads.accesses.rows({"patient": seen.patients["V"], "outcome": "denied"})
    row = max(rows, key=lambda one: int(one["position"]))
    assert (row["role"], row["section"], row["medium"]) == ("verifier", "chart", "print")
