"""The file as one document, now and as it was known: what a program reads where a person opens the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from projections.documents import document
from projections.past import file_at
from tests.support.office import AMA, WHY, everything, register
from tests.web.clerk_desk import Desk
from web.service import Service


def read(desk: Desk, path: str, status: int = 200) -> Any:
    return json.loads(desk.get(path, status))


def test_the_file_is_one_document_under_its_number_or_its_id(service: Service) -> None:
    who, desk = everything(service), Desk(service)
    service.views.ready()
    file = service.views.current.file(who)

    assert read(desk, f"/patients/{who}.json") == document(file)
    assert read(desk, f"/patients/{file['mrn']}.json") == document(file)


def test_a_reviewer_reads_it_as_it_was_known_at_a_position_and_at_a_time(service: Service) -> None:
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "172", "unit": "kg"}], AMA, "2026-03-02")
    before = service.store.log.position
    service.records.correct(who, "measurements", "m1", {"value": "72"}, WHY)
    reviewer = Desk(service, "reviewer")

    then = read(reviewer, f"/patients/{who}.json?known={before}")

    assert then == document(file_at(service.store.journal, who, before))
    assert then["measurements"][0]["value"] == "172"
    assert read(reviewer, f"/patients/{who}.json?known=2026-12-31")["measurements"][0]["value"] == "72"


@pytest.mark.parametrize(
    ("query", "status"),
    [("?known=yesterday", 400), ("?known=", 400), ("?known=1", 404), ("?known=1999", 400), ("?known=" + "9" * 40, 400)],
)
def test_a_moment_that_shows_nothing_is_said_so(service: Service, query: str, status: int) -> None:
    who = register(service.records)

    Desk(service, "reviewer").get(f"/patients/{who}.json{query}", status)


def test_a_clerk_does_not_read_the_past_and_nobody_reads_another_number(service: Service) -> None:
    who, desk = register(service.records), Desk(service)

    desk.get(f"/patients/{who}.json?known=5", 403)
    desk.get("/patients/0000009999.json", 404)


def test_who_is_found_on_the_page_is_found_by_a_program(service: Service) -> None:
    register(service.records)
    register(service.records, names=["Kofi Mensah"], identifiers=[])
    desk = Desk(service)

    assert [hit["name"] for hit in read(desk, "/patients.json?q=nunez 1984-03")] == ["Lucía Núñez"]
    assert {hit["name"] for hit in read(desk, "/patients.json")} == {"Lucía Núñez", "Kofi Mensah"}
    assert read(desk, "/patients.json?q=nobody") == []
