"""Which Ed25519 public keys are none: every library has to come to the same verdict (RFC 8032, section 5.1.3)."""

from __future__ import annotations

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P


def objection(public: bytes) -> str:
    """Why these 32 octets are no key to trust; empty where they are one.

    Libraries differ about signatures by keys of small order and by those written in another way than the shortest,
    so that neither is taken.
    """
    y = int.from_bytes(public, "little") & (1 << 255) - 1
    if y >= _P:
        return "is not written as it should be"
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P  # of x
    if pow(square, (_P - 1) // 2, _P) > 1:
        return "is on no point of the curve"
    for _ in range(3):
        square, y = _doubled(square, y)
    return "is of small order" if y == 1 else ""


def _doubled(square: int, y: int) -> tuple[int, int]:
    """x² and y of the point added to itself (RFC 8032, section 5.1.4, in affine form)."""
    both = square * y * y
    across = 4 * both * pow(1 + _D * both, -2, _P) % _P
    return across, (y * y + square) * pow(1 - _D * both, -1, _P) % _P
