"""The pages of an erasure: asked for, approved by another, certified; and every other page copes with what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.casework import Pin
from domain.staff import ROLES
from domain.verification import Place
from tests.support.erased import approved, erased, lived, mrn_of
from tests.support.office import AMA, PRIYA, RUTH, SAM, everything, looked_at
from tests.support.pages import looking
from web.app import create_app
from web.keeping.carrying import Carriers
from web.keeping.erasing import carry_out
from web.service import Service


@pytest.fixture
def who(service: Service) -> UUID:
    everything(service)
    who = lived(service)
    service.views.ready(60)
    return who


def wait(app: Flask, who: UUID) -> None:
    """Until the erasure that a page has begun is over."""
    carriers: Carriers = app.extensions["caretrail.erasures"]
    while (under_way := carriers.of(who)) and not under_way.failed:
        sleep(0.01)


# asked for, approved, certified


def test_one_asks_another_approves_and_a_certificate_is_left(service: Service, who: UUID) -> None:
    number = mrn_of(service, who)
    officer, admin = looking(service, "privacy-officer"), looking(service, "admin")
    at = f"/patients/{who}/erasure"

    page = officer.get(f"/patients/{number}/erasure").text
    assert "Ask for its erasure" in page
    assert f"/patients/{number}/erasure" in officer.get(f"/patients/{number}").text
    assert officer.post(f"{at}/ask", data={"ground": "court-order", "note": "By letter."}).location == at
    assert "somebody else has to approve it" in officer.get(at).text
    assert officer.get(f"{at}/approve").location == at
    assert admin.post(f"{at}/approve", data={"number": "0000000195"}).status_code == 422
    assert admin.post(f"{at}/approve", data={"number": number}).location == at
    wait(admin.application, who)

    page = admin.get(at).text
    certificate = admin.get(f"{at}/certificate")
    assert "This record was erased" in page
    assert certificate.status_code == 200
    for told in ("A court ordered it", "no other payload is missing", "Root before", "Ruth Adeyemi"):
        assert told in certificate.text
    assert "Vandermolen" not in page + certificate.text
    assert f"/patients/{who}/erasure" in admin.get("/erasures").text


def test_a_refusal_says_on_what_ground_and_the_record_stays(service: Service, who: UUID) -> None:
    officer, at = looking(service, "privacy-officer"), f"/patients/{who}/erasure"
    officer.post(f"{at}/ask", data={"ground": "objection"})

    officer.post(f"{at}/refuse", data={"basis": "retention", "note": "Four years are left."})

    page = officer.get(at).text
    assert "Its time of retention has not ended" in page
    assert "Four years are left." in page
    assert officer.get(f"/patients/{who}").status_code == 200


def test_a_hold_is_placed_and_lifted_and_keeps_the_record_meanwhile(service: Service, who: UUID) -> None:
    officer, at = looking(service, "privacy-officer"), f"/patients/{who}/erasure"

    officer.post(f"{at}/hold", data={"matter": "Vandermolen against the ferry"})
    held = officer.get(at).text
    refused = officer.get(f"{at}/ask")
    lifted = officer.post(f"{at}/holds/h1", data={"why": "It was settled."})

    assert "Kept by a hold" in held
    assert refused.status_code == 303
    assert (lifted.status_code, lifted.location) == (303, at)
    assert "No hold keeps this record" in officer.get(at).text


def test_a_hold_that_is_placed_before_it_is_carried_out_is_told_on_the_page(service: Service, who: UUID) -> None:
    admin, at = looking(service, "admin"), f"/patients/{who}/erasure"
    approved(service, who)
    service.erasing.hold(who, "Vandermolen against the ferry", SAM)

    admin.post(f"{at}/approve", data={"number": mrn_of(service, who)})

    assert "A hold keeps this record" in admin.post(f"{at}/approve", data={"number": mrn_of(service, who)}).text


# what is gone, on every page


def test_an_erased_record_is_told_to_be_so_wherever_it_is_asked_for(service: Service, who: UUID) -> None:
    position = erased(service, who)
    for role in ("reviewer", "clerk"):
        client = looking(service, role)
        for path in ("", ".json", "/trail", "/chart", "/measurements/all", "/attachments", "/print", "/missing"):
            answer = client.get(f"/patients/{who}{path}")
            if answer.status_code != 403:
                assert answer.status_code == 410, path
                assert "This record was erased" in answer.text
                assert f"under entry {position}" in answer.text
                assert "A court ordered it" in answer.text


def test_that_somebody_asked_for_it_is_recorded_too(service: Service, who: UUID) -> None:
    erased(service, who)

    looking(service, "reviewer").get(f"/patients/{who}")

    service.reads.ready()
    (last,) = service.reads.accesses.rows({"patient": str(who)}, limit=1)
    assert (last["outcome"], last["section"]) == ("absent", "record")


@pytest.mark.slow
def test_no_page_fails_on_what_was_erased(service: Service, who: UUID) -> None:
    pinned = service.store.log.stream(who)[2].position
    service.cases.open("A wrong weight", "Who saw it?", RUTH, [Pin("record", pinned), Pin("access", 2)])
    _sampled(service, who)
    read = looked_at(service, who)
    erased(service, who)

    failed = [told for role in sorted(ROLES) for told in _failed(looking(service, role), who, pinned, read)]

    assert failed == []


def _sampled(service: Service, who: UUID) -> None:
    """One of his entries, keyed again, and one that is still to be."""
    places = [Place(str(who), "measurements", "m1"), Place(str(who), "history", "h1")]
    drawn = UUID(
        service.verifying.draw("autumn", 2, ["measurements", "history"], service.store.log.position, places, RUTH).id
    )
    one = next(item for item in (1, 2) if _kind(service, drawn, item) == "measurements")
    service.verifying.key(drawn, one, {"value": "91.73", "unit": "kg"}, AMA._replace(actor="u-00000002"))
    service.views.ready(60)


def _kind(service: Service, drawn: UUID, number: int) -> str:
    service.views.ready(60)
    return next(one.place.chapter for one in service.views.verifications.items(str(drawn)) if one.number == number)


def _failed(client: FlaskClient, who: UUID, position: int, read: int) -> Iterator[tuple[str, int]]:
    """Every address there is, about what was erased."""
    service: Service = client.application.extensions["caretrail"]
    told: dict[str, Any] = {
        "who": who, "chapter": "measurements", "entry": "m1", "field": "value", "form": "json", "name": "correct",
        "position": position, "size": 1, "key": "DQ11~demographics~contacts", "search": "s1", "n": 1, "hold": "h1",
        "id": service.views.verifications.newest(2**53, 1)[0].id, "number": "C-2026-0002", "act": "ask", "pin": "p1",
        "ask": "q1", "export": next(service.views.changes.rows({"types": ["export.requested"]}))["stream"],
    }  # fmt: skip
    adapter = client.application.url_map.bind("localhost")
    for rule in client.application.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        here = {**told, "position": read} if rule.endpoint.startswith("reads.") else told
        address = adapter.build(rule.endpoint, {name: here.get(name, who) for name in rule.arguments})
        answer = client.get(address)
        if answer.status_code >= 500 or "Vandermolen" in answer.text:
            yield address, answer.status_code


def test_what_somebody_saw_of_it_cannot_be_shown_any_more(service: Service, who: UUID) -> None:
    read = looked_at(service, who, address=f"/patients/{who}")
    erased(service, who)

    page = looking(service, "reviewer").get(f"/audit/access/{read}/seen")

    assert "It told of a record that was erased since." in page.text


def test_an_event_that_was_erased_says_so(service: Service, who: UUID) -> None:
    position = service.store.log.stream(who)[2].position
    erased(service, who)

    page = looking(service, "reviewer").get(f"/audit/log/{position}")

    assert page.status_code == 200
    assert "erased" in page.text


def test_the_server_goes_on_with_what_was_broken_off(service: Service, who: UUID) -> None:
    approved(service, who)
    app = create_app(service)

    thread = Carriers(service).start(who, PRIYA)
    thread.join(60)

    assert service.erasing.erased(str(who))
    assert carry_out(service, who, PRIYA)
    assert app is not None


def test_the_lines_of_a_record_that_is_gone_are_found_by_its_id(service: Service, who: UUID) -> None:
    erased(service, who)
    reviewer = looking(service, "reviewer")

    log = reviewer.get(f"/audit/log?patient={who}")
    looked = reviewer.get(f"/audit/access?patient={who}")

    assert (log.status_code, looked.status_code) == (200, 200)
    assert "erased since" in log.text
    assert "1 read" in looked.text
