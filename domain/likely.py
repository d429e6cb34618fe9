"""What is likely at an age: wide bands that catch a slip of the pen, not ones to judge a patient's health by.

Heights and weights hold the 1st and the 99th CDC centile of 2 to 18 years with room on both sides (CDC 2000 growth
charts, public domain); pulse and breathing those of newborns of the design; the rest was set to warn seldom.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise

from domain.partial import PartialDate
from domain.vitals import Limits, Vital

Months = tuple[int, int]
"""An age: the least and the most that it can be, in whole months."""

ADULT = 18 * 12
GROWN: Months = (ADULT, ADULT)
_AGES = (0, 1, 6, 12, 24, 60, 120, 180, ADULT)  # months at which a band begins; the last one is where they end
_BANDS = {
    "height": "36–62 42–80 55–90 62–102 72–132 88–165 108–200 125–215",
    "weight": "0.4–7 2–13 4–17 5.5–22 7.5–40 11–90 17–140 27–190",
    "heart-rate": "80–210 80–210 75–200 65–190 55–175 50–160 45–150 40–145",
    "respiratory-rate": "20–80 20–70 18–65 15–55 12–45 10–40 8–35 8–30",
    "systolic": "40–105 45–120 55–130 60–135 65–140 70–150 75–170 80–190",
    "diastolic": "15–75 20–80 25–85 25–90 30–90 35–100 38–110 40–115",
    "head-circumference": "22–42 30–49 36–52 39–55 42–58 44–62 46–64 48–66",
    "arm-circumference": "5–15 8–20 11.5–22 11.5–24 11.5–28 13–38 15–48 17–55",
    "waist": "20–50 25–60 30–65 32–75 34–85 38–120 42–150 45–170",
    "bmi": "6–25 9–28 10–28 10–28 10–32 10–40 10–55 11–60",
}


def months(born: PartialDate, day: date) -> Months | None:
    """How old somebody is on a day; None before the birth."""
    if born.earliest > day:
        return None
    return max(_between(born.latest, day), 0), _between(born.earliest, day)


def _between(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def likely(vital: Vital, age: Months | None) -> Limits:
    """The band at an age, or what any of the ages allows that it may be; an adult's where nothing is known."""
    least, most = age or GROWN
    bands = [band for start, end, band in _children(vital.kind) if least < end and most >= start]
    if most >= ADULT or not bands:
        bands.append(vital.likely)
    lows, highs = zip(*bands, strict=True)
    low, high = [one for one in lows if one is not None], [one for one in highs if one is not None]
    return min(low) if len(low) == len(lows) else None, max(high) if len(high) == len(highs) else None


@cache
def _children(kind: str) -> list[tuple[int, int, Limits]]:
    bands = [tuple(map(Decimal, band.split("–"))) for band in _BANDS.get(kind, "").split()]
    return [(start, end, (low, high)) for (start, end), (low, high) in zip(pairwise(_AGES), bands, strict=False)]
