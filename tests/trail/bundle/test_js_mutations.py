"""No octet of a bundle is free: whichever is changed, the verifier in JavaScript finds it and does not stumble."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.support.archive import Files, unpacked
from tests.support.bundles import NEW, Bundle, office
from tests.support.node import Node
from tests.support.notes import canonical


def changed(node: Node, tmp_path: Path, times: int, seed: int) -> None:
    whole, random, path = office().zip(tmp_path / "whole.zip").read_bytes(), Random(seed), tmp_path / "changed.zip"
    for _ in range(times):
        at, bits = random.randrange(len(whole)), random.randrange(1, 256)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :])
        told = node.verify(path, "--key", NEW.vkey)
        assert told.code == 1, f"octet {at} changed by {bits}"
        assert "could not be read" not in told.printed, f"octet {at} changed by {bits}"


def test_a_changed_octet_is_found(node: Node, tmp_path: Path) -> None:
    changed(node, tmp_path, 150, 1)


@pytest.mark.slow
def test_any_changed_octet_is_found(node: Node, tmp_path: Path) -> None:
    changed(node, tmp_path, 10_000, 2)


def test_a_bundle_may_end_anywhere(node: Node, tmp_path: Path) -> None:
    whole, random, path = office().zip(tmp_path / "whole.zip").read_bytes(), Random(3), tmp_path / "cut.zip"
    for _ in range(100):
        start, end = sorted(random.sample(range(len(whole)), 2))
        path.write_bytes(whole[:start] + whole[end:])
        told = node.verify(path, "--key", NEW.vkey)
        assert told.kinds == {"container"}
        assert "could not be read" not in told.printed


def test_a_changed_octet_is_found_though_the_manifest_knows_of_it(node: Node, tmp_path: Path) -> None:
    """The manifest is made anew, so that what is found is not found by it."""
    random, judged = Random(4), ("checkpoint.note", "entries.jsonl", "payloads.jsonl")
    for n in range(150):
        bundle = office()
        name = random.choice((*judged, "reads.entries.jsonl", "reads.payloads.jsonl"))
        octets = bytearray(bundle.files()[name])
        octets[random.randrange(len(octets))] ^= random.randrange(1, 256)
        bundle.instead[name] = bytes(octets)
        told = node.verify(bundle.zip(tmp_path / "changed.zip"), "--key", NEW.vkey)
        assert told.code == 1, f"{n}: {name}"
        assert told.kinds & {"container", "file"} == set()


STRANGE: list[Any] = [None, True, [], {}, "", "0", 0, 1, -1, 1.5, 2**53, [[]], {"a": {}}, "\ud7ff", ["x"], [1]]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Everywhere in a value that another could stand: what holds it, and by which name or number."""
    inside = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [(value, name) for name, _ in inside] + [place for _, one in inside for place in places(one)]


@pytest.mark.parametrize("name", ["manifest.json", "policy.json", "payloads.jsonl", "entries.jsonl"])
def test_nothing_strange_makes_it_stumble(node: Node, tmp_path: Path, name: str) -> None:
    random = Random(name)
    for _ in range(40):
        bundle = office()
        whole = {
            "manifest.json": json.loads(bundle.files()["manifest.json"]),
            "policy.json": bundle.policy(),
            "payloads.jsonl": bundle.payloads,
            "entries.jsonl": bundle.entries,
        }[name]
        holder, at = random.choice(places(whole))
        holder[at] = random.choice(STRANGE)
        if name in ("manifest.json", "policy.json"):
            bundle.instead[name] = canonical(whole) + b"\n"

        told = node.verify(unpacked(rows_made(bundle), tmp_path / "bundle"), "--key", NEW.vkey)

        assert told.code in (0, 1)
        assert "could not be read" not in told.printed


def rows_made(bundle: Bundle) -> Files:
    """A row that is no object any more is written as the JSON that it is."""
    for rows in (bundle.entries, bundle.payloads):
        rows[:] = [row if isinstance(row, (dict, bytes)) else canonical(row) for row in rows]
    return bundle.files()
