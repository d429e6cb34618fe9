"""`caretrail import fhir`: whose hand it is, what it prints, and that a dry run leaves no trace."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from getpass import getuser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.costs import cost
from tests.support.fhir import EVERY, PATIENT, bundle, file
from tests.support.stores import created, database_of
from web.cli.main import main
from web.service import Service

PROGRAM = str(Path(sys.executable).with_name("caretrail"))


@pytest.fixture
def store(tmp_path: Path, database: str | None) -> Path:
    folder = tmp_path / "clinic"
    with created(folder, "test.example/log", database=database) as service:
        by = service.system()
        for login, role in (("ama", "clerk"), ("rui", "auditor")):
            service.personnel.add(login, login.capitalize(), role, by)
    return folder


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(store), *arguments])


def hands(store: Path) -> set[tuple[str, str, str | None, str]]:
    """Name, role, user and channel on what was recorded of patients."""
    with Service.open(store) as service:
        facts, _ = service.store.journal.facts(0, 1000)
        found = (fact.by for fact in facts if fact.stored_name().startswith("patient."))
        return {(by.name, by.role, by.operator, by.channel) for by in found}


def test_without_a_name_the_hand_is_caretrail_and_the_machine_s_user_is_named(store: Path, tmp_path: Path) -> None:
    done = run(store, "import", "fhir", file(tmp_path, bundle(PATIENT), "a.json"), "--json")
    assert (done.exit_code, json.loads(done.stdout)["recorded"]) == (0, 1)
    assert hands(store) == {("Caretrail", "system", getuser(), "import")}


def test_with_a_name_it_is_that_account_s(store: Path, tmp_path: Path) -> None:
    done = run(store, "--as", "ama", "import", "fhir", file(tmp_path, bundle(PATIENT), "a.json"), "--json")
    assert done.exit_code == 0
    assert hands(store) == {("Ama", "clerk", getuser(), "import")}


@pytest.mark.parametrize("name", ["rui", "nobody"])
def test_who_may_not_import_is_refused_and_nothing_is_recorded(store: Path, tmp_path: Path, name: str) -> None:
    done = run(store, "--as", name, "import", "fhir", file(tmp_path, bundle(PATIENT), "a.json"))
    assert (done.exit_code, hands(store)) == (6, set())
    assert name in done.stderr or "auditor" in done.stderr


def test_a_dry_run_accounts_for_everything_and_leaves_no_trace(store: Path, tmp_path: Path) -> None:
    source, before = file(tmp_path, bundle(*EVERY, "wrong"), "a.json"), _trace(store)

    dry = json.loads(run(store, "import", "fhir", source, "--json", "--dry-run").stdout)
    after = _trace(store)
    wet = json.loads(run(store, "import", "fhir", source, "--json").stdout)

    assert after == before
    assert dry["events"] == 0
    assert wet["events"] > 0
    assert {**dry, "events": 0} == {**wet, "events": 0}
    assert _trace(store) != before


def _trace(store: Path) -> tuple[int, bytes, list[Path]]:
    """The log's size and root, and every attachment."""
    with Service.open(store) as service:
        return *service.store.log.head(), sorted((store / "attachments").rglob("*"))


def test_the_sum_is_printed_with_the_first_findings(store: Path, tmp_path: Path) -> None:
    done = run(store, "import", "fhir", file(tmp_path, bundle(PATIENT, "wrong"), "a.json"))
    told = dict(line.split() for line in done.stdout.splitlines())
    assert {name: told[name] for name in ("patients", "seen", "recorded", "refused")} == {
        "patients": "1", "seen": "2", "recorded": "1", "refused": "1",
    }  # fmt: skip
    assert f"refused: {tmp_path / 'a.json'} entry 1: not a FHIR resource" in done.stderr


def test_only_a_source_that_cannot_be_read_at_all_ends_with_one(store: Path, tmp_path: Path) -> None:
    bad = run(
        store, "import", "fhir", file(tmp_path, b"{", "a.json"), file(tmp_path, bundle(PATIENT), "b.json"), "--json"
    )
    good = run(store, "import", "fhir", file(tmp_path, b"{\n" + bundle(*EVERY), "c.ndjson"), "--json")
    assert (bad.exit_code, json.loads(bad.stdout)["recorded"]) == (1, 1)
    assert (good.exit_code, json.loads(good.stdout)["refused"]) == (0, 1)


@pytest.mark.parametrize("watched", [True, False])
def test_progress_is_shown_where_somebody_watches(store: Path, tmp_path: Path, watched: bool) -> None:
    source, reading, writing = file(tmp_path, bundle(*EVERY), "a.json"), *pty.openpty()
    command = [PROGRAM, "--data", str(store), "import", "fhir", source, "--json"]

    done = subprocess.run(
        [*command],
        stdout=subprocess.PIPE,
        stderr=writing if watched else subprocess.PIPE,
        env=_environment(),
        check=True,
    )

    os.close(writing)
    shown = b"".join(_shown(reading)).decode() if watched else done.stderr.decode()
    os.close(reading)
    assert json.loads(done.stdout)["seen"] == len(EVERY)
    assert ("Recording" in shown) is watched
    assert watched or shown == ""


def _environment() -> dict[str, str]:
    return {**os.environ, "TERM": "xterm", "COLUMNS": "80"}


def _shown(reading: int) -> Iterator[bytes]:
    try:
        while some := os.read(reading, 4096):
            yield some
    except OSError:  # the other end is closed, and everything was read
        return


@pytest.mark.slow
def test_memory_does_not_grow_with_the_input(tmp_path: Path, engine: str) -> None:
    few, many = (_peak(tmp_path, engine, patients) for patients in (30, 300))
    assert many < 1.25 * few


def _peak(folder: Path, engine: str, patients: int) -> int:
    """Octets that an import of so many patients takes at most."""
    source = folder / f"{patients}.ndjson"
    with source.open("w") as lines:
        for n in range(patients):
            for one in _long_life(n):
                lines.write(json.dumps(one) + "\n")
    with database_of(engine) as database:
        created(folder / f"store-{patients}", "test.example/log", database=database).close()
        store = str(folder / f"store-{patients}")
        taken = cost([PROGRAM, "--data", store, "import", "fhir", str(source), "--json"])
    assert taken.code == 0, taken.said
    return taken.memory


def _long_life(n: int) -> Iterator[dict[str, Any]]:
    """A patient with twenty times everything, and nothing odd about any of it: what is odd is told, one by one."""
    patient, *others = EVERY
    yield {"resourceType": "Patient", "id": f"p{n}", "name": patient["name"], "gender": "female"}
    for k in range(20):
        for one in others:
            told = json.dumps(one).replace("Patient/p1", f"Patient/p{n}").replace("Binary/b", f"Binary/b-{n}-{k}")
            yield {**json.loads(told), "id": f"{one['id']}-{n}-{k}", "result": []}
