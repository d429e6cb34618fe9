"""A proof of one event: read by a reader of its own, and refused where the log is not what was signed."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import pytest

from tests.support.office import register
from trail.checkpoint import Checkpoint, NoteError, parse, verified
from trail.sealed import anchors_of, checkpoint, signer_of
from trail.tlog_proof import HEADER, latest, proof_of
from trail.tree import leaf_hash, verify_inclusion
from web.service import Service


def read(text: str) -> tuple[int, list[bytes], Checkpoint, str]:
    head, note = text.split("\n\n", 1)
    first, index, *path = head.split("\n")
    assert first == HEADER
    return int(index.removeprefix("index ")), [b64decode(one) for one in path], parse(note)[0], note


def test_each_event_is_proved_under_the_first_checkpoint_that_covers_it(service: Service) -> None:
    sizes = []
    for n in range(3):
        register(service.records, names=[{"text": f"Ada {n}"}], identifiers=[])
        checkpoint(service.store)
        sizes.append(service.store.log.position)

    for row in service.store.log.rows(0, 1000):
        told = proof_of(service.store.log, anchors_of(service.store), row.position)
        assert told
        index, path, signed, note = read(told)
        assert (index, signed.size) == (row.position - 1, next(size for size in sizes if size >= row.position))
        assert verify_inclusion(leaf_hash(row.entry), index, signed.size, path, signed.root)
        assert verified(note, signer_of(service.store).verifier_key) == signed


def test_under_the_newest_checkpoint_each_event_leads_to_its_root(service: Service) -> None:
    for n in range(2):
        register(service.records, names=[{"text": f"Ada {n}"}], identifiers=[])
        checkpoint(service.store)
    size, log = service.store.log.position, service.store.log

    for row in log.rows(0, 1000):
        proof = latest(service.store, row.position)
        assert proof
        assert proof.holds
        assert read(proof.text) == (row.position - 1, proof.path, proof.checkpoint, proof.note)
        assert proof.checkpoint.size == size
        others = [n for first, last in proof.spans for n in range(first, last + 1)]
        assert sorted([*others, row.position]) == list(range(1, size + 1))
        assert not replace(proof, entry=row.entry + b" ").holds

    register(service.records, names=[{"text": "Zoë"}], identifiers=[])
    assert latest(service.store, size + 1) is None
    with pytest.raises(LookupError, match="no event 1000"):
        latest(service.store, 1000)


def test_an_event_that_no_checkpoint_covers_has_no_proof_yet(service: Service) -> None:
    checkpoint(service.store)
    register(service.records)

    assert proof_of(service.store.log, anchors_of(service.store), service.store.log.position) is None


def test_there_is_no_proof_of_an_event_that_is_not_there(service: Service) -> None:
    with pytest.raises(LookupError, match="no event 1000"):
        proof_of(service.store.log, anchors_of(service.store), 1000)


def test_a_log_that_is_not_what_was_signed_is_not_proved(service: Service) -> None:
    note = checkpoint(service.store)
    signed = parse(note)[0]
    anchors = anchors_of(service.store)
    path = next(iter(anchors.notes()))[0]
    other = Checkpoint(signed.origin, signed.size, bytes(32)).text()
    path.write_text(note.replace(signed.text(), other), encoding="utf-8")

    with pytest.raises(NoteError, match="not those that were signed"):
        proof_of(service.store.log, anchors, 1)
