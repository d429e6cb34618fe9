"""Every kind of damage is found by the verifier in JavaScript, and named as trail/bundle/reader/FORMAT.md names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.bundles import NEW, OLD
from tests.support.faults import FAULTS, Fault
from tests.support.node import Node


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found(node: Node, tmp_path: Path, fault: Fault) -> None:
    told = node.verify(fault.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey, "--key", OLD.vkey)

    assert told.code == 1
    assert told.answer["verdict"] == "broken"
    assert told.answer["proved"] == []
    assert (fault.kind, fault.at) in told.places
    assert told.kinds == {fault.kind, *fault.also}


def test_the_faults_are_of_every_kind() -> None:
    elsewhere = {"witness"}
    kinds = (
        "container manifest file checkpoint signature witness policy entry order log time version root payload missing"
        " surplus request sealed erasure reads"
    )

    assert {fault.kind for fault in FAULTS} == set(kinds.split()) - elsewhere


def test_no_two_faults_have_one_name() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
