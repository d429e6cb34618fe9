"""Who may open what: every address there is, tried as every role and as nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from domain.casework import Pin
from domain.staff import ROLES
from tests.support.office import AMA, RUTH, register
from tests.support.pages import looking
from tests.support.stores import ENGINES, database_of
from web.app import create_app
from web.service import Service

WRITERS = {"clerk", "senior-clerk"}
READERS = WRITERS | {"verifier", "reviewer", "privacy-officer", "auditor"}
DECIDERS = WRITERS | {"reviewer"}
REVIEWERS = {"senior-clerk", "reviewer", "privacy-officer", "auditor"}
WATCHERS = {"reviewer", "privacy-officer"}
AUDITORS = {"reviewer", "privacy-officer", "auditor"}
KEEPERS = {"reviewer", "privacy-officer"}

OPEN = {
    "static", "healthz", "readyz", "door.start", "door.sign_in", "door.sign_out", "api_docs.openapi", "api_docs.docs",
    "api_docs.call", "api_docs.problems", "api_docs.problem", "provider.begin", "provider.back", "passkeys.ask",
    "passkeys.enter", "door.code", "door.welcome",
}  # fmt: skip
"""These answer anybody: the door, its pictures, whether the program is alive, and what programs can ask."""
MAY: dict[str, set[str]] = {
    "clerk.find": READERS,
    "clerk.find_json": READERS,
    "clerk.register": WRITERS,
    "clerk.register_unidentified": WRITERS,
    "clerk.command": WRITERS,
    "clerk.entry_command": WRITERS,
    "documents.attachments": READERS,
    "documents.attachments POST": WRITERS,
    "documents.content": READERS,
    "documents.preview": READERS,
    "duplicates.every": READERS,
    "duplicates.of_one": READERS,
    "duplicates.deny": WRITERS,
    "background.background": READERS,
    "record.record": READERS,
    "register.register": READERS,
    "register.register_csv": READERS,
    "record.file_json": READERS,
    "record.chapter": READERS,
    "record.entry": READERS,
    "charts.chart": READERS,
    "charts.chart_csv": READERS,
    "charts.growth": READERS,
    "charts.growth_csv": READERS,
    "charts.life": READERS,
    "prints.page": READERS,
    "prints.chart_pdf": READERS,
    "office.worklist": READERS,
    "office.record": READERS,
    "office.decide": DECIDERS,
    "office.review": DECIDERS,
    "office.undo": WRITERS,
    "glass.broken": WRITERS | {"verifier", "reviewer"},
    "glass.end": WRITERS | {"verifier", "reviewer"},
    "glass.review": {"privacy-officer"},
    "glass.label": {"privacy-officer"},
    "roles.roles": set(ROLES),
    "keys.keys": set(ROLES),
    "keys.switch": set(ROLES),
    "office.quality": REVIEWERS,
    "policies.policies": READERS | {"admin"},
    "policies.policy": {"senior-clerk", "reviewer", "admin"},
    "prints.label": READERS,
    "searches.every": REVIEWERS,
    "searches.save": REVIEWERS,
    "searches.change": REVIEWERS,
    "searches.remove": REVIEWERS,
    "review.trail": REVIEWERS,
    "review.trail_file": REVIEWERS,
    "review.compare": REVIEWERS,
    "review.compare_file": REVIEWERS,
    "review.blame": REVIEWERS,
    "cases.cases": AUDITORS,
    "cases.cases_file": AUDITORS,
    "cases.new": KEEPERS,
    "cases.pin": KEEPERS,
    "cases.case": AUDITORS,
    "cases.print_page": AUDITORS,
    "cases.case_json": AUDITORS,
    "cases.act": KEEPERS,
    "cases.unpin": KEEPERS,
    "asked.question": READERS,
    "audit.log": AUDITORS,
    "audit.log_file": AUDITORS,
    "audit.event": AUDITORS,
    "audit.inclusion": AUDITORS,
    "staff.every": {"admin"},
    "staff.limit": {"admin"},
    "staff.one": {"admin"},
    "staff.invite": {"admin"},
    "staff.role": {"admin"},
    "staff.delegate": {"admin"},
    "staff.end_delegation": {"admin"},
    "staff.reset": {"admin"},
    "staff.act": {"admin"},
    "account.own": set(ROLES),
    "account.here": set(ROLES),
    "account.again": set(ROLES),
    "account.end": set(ROLES),
    "account.end_others": set(ROLES),
    "account.password": set(ROLES),
    "account.second_factor": set(ROLES),
    "account.remove": set(ROLES),
    "account.renew": set(ROLES),
    "account.delegate": set(ROLES),
    "account.end_delegation": set(ROLES),
    "account.act": set(ROLES),
    "tokens.own": set(ROLES),
    "tokens.every": AUDITORS | {"admin"},
    "tokens.new": set(ROLES),
    "tokens.one": AUDITORS | {"admin", "clerk"},  # whose it is
    "tokens.done_file": AUDITORS,
    "tokens.revoke": {"admin", "clerk", "privacy-officer"},
    "ways.every": set(ROLES),
    "provider.link": set(ROLES),
    "provider.unlink": set(ROLES),
    "passkeys.offer": set(ROLES),
    "passkeys.add": set(ROLES),
    "passkeys.remove": set(ROLES),
    "audit.verify": AUDITORS,
    "audit.note": AUDITORS,
    "own_report.report": READERS,
    "purpose.tell": READERS,
    "impact.impact": AUDITORS,
    "impact.impact_file": AUDITORS,
    "reads.every": AUDITORS,
    "reads.every_file": AUDITORS,
    "reads.of_patient": AUDITORS,
    "reads.of_patient_file": AUDITORS,
    "reads.one": AUDITORS,
    "reads.seen": AUDITORS,
    "audit.sign": AUDITORS,
    "flags.flags": WATCHERS,
    "flags.file": WATCHERS,
    "flags.aside": WATCHERS,
    "activity.page": AUDITORS,
    "verification.samples": READERS,
    "verification.new": {"reviewer", "verifier"},
    "verification.result": READERS,
    "verification.close": {"reviewer", "verifier"},
    "verification.key": WRITERS | {"reviewer", "verifier"},
    "without.record": AUDITORS,
    "without.records": AUDITORS,
    "without.records_file": AUDITORS,
    "erasing.every": {"privacy-officer", "admin"},
    "retention.ended": {"privacy-officer", "admin"},
    "retention.ended_file": {"privacy-officer", "admin"},
    "erasing.record": {"privacy-officer", "admin"},
    "erasing.certificate": {"privacy-officer", "admin"},
    "erasing.act": {"privacy-officer", "admin"},
    "erasing.lift": {"privacy-officer", "admin"},
    "exports.every": AUDITORS,
    "exports.new": AUDITORS,
    "exports.one": AUDITORS,
    "exports.file": AUDITORS,
    "exports.report": AUDITORS,
    "exports.give_up": AUDITORS,
    "exports.go_on": AUDITORS,
    "exports.take_away": AUDITORS,
    "releases.of_patient": READERS,
    "releases.of_patient_file": READERS,
    "releases.print_page": READERS,
    "releases.new": WRITERS | KEEPERS,
    "releases.one": READERS,
    "releases.paper": READERS,
    "releases.file": READERS,
    "releases.act": {"senior-clerk", "privacy-officer"},
    "amendments.every": READERS,
    "amendments.of_patient": READERS,
    "amendments.new": WRITERS | KEEPERS,
    "amendments.decide": {"senior-clerk"} | KEEPERS,
    "amendments.disagree": WRITERS | KEEPERS,
    **dict.fromkeys((
        "api_records.find_patients", "api_records.get_patient", "api_records.get_chart",
        "api_documents.get_attachment", "api_office.get_worklist", "api_office.find_terms",
    ), READERS),
    **dict.fromkeys(
        ("api_records.get_history", "api_records.get_blame", "api_records.compare_patient"), REVIEWERS
    ),
    **dict.fromkeys((
        "api_records.get_access", "api_trail.get_log", "api_trail.get_event", "api_trail.get_access_log",
        "api_trail.get_proof", "api_trail.get_checkpoint", "api_exports.request_export", "api_exports.get_export",
        "api_exports.get_export_file",
    ), AUDITORS),
    **dict.fromkeys((
        "api_commands.register_patient", "api_commands.register_unidentified", "api_documents.record_attachments",
        *(f"api_commands.record_{name}" for name in (
            "updates", "corrections", "identifications", "deaths", "death_revocations", "not_duplicates",
            "visits", "check_ins", "visit_changes", "visit_closures", "visit_reopenings", "visit_cancellations",
            "measurements", "blood_groups", "history_entries", "none_known", "status_changes", "reports",
            "report_issues", "report_amendments", "report_cancellations", "acknowledgements", "retractions", "addenda",
            "reaffirmations", "moves", "undoings",
        )),
    ), WRITERS),
    "api_commands.record_labels": {"privacy-officer"},
    **{f"api_commands.record_{name}": DECIDERS for name in ("reviews", "waivers", "assignments", "disputes")},
    **{f"api_commands.record_{name}": WRITERS | KEEPERS for name in (
        "amendment_requests", "disagreements", "release_requests",
    )},
    **{f"api_commands.record_{name}": {"senior-clerk"} | KEEPERS for name in (
        "amendment_acceptances", "amendment_denials", "amendment_extensions",
    )},
    **{f"api_commands.record_{name}": {"senior-clerk", "privacy-officer"} for name in (
        "disclosures", "release_refusals",
    )},
    "api_commands.record_emergency_endings": WRITERS | {"verifier", "reviewer"},
    "api_commands.record_emergency_openings": WRITERS | {"verifier", "reviewer"},
    "api_commands.record_emergency_reviews": {"privacy-officer"},
    **{f"api_commands.record_{name}": {"privacy-officer", "admin"} for name in (
        "erasure_requests", "erasure_refusals", "holds", "hold_liftings",
    )},
    **dict.fromkeys(("api_standing.get_cases", "api_standing.get_case"), AUDITORS),
    **{f"api_commands.{name}": KEEPERS for name in (
        "open_case", "pin_evidence", "unpin_evidence", "ask_somebody", "record_finding", "list_people", "tell_people",
        "close_case", "reopen_case",
    )},
    **dict.fromkeys(("api_standing.get_flags", "api_commands.set_aside_flag"), WATCHERS),
    "api_standing.get_sample": READERS,
    "api_commands.key_again": WRITERS | {"reviewer", "verifier"},
    **{f"api_commands.{name}": {"reviewer", "verifier"} for name in ("draw_sample", "close_sample")},
    **{f"api_{name}": {"admin"} for name in (
        "standing.get_accounts", "standing.get_account", "commands.add_account", "commands.change_role",
        "commands.limit_account", "commands.lock_account", "commands.unlock_account", "commands.delegate",
        "commands.end_delegation",
    )},
    "api_commands.revoke_token": {"privacy-officer", "admin"},
    **dict.fromkeys(("api_standing.get_policies", "api_standing.get_policy"), READERS | {"admin"}),
    "api_commands.adopt_policy": {"senior-clerk", "reviewer", "admin"},
    **{f"api_exports.{name}_export": AUDITORS for name in ("give_up", "resume", "remove")},
}  # fmt: skip
"""Who may open an address, by its endpoint, for all its methods or for one. A new address needs a line here."""


@pytest.fixture(scope="module", params=ENGINES)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests."""
    place = tmp_path_factory.mktemp("access") / "store"
    with database_of(request.param) as url, Service.create(place, "test.example/log", database=url) as made:
        yield made


