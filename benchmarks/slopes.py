"""How cost grows: a line for each work, from a small clinic to a large one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from benchmarks.measured import Measured
from benchmarks.picture import scale, svg

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 330, 60, 370, 56, 300
_APART = 17  # between two names, which would lie on one another where two works cost the same


def drawn(rows: Sequence[Measured]) -> str:
    """Milliseconds of each work; level is as good as it gets."""
    every = [cost for row in rows for cost in (row.limit, row.ours)]
    low, high = min(every) / 1.5, max(every) * 1.5
    y = scale(low, high, _BOTTOM, _TOP)
    lines = [
        '<text class="title" x="16" y="26">What a work costs as a clinic grows</text>',
        f'<text class="quiet middle" x="{_LEFT}" y="{_BOTTOM + 20}">small</text>',
        f'<text class="quiet middle" x="{_RIGHT}" y="{_BOTTOM + 20}">large</text>',
    ]
    below = float(_BOTTOM + _APART)
    for row in sorted(rows, key=lambda row: row.ours):
        kind = "holds" if row.holds else "missed"
        below = min(y(row.ours) + 4, below - _APART)
        told = f"{row.name.partition(',')[0]}: {row.limit:.3g} → {row.ours:.3g} ms, {row.ratio:.2f} times"
        lines.append(f'<path class="slope {kind}" d="M{_LEFT} {y(row.limit):.1f}L{_RIGHT} {y(row.ours):.1f}"/>')
        lines.append(f'<text x="{_RIGHT + 12}" y="{below:.1f}">{escape(told)}</text>')
    return svg(_WIDTH, _HEIGHT, "What a work costs as a clinic grows", lines)
