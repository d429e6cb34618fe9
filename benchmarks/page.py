"""What was measured, as the tables of docs/speed.md and as its picture."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.measured import Measured
from benchmarks.picture import drawn

_DOCS = Path(__file__).parents[1] / "docs"
_MARKED = re.compile(r"(<!-- measured -->\n).*?(<!-- end of what was measured -->)", re.DOTALL)
_TITLES = {
    "day": "The clerk's day in process, against the floor",
    "http": "The clerk's day over HTTP, against the floor behind Flask",
    "growth": "The clerk's day in a clinic that has grown",
    "command": "Writing",
    "postgres": "In PostgreSQL, with its settings as they come",
    "import": "Import",
    "long": "Reading",
    "pages": "The pages of an office of ten thousand patients, the worst of them",
    "load": "Forty clerks at one store",
    "linkage": "The duplicate guard, against what it should find",
    "export": "A log taken home",
    "verify": "Verifying",
}
"""By the first work of each table; the works between belong to it."""


def write(measured: Path, docs: Path = _DOCS) -> None:
    """The marked part of speed.md, and speed.svg."""
    told = json.loads(measured.read_text())
    page = docs / "speed.md"
    page.write_text(_MARKED.sub(lambda match: f"{match[1]}{tables(told)}\n{match[2]}", page.read_text()))
    (docs / "pictures" / "speed.svg").write_text(drawn(sections(told)))


def sections(told: dict[str, Any]) -> list[tuple[str, list[Measured]]]:
    """Rows under their titles, in the order in which they were measured."""
    title, titled = "", []
    for row in told["measured"]:
        title = _TITLES.get(row["work"], title)
        titled.append((title, Measured.read(row)))
    return [(title, [row for _, row in rows]) for title, rows in groupby(titled, key=lambda pair: pair[0])]


def tables(told: dict[str, Any]) -> str:
    """Markdown: where and when, then one table for each section."""
    return "\n\n".join([_when(told), *(f"**{title}**\n\n{_table(rows)}" for title, rows in sections(told))])


def _when(told: dict[str, Any]) -> str:
    day, rows = date.fromisoformat(told["date"]), [Measured.read(row) for row in told["measured"]]
    holds = sum(row.holds for row in rows)
    where = f"{told['machine']}, Python {told['python']}, SQLite {told['sqlite']}"
    disk = f"a disk that takes {told['fdatasync_ms']} ms to keep a page, a load of {told['load']} before it began"
    return f"Measured on {day.day} {day:%B %Y}: {where}, {disk}. Of {len(rows)} bars {holds} hold."


def _table(rows: Sequence[Measured]) -> str:
    head = "| work | ours | against | unit | ratio | bar | |\n|---|--:|--:|---|--:|--:|---|"
    return "\n".join([head, *map(_row, rows)])


def _row(row: Measured) -> str:
    verdict = "holds" if row.holds else "**missed**"
    sides = _number(row.ours), _number(row.limit), row.unit
    return f"| {' | '.join((row.name, *sides, f'{row.ratio:.2f}', f'{row.sign} {row.bar:g}', verdict))} |"


def _number(value: float) -> str:
    """Three digits that count, as many as can be trusted."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}".replace(",", " ") if rounded >= 100 else f"{rounded:g}"
