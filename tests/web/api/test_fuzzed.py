"""The served program tried by machine (schemathesis): whatever is sent and whatever follows on it, each answer is as it
is described, none is a fault of ours, and the trail is whole afterwards."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.chapter import EVERYTHING
from domain.permissions import RULE, may
from tests.support.office import AMA, LUCIA, everything
from tests.support.serving import COMMAND, served
from tests.web.api.program import Program
from web.api.examples import WHO
from web.app import create_app
from web.service import Service

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
"""How many at least; 0 is as many as take about three minutes a run."""
REFUSED = ["2xx", "304", "400", "403", "404", "409", "412", "422", "428"]
"""What a rule of the record may say to a call whose shape is right."""
_ROLES = ("senior-clerk", "privacy-officer")  # between them they may make every call
_NAMES = (
    "Ngozi Adeyemi",
    "Kofi Adjei",
    "Iman Yusuf",
    "Jonas Weber",
    "Mei Chen",
    "Oskar Lind",
    "Rosa Campos",
    "Tariq Aziz",
)
_CONFIG = f"""
[dictionaries]
versions = {{ values = ["*"] }}
[parameters]
"header.If-Match" = {{ dictionary = "versions", probability = 0.9 }}
"path.who" = {{ dictionary = "patients", probability = 0.9 }}
[phases.stateful]
max-steps = 20
link-calibration = false
generation = {{ mode = "positive", max-examples = {200 if EXAMPLES else 40} }}
[checks.positive_data_acceptance]
expected-statuses = {json.dumps(REFUSED)}
[checks.negative_data_rejection]
expected-statuses = {json.dumps([*REFUSED[1:], "401", "405", "406", "414", "415", "429", "431"])}
"""
"""What is said of the patients and of who calls comes behind it."""


class Run(NamedTuple):
    """What the machine's own report says of it."""

    cases: int
    passed: int
    scenarios: int
    followed: int  # links, of those that are described
    described: int

    @classmethod
    def read(cls, said: str) -> Run:
        cases = re.findall(r"(\d+) generated, (\d+) passed", said)
        scenarios = re.findall(r"Scenarios: +(\d+)", said)
        links = re.findall(r"API Links: +(\d+) covered / (\d+) selected", said)
        return cls(*map(int, (*cases[-1], scenarios[-1], *links[-1])))


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 8])
def test_the_server_stands_a_long_fuzzing_with_all_checks_and_the_trail_is_whole_afterwards(
    tmp_path: Path, workers: int
) -> None:
    said, log = fuzzed(tmp_path, workers)

    run = Run.read(said)
    assert run.cases == run.passed >= EXAMPLES, said[-6000:]
    assert run.followed >= (200 if EXAMPLES else 50), said[-2000:]
    assert log >= 200
    verify = [*COMMAND, "--data", str(tmp_path / "store"), "trail", "verify"]
    assert "PROVED" in subprocess.run(verify, capture_output=True, text=True).stdout


def fuzzed(folder: Path, workers: int, *more: str) -> tuple[str, int]:
    """What the machine says, and how many events were recorded meanwhile."""
    with Service.create(folder / "store", "test.example/log") as service:
        everything(service)
        (folder / "st.toml").write_text(_configured(service))
        before = service.store.log.position
    phases = "coverage,fuzzing,stateful" if EXAMPLES and workers == 1 else "fuzzing,stateful"
    root = str(Path(__file__).parents[3])
    told = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.web.api.fuzzing", "PYTHONPATH": root}
    with served(folder / "store") as server:
        done = subprocess.run([
            str(Path(sys.executable).with_name("st")), "--config-file", str(folder / "st.toml"), "run",
            f"{server.url}api/openapi.json", "--checks", "all", "--phases", phases, "--workers", str(workers),
            "--rate-limit", "50/s", "--no-color", *more,
        ], capture_output=True, text=True, cwd=folder, env=told)  # fmt: skip
        server.stop()
    with Service.open(folder / "store") as service:
        return done.stdout + done.stderr, service.store.log.position - before


def _configured(service: Service) -> str:
    """Each call is made by somebody who may make it: one asks, and another answers."""
    app = create_app(service)
    rules = {name.partition(".")[2]: getattr(view, RULE)[0] for name, view in app.view_functions.items()
             if name.startswith("api_") and hasattr(view, RULE)}  # fmt: skip
    told = [f"generation = {{ max-examples = {ceil(EXAMPLES / len(rules)) or 8} }}", _CONFIG]
    told += ["[dictionaries.patients]", f"values = {json.dumps(list(_numbers(service)))}"]
    for role in _ROLES:
        own = [name for name, rule in rules.items() if next(one for one in _ROLES if may(one, rule)) == role]
        headers = " = ".join(map(json.dumps, *Program(service, role, app).headers.items()))
        told += ["[[operations]]", f"include-operation-id = {json.dumps(own)}", f"headers = {{ {headers} }}"]
    return "\n".join(told)


def _numbers(service: Service) -> Iterator[str]:
    yield WHO
    for name in _NAMES:
        wanted = {**LUCIA, "names": [name], "identifiers": []}
        yield service.records.register(wanted, AMA, EVERYTHING).mrn
