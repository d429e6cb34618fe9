"""A search over ICD-10-CM that finds a diagnosis by the beginnings of its words, in any order."""

from __future__ import annotations

import lzma
import re
from array import array
from bisect import bisect_left
from functools import lru_cache
from io import BytesIO
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
    """The rows in the order of the edition, and for each word the numbers of the rows it stands in.

    They are read out of one text when they are asked for: a hundred thousand of them as objects would take four times
    the memory for as long as the server runs.
    """

    def __init__(self, text: bytes) -> None:
        self._text, self._starts = text, array("I", [0])
        self._of: dict[str, array[int]] = {}
        for n, line in enumerate(BytesIO(text)):
            self._starts.append(self._starts[n] + len(line))
            for word in {*_words(line.decode().partition("\t")[2])}:
                self._of.setdefault(word, array("I")).append(n)
        self._sorted = sorted(self._of)
        self._by_code = array("I", sorted(range(len(self._starts) - 1), key=self._code))

    def row(self, n: int) -> Diagnosis:
        code, _, display = self._text[self._starts[n] : self._starts[n + 1]].decode().rstrip("\n").partition("\t")
        return Diagnosis(code, display)

    def coded(self, code: str) -> Diagnosis | None:
        at = bisect_left(self._by_code, code, key=self._code)
        found = self.row(self._by_code[at]) if at < len(self._by_code) else None
        return found if found and found.code == code else None

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

    def _code(self, n: int) -> str:
        start = self._starts[n]
        return self._text[start : self._text.index(b"\t", start)].decode()


@lru_cache(1)
def _table() -> _Table:
    return _Table(lzma.decompress(TABLE.read_bytes()))


def _words(text: str) -> list[str]:
    return [word for told in text.split() for word in _spelt(told)]


@lru_cache(20_000)  # more than the table has
def _spelt(told: str) -> list[str]:
    """In one spelling: `haemorrhage` and `oedema` are looked for as the table writes them."""
    return _WORD.findall(folded(told).replace("ae", "e").replace("oe", "e").replace("tumour", "tumor"))


def search(said: str, most: int = 8) -> list[Diagnosis]:
    """The likeliest diagnoses for what was said, or the one whose code it is; the plainest first."""
    if exact := diagnosis(said):
        return [exact]
    wanted = _words(said)
    rows = map(_table().row, _table().found(wanted))
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
    return _table().coded(f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare)


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
