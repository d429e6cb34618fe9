"""Every kind of damage is found by the verifier in Python, and named as trail/bundle/reader/FORMAT.md names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.bundles import NEW, OLD
from tests.support.faults import FAULTS, Fault
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
