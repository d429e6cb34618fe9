import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from domain.by import By
from domain.staff import StaffAccount
from web.pages import audit
from web.service import Service

AMA = By(actor="s1", name="Ama Boateng", role="clerk")
BASE = "<title>{% block title %}{% endblock %}</title>{% block main %}{% endblock %}"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Service.create(tmp_path / "store", "clinic.example") as service:
        yield service


@pytest.fixture
def mrns(service: Service) -> list[str]:
    """Sixty people, the first of them with a weight and a name that a spreadsheet would calculate."""
    wanted = {"birth": {"value": "1984", "basis": "stated"}, "gender": "female"}
    receipts = [service.records.register({"names": [f"=Person {n}"], **wanted}, AMA) for n in range(60)]
    weight = {"kind": "weight", "value": "72", "unit": "kg"}
    service.records.measure(UUID(receipts[0].id), [weight], taken_at="2026-03-02", by=AMA)
    return [receipt.mrn for receipt in receipts]


@pytest.fixture
def client(service: Service) -> FlaskClient:
    app = Flask("web.app")
    pages = FileSystemLoader(Path(audit.__file__).parents[1] / "templates")
    app.jinja_loader = ChoiceLoader([DictLoader({"base.html": BASE}), pages])
    app.extensions["caretrail"] = service
    app.register_blueprint(audit.bp)

    @app.before_request
    def sign_in() -> None:
        g.account = StaffAccount.__new__(StaffAccount)
        g.account.role = "auditor"

    return app.test_client()


def positions(client: FlaskClient, query: str) -> list[int]:
    lines = client.get(f"/audit/log.ndjson{query}").text.splitlines()
    return [json.loads(line)["position"] for line in lines]


@pytest.mark.usefixtures("mrns")
def test_pages_of_the_log_leave_no_gap_while_it_grows(client: FlaskClient, service: Service) -> None:
    before = positions(client, "")
    first = client.get("/audit/log").text
    newer = {"names": ["Late"], "birth": {"value": "1990", "basis": "stated"}, "gender": "male"}

    service.records.register(newer, AMA)
    after = int(first.split("after=")[1].split('"')[0])
    second = client.get(f"/audit/log?after={after}").text

    assert f'id="e{after}"' in first
    following = before[before.index(after) + 1]
    assert second.index(f'id="e{following}"') == second.index('id="e')


def test_every_format_holds_the_whole_log(client: FlaskClient, mrns: list[str], service: Service) -> None:
    told = json.loads(client.get("/audit/log.json").text)
    rows = list(csv.DictReader(StringIO(client.get("/audit/log.csv").text, newline="")))

    assert len(told) == len(positions(client, "")) > 2 * audit.PAGE
    assert {int(row["position"]) for row in rows} == {change["position"] for change in told}
    assert len(rows) == sum(max(len(change["changes"]), 1) for change in told)
    assert mrns[0] in {change["mrn"] for change in told}


@pytest.mark.usefixtures("mrns")
def test_a_name_that_is_a_formula_is_disarmed_in_csv_alone(client: FlaskClient) -> None:
    assert "'=Person 7" in client.get("/audit/log.csv").text
    assert '"=Person 7"' in client.get("/audit/log.ndjson").text


def test_filters_narrow_page_and_files_alike(client: FlaskClient, mrns: list[str]) -> None:
    query = f"?patient={mrns[0]}&type=measurements.recorded"

    (only,) = positions(client, query)
    page = client.get(f"/audit/log{query}").text

    assert page.count('id="e') == 1
    assert f'id="e{only}"' in page
    assert f"/audit/log.csv?patient={mrns[0]}" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=soon", "Write a day as 2026-11-21"),
        ("patient=0000000000", "No record has this number."),
        ("type=made.up", "There is no such kind of event."),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_in_words(client: FlaskClient, query: str, words: str) -> None:
    page, file = client.get(f"/audit/log?{query}"), client.get(f"/audit/log.csv?{query}")

    assert page.status_code == file.status_code == 400
    assert words in page.text
    assert words in file.text


@pytest.mark.usefixtures("mrns")
def test_a_filter_that_nothing_fits_says_so(client: FlaskClient) -> None:
    assert "No event fits." in client.get("/audit/log?since=2999-01-01").text


@pytest.mark.usefixtures("mrns")
def test_verify_proves_an_untouched_store_and_names_what_it_cannot_prove(client: FlaskClient, service: Service) -> None:
    page = client.get("/audit/verify?run=yes").text

    assert "<b>Proved.</b>" in page
    assert "What it does not prove" in page
    assert service.store.log.head()[1].hex() in page


def test_an_unknown_format_is_not_found(client: FlaskClient) -> None:
    assert client.get("/audit/log.xlsx").status_code == 404
