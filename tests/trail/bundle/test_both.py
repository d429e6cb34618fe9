"""The two verifiers were made from one page by people who did not see each other's: they give the same verdicts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.support.archive import unpacked
from tests.support.bundles import NEW, OLD, WITNESSES, Bundle, office
from tests.support.faults import FAULTS, Fault
from tests.support.node import Node
from tests.trail.bundle.test_js_mutations import STRANGE, places, rows_made
from tests.trail.bundle.test_js_whole import WISHES

VERIFY_PY = Path(__file__).parents[3] / "trail/bundle/reader/verify.py"
COUNTS = ("verdict", "events", "erased", "disclosed", "size", "root")
GIVEN = (
    ["--key", NEW.vkey],
    ["--key", OLD.vkey],
    [],
    ["--fingerprint", OLD.fingerprint[:32]],
    ["--fingerprint", OLD.fingerprint[1:]],
    ["--key", NEW.vkey, "--witness", WITNESSES[0].vkey],
    ["--key", NEW.vkey, "--witness", WITNESSES[0].vkey, "--threshold", "0"],
)


def python(*words: object) -> tuple[int, str]:
    told = subprocess.run([sys.executable, VERIFY_PY, "--json", *map(str, words)], capture_output=True, text=True)
    assert told.stderr == ""
    return told.returncode, told.stdout


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_both_find_a_fault(node: Node, tmp_path: Path, fault: Fault) -> None:
    path = fault.zip(tmp_path / "bundle.zip")

    assert python(path, "--key", NEW.vkey)[0] == node.verify(path, "--key", NEW.vkey).code == 1


def test_both_let_the_address_of_a_read_be_hidden_where_something_was_erased(node: Node, tmp_path: Path) -> None:
    bundle = office()
    assert bundle.reads
    told = [row for row in bundle.read_payloads if isinstance(row, dict)]
    bundle.read_payloads = [
        row if row["i"] == 1 else bundle.reads.payload(row["i"], ["patient", "screen"]) for row in told
    ]
    path = bundle.zip(tmp_path / "bundle.zip")

    (code, told), other = python(path, "--key", NEW.vkey), node.verify(path, "--key", NEW.vkey)

    assert code == other.code == 0
    hidden = f"Where {len(told_of(bundle))} of the reads were made: their address is hidden"
    for answer in (json.loads(told), other.answer):
        assert [one.startswith(hidden) for one in answer["not_proved"] if "address" in one] == [True]


def test_neither_speaks_of_hidden_addresses_where_none_is(node: Node, tmp_path: Path) -> None:
    path = office().zip(tmp_path / "bundle.zip")

    told, other = json.loads(python(path, "--key", NEW.vkey)[1]), node.verify(path, "--key", NEW.vkey)

    assert "address" not in str(told["not_proved"] + other.answer["not_proved"])


def told_of(bundle: Bundle) -> list[int]:
    """Which reads are of a record, and told."""
    types = {entry["i"]: str(entry["type"]) for entry in bundle.read_entries}
    rows = [row["i"] for row in bundle.read_payloads if isinstance(row, dict)]
    return [i for i in rows if types[i].startswith("record.accessed/")]


@pytest.mark.slow
@pytest.mark.parametrize("given", GIVEN)
def test_both_trust_alike(node: Node, tmp_path: Path, given: list[str]) -> None:
    path = office().zip(tmp_path / "bundle.zip")

    assert python(path, *given)[0] == node.verify(path, *given).code


@pytest.mark.slow
@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_both_count_alike(node: Node, tmp_path: Path, wish: dict[str, object]) -> None:
    path = office(**wish).zip(tmp_path / "bundle.zip")  # type: ignore[arg-type]

    (code, told), other = python(path, "--key", NEW.vkey), node.verify(path, "--key", NEW.vkey)
    answer = json.loads(told)

    assert code == other.code == 0
    assert {name: answer[name] for name in COUNTS} == {name: other.answer[name] for name in COUNTS}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_both_say_the_same_of_what_is_strange(node: Node, tmp_path: Path, seed: int) -> None:
    random, bundle = Random(seed), office(profile="minimum", filter={"fields": ["name"]})
    for _ in range(random.choice((1, 1, 2))):
        holder, at = random.choice(places([bundle.entries, bundle.payloads]))
        if holder not in (bundle.entries, bundle.payloads):
            holder[at] = random.choice(STRANGE)
    path = unpacked(rows_made(bundle), tmp_path / "bundle")

    assert python(path, "--key", NEW.vkey)[0] == node.verify(path, "--key", NEW.vkey).code
