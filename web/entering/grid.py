"""The result grid of a report: lines of cells on a page, and results in the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from domain.fact import Plain
from domain.refusal import Doubt, Doubtful, Refused
from domain.results import RATIO, contradicted, result
from domain.text import folded
from projections.ordering import told
from projections.reading import Reading
from web.coding.panels import PANELS, coded
from web.record.reported import FLAGS
from web.schemas.report import COLUMNS
from web.wording import ages, words

Values = dict[str, str]
Lines = Sequence[tuple[int, Values]]
MOST = 100  # lines of a report
_REPORTS = 20  # that are looked through for the last result
_PATTERNS = 5  # former reports offered to begin from


def results(lines: Lines, old: Sequence[Plain] = (), panel: str = "") -> list[Plain]:
    """Results as the command takes them; what a line of `old` knows besides its cells (codes, notes) is kept. A line
    of the usual `panel` has its code."""
    return [_result(row, old[n] if n < len(old) else {}, panel) for n, row in lines]


def _result(row: Values, old: Plain, panel: str) -> Plain:
    kept = {name: value for name, value in old.items() if name not in _OF_CELLS}
    if old and old["what"]["text"] == row.get("what"):
        kept["what"] = old["what"]
    elif "what" in row:
        kept["what"] = coded(row["what"], row.get("unit", ""), panel)
    ends = {end: row[end] for end in ("low", "high") if end in row}
    printed = (
        {name: told for name, told in old.get("range", {}).items() if name == "applies" or not ends} if old else {}
    )
    limits = {**{name: told for name, told in printed.items() if name in ("text", "applies")}, **ends}
    if "printed" in row:
        kept["printed_flag"] = _flag(row["printed"])
    told = {"unit": row["unit"]} if "unit" in row else {}
    return {**kept, **_told(row.get("value", ""), old), **told, **({"range": limits} if limits else {})}


_OF_CELLS = ("what", "value", "comparator", "unit", "range", "text", "ratio", "not_done", "flag", "printed_flag")
_NOT_DONE = "not done"
_FLAG_WORDS = {"low": "L", "high": "H", "normal": "N", "abnormal": "A", "positive": "POS", "negative": "NEG", "*": "A"}


def is_cell(name: str) -> bool:
    """Whether a field of a form is a cell of the grid: `r3_unit`."""
    line, _, column = name.partition("_")
    return line[:1] == "r" and line[1:].isdigit() and column in COLUMNS


def _told(value: str, old: Plain) -> Plain:
    """What a cell says: a number, perhaps with `<`; a ratio; words; or why nothing was found."""
    if not value or value == old.get("text"):
        return {"text": value} if value else {}
    if value.casefold().startswith(_NOT_DONE):
        return {"not_done": value[len(_NOT_DONE) :].strip(" ,:;-–")}
    if RATIO.fullmatch(value):
        return {"ratio": value}
    number = value[0] in "<>≤≥+-.," or value[0].isdigit()
    return {"value" if number else "text": value}


def _flag(printed: str) -> str:
    bare = printed.strip("()").casefold()
    return _FLAG_WORDS.get(bare, bare.upper())


def cells(found: Iterable[Plain], values: bool = True) -> Values:
    """The grid of some results; without their values, a pattern to be filled in."""
    return {f"r{n}_{column}": text for n, one in enumerate(found) for column, text in _cells(one, values).items()}


def _cells(found: Plain, values: bool) -> Values:
    ends = found.get("range", {})
    row = {"what": found["what"]["text"], "value": _cell(found) if values else "", "unit": found.get("unit", "")}
    row["printed"] = found.get("printed_flag", "") if values else ""
    return {name: text for name, text in {**row, "low": ends.get("low"), "high": ends.get("high")}.items() if text}


def _cell(found: Plain) -> str:
    if "not_done" in found:
        return f"{_NOT_DONE}: {found['not_done']}"
    said = next((found[name] for name in ("value", "ratio", "text") if name in found), "")
    return f"{found.get('comparator', '')}{said}"


def panel(key: str) -> Values:
    """The lines of a usual panel, to be filled in."""
    every = enumerate(PANELS[key].analytes)
    named = {f"r{n}_what": one.name for n, one in every}
    return named | {f"r{n}_unit": one.unit for n, one in enumerate(PANELS[key].analytes) if one.unit}


def doubts(found: Sequence[Plain], lines: Lines) -> list[Doubt]:
    """Where the flag on the slip says otherwise than the range printed beside it."""
    judged = [(n, result(one, f"results.{at}")) for at, ((n, _), one) in enumerate(zip(lines, found, strict=True))]
    return [
        Doubt(f"flag-{n}", f"r{n}_printed", f"{_NAMES[one['printed_flag']]} on the slip; the range says otherwise.")
        for n, one in judged
        if contradicted(one)
    ]


_NAMES = {"N": "Normal", "L": "Low", "LL": "Very low", "H": "High", "HH": "Very high"}


def in_grid(refused: Refused, lines: Lines) -> Refused:
    """`results.1.value` is the cell of the line in which the second result was typed."""
    parts = refused.field.split(".")
    if refused.field == "results":
        return Refused("r0_what", refused.reason)
    if parts[0] != "results" or len(parts) < 3 or isinstance(refused, Doubtful):
        return refused
    line = lines[int(parts[1])][0]
    column = parts[3] if parts[2] == "range" and len(parts) > 3 else parts[2]
    column = "printed" if column == "printed_flag" else column
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
