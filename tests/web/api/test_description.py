"""The description is valid, complete, serialisable and what runs; and people can read it as a page of ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support.listening import listening
from tests.support.office import everything
from tests.web.api.program import Program
from tests.web.api.test_fuzzed import REFUSED
from web.api.limits import Limit
from web.api.offers import OFFERS
from web.app import create_app
from web.service import Service


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    service = Service.create(tmp_path_factory.mktemp("described") / "store", "test.example/log")
    everything(service)
    app = create_app(service)
    app.extensions["limits"].limit = Limit(1e6, 10**6)
    return app


@pytest.fixture(scope="module")
def document(app: Flask) -> Any:
    return json.loads(app.test_client().get("/api/openapi.json").data)


def test_it_is_valid_openapi_3_1(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_it_describes_every_address_that_there_is(app: Flask, document: Any) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]

    served = {(re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
              for rule in rules for method in (rule.methods or set()) & {"GET", "POST"}}  # fmt: skip
    described = {
        (path, method) for path, item in document["paths"].items() for method in item if method != "parameters"
    }
    assert described == served
    assert len(OFFERS) + 2 < len(described)


def test_every_call_has_a_name_of_its_own_words_its_errors_and_what_it_needs(document: Any) -> None:
    every = [(method, item[method]) for item in document["paths"].values() for method in item if method != "parameters"]

    names = [told["operationId"] for _, told in every]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in names)
    for method, told in every:
        assert told["summary"]
        assert {"401", "403", "406", "429", "500", "503"} <= told["responses"].keys()
        sent = {one["name"]: one["required"] for one in told["parameters"] if one["in"] == "header"}
        assert (method == "post") == sent.get("Idempotency-Key", False)


def test_no_type_of_it_is_left_open_by_mistake(document: Any) -> None:
    """A number is a number and never told its bounds as text; a closed list is never empty."""

    def walk(told: Any) -> None:
        if isinstance(told, dict):
            assert told.get("enum") != []
            for bound in ("minimum", "maximum", "minLength", "maxLength"):
                assert not isinstance(told.get(bound), str)
            list(map(walk, told.values()))
        elif isinstance(told, list):
            list(map(walk, told))

    walk(document)


def test_people_read_it_as_a_page_with_everything_in_it(app: Flask, document: Any) -> None:
    client = app.test_client()
    every = client.get("/api/docs")

    assert every.status_code == 200
    for path, item in document["paths"].items():
        assert f"<code>{path}</code>" in every.text
        for told in (item[method] for method in item if method != "parameters"):
            address = f"/api/docs/{told['operationId']}"
            assert f'href="{address}"' in every.text
            page = client.get(address)
            assert page.status_code == 200
            assert all(f"<code>{one['name']}</code>" in page.text for one in told["parameters"])
            assert not re.search(r"(src|href)=\"(https?:)?//", every.text + page.text)
    assert client.get("/api/docs/nothing").status_code == 404


# whoever calls it as it is described


@pytest.fixture(scope="module")
def schema(app: Flask, document: Any) -> Any:
    found = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    found.config.checks.positive_data_acceptance.expected_statuses = REFUSED
    return found


@pytest.fixture(scope="module")
def callers(app: Flask) -> list[Program]:
    service: Service = app.extensions["caretrail"]
    return [Program(service, role, app) for role in ("senior-clerk", "privacy-officer")]


@settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(data=st.data())
def test_whatever_is_sent_is_answered_as_it_is_described(schema: Any, callers: list[Program], data: Any) -> None:
    operation = data.draw(st.sampled_from([found.ok() for found in schema.get_all_operations()]))
    case = data.draw(operation.as_strategy())
    if "who" in (case.path_parameters or {}):
        case.path_parameters["who"] = "0000000195"

    for one in callers:
        case.call_and_validate(headers=one.headers)


@pytest.mark.slow
def test_a_client_is_generated_from_it_and_reads_a_record(app: Flask, document: Any, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    as_octets = {"content_type_overrides": {"application/zip": "application/octet-stream"}, "post_hooks": []}
    (tmp_path / "config.json").write_text(json.dumps(as_octets))
    told = [
        "generate",
        "--path",
        "openapi.json",
        "--output-path",
        "client",
        "--meta",
        "none",
        "--config",
        "config.json",
    ]
    tool = str(Path(sys.executable).with_name("openapi-python-client"))
    made = subprocess.run(
        [tool, *told, "--config", "config.json", "--fail-on-warning"], cwd=tmp_path, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stdout + made.stderr
    program = Program(app.extensions["caretrail"], "reviewer", app)
    code = (
        "import sys\n"
        "from client import AuthenticatedClient\n"
        "from client.api.patients_found_and_read import get_patient\n"
        "client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])\n"
        "print(get_patient.sync(who='0000000195', client=client).mrn)\n"
    )
    with listening(app) as url:
        token = program.headers["Authorization"].removeprefix("Bearer ")
        run = subprocess.run([sys.executable, "-c", code, url, token], cwd=tmp_path, capture_output=True, text=True)

    assert run.stdout.strip() == "0000000195", run.stderr
