"""The served program tried by machine (schemathesis): whatever is sent and whatever follows on it, each answer is as it
is described, none is a fault of ours, and the trail is whole afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from domain.chapter import EVERYTHING
from domain.policies import DEFAULTS
from tests.support.office import AMA, LUCIA, everything
from tests.support.serving import COMMAND, served
from tests.web.api.program import ROLES, Program, callers
from web.api.examples import BODIES, WHO
from web.app import create_app
from web.service import Service

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
"""How many calls in scenarios at least; 0 is as many as take a minute or two."""
_LEAST, _FOLLOWED, _GO_ON = (EXAMPLES, 140, 100) if EXAMPLES else (600, 30, 20)
REFUSED = ["2xx", "304", "400", "403", "404", "409", "412", "422", "428"]
"""What a rule of the record may say to a call whose shape is right."""
_PEOPLE = ("ama", "ben")
_NAMES = ("Ngozi Adeyemi", "Kofi Adjei", "Iman Yusuf", "Jonas Weber", "Mei Chen", "Oskar Lind", "Rosa Campos")
_CONFIG = f"""
[parameters]
KNOWN
[phases.stateful]
max-steps = 20
link-calibration = false
generation = {{ mode = "positive", max-examples = SCENARIOS }}
[checks.positive_data_acceptance]
expected-statuses = {json.dumps(REFUSED)}
[checks.negative_data_rejection]
expected-statuses = {json.dumps([*REFUSED[1:], "401", "405", "406", "414", "415", "429", "431"])}
"""
"""What is there to be named stands in the place of KNOWN; who calls comes behind it."""


class Run(NamedTuple):
    """What the machine's own report says of it. A link is followed where a call was made with what an answer before it
    told, and goes on where that call was answered as it is when all is well."""

    code: int
    said: str
    cases: int  # of scenarios
    followed: set[str]
    goes_on: set[str]

    @classmethod
    def read(cls, code: int, said: str, report: Path) -> Run:
        cases, followed, goes_on = 0, set[str](), set[str]()
        for line in report.open():
            told = json.loads(line).get("ScenarioFinished")
            if not told or told["phase"] != "stateful":
                continue
            cases += len(told["recorder"].get("cases", {}))
            for id, case in told["recorder"].get("cases", {}).items():
                if case.get("transition") and case["is_transition_applied"]:
                    answer = told["recorder"]["interactions"].get(id, {}).get("response") or {"status_code": 0}
                    followed.add(case["transition"]["id"])
                    goes_on |= {case["transition"]["id"]} if answer["status_code"] in (200, 201, 202) else set()
        return cls(code, said, cases, followed, goes_on)


@pytest.mark.slow
@pytest.mark.parametrize("clients", [1, 8])
def test_the_server_stands_a_long_fuzzing_with_all_checks_and_the_trail_is_whole_afterwards(
    tmp_path: Path, clients: int
) -> None:
    with Service.create(tmp_path / "store", "test.example/log") as service:
        everything(service)
        (tmp_path / "st.toml").write_text(_configured(service, clients))
        before = service.store.log.position

    with served(tmp_path / "store") as server, ThreadPoolExecutor(clients) as pool:
        told = pool.map(lambda client: list(fuzzed(tmp_path, server.url, client, clients)), range(clients))
        runs = [run for several in told for run in several]
        server.stop()

    assert [one.said[-6000:] for one in runs if one.code] == []
    assert sum(one.cases for one in runs) >= _LEAST
    assert len(set().union(*(one.followed for one in runs))) >= _FOLLOWED
    assert len(set().union(*(one.goes_on for one in runs))) >= _GO_ON
    with Service.open(tmp_path / "store") as service:
        assert service.store.log.position >= before + 100
    verify = [*COMMAND, "--data", str(tmp_path / "store"), "trail", "verify"]
    assert "PROVED" in subprocess.run(verify, capture_output=True, text=True).stdout


def fuzzed(folder: Path, url: str, client: int, clients: int) -> Iterator[Run]:
    """One client of so many at once. A run of scenarios ends where the same calls are answered otherwise than before,
    as they are once the first of them was recorded; so there is another one until there were enough."""
    cases, phases = 0, "coverage,fuzzing,stateful" if EXAMPLES and not client else "fuzzing,stateful"
    while phases or cases < _LEAST / clients:
        run = _run(folder, url, phases or "stateful", clients)
        yield run
        cases, phases = cases + run.cases, ""
        if run.code:
            return


def _run(folder: Path, url: str, phases: str, clients: int) -> Run:
    root, report = str(Path(__file__).parents[3]), folder / f"{uuid4()}.ndjson"
    told = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.web.api.fuzzing", "PYTHONPATH": root}
    done = subprocess.run([
        str(Path(sys.executable).with_name("st")), "--config-file", str(folder / "st.toml"), "run",
        f"{url}api/openapi.json", "--checks", "all", "--phases", phases, "--rate-limit", f"{48 // clients}/s",
        "--no-color", "--report-ndjson-path", str(report),
    ], capture_output=True, text=True, cwd=folder, env=told)  # fmt: skip
    return Run.read(done.returncode, done.stdout + done.stderr, report)


def _configured(service: Service, clients: int) -> str:
    """Each call is made by somebody who may make it: one asks, and another answers."""
    app, scenarios = create_app(service), ceil((200 if EXAMPLES else 40) / clients)
    known = _known(service, Program(service, "reviewer", app))
    named = [f"{json.dumps(name)} = {{ dictionary = {json.dumps(name)}, probability = 0.9 }}" for name in known]
    config = _CONFIG.replace("SCENARIOS", str(scenarios)).replace("KNOWN", "\n".join(named))
    told = [f"generation = {{ max-examples = {ceil(8 / clients)} }}", config, "[dictionaries]"]
    told += [f"{json.dumps(name)} = {{ values = {json.dumps(values)} }}" for name, values in known.items()]
    for role in ROLES:
        own = [name for name, one in callers(app).items() if one == role]
        headers = " = ".join(map(json.dumps, *Program(service, role, app).headers.items()))
        told += ["[[operations]]", f"include-operation-id = {json.dumps(own)}", f"headers = {{ {headers} }}"]
    return "\n".join(told)


def _known(service: Service, reviewer: Program) -> Mapping[str, list[str]]:
    """What is there, by the parameter that names it: of no account and no token by which the machine calls."""
    service.views.ready()
    people = [str(one["staff"]) for one in service.views.staff.all() if one["login"] in _PEOPLE]
    return {
        "header.If-Match": ["*"],
        "path.who": list(_numbers(service)),
        "path.number": [str(one["number"]) for one in service.views.cases.rows(9)],
        "path.sample": [reviewer.post("/samples", BODIES["draw_sample"]).get_json()["id"]],
        "path.login": list(_PEOPLE),
        "path.token": [Program(service, "clerk").token],
        "path.name": list(DEFAULTS),
        "body.staff": people,
    }


def _numbers(service: Service) -> Iterator[str]:
    yield WHO
    for name in _NAMES:
        wanted = {**LUCIA, "names": [name], "identifiers": []}
        yield service.records.register(wanted, AMA, EVERYTHING).mrn
