"""How bodies grow and age, roughly as growth charts draw their middle line. Good enough to look at, not to treat by."""

from __future__ import annotations

from bisect import bisect

Curve = tuple[tuple[float, float], ...]
"""(age in years, value), straight in between."""

_WOMAN: Curve = (
    (0, 49.5), (0.5, 66), (1, 74.5), (2, 86.5), (3, 95), (5, 109), (7, 121), (9, 133), (11, 145), (13, 157), (15, 162),
    (18, 163.5),
)  # fmt: skip
_MAN: Curve = (
    (0, 50), (0.5, 67.5), (1, 76), (2, 88), (3, 96), (5, 110), (7, 122), (9, 133.5), (11, 143.5), (13, 156),
    (15, 169.5), (18, 176.5),
)  # fmt: skip
_MASS_INDEX: Curve = (
    (0, 13.4), (0.4, 17), (1, 16.8), (2, 16.2), (5, 15.3), (8, 15.9), (11, 17.4), (14, 19.4), (18, 21.8), (30, 24),
    (45, 25.8), (60, 26.6), (90, 25),
)  # fmt: skip
_HEAD: Curve = ((0, 34.5), (0.5, 43), (1, 46), (2, 48), (3, 49.2), (5, 50.8))
_PULSE: Curve = ((0, 135), (1, 120), (3, 105), (6, 95), (12, 82), (18, 74), (90, 70))


def height(woman: bool, age: float) -> float:
    """In centimetres."""
    return at(_WOMAN if woman else _MAN, age)


def mass_index(age: float) -> float:
    """In kg/m²."""
    return at(_MASS_INDEX, age)


def head(age: float) -> float:
    """Around, in centimetres."""
    return at(_HEAD, age)


def pulse(age: float) -> float:
    """A minute."""
    return at(_PULSE, age)


def at(curve: Curve, age: float) -> float:
    """The value at an age; before the first and after the last point it stays as it is there."""
    n = bisect(curve, (age,))
    if n == 0 or n == len(curve):
        return curve[min(n, len(curve) - 1)][1]
    (young, low), (old, high) = curve[n - 1], curve[n]
    return low + (high - low) * (age - young) / (old - young)
