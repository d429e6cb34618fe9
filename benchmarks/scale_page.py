"""What was measured of one machine, as docs/scale.md tells it of a hundred million patients."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.measured import written
from benchmarks.page import DOCS, put, when
from benchmarks.picture import scale, svg
from benchmarks.queueing import Served
from trail.tiles import WIDTH
from trail.tree import HASH

PEOPLE = 100_000_000
A_YEAR, YEARS = 40, 10  # events of a patient each year, and years that a log holds: assumed
PEAK, LOOKS = 10.0, 10.0  # the busiest second against the mean, and looks at a file for each event: assumed
NIGHT, VOLUME = 8 * 3600, 16e12  # seconds in which a whole log should be gone through; octets of one volume
_SECONDS = 365.25 * 86400


class Break(NamedTuple):
    """What gives way, at how many patients of one log, and what is done about it."""

    what: str
    people: float
    remedy: str


def breaks(costs: Mapping[str, float], most: float) -> list[Break]:
    """`most`: commands a second that one log keeps up with. The first to give way comes first."""
    life, second = A_YEAR * YEARS, A_YEAR * PEAK / _SECONDS
    found = [
        Break("views regrown in one night, by one host", costs["rebuilt"] * NIGHT / life,
              "a view for each part of the patients, regrown by as many hosts; the old one serves meanwhile"),
        Break("the whole log verified in one night, on one machine", costs["verified"] * NIGHT / life,
              "verify what is new since the last checkpoint; the whole in stretches, on as many machines"),
        Break("everything on one volume, after ten years", VOLUME / (costs["octets"] * life),
              "payloads and views by patient on many nodes (Citus); entries and tiles stay together"),
        Break("files read in the busiest second, by one process", costs["files"] / (second * LOOKS),
              "more processes, hosts and replicas: a read needs no head"),
        Break("commands of the busiest second, in one log", most / second,
              "several logs, by region, each with a head of its own"),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.people)


def write(measured: Path, docs: Path = DOCS) -> None:
    told = json.loads(measured.read_text())
    queues = [Served(**one) for one in told["simulated"]]
    page = docs / "scale.md"
    page.write_text(put(page.read_text(), "scale", part(told, queues)))
    (docs / "pictures" / "scale.svg").write_text(drawn(queues))


def part(told: dict[str, Any], queues: Sequence[Served]) -> str:
    costs, most = told["costs"], keeps_up(queues)
    first = f"{when(told)} {told['patients']} patients of the clerk's day."
    return "\n\n".join([first, _table(_HEAD, _measured(costs)), _table(_OFFICE, _calculated(costs, most)),
                        _table(_FIRST, _broken(breaks(costs, most)))])  # fmt: skip


_HEAD = "| measured | | |\n|---|--:|---|"
_OFFICE = "| calculated, for 100 million patients | | |\n|---|--:|---|"
_FIRST = "| what gives way in one log | at patients | and then |\n|---|--:|---|"


def keeps_up(queues: Sequence[Served]) -> float:
    """The highest rate at which 99 of 100 commands were answered within a second; 0 where none was."""
    return max((one.answered for one in queues if one.keeps_up), default=0.0)


def _measured(costs: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    yield "an event, in the log", _number(costs["log_octets"]), "octets"
    yield "an event, with all views of it", _number(costs["octets"]), "octets"
    yield "verified, two processes", _number(costs["verified"]), "events a second"
    yield "all views regrown, one process", _number(costs["rebuilt"]), "events a second"
    yield "current files read, one process", _number(costs["files"]), "a second"
    yield "an append on PostgreSQL, sealed and on the disk", _number(costs["commit"] * 1e3), "ms"
    yield "each event more in it", _number(costs["each"] * 1e6), "µs"
    yield "of these, tree and tiles", _number(costs["leaf"]), "µs"


def _calculated(costs: Mapping[str, float], most: float) -> Iterator[tuple[str, str, str]]:
    year, life = PEOPLE * A_YEAR, PEOPLE * A_YEAR * YEARS
    tiles = life * HASH * WIDTH / (WIDTH - 1)
    yield "events a year", _number(year), f"{A_YEAR} a patient, assumed"
    yield "events in the busiest second", _number(year * PEAK / _SECONDS), f"{PEAK:g} times the mean, assumed"
    yield "the log, after ten years", _number(costs["log_octets"] * life / 1e12), "TB"
    yield "everything, after ten years", _number(costs["octets"] * life / 1e12), "TB"
    yield "all tiles of its tree, after ten years", _number(tiles / 1e12), "TB, in files of 8 kB that never change"
    yield "tiles of a proof of one event", str(_levels(life)), "files: one a level"
    yield "verified whole, by one machine", _number(life / costs["verified"] / 86400), "days"
    yield "all views regrown, by one process", _number(life / costs["rebuilt"] / 86400), "days"
    yield "processes that regrow them in one night", _number(life / costs["rebuilt"] / NIGHT), ""
    yield "machines that verify it in one night", _number(max(1.0, life / costs["verified"] / NIGHT)), ""
    yield "logs that the busiest second needs", str(ceil(year * PEAK / _SECONDS / most)) if most else "–", "simulated"


def _levels(leaves: float) -> int:
    levels = 0
    while leaves > 1:
        leaves, levels = leaves / WIDTH, levels + 1
    return levels


def _broken(found: Sequence[Break]) -> Iterator[tuple[str, str, str]]:
    for one in found:
        yield one.what, _number(one.people), one.remedy


def _table(head: str, rows: Iterator[tuple[str, str, str]]) -> str:
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in rows)])


def _number(value: float) -> str:
    return written(value, digits=2)


_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 340, 70, 740, 56, 290


def drawn(queues: Sequence[Served]) -> str:
    """How long commands wait at one log, by how many come; both scales in equal factors."""
    low, high = min(one.median for one in queues) / 1.5, max(one.slow for one in queues) * 1.5
    x_of, y_of = scale(queues[0].rate, queues[-1].rate, _LEFT, _RIGHT), scale(low, high, _BOTTOM, _TOP)
    lines = [
        '<text class="title" x="16" y="26">Simulated: how long a command waits at one log</text>',
        *(
            f'<text class="quiet middle" x="{x_of(one.rate):.1f}" y="{_BOTTOM + 20}">{one.rate}</text>'
            for one in queues
        ),
    ]
    for wait in (0.001, 0.01, 0.1, 1.0, 10.0):
        if low < wait < high:
            y = f"{y_of(wait):.1f}"
            lines.append(f'<path class="line" d="M{_LEFT} {y}H{_RIGHT}"/>')
            lines.append(f'<text class="quiet end" x="{_LEFT - 8}" y="{y}">{wait:g} s</text>')
    for kind, told, waits in (("holds", "half", [one.median for one in queues]),
                              ("missed", "99 of 100", [one.slow for one in queues])):  # fmt: skip
        places = [(x_of(one.rate), y_of(wait)) for one, wait in zip(queues, waits, strict=True)]
        path, (x, end) = "L".join(f"{x:.1f} {y:.1f}" for x, y in places), places[-1]
        lines.append(f'<path class="slope {kind}" d="M{path}"/>')
        lines.append(f'<text class="end" x="{x:.1f}" y="{end - 8:.1f}">{told}</text>')
    lines.append(f'<text class="quiet" x="{_LEFT}" y="{_BOTTOM + 40}">commands a second, to eight hosts</text>')
    return svg(_WIDTH, _HEIGHT, "How long a command waits at one log, by how many come", lines)
