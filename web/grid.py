"""The result grid of a report: lines of cells on a page, and results in the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from domain.fact import Plain
from domain.refusal import Doubtful, Refused
from domain.results import result
from domain.text import folded
from projections.ordering import told
from projections.reading import Reading
from web import ages, words
from web.reported import FLAGS
from web.schemas.clinical import COLUMNS

Values = dict[str, str]
Lines = Sequence[tuple[int, Values]]
_REPORTS = 20  # that are looked through for the last result
_PATTERNS = 5  # former reports offered to begin from


def results(lines: Lines, old: Sequence[Plain] = ()) -> list[Plain]:
    """Results as the command takes them; what a line of `old` knows besides its cells (codes, notes) is kept."""
    return [_result(row, old[n] if n < len(old) else {}) for n, row in lines]


def _result(row: Values, old: Plain) -> Plain:
    kept = {name: value for name, value in old.items() if name not in ("what", "value", "unit", "range", "text")}
    if old and old["what"]["text"] == row.get("what"):
        kept["what"] = old["what"]
    elif "what" in row:
        kept["what"] = row["what"]
    ends = {end: row[end] for end in ("low", "high") if end in row}
    printed = {"text": old["range"]["text"]} if not ends and "text" in old.get("range", {}) else {}
    if "value" in row and (text := old.get("text")) == row["value"]:
        return {**kept, "text": text, **({"range": ends | printed} if ends or printed else {})}
    told: Plain = {name: row[name] for name in ("value", "unit") if name in row}
    return {**kept, **told, **({"range": ends | printed} if ends or printed else {})}


def cells(found: Iterable[Plain], values: bool = True) -> Values:
    """The grid of some results; without their values, a pattern to be filled in."""
    return {f"r{n}_{column}": text for n, one in enumerate(found) for column, text in _cells(one, values).items()}


def _cells(found: Plain, values: bool) -> Values:
    ends = found.get("range", {})
    value = f"{found.get('comparator', '')}{found.get('value', found.get('text', ''))}" if values else ""
    row = {"what": found["what"]["text"], "value": value, "unit": found.get("unit", "")}
    return {name: text for name, text in {**row, "low": ends.get("low"), "high": ends.get("high")}.items() if text}


def in_grid(refused: Refused, lines: Lines) -> Refused:
    """`results.1.value` is the cell of the line in which the second result was typed."""
    parts = refused.field.split(".")
    if refused.field == "results":
        return Refused("r0_what", refused.reason)
    if parts[0] != "results" or len(parts) < 3 or isinstance(refused, Doubtful):
        return refused
    line = lines[int(parts[1])][0]
    column = parts[3] if parts[2] == "range" and len(parts) > 3 else parts[2]
    return Refused(f"r{line}_{column if column in COLUMNS else 'value'}", refused.reason)


def flags(values: Values, lines: Iterable[int]) -> dict[int, tuple[str, str] | None]:
    """For each filled line where its value stands in the range beside it: (direction, word), None for in range."""
    found: dict[int, tuple[str, str] | None] = {}
    for n in lines:
        row = {column: told for column in COLUMNS if (told := values.get(f"r{n}_{column}", "").strip())}
        if "value" not in row or not ({"low", "high"} & row.keys()):
            continue
        try:
            found[n] = FLAGS.get(result(results([(n, {"what": "?", **row})])[0], "line").get("flag", ""))
        except Refused:
            continue
    return found


def last_times(reading: Reading, today: date) -> dict[str, str]:
    """By folded name of an analyte: what was found last, and when."""
    found: dict[str, str] = {}
    for report in reading.newest("reports", _REPORTS):
        for line in report.get("results", ()) if report["status"] not in ("cancelled", "entered-in-error") else ():
            said = f"{words.finding(line)}, {ages.brief(told(report), today)}"
            found.setdefault(folded(line["what"]["text"]), said)
    return found


def patterns(reading: Reading) -> list[tuple[str, str]]:
    """Former reports with results, each name once: (entry, name)."""
    named: dict[str, str] = {}
    for report in reading.newest("reports", _REPORTS):
        if report.get("results"):
            named.setdefault(report["what"]["text"], report["id"])
    return [(entry, name) for name, entry in list(named.items())[:_PATTERNS]]


def beside(reading: Reading, today: date, values: Values, shown: Iterable[int]) -> dict[str, Any]:
    """What stands beside the cells of each line: its flag, and the last result of the same analyte."""
    last = last_times(reading, today)
    lines = list(shown)
    named = {n: folded(values.get(f"r{n}_what", "").strip()) for n in lines}
    return {"flags": flags(values, lines), "last": {n: last[name] for n, name in named.items() if name in last}}
