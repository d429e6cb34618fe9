"""Proofs over trees of every small size, and some large: those of the slow tree hold, and no other does."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from tests.trail import slow_tree
from trail.tree import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [b"entry %d" % n for n in range(3000)]
HASHES = [leaf_hash(one) for one in ENTRIES]
SMALL = range(1, 41)
ROOTS = [slow_tree.mth(ENTRIES[:n]) for n in range(41)]


def corrupted(proof: list[bytes]) -> Iterator[list[bytes]]:
    """One change in every way that a proof can be changed: a step flipped, lost, doubled, swapped, or put in."""
    for at, step in enumerate(proof):
        before, after = proof[:at], proof[at + 1 :]
        yield [*before, bytes([step[0] ^ 1]) + step[1:], *after]
        yield [*before, step[:-1] + bytes([step[-1] ^ 128]), *after]
        yield [*before, *after]
        yield [*before, step, step, *after]
        yield [*before, step[:-1], *after]
        if after:
            yield [*before, after[0], step, *after[1:]]
    for at in range(len(proof) + 1):
        yield [*proof[:at], bytes(32), *proof[at:]]


@pytest.mark.parametrize("n", SMALL)
def test_every_leaf_of_a_small_tree_has_the_one_proof_that_holds(n: int) -> None:
    for m in range(n):
        proof = inclusion_proof(m, HASHES[:n])
        assert proof == slow_tree.path(m, ENTRIES[:n])
        assert verify_inclusion(HASHES[m], m, n, proof, ROOTS[n])
        assert not any(verify_inclusion(HASHES[m], m, n, bad, ROOTS[n]) for bad in corrupted(proof))


@pytest.mark.parametrize("n", SMALL)
def test_every_older_tree_has_the_one_proof_that_holds(n: int) -> None:
    for m in range(1, n + 1):
        proof = consistency_proof(m, HASHES[:n])
        assert proof == slow_tree.subproof(m, ENTRIES[:n], True)
        assert verify_consistency(m, n, proof, ROOTS[m], ROOTS[n])
        assert not any(verify_consistency(m, n, bad, ROOTS[m], ROOTS[n]) for bad in corrupted(proof))


@pytest.mark.parametrize("n", SMALL)
def test_a_proof_holds_for_its_own_leaf_and_place_only(n: int) -> None:
    for m in range(n):
        proof, others = inclusion_proof(m, HASHES[:n]), [other for other in range(-1, n + 1) if other != m]
        assert not any(verify_inclusion(HASHES[m], other, n, proof, ROOTS[n]) for other in others)
        assert not any(verify_inclusion(HASHES[other], m, n, proof, ROOTS[n]) for other in others)
        assert not any(verify_inclusion(HASHES[m], m, n, proof, root) for root in (*ROOTS[:n], *ROOTS[n + 1 :]))


@pytest.mark.parametrize("n", SMALL)
def test_a_proof_of_an_older_tree_holds_between_its_own_two_roots_only(n: int) -> None:
    for m in range(1, n):
        proof = consistency_proof(m, HASHES[:n])
        others = [root for size, root in enumerate(ROOTS) if size != m]
        assert not any(verify_consistency(m, n, proof, root, ROOTS[n]) for root in others)
        assert not any(verify_consistency(m, n, proof, ROOTS[m], root) for root in (*ROOTS[:n], *ROOTS[n + 1 :]))
        assert not verify_consistency(n, m, proof, ROOTS[n], ROOTS[m])
        assert not verify_consistency(m, 4 * n, proof, ROOTS[m], ROOTS[n])
        assert not verify_consistency(m, n, [], ROOTS[m], ROOTS[n])


@pytest.mark.parametrize("n", [255, 256, 257, 1023, 1024, 1025, 2999])
def test_large_trees_agree_with_the_slow_one(n: int) -> None:
    root, chance = slow_tree.mth(ENTRIES[:n]), Random(n)
    assert root_of(HASHES[:n]) == root
    for m in {0, 1, 127, 128, n // 2, n - 2, n - 1, chance.randrange(n)}:
        path, older = inclusion_proof(m, HASHES[:n]), consistency_proof(m + 1, HASHES[:n])
        assert path == slow_tree.path(m, ENTRIES[:n])
        assert older == slow_tree.subproof(m + 1, ENTRIES[:n], True)
        before = root_of(HASHES[: m + 1])
        assert verify_inclusion(HASHES[m], m, n, path, root)
        assert verify_consistency(m + 1, n, older, before, root)
        assert not any(verify_inclusion(HASHES[m], m, n, bad, root) for bad in corrupted(path))
        assert not any(verify_consistency(m + 1, n, bad, before, root) for bad in corrupted(older))


def test_the_empty_tree_is_a_part_of_every_tree_and_nothing_else_is_of_size_none() -> None:
    for n in (0, 1, 7):
        assert consistency_proof(0, HASHES[:n]) == []
        assert verify_consistency(0, n, [], EMPTY_ROOT, ROOTS[n])
        assert not verify_consistency(0, n, [bytes(32)], EMPTY_ROOT, ROOTS[n])
        assert not verify_consistency(0, n, [], ROOTS[3], ROOTS[n])


def test_what_there_is_no_leaf_or_tree_of_has_no_proof() -> None:
    for m in (-1, 5, 6):
        with pytest.raises(ValueError, match=f"no leaf {m} in a tree of 5"):
            inclusion_proof(m, HASHES[:5])
    for m in (-1, 6):
        with pytest.raises(ValueError, match=f"no tree of {m} in one of 5"):
            consistency_proof(m, HASHES[:5])
