"""Reading is recorded too: every address there is, one entry for each answer, before a byte of it; or no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import connect
from werkzeug.test import TestResponse

from domain import mrn
from projections.accesses import Row
from tests.support.office import AMA, everything, register
from tests.support.pages import looking
from tests.support.stores import ENGINES, as_owner, database_of
from tests.web.clerk_desk import Desk
from tests.web.test_charts import GIRL, weigh
from tests.web.test_clerk_documents import attach
from tests.web.test_pictures import picture
from web.app import create_app
from web.reads.shown import API, MEDIA, NOBODY, SECTIONS, SHOWS, undeclared
from web.service import Service

NAMES = ("Núñez", "Lucía", "Ploni")
ROLE = {"erasing.every": "admin", "erasing.record": "admin", "erasing.act": "admin", "retention.ended": "admin",
        "retention.ended_file": "admin", "glass.review": "privacy-officer",
        "glass.label": "privacy-officer"} | dict.fromkeys((
    "clerk.register", "clerk.register_unidentified", "clerk.command", "clerk.entry_command", "office.undo",
    "background.background", "office.decide", "api_documents.record_attachments",
    *(name for name in API if name.startswith("api_commands.")),
), "clerk")  # fmt: skip
"""Who opens an address, where it is not the reviewer."""
WORDS: dict[str, Any] = {
    "login": "ama", "stream": UUID(int=1), "passkey": "p-1", "to": "u-1", "mark": "m1",
    "chapter": "measurements", "entry": "m1", "field": "value", "form": "json", "name": "correct",
    "search": "s1", "n": 1, "hold": "h1",
    "number": "C-2026-0001", "act": "ask", "pin": "p1", "ask": "q1",
    "position": 2, "size": 1, "key": "DQ11~demographics~contacts", "flag": "self.u-1",
}  # fmt: skip
OTHERWISE: dict[str, dict[str, Any]] = {
    "documents.content": {"entry": "a1"},
    "documents.preview": {"entry": "a1"},
    "clerk.command": {"name": "edit"},
    "reads.seen": {"position": 2},
    "office.decide": {"key": "DQ13~visits~v1", "name": "assign"},
    "duplicates.of_one": {},
    "impact.impact": {"position": 28},
    "releases.act": {"act": "refuse"},
    "amendments.decide": {"entry": "q7", "act": "accept"},
    "amendments.disagree": {"entry": "q6"},
    "api_docs.problem": {"name": "stale"},
    "api_docs.call": {"name": "get_patient"},
    "glass.end": {"entry": "q8"},
    "glass.review": {"entry": "q7"},
    "impact.impact_file": {"position": 28},
}
ELSEWHERE = {
    "asked.question",
    "flags.aside",
    "verification.key",
    "erasing.certificate",
    "erasing.lift",
    "releases.act",
    "amendments.decide",
    "cases.pin",
    "duplicates.deny",
    "exports.file",
    "exports.report",
    "charts.growth_csv",
    "documents.content",
    "documents.preview",
    "api_documents.get_attachment",
    "api_documents.record_attachments",
    "api_exports.request_export",
    "api_exports.get_export_file",
    *(name for name in API if name.startswith("api_commands.")),
}
"""Not there in this office, or leading on; the test of a child with a letter has the last three,
tests/web/test_verification.py those of a sample, tests/web/bundling/pages an export that is made,
tests/web/test_releases.py and test_amendments.py what is answered, tests/web/test_erasing_pages.py an erasure. What a
command of a program tells is tried in tests/web/api/."""


@pytest.fixture(scope="module", params=ENGINES)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests that break nothing."""
    place = tmp_path_factory.mktemp("looked") / "store"
    with database_of(request.param) as url, Service.create(place, "test.example/log", database=url) as made:
        yield made


@pytest.fixture(scope="module")
def who(service: Service) -> str:
    """The second read is one of the record: it is shown again."""
    id = everything(service)
    service.views.ready()
    assert looking(service, "reviewer").get(f"/patients/{id}").status_code == 200
    return str(id)


def reads(service: Service) -> list[Row]:
    service.reads.ready()
    return list(service.reads.accesses.rows({}, newest=False))


