"""The Merkle tree of RFC 6962, section 2.1: roots, and proofs of inclusion and consistency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

HASH = 32  # octets
EMPTY_ROOT = sha256().digest()
T = TypeVar("T")
Roots = Callable[[int, int], bytes]
"""The root over the leaves from one number, counted from 0, up to another."""


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


class Range:
    """A compact range from the first leaf: the roots of the perfect subtrees that `n` falls into, largest first."""

    __slots__ = ("n", "stack")

    def __init__(self, n: int = 0, stack: Sequence[bytes] = ()) -> None:
        if len(stack) != n.bit_count():
            raise ValueError(f"a range of {n} leaves has {n.bit_count()} roots, not {len(stack)}")
        self.n, self.stack = n, list(stack)

    def push(self, leaf: bytes) -> None:
        n, stack = self.n, self.stack
        while n & 1:
            leaf = sha256(b"\1" + stack.pop() + leaf).digest()
            n >>= 1
        stack.append(leaf)
        self.n += 1

    def root(self) -> bytes:
        if not self.stack:
            return EMPTY_ROOT
        *rest, root = self.stack
        for left in reversed(rest):
            root = node_hash(left, root)
        return root

    def copy(self) -> Range:
        return Range(self.n, self.stack)

    def encode(self) -> bytes:
        return b"".join(self.stack)

    @classmethod
    def decode(cls, n: int, stored: bytes) -> Range:
        return cls(n, [stored[at : at + HASH] for at in range(0, len(stored), HASH)])


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Level by level; one that is left over goes up as it is."""
    row = list(leaves)
    while len(row) > 1:
        over = row[len(row) & ~1 :]
        row = [sha256(b"\1" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]
        row.extend(over)
    return row[0] if row else EMPTY_ROOT


def _split(n: int) -> int:
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def inclusion_proof(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The audit path of leaf `m`, counted from 0 (RFC 6962, 2.1.1)."""
    return included(m, len(leaves), lambda low, high: root_of(leaves[low:high]))


def included(m: int, n: int, root: Callable[[int, int], T]) -> list[T]:
    """The same of a tree of `n` leaves that is asked for the roots of its parts, or for what else is known of them."""
    if not 0 <= m < n:
        raise ValueError(f"there is no leaf {m} in a tree of {n}")
    path, low, high = list[T](), 0, n
    while high - low > 1:
        middle = low + _split(high - low)
        if m < middle:
            path.append(root(middle, high))
            high = middle
        else:
            path.append(root(low, middle))
            low = middle
    return path[::-1]


def consistency_proof(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """That the tree of the first `m` leaves is a part of this one (RFC 6962, 2.1.2); empty for none and for all."""
    return consistent(m, len(leaves), lambda low, high: root_of(leaves[low:high]))


def consistent(m: int, n: int, root: Roots) -> list[bytes]:
    """The same of a tree of `n` leaves that is asked for the roots of its parts."""
    if not 0 <= m <= n:
        raise ValueError(f"there is no tree of {m} in one of {n}")
    path, low, high = [], 0, n
    while 0 < m != high:
        middle = low + _split(high - low)
        if m <= middle:
            path.append(root(middle, high))
            high = middle
        else:
            path.append(root(low, middle))
            low = middle
    if path and low:
        path.append(root(low, high))
    return path[::-1]


def verify_inclusion(leaf: bytes, m: int, n: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= m < n:
        return False
    at, last, found = m, n - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(m: int, n: int, proof: Sequence[bytes], old: bytes, new: bytes) -> bool:
    """RFC 9162, 2.1.4.2."""
    if not 0 <= m <= n:
        return False
    if m == n or m == 0:
        return not proof and (old == new if m == n else old == EMPTY_ROOT)
    path = list(proof) if m & (m - 1) else [old, *proof]
    if not path:
        return False
    at, last = m - 1, n - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old and second == new