@pytest.fixture(scope="module")
def who(service: Service) -> UUID:
    id = register(service.records)
    service.records.measure(id, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")
    service.personnel.add("a-clerk", "Ruth Adeyemi", "clerk", service.system())
    service.issuing.issue("a-clerk", "Lab link", ["read"], service.clock().date().isoformat(), service.system())
    service.cases.open("A wrong weight", "Who saw it?", RUTH, [Pin("record", 2)])
    return id


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_address_has_a_rule(service: Service) -> None:
    endpoints = {rule.endpoint for rule in rules(create_app(service))}

    assert endpoints == OPEN | {name.partition(" ")[0] for name in MAY}


@pytest.mark.parametrize("role", ["", *sorted(ROLES)])
def test_an_address_opens_for_those_who_may_and_for_nobody_else(service: Service, who: UUID, role: str) -> None:
    client = looking(service, role)

    answers = dict(_tried(client, who))

    let_in = {name for name, status in answers.items() if status not in (302, 401, 403)}
    assert let_in == {name for name in answers if role in MAY.get(name, MAY[name.partition(" ")[0]])}
    assert {status for name, status in answers.items() if name not in let_in} <= ({403} if role else {302, 401})


def _tried(client: FlaskClient, who: UUID) -> Iterator[tuple[str, int]]:
    """Every address with every method that it takes, and how it was answered."""
    told: dict[str, Any] = {
        "who": who, "chapter": "measurements", "entry": "m1", "field": "value", "form": "json", "name": "correct",
        "position": 2, "size": 1, "key": "DQ11~demographics~contacts", "search": "s1", "id": who, "n": 1, "export": who,
        "stream": who, "passkey": "p-1",
        "number": "C-2026-0001", "act": "ask", "hold": "h1", "pin": "p1", "ask": "q1", "login": "a-clerk",
        "to": "u-1", "mark": "m1", "flag": "self.u-1", "sample": who,
    }  # fmt: skip
    views = client.application.extensions["caretrail"].views
    views.ready()
    told["token"] = views.tokens.every()[0].token
    adapter = client.application.url_map.bind("localhost")
    for rule in rules(client.application):
        if rule.endpoint in OPEN:
            continue
        address = adapter.build(rule.endpoint, {name: told[name] for name in rule.arguments}, force_external=False)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield f"{rule.endpoint} {method}", client.open(address, method=method).status_code


def test_nobody_is_sent_to_the_door_and_brought_back(service: Service, who: UUID) -> None:
    answer = looking(service, "").get(f"/patients/{who}/trail?what=corrected")

    assert (answer.status_code, answer.location) == (302, f"/?next=/patients/{who}/trail%3Fwhat%3Dcorrected")


@pytest.mark.parametrize("role", sorted(set(ROLES) - REVIEWERS))
def test_the_past_is_not_shown_to_those_who_may_see_the_present_alone(service: Service, who: UUID, role: str) -> None:
    for query in ("known=2", "event=1", "known=2026-01-01", "known=", "event="):
        assert looking(service, role).get(f"/patients/{who}?{query}").status_code == 403


@pytest.mark.parametrize("address", ["/audit/checkpoints", "/patients/new"])
def test_a_form_without_its_token_changes_nothing(service: Service, address: str) -> None:
    client = looking(service, "senior-clerk" if address.startswith("/patients") else "auditor")
    client.application.config["WTF_CSRF_ENABLED"] = True
    before = service.store.log.position, list(Path(service.folder / "anchors").glob("*"))

    answer = client.post(address, data={"names": "Nobody"})

    assert answer.status_code in (400, 401)
    assert (service.store.log.position, list(Path(service.folder / "anchors").glob("*"))) == before


def test_a_refusal_names_nobody(service: Service, who: UUID) -> None:
    page = looking(service, "admin").get(f"/patients/{who}")

    assert page.status_code == 403
    assert "Lucía" not in page.text


def test_the_start_page_names_nobody_to_a_role_that_opens_no_record(service: Service, who: UUID) -> None:
    today = service.clock().date().isoformat()
    service.records.open_visit(who, {"visit_class": "AMB", "reason": "Knee pain", "start": today}, AMA)
    clerk, admin = (looking(service, role).get("/").text for role in ("clerk", "admin"))

    assert "Lucía" in clerk
    assert "Knee pain" in clerk
    assert not {name for name in ("Lucía", "Knee pain", "on file", 'role="search"') if name in admin}


def test_pages_and_files_about_patients_are_never_stored(service: Service, who: UUID) -> None:
    client = looking(service, "auditor")

    for path in (f"/patients/{who}/trail", f"/patients/{who}?event=1", "/audit/log", "/audit/log.csv", "/audit/log/2"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/patients/{who}/measurements/all?skip={huge}", 200),
        ("/patients/{who}/attachments?skip={huge}", 200),
        ("/patients/{who}/trail?after={huge}", 400),
        ("/patients/{who}?known={huge}", 400),
        ("/audit/log/{huge}", 404),
        ("/audit/log?after={huge}", 400),
        ("/audit/checkpoints/{huge}.note", 404),
    ],
)
def test_a_number_beyond_all_counting_is_no_fault_of_ours(
    service: Service, who: UUID, address: str, status: int
) -> None:
    answer = looking(service, "auditor").get(address.format(who=who, huge=10**30))

    assert answer.status_code == status