def addresses(app: Flask, who: str) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of everything there is."""
    adapter, service = app.url_map.bind("localhost"), app.extensions["caretrail"]
    service.views.ready()
    newest = service.views.verifications.newest(2**53, 1)[0].id
    sample = {"id": newest, "sample": newest}
    sample["token"] = service.views.tokens.every()[0].token
    sample["export"] = service.views.exports.newest(2**53, 1)[0].id
    asked = {
        "id": next(
            one.id for one in service.views.releases.of(who) if one.state == "disclosed" and one.kind == "release"
        )
    }
    for rule in app.url_map.iter_rules():
        told = {
            "who": who,
            **(asked if rule.endpoint.startswith("releases.") else sample),
            **WORDS,
            **OTHERWISE.get(rule.endpoint, {}),
        }
        wanted = {name: told[name] for name in rule.arguments if name in told}
        if rule.endpoint != "static":
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method, adapter.build(rule.endpoint, wanted)


def test_every_address_says_what_it_shows_of_patients(service: Service) -> None:
    app = create_app(service)

    assert undeclared(set(app.view_functions)) == set()
    assert set(app.view_functions) == SHOWS.keys() | NOBODY
    assert {one.section for one in SHOWS.values()} <= SECTIONS.keys()
    assert {one.medium for one in SHOWS.values()} <= MEDIA.keys()


def test_an_address_that_does_not_say_so_keeps_the_program_from_starting(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(SHOWS, "record.record")

    with pytest.raises(LookupError, match=r"does not say what these show of patients: \['record.record'\]"):
        create_app(service)


def test_each_answer_about_a_patient_is_one_entry_and_any_other_is_none(service: Service, who: str) -> None:
    clients = {role: looking(service, role) for role in ("clerk", "reviewer", "admin", "privacy-officer")}
    opened: dict[str, int] = {}

    for endpoint, method, address in addresses(clients["clerk"].application, who):
        before = len(reads(service))
        answer = clients[ROLE.get(endpoint, "reviewer")].open(address, method=method)
        told = reads(service)[before:]
        moved = 300 <= answer.status_code < 400
        assert len(told) == (1 if endpoint in SHOWS and not moved else 0), (endpoint, method, answer.status_code)
        if endpoint in SHOWS and answer.status_code == 200:
            opened[endpoint] = opened.get(endpoint, 0) + 1
            _tells(service, answer, told[0], endpoint)
            if "who" in _arguments(clients["clerk"].application, endpoint):
                assert who in _whose(service, told[0])

    assert SHOWS.keys() - opened.keys() == ELSEWHERE


def test_a_document_and_the_growth_of_a_child_are_told_as_what_they_are(desk: Desk) -> None:
    child = register(desk.service.records, **GIRL, identifiers=[], names=["Bo Young"])
    weigh(desk.service, child, "18", "2020-01-10")
    attach(desk, child, picture(), "photo.png")

    for address in ("growth.csv?series=weight-child", "attachments/a1/content", "attachments/a1/preview"):
        assert desk.client.get(f"/patients/{child}/{address}").status_code == 200

    told = reads(desk.service)[-3:]
    assert [(read["section"], read["medium"]) for read in told] == [
        ("growth", "file"),
        ("document", "document"),
        ("document", "document"),
    ]
    assert all(_whose(desk.service, read) == [str(child)] for read in told)


def _arguments(app: Flask, endpoint: str) -> set[str]:
    return {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}


def _whose(service: Service, read: Row) -> list[str]:
    return service.reads.accesses.patients([read["position"]])[read["position"]]


def _tells(service: Service, answer: TestResponse, read: Row, endpoint: str) -> None:
    """Whoever's number stands in the answer is named; a file that is streamed names whose it is."""
    assert (read["section"], read["medium"]) == SHOWS[endpoint]
    assert read["outcome"] == "shown"
    if read["medium"] != "file" and (answer.is_json or (answer.mimetype or "").startswith("text/")):
        numbers = {one for one in re.findall(r"(?<!\d)\d{10}(?!\d)", answer.text) if mrn.is_mrn(one)}
        assert set(service.views.current.ids(numbers)) <= set(_whose(service, read))


def test_a_list_names_those_it_shows_and_nobody_else(service: Service, who: str) -> None:
    looking(service, "clerk").get("/patients?q=nunez")

    last = reads(service)[-1]
    assert (last["section"], last["address"], _whose(service, last)) == ("search", "/patients", [who])


def test_the_page_of_an_event_shows_those_whom_it_names_by_id_alone(service: Service, who: str) -> None:
    naming = [one.position for one in service.views.releases.naming(who)]
    client = looking(service, "auditor")

    for position in naming:
        assert client.get(f"/audit/log/{position}").status_code == 200
        assert who in _whose(service, reads(service)[-1]), position
    assert naming


