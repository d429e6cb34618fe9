"""A search over ICD-10-CM that finds a diagnosis by the beginnings of its words, in any order."""

from __future__ import annotations

import lzma
import re
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from domain.fact import Plain
from domain.text import folded

SYSTEM = "http://hl7.org/fhir/sid/icd-10-cm"
EDITION = "2026-04"  # written from the edition of April 2026 by `web.coding.write`
TABLE = Path(__file__).with_name(f"icd10cm-{EDITION}.tsv.xz")
_WORD = re.compile(r"\w+")
_SIDES = frozenset(("right", "left", "bilateral"))
_FEW = 3  # letters: shorter words are looked for whole
_PLAIN = frozenset(("unspecified", "essential", "primary", "without", "complications", "of", "the", "nos"))
_ASIDE = frozenset(("other", "secondary", "with", "due", "in", "following", "complicating", "newborn", "suspect"))


class Diagnosis(NamedTuple):
    code: str
    display: str

    def coding(self) -> Plain:
        """As an entry keeps it: what it was called in which edition."""
        return {"system": SYSTEM, "code": self.code, "display": self.display, "version": EDITION}


class _Table:
    """The rows in the order of the codes, and for each word the rows it stands in."""

    def __init__(self, lines: list[str]) -> None:
        self.rows = [Diagnosis(*line.split("\t")) for line in lines]
        self.by_code = {row.code: n for n, row in enumerate(self.rows)}
        self._of: dict[str, list[int]] = {}
        for n, row in enumerate(self.rows):
            for word in {*_words(row.display)}:
                self._of.setdefault(word, []).append(n)
        self._sorted = sorted(self._of)

    def found(self, wanted: list[str]) -> set[int]:
        """The rows in which each of these words begins some word."""
        sets = sorted((self._beginning(word) for word in wanted), key=len)
        return set.intersection(*sets) if sets else set()

    def _beginning(self, word: str) -> set[int]:
        if len(word) < _FEW:
            return set(self._of.get(word, ()))
        at, rows = bisect_left(self._sorted, word), set[int]()
        while at < len(self._sorted) and self._sorted[at].startswith(word):
            rows.update(self._of[self._sorted[at]])
            at += 1
        return rows


@lru_cache(1)
def _table() -> _Table:
    return _Table(lzma.decompress(TABLE.read_bytes()).decode().splitlines())


def _words(text: str) -> list[str]:
    """In one spelling: `haemorrhage` and `oedema` are looked for as the table writes them."""
    return _WORD.findall(folded(text).replace("ae", "e").replace("oe", "e").replace("tumour", "tumor"))


def search(said: str, most: int = 8) -> list[Diagnosis]:
    """The likeliest diagnoses for what was said, or the one whose code it is; the plainest first."""
    if exact := diagnosis(said):
        return [exact]
    wanted = _words(said)
    rows = (_table().rows[n] for n in _table().found(wanted))
    return sorted(rows, key=lambda row: _far(row, wanted))[:most]


def _far(row: Diagnosis, wanted: list[str]) -> tuple[int, int, int, str]:
    """Whole words before beginnings, little else in it, general before particular."""
    has = set(_words(row.display))
    begun = sum(word not in has for word in wanted)
    rest = has.difference(wanted)
    return begun, len(rest - _PLAIN) + 2 * len(rest & _ASIDE), len(row.code), row.code


def diagnosis(code: str) -> Diagnosis | None:
    """By its code, with or without its point, in either case."""
    bare = code.strip().upper().replace(".", "")
    at = _table().by_code.get(f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare)
    return None if at is None else _table().rows[at]


def code_of(what: Plain) -> str:
    """The code that stands behind what is told; an empty text where there is none of this table."""
    coded = (one["code"] for one in what.get("codings", ()) if one.get("system") == SYSTEM)
    return str(next(coded, ""))


def sided(found: Diagnosis) -> bool:
    """Whether the code leaves open a side that codes beside it name: `M25.569` of `M25.561` and `M25.562`."""
    beside = (diagnosis(found.code[:-1] + last) for last in "12") if found.code.endswith(("9", "0")) else ()
    named = [_SIDES & set(_words(one.display)) for one in beside if one]
    return not _SIDES & set(_words(found.display)) and named == [{"right"}, {"left"}]


def side(found: Diagnosis) -> str | None:
    """`left`, `right` or `both`, where the code says it."""
    told = _SIDES & set(_words(found.display))
    return None if len(told) != 1 else "both" if "bilateral" in told else next(iter(told))
