"""What was measured, as the marked parts of docs/performance.md and as its pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from benchmarks import slopes
from benchmarks.kept import Told, run_of
from benchmarks.measured import Measured, written
from benchmarks.peers import shown
from benchmarks.peers.contest import Standing
from benchmarks.picture import drawn

DOCS = Path(__file__).parents[1] / "docs"
_TITLES = {
    "day": "The clerk's day in process, against the floor",
    "http": "The clerk's day over HTTP, against the floor behind Flask",
    "http-postgres": "The clerk's day over HTTP with PostgreSQL behind it, against the floor in its file",
    "lives": "Long lives, against a short one",
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


def write(measured: Path, docs: Path = DOCS) -> None:
    """The parts of performance.md that these measurements have something for, and their pictures."""
    told, pictures = json.loads(measured.read_text()), docs / "pictures"
    page, found = docs / "performance.md", sections(told)
    text = page.read_text()
    if found:
        text = put(text, "measured", tables(told))
        (pictures / "speed.svg").write_text(drawn(found))
    if grown := dict(found).get(_TITLES["growth"]):
        (pictures / "growth.svg").write_text(slopes.drawn(grown))
    if "peers" in told:
        text = put(text, "peers", peers(told))
        (pictures / "peers.svg").write_text(shown.drawn(_standings(told)))
    page.write_text(text)


def put(text: str, name: str, part: str) -> str:
    """A page with what was written between two marks."""
    first, last = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, _, rest = text.partition(first)
    _, _, after = rest.partition(last)
    return f"{before}{first}{part}\n{last}{after}"


def peers(told: Told) -> str:
    """Markdown: all that took part, then ours against the best that loses nothing."""
    rows = [Measured.read(row) for row in told["measured"] if row["work"] == "peers"]
    when = f"{_when(told, rows)} {told['patients']} patients of fifteen commands each."
    return "\n\n".join([when, _folded("Ours against the best", _table(rows)), shown.part(_standings(told))])


def _standings(told: Told) -> list[Standing]:
    return [Standing(**one) for one in told["peers"]]


def _folded(title: str, text: str) -> str:
    return f"<details><summary><b>{title}</b></summary>\n\n{text}\n\n</details>"


def sections(told: Told) -> list[tuple[str, list[Measured]]]:
    """Rows under their titles, in the order in which they were measured."""
    return [(title, [Measured.read(row) for _, row in rows]) for title, rows in _titled(told)]


def _titled(told: Told) -> Iterator[tuple[str, Iterator[tuple[str, Told]]]]:
    title, titled = "", []
    for row in told["measured"]:
        if row["work"] != "peers":
            title = _TITLES.get(row["work"], title)
            titled.append((title, row))
    return groupby(titled, key=itemgetter(0))


def tables(told: Told) -> str:
    """Markdown: where and when, then one table for each section, with its own day where that is another."""
    every = [row for _, rows in sections(told) for row in rows]
    folded = [_folded(title, _section(told, [row for _, row in rows])) for title, rows in _titled(told)]
    return "\n\n".join([_when(told, every), *folded])


def _section(told: Told, rows: Sequence[Told]) -> str:
    days = dict.fromkeys(when(run_of(told, row["work"])) for row in rows)
    others = [f"{one}\n\n" for one in days if one != when(told)]
    return "".join([*others, _table([Measured.read(row) for row in rows])])


def _when(told: Told, rows: Sequence[Measured]) -> str:
    return f"{when(told)} Of {len(rows)} bars {sum(row.holds for row in rows)} hold."


def when(told: Told) -> str:
    day = date.fromisoformat(told["date"])
    where = f"{told['machine']}, Python {told['python']}, SQLite {told['sqlite']}"
    disk = f"a disk that takes {told['fdatasync_ms']} ms to keep a page, a load of {told['load']} before it began"
    return f"Measured on {day.day} {day:%B %Y}: {where}, {disk}."


def _table(rows: Sequence[Measured]) -> str:
    head = "| work | ours | against | unit | ratio | bar | |\n|---|--:|--:|---|--:|--:|---|"
    return "\n".join([head, *map(_row, rows)])


def _row(row: Measured) -> str:
    verdict = "holds" if row.holds else "**missed**"
    sides = written(row.ours), written(row.limit), row.unit
    return f"| {' | '.join((row.name, *sides, f'{row.ratio:.2f}', f'{row.sign} {row.bar:g}', verdict))} |"
