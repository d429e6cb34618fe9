"""Where a child's size stands among children of the same age and sex: z scores and centiles by the LMS method.

Formula: T. J. Cole, The LMS method for constructing normalized growth standards, Eur J Clin Nutr 1990; 44: 45-60.
Tables: CDC growth charts for the United States (2000), NCHS, public domain; `cdc2000.csv` is our own export of
wtageinf, lenageinf, hcageinf, wtage, statage and bmiagerev (months, L, M, S). Between two rows L, M and S are straight.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from math import exp, log
from statistics import NormalDist

NAME = "CDC 2000"
MONTH = 30.4375  # days, as CDC counts the age
CENTILES = (3, 10, 25, 50, 75, 90, 97)
_NORMAL = NormalDist()
_LOGARITHMIC = 1e-7  # an L this near to nothing is one


@dataclass(frozen=True, slots=True)
class Lms:
    """Skewness, median and spread at one age, in the unit of what is measured."""

    l: float  # noqa: E741  # Cole 1990 names them so
    m: float
    s: float

    def z(self, value: float) -> float:
        """How many standard deviations a value above 0 stands from the median."""
        if abs(self.l) < _LOGARITHMIC:
            return log(value / self.m) / self.s
        return float(((value / self.m) ** self.l - 1) / (self.l * self.s))

    def value(self, z: float) -> float:
        if abs(self.l) < _LOGARITHMIC:
            return self.m * exp(self.s * z)
        return float(self.m * (1 + self.l * self.s * z) ** (1 / self.l))


@dataclass(frozen=True, slots=True)
class Reference:
    """One table: what it measures, of whom (`F` or `M`), and the ages in months from which to which it is used."""

    table: str
    kind: str
    what: str
    sex: str
    first: float
    last: float

    @property
    def name(self) -> str:
        """`CDC 2000, weight of girls, birth to 24 months`"""
        end = f"{self.last:g} months" if self.last <= 36 else f"{self.last / 12:g} years"
        start = "birth" if not self.first else f"{self.first / 12:g}"
        return f"{NAME}, {self.what} of {'girls' if self.sex == 'F' else 'boys'}, {start} to {end}"

    def at(self, months: float) -> Lms | None:
        """Nothing at an age that the table does not hold."""
        ages, rows = _tables()[self.table, self.sex]
        if not self.first <= months <= self.last:
            return None
        n = min(max(bisect_right(ages, months), 1), len(ages) - 1)
        share = (months - ages[n - 1]) / (ages[n] - ages[n - 1])
        young, old = rows[n - 1], rows[n]
        return Lms(*(a + share * (b - a) for a, b in ((young.l, old.l), (young.m, old.m), (young.s, old.s))))


_USES = (
    ("weight", "weight", "weight", 0, 24), ("length", "height", "length", 0, 24),
    ("head", "head-circumference", "head circumference", 0, 36), ("weight", "weight", "weight", 24, 240),
    ("height", "height", "height", 24, 240), ("bmi", "bmi", "body mass index", 24, 240),
)  # fmt: skip


def references(sex: str) -> list[Reference]:
    """The tables for one sex, `F` or `M`, the youngest first."""
    return [Reference(table, kind, what, sex, first, last) for table, kind, what, first, last in _USES]


def reference(kind: str, sex: str, months: float) -> Reference | None:
    """The table for a measurement at an age: lying until 24 months, standing from then on."""
    fitting = [one for one in references(sex) if one.kind == kind and one.first <= months <= one.last]
    return fitting[-1] if fitting else None


def months(born: date, on: date) -> float:
    return (on - born).days / MONTH


def centile(z: float) -> float:
    """How many of a hundred are as small or smaller."""
    return 100 * _NORMAL.cdf(z)


def curve(reference: Reference, share: float, ages: Sequence[float]) -> list[float]:
    """The values of one centile at these ages, all of which the table holds."""
    z = _NORMAL.inv_cdf(share / 100)
    return [lms.value(z) for age in ages if (lms := reference.at(age))]


@cache
def _tables() -> dict[tuple[str, str], tuple[list[float], list[Lms]]]:
    found: dict[tuple[str, str], tuple[list[float], list[Lms]]] = {}
    with files("domain").joinpath("cdc2000.csv").open() as lines:
        for row in csv.DictReader(lines):
            ages, rows = found.setdefault((row["table"], row["sex"]), ([], []))
            ages.append(float(row["months"]))
            rows.append(Lms(float(row["l"]), float(row["m"]), float(row["s"])))
    return found
