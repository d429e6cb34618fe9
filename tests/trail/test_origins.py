"""A log that is another's is named, with both names, before anything was signed and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trail.owner import owner
from trail.origins import prove_origins
from trail.store import Config, Store
from trail.verdict import Verdict
from trail.verify import verify
from web.keeping.proving import kept, source

OURS, THEIRS = "ours.example/log", "theirs.example/log"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    for name, origin in (("ours", OURS), ("theirs", THEIRS)):
        store = Store.create(tmp_path / name, origin)
        store.close()
    return tmp_path / "ours"


def proof(folder: Path) -> Verdict:
    verdict = verify(source(folder), kept(folder))
    prove_origins(verdict, folder, Config.read(folder))
    return verdict


def test_a_log_of_its_own_name_is_proved(ours: Path) -> None:
    assert proof(ours).verdict == "proved"


def test_the_log_of_another_store_is_told_by_both_names(ours: Path) -> None:
    for name in ("trail.db", "resting.json"):
        (ours / name).write_bytes((ours.parent / "theirs" / name).read_bytes())

    verdict = proof(ours)

    told = f"entry 1 is of the log {THEIRS}; this one is {OURS}"
    assert verdict.verdict == "broken"
    assert verdict.findings == [{"kind": "log", "position": 1, "detail": told}]


def test_the_log_of_reads_of_another_store_is_told_as_well(ours: Path) -> None:
    (ours / "access.db").write_bytes((ours.parent / "theirs" / "access.db").read_bytes())

    verdict = proof(ours)

    told = f"entry 1 is of the log {THEIRS}/access; this one is {OURS}/access"
    assert verdict.findings == [{"kind": "log", "position": None, "detail": told}]


def test_an_older_store_has_no_log_of_reads_to_be_named(ours: Path) -> None:
    (ours / "access.db").unlink()

    assert proof(ours).verdict == "proved"


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000])
def test_a_log_that_cannot_be_read_is_not_said_to_be_anybodys(ours: Path, content: bytes) -> None:
    (ours / "trail.db").write_bytes(content)

    assert {one["kind"] for one in proof(ours).findings} & {"log"} == set()


def test_an_entry_that_is_none_is_not_said_to_be_anybodys(ours: Path) -> None:
    with owner(ours) as run:
        run("update event set entry = x'00'")

    assert {one["kind"] for one in proof(ours).findings} & {"log"} == set()
