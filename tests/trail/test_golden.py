"""What was stored once is read for ever."""

from __future__ import annotations

import hmac
import json
import shutil
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fact import registry
from projections.past import file_at
from tests.support.golden import EVENTS, FOLDER
from trail.commitment import commit, joined, serialised
from trail.entry import decode, encode
from trail.mapper import Mapper, draft
from trail.opened import OWN
from trail.store import Store
from trail.verify import verify
from web.keeping.proving import kept

ROOT = "d87eaba1ea25a0e01db802b2dee269dd6410697d4fd816fec8432f96d19e86ac"
NAMES = sorted(f"{topic}/{version}" for topic, version in registry())


def _golden(name: str) -> dict[str, str]:
    return json.loads((EVENTS / f"{name.replace('/', '.')}.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_every_event_type_reads_and_writes_its_golden_bytes(name: str) -> None:
    golden = _golden(name)
    entry = decode(golden["entry"].encode())
    fact = Mapper().fact(entry, golden["payload"].encode())
    again = draft(fact)
    assert entry.type == name
    assert again.body[32:] == golden["payload"].encode()
    assert (again.type, again.version, again.actor, again.reason) == (name, entry.version, entry.actor, entry.reason)


@pytest.mark.parametrize("name", [*NAMES, *OWN])
def test_every_golden_entry_is_canonical(name: str) -> None:
    line = _golden(name)["entry"].encode() if name != OWN[1] else None
    if line:
        assert encode(decode(line)) == line


def test_there_is_no_golden_file_without_an_event_type() -> None:
    known = {f"{name.replace('/', '.')}.json" for name in (*NAMES, *OWN)}
    assert {path.name for path in EVENTS.iterdir()} <= known


def test_a_commitment_depends_on_the_seed_and_every_field() -> None:
    payload = orjson.loads(_golden("patient.registered/1")["payload"])
    whole = commit(bytes(32), serialised(payload))
    assert commit(bytes([1] * 32), serialised(payload)) != whole
    for name in payload:
        assert commit(bytes(32), serialised({**payload, name: "other"})) != whole


@given(st.binary(min_size=32, max_size=32), st.dictionaries(st.text("abcdefgh_", min_size=1), st.text(), max_size=5))
def test_a_commitment_is_what_the_format_says(seed: bytes, payload: dict[str, str]) -> None:
    digests = []
    for name, value in payload.items():
        salt = hmac.new(seed, name.encode(), "sha256").digest()[:16]
        array = json.dumps([name, value], separators=(",", ":"), ensure_ascii=False)
        digests.append(sha256(salt + array.encode()).digest())

    assert commit(seed, serialised(payload)) == sha256(b"pc\0" + b"".join(sorted(digests))).digest()


@given(st.dictionaries(st.text("abcdefgh_", min_size=1), st.text() | st.integers(-(2**53), 2**53), max_size=5))
def test_a_payload_joined_of_its_fields_is_the_payload_serialised_whole(payload: dict[str, str | int]) -> None:
    assert joined(serialised(payload)) == orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)


def test_the_store_of_the_first_version_opens_and_proves(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(FOLDER / "store" / "2026-11", folder)
    verdict = verify(folder / "trail.db", kept(folder))
    assert (verdict.verdict, verdict.findings) == ("proved", [])
    assert verdict.root == ROOT
    store = Store.open(folder)
    try:
        facts, reached = store.journal.facts(0, 1000)
        assert reached == verdict.size
        first = next(fact for fact in facts if fact.TOPIC == "patient.registered")
        file = file_at(store.journal, UUID(str(first.originator_id)))
        assert file["chapters"]["demographics"]["demographics"]["names"][0]["text"] == "Lucía Núñez"
        assert file["chapters"]["measurements"]["m1"]["value"] == "72.0"
    finally:
        store.close()
