"""A reader that others wrote (tlog-scales) agrees: about our tiles, our proofs, our checkpoints and our witnesses'."""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import (
    Checkpoint,
    ConsistencyProof,
    ConsistencyProofInvalid,
    InclusionProof,
    InclusionProofInvalid,
)

from benchmarks.commands import lengthen
from tests.support.office import register
from trail.sealed import anchors_of, checkpoint, signer_of
from trail.store import Store
from trail.tlog_proof import proof_of
from trail.tree import leaf_hash
from web.service import Service


class Tiles:
    """Our store as a static tree of tiles (C2SP tlog-tiles): the full ones from its table, the others from its rows."""

    def __init__(self, store: Store, size: int) -> None:
        self.parts, self.log, self.size = store.log.parts(size), store.log, size

    def get(self, *path: str) -> bytes | None:
        _, level, *numbers = path
        part = int(numbers.pop()) if numbers[-2:-1] and numbers[-2].endswith(".p") else 0
        n = int("".join(one.removeprefix("x").removesuffix(".p") for one in numbers))
        if level == "entries":
            rows = self.log.rows(n * 256, min(256, self.size - n * 256))
            return b"".join(len(row.entry).to_bytes(2, "big") + row.entry for row in rows)
        width = 256 ** int(level)
        if part:
            return b"".join(self.parts.root(one * width, (one + 1) * width) for one in range(n * 256, n * 256 + part))
        found = self.log.recorder.ask("select bytes from tree_tile where level = ? and n = ?", int(level), n)
        return bytes(found[0][0]) if found else None


@pytest.fixture
def grown(service: Service) -> tuple[Service, str, str]:
    """A log of several tiles, with an early and a late checkpoint."""
    who = register(service.records)
    early = checkpoint(service.store)
    lengthen(service, who, 800)
    return service, early, checkpoint(service.store)


def test_it_reads_our_tiles_and_finds_our_root_and_our_entries(grown: tuple[Service, str, str]) -> None:
    service, _, late = grown
    signed = Checkpoint.from_text(late)
    reader = TilesReader(Tiles(service.store, signed.size))
    reader.set_size(signed.size)

    assert reader.calculate_root_hash() == signed.root_hash == service.store.log.head()[1]
    assert [reader.get_entry(n) for n in range(signed.size)] == [row.entry for row in service.store.log.rows(0, 10_000)]


def test_proofs_that_it_makes_of_our_tiles_are_those_that_we_make(grown: tuple[Service, str, str]) -> None:
    service, early, late = grown
    old, new = Checkpoint.from_text(early), Checkpoint.from_text(late)
    reader, parts = TilesReader(Tiles(service.store, new.size)), service.store.log.parts(new.size)
    reader.set_size(new.size)

    assert reader.get_consistency_proof(old.size, new.size).node_hashes == parts.consistency(old.size)
    for at in (0, 1, 255, 256, 600, new.size - 1):
        assert reader.get_inclusion_proof(at, new.size).node_hashes == parts.inclusion(at)


def test_it_accepts_what_we_prove_and_nothing_else(grown: tuple[Service, str, str]) -> None:
    service, early, late = grown
    old, new = Checkpoint.from_text(early), Checkpoint.from_text(late)
    path = service.store.log.parts(new.size).consistency(old.size)
    ConsistencyProof(old.size, new.size, path).check(old.root_hash, new.root_hash)
    with pytest.raises(ConsistencyProofInvalid):
        ConsistencyProof(old.size, new.size, path).check(new.root_hash, new.root_hash)

    for row in service.store.log.rows(500, 20):
        told = proof_of(service.store.log, anchors_of(service.store), row.position)
        assert told
        head, note = told.split("\n\n", 1)
        _, index, *hashes = head.split("\n")
        covering = Checkpoint.from_text(note)
        proof = InclusionProof(int(index[6:]), covering.size, [b64decode(one) for one in hashes])
        proof.check(leaf_hash(row.entry), covering.root_hash)
        with pytest.raises(InclusionProofInvalid):
            proof.check(leaf_hash(row.entry + b" "), covering.root_hash)


def test_it_verifies_our_signatures_by_our_verifier_key(grown: tuple[Service, str, str]) -> None:
    service, _, late = grown
    key = Vkey.from_string(signer_of(service.store).verifier_key)
    Checkpoint.from_text(late).verify(key)

    forged = Checkpoint.from_text(late.replace("\n", "x\n", 1))
    with pytest.raises(InvalidSignature):
        forged.verify(key)
