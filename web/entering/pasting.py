"""Results pasted from a spreadsheet or a screen: lines with tabs, as the lines of a grid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from domain.text import folded

Row = dict[str, str]
_HEADS = {  # words that head a column: the first that fits says what stands in it
    "what": ("analyte", "test", "name", "component", "parameter", "investigation"),
    "value": ("result", "value", "finding"),
    "unit": ("unit",),
    "range": ("range", "reference", "normal", "interval", "ref"),
    "printed": ("flag", "abnormal", "status"),
}
_ORDER = ("what", "value", "unit", "range", "printed")
_PARTS = re.compile(r"\t|\s{2,}|\s*[|;]\s*")
_FLAG = re.compile(r"\(?(?:N|L|H|LL|HH|A|AA|\*+|low|high|normal|POS|NEG)\)?", re.IGNORECASE)
_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_BETWEEN = re.compile(rf"[\[(]?\s*({_NUMBER})\s*(?:-|–|—|to|\.\.)\s*({_NUMBER})\s*[\])]?", re.IGNORECASE)
_ABOVE, _BELOW = (re.compile(rf"[\[(]?\s*[{signs}]=?\s*({_NUMBER})\s*[\])]?") for signs in (">≥", "<≤"))


def rows(text: str) -> list[Row]:
    """One row for each line, with the columns of the grid; a first line that names the columns says their order."""
    lines = [_cells(line) for line in text.splitlines() if line.strip()]
    order = _headed(lines[0]) if lines else None
    return [row for line in (lines[1:] if order else lines) if (row := _row(line, order))]


def _cells(line: str) -> list[str]:
    parts = line.split("\t") if "\t" in line else _PARTS.split(line.strip())
    return [" ".join(part.split()) for part in parts]


def _headed(cells: Sequence[str]) -> list[str] | None:
    names = [_head(folded(cell)) for cell in cells]
    return names if "what" in names and "value" in names else None


def _head(cell: str) -> str:
    return next((name for name, words in _HEADS.items() if any(word in cell for word in words)), "")


def _row(cells: Sequence[str], order: Sequence[str] | None) -> Row:
    told = dict(zip(order, cells, strict=False)) if order else _guessed(cells)
    row = {name: told[name] for name in ("what", "value", "unit", "printed") if told.get(name)}
    return {**row, **ends(told.get("range", ""))} if row else {}


def _guessed(cells: Sequence[str]) -> Mapping[str, str]:
    """By what the cells look like, where nothing heads them: a name and a value, then unit, range and flag."""
    told = dict(zip(_ORDER, cells[:2], strict=False))
    for cell in cells[2:]:
        if not cell:
            continue
        if ends(cell):
            told.setdefault("range", cell)
        elif _FLAG.fullmatch(cell):
            told.setdefault("printed", cell)
        else:
            told.setdefault("unit", cell)
    return told


def ends(text: str) -> Row:
    """`{"low", "high"}` of `3.9 - 5.5`, `< 5.2`, `>=40`; empty where it is no range."""
    if between := _BETWEEN.fullmatch(text):
        return {"low": between[1], "high": between[2]}
    if above := _ABOVE.fullmatch(text):
        return {"low": above[1]}
    below = _BELOW.fullmatch(text)
    return {"high": below[1]} if below else {}