def test_what_was_typed_to_search_is_kept_as_a_digest_that_only_its_equal_shares(service: Service, who: str) -> None:
    client = looking(service, "clerk")

    for words in ("nunez", "NUÑEZ", "somebody else"):
        client.get("/patients", query_string={"q": words})

    one, same, other = (read["sought"] for read in reads(service)[-3:])
    assert one == same != other
    assert "nunez" not in str(reads(service)).casefold()


def test_a_page_that_is_not_allowed_is_told_as_well_with_whose_it_was(service: Service, who: str) -> None:
    number = service.views.current.head(UUID(who)).mrn

    answer = looking(service, "admin").get(f"/patients/{number}")

    last = reads(service)[-1]
    assert answer.status_code == 403
    assert (last["outcome"], last["role"], _whose(service, last)) == ("denied", "admin", [who])


def test_a_number_that_nobody_has_is_told_as_sought_in_vain(service: Service, who: str) -> None:
    answer = looking(service, "clerk").get(f"/patients/{mrn.mrn(99_999)}")

    last = reads(service)[-1]
    assert (answer.status_code, last["outcome"], last["patients"]) == (404, "absent", 0)


def test_whoever_has_not_signed_in_leaves_no_entry(service: Service, who: str) -> None:
    before = len(reads(service))

    looking(service, "").get(f"/patients/{who}")

    assert len(reads(service)) == before


def test_a_form_that_comes_back_is_shown_and_one_that_is_recorded_is_not(service: Service, who: str) -> None:
    client = looking(service, "clerk")
    before = len(reads(service))

    refused = client.post(f"/patients/{who}/edit", data={"name": ""})

    assert refused.status_code == 422
    (told,) = reads(service)[before:]
    assert (told["section"], told["medium"], _whose(service, told)) == ("form", "form", [who])


def test_the_place_in_the_log_of_the_records_is_where_the_page_was_told_from(service: Service, who: str) -> None:
    service.records.measure(UUID(who), [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-06")
    position = service.store.log.position

    looking(service, "clerk").get(f"/patients/{who}")

    assert reads(service)[-1]["known"] == position


# where it cannot be recorded


@pytest.fixture(params=ENGINES)
def broken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """A store whose log of reads takes nothing any more."""
    place = tmp_path_factory.mktemp("broken") / "store"
    with database_of(request.param) as url, Service.create(place, "test.example/log", database=url) as made:
        id = everything(made)
        made.views.ready()
        for role in ("clerk", "reviewer"):
            made.personnel.add(f"a-{role}", "Ruth Adeyemi", role, made.system())
        yield made, str(id)


def harm(service: Service) -> None:
    """The file takes nothing any more, or the database has lost the function that does."""
    recorder: Any = service.store.access.log.recorder
    if service.store.config.database:
        with connect(as_owner(service.store.config.database), autocommit=True) as db:
            db.execute("drop function access.append, access.append_one")
    else:
        recorder._db.execute("pragma query_only = on")


def _looking(service: Service, role: str) -> FlaskClient:
    """A browser for whom the log of reads breaks in the middle of a request: after one is let in, before the page."""
    client = looking(service, role)

    @client.application.before_request
    def breaking() -> None:
        if not getattr(service, "harmed", False):
            harm(service)
            service.harmed = True  # type: ignore[attr-defined]

    return client


def test_where_it_cannot_be_recorded_nothing_of_a_patient_is_sent(broken: tuple[Service, str]) -> None:
    service, who = broken
    clients = {role: _looking(service, role) for role in ("clerk", "reviewer", "admin", "privacy-officer")}
    number = service.views.current.head(UUID(who)).mrn

    for endpoint, method, address in addresses(clients["clerk"].application, who):
        if endpoint in SHOWS:
            answer = clients[ROLE.get(endpoint, "reviewer")].open(address, method=method)
            body = answer.get_data().decode(errors="replace")
            known = "{who}" in address.replace(who, "{who}")
            unread = answer.status_code == 415  # a command without a body opens no record
            assert answer.status_code in (503, 302, 303, 403, 404) or unread or not known, (
                endpoint,
                answer.status_code,
            )
            assert not [name for name in (*NAMES, number) if name in body.replace(address, "")], endpoint


def test_what_is_recorded_goes_on_without_the_log_of_reads(broken: tuple[Service, str]) -> None:
    service, who = broken
    harm(service)

    receipt = service.records.measure(UUID(who), [{"kind": "weight", "value": "73", "unit": "kg"}], AMA, "2026-01-06")

    assert receipt.position == service.store.log.position
