"""The store of the first version: every file in it is still read, and says what it said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.fact import Fact
from domain.patient import Patient
from tests.support.golden import FOLDER
from tests.support.office import AMA
from trail.checkpoint import Checkpoint, parse, verified
from trail.payloads import opener
from trail.sealed import anchors_of, checkpoint, signer_of
from trail.signed import last_signed
from trail.sqlite import resting
from trail.store import Config, Store
from trail.verify import verify
from web.keeping.proving import kept
from web.service import Service

GOLDEN = FOLDER / "store" / "2026-11"
ORIGIN = "golden.example/log"
SIZE, FACTS = 47, 46
NOTE = "anchors/0000000000000047.note"
FILES = {
    "anchors/0000000000000047.note": "38328b332431fdcaa2903fa47327db1b610ca470da0f0df0b7741d971e2b3c57",
    "config.toml": "ed6778bb29a506eace5d5811f0396c89682397f065e681879e6f2d041c0831d1",
    "keys.db": "c0293c86614e065b2acb2a0ec8d52bac575c152aaf3f2b278f18fd15fdb7e556",
    "master.key": "a20070a93879ebecefb2aa4d0c4522e512a81fb0fe41f2918bcdf0b87572ed64",
    "resting.json": "c24d491a20d7399872f806acc41b1cf6e25cddef74885713feacc10a0d97e5a2",
    "signer.json": "cc35e47a0ea7c23980829e62b96bb85af321212113c7d01faa7742e09eea2c34",
    "signing.key": "d2ef598a1e78d603ab20d743e827d9bdc3b067f650e610d866e8ace801238b49",
    "trail.db": "47c3d12d6358bd3126927acb29ffba51d9e8242d9a3379aa644c29b2767aa7c5",
}
DIGEST = "bf47ede82e4168e4f1d89728e0f0252e133c2b884544c12b1625c949578b750d"  # of all facts, field by field
SECRET = "64d92a336b752b4ea9b04dba956333865fa0291fb5449382e70c82a1d54d0a21"  # of the index, its digest


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A copy: what is golden is never written to."""
    shutil.copytree(GOLDEN, tmp_path / "store")
    made = Store.open(tmp_path / "store")
    yield made
    made.close()


def said(fact: Fact) -> list[Any]:
    """All that a fact says, field by field; a later version may know of more that it does not say."""
    about = fact.originator_id, fact.originator_version, fact.timestamp
    return [fact.stored_name(), *about, fact.payload(), {name: it for name, it in fact.by._asdict().items() if it}]


def test_no_golden_file_was_touched() -> None:
    found = {str(path.relative_to(GOLDEN)): path for path in GOLDEN.rglob("*") if path.is_file()}

    assert {name: sha256(path.read_bytes()).hexdigest() for name, path in sorted(found.items())} == FILES


def test_the_first_stores_facts_are_the_same_to_the_last_field(store: Store) -> None:
    facts, reached = store.journal.facts(0, 1000)

    told = json.dumps([said(fact) for fact in facts], default=str, sort_keys=True, ensure_ascii=False)

    assert (len(facts), reached) == (FACTS, SIZE)
    assert sha256(told.encode()).hexdigest() == DIGEST


def test_the_first_stores_patients_are_rebuilt(store: Store) -> None:
    facts, _ = store.journal.facts(0, 1000)
    registered = [fact.originator_id for fact in facts if fact.TOPIC == "patient.registered"]

    names = [store.journal.load(Patient, one).file.identity.details["names"][0]["text"] for one in registered]

    assert names == ["Lucía Núñez", "Zoë Quaye"]


def test_every_payload_of_the_first_store_is_what_its_entry_promised(store: Store) -> None:
    verdict = verify(store.folder / "trail.db", kept(GOLDEN), partial(opener, store.folder))

    assert (verdict.verdict, verdict.size, verdict.findings) == ("proved", SIZE, [])


def test_the_first_stores_settings_signature_anchor_and_rest_are_read(store: Store) -> None:
    note = (GOLDEN / NOTE).read_text()
    signed = Checkpoint(ORIGIN, *store.log.head())

    assert Config.read(GOLDEN) == Config(ORIGIN)
    assert (last := last_signed(GOLDEN, ORIGIN))
    assert last.checkpoint == parse(note)[0] == signed
    assert verified(note, signer_of(store).verifier_key) == signed
    assert resting.read(GOLDEN / "trail.db") == resting.Resting(SIZE, FILES["trail.db"])
    assert [text for _, text in anchors_of(store).notes()] == [note]


def test_the_first_stores_index_secret_is_the_same(store: Store) -> None:
    assert sha256(store.keys.index_secret).hexdigest() == SECRET


def test_the_first_store_goes_on(tmp_path: Path) -> None:
    """A new entry follows the old ones, and is signed after them by the same key."""
    shutil.copytree(GOLDEN, tmp_path / "store")
    with Service.open(tmp_path / "store") as service:
        who, trusted = service.store.journal.facts(0, 2)[0][0].originator_id, signer_of(service.store).verifier_key

        receipt = service.records.update(who, {"occupation": "welder"}, AMA)
        note = checkpoint(service.store)

        assert receipt.position == SIZE + 1
        assert verified(note, trusted) == Checkpoint(ORIGIN, *service.store.log.head())
    verdict = verify(tmp_path / "store" / "trail.db", kept(tmp_path / "store"), partial(opener, tmp_path / "store"))
    assert (verdict.verdict, verdict.findings) == ("proved", [])
