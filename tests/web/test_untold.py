"""What lists, files and forms tell of a record that is closed to whoever looks: nothing of what stands in it; and how
nobody works their way into one from beside."""

from __future__ import annotations

import html
import json
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from domain.casework import Pin
from domain.chapter import EVERYTHING
from domain.confidentiality import VERY
from domain.staff import ROLES
from domain.verification import Place
from tests.support.office import AMA, PRIYA_WHY, RUTH, WHY, register
from tests.support.pages import looking
from tests.web.clerk_desk import Desk
from web.review import evidence
from web.service import Service

_WHO: dict[str, Any] = {
    "names": [{"text": "Quintessa Vexworth", "family": "Vexworth", "given": ["Quintessa"]}], "birth": "1951-07",
    "identifiers": [{"type": "INS", "issuer": "Zephyr Mutual", "value": "ZX-991"}],
    "contacts": [{"system": "phone", "value": "+999 808 4242"}],
    "addresses": [{"text": "9 Zanzibar Quay"}], "next_of_kin": [{"name": "Bartholomew Xu", "relationship": "son"}],
    "occupation": "Xylographer",
}  # fmt: skip
_SAYS = (
    "Quintessa", "Vexworth", "Jul 1951", "1951-07", "ZX-991", "Zephyr", "808 4242", "Zanzibar", "Bartholomew",
    "Xylographer", "Zymosis", "Quark", "Quux", "Xerophthalmol", "Quokka", "Wombat", "Zoltan", "Zinc", "63.17", "63.71",
)  # fmt: skip
"""What stands in the record, and nowhere else."""


class Office(NamedTuple):
    """`event` is the position at which the record began."""

    service: Service
    who: UUID
    event: int
    sample: str
    clients: dict[str, FlaskClient]


@pytest.fixture(scope="module")
def office(untouched: Service) -> Office:
    """One very restricted record of which every list has something to tell."""
    service, records = untouched, untouched.records
    who = register(records, **_WHO)
    event = service.store.log.position
    told = {"visit_class": "AMB", "start": "2026-03-07T08:00Z", "reason": {"text": "Zymosis"}, "site": "Quux wing"}
    records.open_visit(who, {**told, "seen_by": "Dr Quark"}, AMA, EVERYTHING)
    records.measure(who, [{"kind": "weight", "value": "63.17", "unit": "kg"}], AMA, "2026-03-06", confirmed=EVERYTHING)
    records.correct(who, "measurements", "m1", {"value": "63.71"}, WHY)
    records.add_history(who, {"kind": "allergy", "what": "Xerophthalmol", "clinical_status": "active"}, AMA, EVERYTHING)
    records.register_report(who, {"kind": "laboratory", "what": "Quokka panel", "due_at": "2026-03-01"}, AMA)
    service.office.request_amendment(who, "It was a wombat. Wombat, I said.", AMA, "measurements.m1")
    asked = {"requester": "Zoltan & Co", "ground": "payment", "purpose": "A claim", "address": "Zed street",
             "chapters": ["visits"], "since": "2025", "asks": "All about zinc. Zinc."}  # fmt: skip
    service.releasing.request(who, asked, AMA)
    place = Place(str(who), "measurements", "m1")
    sample = UUID(service.verifying.draw("s", 1, ["measurements"], service.store.log.position, [place], RUTH).id)
    service.verifying.key(sample, 1, {"value": "63.17", "unit": "kg"}, RUTH)
    service.cases.open("What was it?", "Who wrote it?", RUTH, [Pin(evidence.RECORD, event)])
    records.label(who, VERY, PRIYA_WHY)
    service.views.ready()
    return Office(service, who, event, str(sample), {role: looking(service, role) for role in ROLES})


