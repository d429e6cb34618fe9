"""The picture of what was measured: how much of its bar each work reaches, as an SVG of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from math import log10

from benchmarks.measured import Measured

Sections = Sequence[tuple[str, Sequence[Measured]]]
_WIDTH, _NAMES, _RIGHT, _TOP, _ROW, _GAP = 860, 400, 76, 62, 22, 34
_LEAST, _MOST = 0.05, 20.0  # of the bar: where the scale ends
_MARKS = (0.1, 1, 10)
_STYLE = """
text { font: 13px "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; fill: #14222a; }
.title { font-weight: 600; font-size: 15px; } .section { font-weight: 600; } .quiet { fill: #43535b; font-size: 12px; }
.holds { fill: #175a52; } .missed { fill: #8a5200; } .end { text-anchor: end; } .middle { text-anchor: middle; }
.ours { fill: #175a52; } .peer { fill: #7d949b; } .lossy { fill: #d9b38c; } .bare { fill: #d8dfe0; }
.work { font-weight: 600; font-size: 12px; } .slope { fill: none; stroke-width: 2; }
.slope.holds { stroke: #175a52; } .slope.missed { stroke: #8a5200; }
.ground { fill: #fff; } .line { stroke: #d8dfe0; } .bar { stroke: #14222a; stroke-width: 1.5; }
"""


def drawn(sections: Sections) -> str:
    """A bar for each work from the line that it should reach: to the right it holds, to the left it is missed."""
    height = _TOP + sum(_GAP + _ROW * len(rows) for _, rows in sections) + 14
    every = [row for _, rows in sections for row in rows]
    told = f"{sum(row.holds for row in every)} of {len(every)} works reach their bar."
    title = '<text class="title" x="16" y="26">What each work reaches of its bar</text>'
    return svg(_WIDTH, height, told, [title, *_scale(height), *_bodies(sections)])


def svg(width: int, height: int, told: str, lines: Iterable[str]) -> str:
    """A picture in the house's look; `told` is what it says to whoever does not see it."""
    size, label = f"0 0 {width} {height}", escape(told)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img" aria-label="{label}">'
    ground = f'<style>{_STYLE}</style><rect class="ground" width="{width}" height="{height}"/>'
    return "\n".join([head, ground, *lines, "</svg>"]) + "\n"


def scale(low: float, high: float, first: float, last: float) -> Callable[[float], float]:
    """Where a value stands between two places, those of `low` and `high`; what lies outside is drawn at the edge.
    Equal steps are equal factors."""

    def place(value: float) -> float:
        return first + (last - first) * log10(min(max(value, low), high) / low) / log10(high / low)

    return place


_x = scale(_LEAST, _MOST, _NAMES, _WIDTH - _RIGHT - 24)


def _scale(height: int) -> Iterable[str]:
    for mark in _MARKS:
        x, kind = _x(mark), "bar" if mark == 1 else "line"
        word = "the bar" if mark == 1 else f"{mark:g} of it" if mark < 1 else f"{mark:g} times"
        yield f'<text class="quiet middle" x="{x:.1f}" y="48">{word}</text>'
        yield f'<path class="{kind}" d="M{x:.1f} {_TOP - 8}V{height - 10}"/>'


def _bodies(sections: Sections) -> Iterable[str]:
    y = _TOP
    for title, rows in sections:
        y += _GAP
        yield f'<text class="section" x="16" y="{y - 12}">{escape(title)}</text>'
        for row in rows:
            yield _bar(row, y)
            y += _ROW


def _bar(row: Measured, y: int) -> str:
    line, end = _x(1), _x(row.reached)
    kind, left, wide = "holds" if row.holds else "missed", min(line, end), max(abs(end - line), 2)
    ratio = f"{row.ratio:.2f} ({row.sign} {row.bar:g})"
    name = f'<text x="28" y="{y + 12}">{escape(row.name)}</text>'
    body = f'<rect class="{kind}" x="{left:.1f}" y="{y + 2}" width="{wide:.1f}" height="12"/>'
    return f'{name}{body}<text class="quiet end" x="{_WIDTH - 12}" y="{y + 12}">{ratio}</text>'
