"""What a real store writes is what the verifier in JavaScript finds proved, and in which nothing may be changed."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.access import RecordAccessed
from tests.support.node import Node
from tests.support.office import AMA, everything
from tests.trail.bundle.test_writing import bundle
from trail import sealed
from web.service import Service

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("full", {}),
    ("envelope", {}),
    ("minimum", {"fields": ["kind", "what"]}),
    ("patient-copy", {"keys": [2]}),
    ("full", {"actors": ["u-00000001"]}),
    ("full", {"without": [2, 3]}),
    ("full", {"types": ["patient.registered"], "since": "2026"}),
    ("full", {"until": "2025"}),
]


@pytest.fixture
def office(service: Service) -> Service:
    everything(service)
    service.store.access.note(RecordAccessed, AMA, section="record", medium="page", address="/", outcome="shown",
                              known=1, patients=[])  # fmt: skip
    return service


def test_a_real_bundle_is_proved(node: Node, office: Service, tmp_path: Path) -> None:
    key = sealed.signer_of(office.store).verifier_key
    for profile, narrow in ASKED:
        told = node.verify(bundle(office, tmp_path / "bundle.zip", profile, **narrow), "--key", key)
        assert told.answer["findings"] == []
        assert told.answer["verdict"] == "proved"


def test_a_later_real_bundle_continues_an_earlier_one(node: Node, office: Service, tmp_path: Path) -> None:
    early, late = bundle(office, tmp_path / "early.zip", "envelope"), bundle(office, tmp_path / "late.zip")

    assert node.verify(early, late, "--key", sealed.signer_of(office.store).verifier_key).code == 0
    assert node.verify(late, early).places == {("order", None)}


def test_a_changed_octet_of_a_real_bundle_is_found(node: Node, office: Service, tmp_path: Path) -> None:
    path, random = bundle(office, tmp_path / "bundle.zip"), Random(5)
    whole, key = path.read_bytes(), sealed.signer_of(office.store).verifier_key
    for _ in range(30):
        at = random.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << random.randrange(8)]) + whole[at + 1 :])
        assert node.verify(path, "--key", key).code == 1, f"octet {at}"