LISTS = (
    "/", "/patients", "/patients?q=vexworth", "/patients.json?q=vexworth", "/register", "/register.csv",
    "/register?day=2026-03-08", "/worklist", "/worklist?whose=all", "/worklist?whose=all&waived=1", "/requests",
    "/duplicates", "/verification", "/verification/{sample}", "/cases", "/cases.csv", "/cases.json",
    "/cases/C-2026-0001", "/cases/C-2026-0001/print", "/cases/C-2026-0001/case.json",
    "/cases/C-2026-0001/ask", "/cases/new?log=record&position={event}", "/cases/pin?log=record&position={event}",
    "/audit/log", "/audit/log.csv", "/audit/log.ndjson", "/audit/flags", "/audit/flags.csv", "/audit/access",
    "/audit/without?actor=s1", "/audit/without.csv?actor=s1", "/audit/activity", "/audit/exports",
    "/api/v1/patients?q=vexworth", "/api/v1/worklist?whose=all", "/api/v1/log?limit=200", "/api/v1/log/{event}",
    "/patients/new?name=Quintessa Vexworth", "/searches", "/quality",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_no_list_and_no_file_tells_what_stands_in_a_closed_record(office: Office, address: str) -> None:
    path = address.format(event=office.event, sample=office.sample)
    for role in sorted(ROLES.keys() - {"privacy-officer"}):
        answer = office.clients[role].get(path)

        page = answer.get_data().decode()
        told = json.dumps(answer.json, ensure_ascii=False) if answer.is_json else html.unescape(page)
        sent = path.partition("?")[2]
        leaked = [one for one in _SAYS if one in told and one.lower() not in sent.lower()]
        assert leaked == [], f"{role} {path}: {answer.status_code}"


def test_the_lists_do_tell_it_to_whom_the_record_opens(office: Office) -> None:
    """So that the test above looks for what is there to be told."""
    lists = ("/register.csv", "/requests", "/verification/{sample}", "/cases/C-2026-0001/case.json",
             "/api/v1/worklist?whose=all", "/api/v1/log?limit=200", "/worklist?whose=all")  # fmt: skip
    every = [office.clients["privacy-officer"].get(one.format(sample=office.sample)) for one in lists]

    pages = "".join(json.dumps(one.json, ensure_ascii=False) if one.is_json else one.text for one in every)
    told = html.unescape(pages)
    assert [one for one in _SAYS if one not in told and one != "Jul 1951"] == []
    assert [one.status_code for one in every] == [200] * len(lists)


@pytest.mark.parametrize(
    "asked", ["q=Xylographer", "q=zymosis", "field=demographics.occupation", "reason=typing-error"]
)
@pytest.mark.parametrize("role", ["reviewer", "auditor"])
def test_the_change_log_does_not_answer_what_a_closed_record_says(office: Office, role: str, asked: str) -> None:
    client, officer = office.clients[role], office.clients["privacy-officer"]

    rows, whole = (one.get(f"/api/v1/log?{asked}").json for one in (client, officer))
    file = client.get(f"/audit/log.json?{asked}").json

    assert str(office.who) in {row["patient"] for row in whole}
    assert str(office.who) not in {row["patient"] for row in rows}
    assert str(office.who) not in {row["patient"] for row in file}


# a way in from beside


@pytest.fixture
def twins(service: Service) -> tuple[Desk, UUID, UUID]:
    """Two who are alike, and one of them restricted; a clerk stands at the desk."""
    desk = Desk(service)
    told = {"names": ["Efua Quaye"], "birth": "1990-05-12", "identifiers": [], "contacts": [{"value": "+999 555 4321"}]}
    one, other = (register(service.records, **told) for _ in range(2))
    service.records.label(other, "R", PRIYA_WHY)
    service.views.ready()
    return desk, one, other


def _opens(desk: Desk, who: UUID) -> int:
    desk.service.views.ready()
    return desk.client.get(f"/patients/{who}").status_code


def test_nobody_opens_a_record_by_telling_it_apart_from_another(twins: tuple[Desk, UUID, UUID]) -> None:
    desk, one, other = twins
    desk.app.config["WTF_CSRF_ENABLED"] = False
    before = desk.service.store.log.position
    pair = " ".join(sorted(map(str, (one, other))))

    sent = desk.client.post("/duplicates", data={"pair": pair, "note": "They came together."})

    assert (sent.status_code, _opens(desk, other)) == (403, 403)
    assert desk.service.store.log.position == before
    assert "555 4321" not in desk.get("/duplicates")


def test_nobody_opens_a_record_by_moving_an_entry_into_it(twins: tuple[Desk, UUID, UUID]) -> None:
    desk, one, other = twins
    desk.service.records.measure(one, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")
    desk.service.views.ready()
    before = desk.service.store.log.position
    number = desk.service.views.current.head(other).mrn

    sent = desk.send(f"/patients/{one}/measurements/m1/move", {
        "to": number, "reason": "wrong-patient", "because": "It was on the other slip.", "confirm": "right-patient",
    })  # fmt: skip

    assert sent.status_code == 422
    assert "This record is restricted." in sent.text
    assert _opens(desk, other) == 403
    assert desk.service.store.log.position == before


def test_whoever_registers_somebody_alike_is_told_the_number_of_a_closed_record_and_nothing_else(
    twins: tuple[Desk, UUID, UUID],
) -> None:
    desk, _, other = twins
    number = desk.service.views.current.head(other).mrn

    page = desk.send("/patients/new", {"name": "Efua Quaye", "phone": "+999 555 4321", "look": "already"}).text

    closed = page[page.index(f'href="/patients/{number}"') :]
    card = closed[: closed.index("</article>")]
    assert "Closed record" in card
    assert "1990" not in card
    assert "<li" not in card


def test_a_program_opens_no_record_by_telling_it_apart_from_another(twins: tuple[Desk, UUID, UUID]) -> None:
    desk, one, other = twins
    number = desk.service.views.current.head(other).mrn
    desk.app.config["WTF_CSRF_ENABLED"] = False

    sent = desk.client.post(
        f"/api/v1/patients/{one}/not-duplicates", json={"other": number, "note": "They came together."},
        headers={"Idempotency-Key": "one"},
    )  # fmt: skip

    assert (sent.status_code, sent.json["errors"][0]["pointer"]) == (422, "/other")
    assert _opens(desk, other) == 403


def test_nobody_keys_again_what_stands_in_a_record_that_is_closed_to_them(office: Office) -> None:
    service, clerk = office.service, office.clients["clerk"]
    place = Place(str(office.who), "measurements", "m1")
    drawn = service.verifying.draw("t", 1, ["measurements"], service.store.log.position, [place], RUTH).id
    service.views.ready()
    before = service.store.log.position
    told = {"value": "70", "value_unit": "kg"}

    statuses = [clerk.get(f"/verification/{drawn}/1").status_code]
    statuses += [clerk.post(f"/verification/{drawn}/1", data=told).status_code]
    sent = clerk.post(f"/api/v1/samples/{drawn}/keyings", json={"n": 1, **told}, headers={"Idempotency-Key": "one"})

    assert statuses == [403, 403]
    assert (sent.status_code, sent.json["type"].rpartition("/")[2]) == (403, "closed"), sent.text
    assert service.store.log.position == before
