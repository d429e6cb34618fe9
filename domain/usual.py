"""What is usual at an age for a vital sign at rest: bands to draw behind readings, never a reason to refuse one.

Children: American Heart Association, Pediatric Advanced Life Support (2015), awake; adults: MedlinePlus (US National
Library of Medicine), Vital signs. Oxygen: 92 % as in the Canadian Paediatric Society's note for children, 95 % after.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal

SOURCE = "PALS 2015 for children, MedlinePlus for adults"
_YEAR = 365.25  # days
Band = tuple[Decimal | None, Decimal | None]

_STEPS: dict[str, tuple[tuple[float, str], ...]] = {
    "heart-rate": (
        (0, "100–205"), (28 / _YEAR, "100–190"), (1, "98–140"), (3, "80–120"), (6, "75–118"), (12, "60–100"),
    ),
    "respiratory-rate": ((0, "30–53"), (1, "22–37"), (3, "20–28"), (6, "18–25"), (12, "12–20"), (18, "12–18")),
    "systolic": (
        (0, "67–84"), (28 / _YEAR, "72–104"), (1, "86–106"), (3, "89–112"), (6, "97–115"), (10, "102–120"),
        (12, "110–131"), (18, "90–120"),
    ),
    "diastolic": (
        (0, "35–53"), (28 / _YEAR, "37–56"), (1, "42–63"), (3, "46–72"), (6, "57–76"), (10, "61–80"), (12, "64–83"),
        (18, "60–80"),
    ),
    "temperature": ((0, "36.5–37.5"), (18, "36.5–37.3")),
    "oxygen-saturation": ((0, "92–"), (18, "95–")),
}  # fmt: skip
"""By kind: from which age in years on, and the band in the canonical unit."""


def usual(kind: str, born: date | None, on: date) -> Band | None:
    """The band at the age on a day. Without a birth date, or for what has none, nothing."""
    steps = _STEPS.get(kind)
    if steps is None or born is None or on < born:
        return None
    n = bisect_right([age for age, _ in steps], (on - born).days / _YEAR)
    low, _, high = steps[n - 1][1].partition("–")
    return Decimal(low), Decimal(high) if high else None
