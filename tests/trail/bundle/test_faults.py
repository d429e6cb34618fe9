"""Every kind of damage is found by the verifier in Python, and named as trail/bundle/reader/FORMAT.md names it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.bundles import NEW, OLD, office
from tests.support.faults import FAULTS, Fault
from tests.support.notes import canonical
from trail.bundle.reader import verify


def judged(*paths: Path, keys: tuple[str, ...] = (NEW.vkey, OLD.vkey)) -> dict[str, Any]:
    asked = verify.Asked(keys=[verify.read_key(key) for key in keys])
    return verify.together([str(path) for path in paths], asked, map)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found(tmp_path: Path, fault: Fault) -> None:
    told = judged(fault.zip(tmp_path / "bundle.zip"))

    assert told["verdict"] == "broken"
    assert told["proved"] == []
    assert (fault.kind, fault.at) in {(one["kind"], one["position"]) for one in told["findings"]}
    assert {one["kind"] for one in told["findings"]} == {fault.kind, *fault.also}


def test_what_a_bundle_says_of_itself_draws_nothing_on_a_terminal(
    tmp_path: Path, verify_js: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = "\x1b[2J\x1b[Hproved\x1b[8m\u202e"
    told = json.loads(office().files()["manifest.json"])
    told["files"] = [{"bytes": 0, "name": drawn, "rows": None, "sha256": "0" * 64}]
    (tmp_path / "manifest.json").write_bytes(canonical(told) + b"\n")
    command = [shutil.which("node") or "node", str(verify_js), str(tmp_path)]

    exits = verify.main([str(tmp_path)]), subprocess.run(command, capture_output=True, check=False)

    for said in (capsys.readouterr().out, exits[1].stdout.decode()):
        assert "\\u001b[2J" in said
        assert "\x1b" not in said
        assert "\u202e" not in said
    assert (exits[0], exits[1].returncode) == (1, 1)
