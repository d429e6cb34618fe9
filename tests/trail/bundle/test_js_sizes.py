"""Sizes at which a verifier that reads in pieces, or grows a tree, could stumble."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.bundles import NEW, OLD, Log, Raw, office
from tests.support.faults.entries import entry
from tests.support.faults.table import RENAMED, SEALED
from tests.support.node import Node
from tests.support.notes import Signer, canonical

MANY = 6_000


@pytest.mark.parametrize("size", range(17))
def test_a_key_may_hand_on_at_any_size(node: Node, tmp_path: Path, size: int) -> None:
    bundle = office(turned=size)

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", OLD.vkey).code == 0


def test_a_line_is_longer_than_what_is_read_at_once(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.retell(RENAMED, text="é" * 1_500_000, more="x" * 262_144)

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).code == 0


def test_an_entry_has_65_535_octets_at_most(node: Node, tmp_path: Path) -> None:
    bundle = office()
    entry(RENAMED, why="")(bundle)
    room = 65_535 - len(canonical(bundle.entries[RENAMED - 1]))

    entry(RENAMED, why="y" * room)(bundle)
    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).code == 0
    entry(RENAMED, why="y" * (room + 1))(bundle)
    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).places == {("entry", RENAMED)}


def test_a_line_that_never_ends_is_no_entry(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.entries[RENAMED - 1] = b"y" * 3_000_000

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).places == {("entry", RENAMED)}


def test_a_bundle_has_many_files_and_many_faults(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.views |= {f"fhir/{n:05d}/a-resource-with-a-long-name.json": b"{}" for n in range(MANY)}
    bundle.seal()
    path = bundle.zip(tmp_path / "bundle.zip")

    assert node.verify(path, "--key", NEW.vkey).code == 0

    bundle.instead["manifest.json"] = office().files()["manifest.json"]
    findings = node.verify(bundle.zip(path), "--key", NEW.vkey).answer["findings"]
    assert len(findings) == 1000
    assert re.search(r"\(and 50\d\d more\)$", findings[-1]["detail"])


def test_a_log_is_longer_than_what_is_read_at_once(node: Node, tmp_path: Path) -> None:
    bundle = office()
    for n in range(900):
        bundle.log.add("patient.named/1", f"p{n // 10}", 100 + n, name="x" * 200)
    bundle.entries = [*bundle.log.entries]
    bundle.payloads += [bundle.log.payload(i) for i in range(SEALED + 1, len(bundle.entries) + 1)]

    told = node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey)

    assert told.answer["findings"] == []
    assert told.answer["events"] == 916


def test_a_field_may_have_a_name_that_every_object_has(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.retell(RENAMED, **{"__proto__": 1, "constructor": Raw("[]"), "0": "", "length": Raw("null")})

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).code == 0


def test_reasons_and_names_hold_any_character(node: Node, tmp_path: Path) -> None:
    every = "".join(map(chr, [*range(0x250), 0x2028, 0xFEFF, 0xFFFF, 0x10FFFF]))
    bundle = office()
    entry(RENAMED, why=every, cmd=every, act={"id": every, "role": every, "sess": every})(bundle)
    bundle.retell(RENAMED, name=every)

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey).code == 0


def test_the_least_bundle_there_is(node: Node, tmp_path: Path) -> None:
    """Three entries, no reads, no views and no policy."""
    log, key = Log("tiny"), Signer("tiny", 1)
    log.add("log.opened/1", kind="config", origin="tiny")
    bundle = office()
    asked = log.add("export.requested/1", kind="export-requested", profile="envelope", filter={})
    sealed = log.add("export.sealed/1", kind="export-sealed", requested=asked, files={})
    bundle.log, bundle.entries, bundle.payloads = log, [*log.entries], log.disclosed(asked)
    bundle.asked, bundle.sealed, bundle.reads, bundle.keys, bundle.signers = asked, sealed, None, [], [key]
    bundle.views = {}

    assert node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", key.vkey).code == 0


def test_a_log_without_events_proves_nothing(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.reads, bundle.keys, bundle.entries, bundle.payloads, bundle.asked = None, [], [], [], 0
    bundle.instead["entries.jsonl"] = b""

    told = node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey)

    assert told.kinds >= {"log", "request"}


def test_reads_that_the_log_refers_to_are_missed(node: Node, tmp_path: Path) -> None:
    bundle = office()
    bundle.reads = None

    told = node.verify(bundle.zip(tmp_path / "bundle.zip"), "--key", NEW.vkey)

    assert told.code == 1
    assert "reads" in told.kinds, told.kinds
