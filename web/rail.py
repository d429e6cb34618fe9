"""A record's trail as one line: a mark for each event, in equal steps, with the years above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from web.svg import tag

MOST = 120  # marks that can be told apart; more are gathered
_PINE, _DUSK, _INK, _LINE = "#1d7065", "#5b4fa8", "#5b6a72", "#8b9aa0"
_Y = 44  # where the line runs, in pixels from the top


@dataclass(frozen=True, slots=True)
class Mark:
    """One event of the record. `fixes` says that it corrected or retracted something."""

    position: int
    at: datetime
    says: str
    fixes: bool = False


def rail(marks: Sequence[Mark], here: int | None = None, says: str = "") -> Markup:
    """The trail of a record; `here` is the position that is looked at, later marks are pale."""
    if not marks:
        return Markup("")
    place = {mark.position: _place(n, len(marks)) for n, mark in enumerate(marks)}
    line = tag("line", x1="0", x2="100%", y1=_Y, y2=_Y, stroke=_LINE, stroke_width=2)
    drawn = Markup("").join(
        _drawn(mark, place[mark.position], here is not None and mark.position > here) for mark in _thinned(marks)
    )
    stands = max((mark.position for mark in marks if here is not None and mark.position <= here), default=None)
    thumb = _thumb(place[stands]) if stands is not None else Markup("")
    return tag("svg", line, _years(marks), drawn, thumb, width="100%", height=64, role="img", aria_label=says)


def _place(n: int, count: int) -> str:
    return f"{100 * n / (count - 1):.2f}%" if count > 1 else "50%"


def _thinned(marks: Sequence[Mark]) -> list[Mark]:
    """As many as can be told apart; a correction is never the one left out."""
    step = -(-len(marks) // MOST)
    return [mark for n, mark in enumerate(marks) if mark.fixes or n % step == 0]


def _drawn(mark: Mark, x: str, pale: bool) -> Markup:
    opacity = 0.45 if pale else None
    told = tag("title", mark.says)
    if mark.fixes:
        stem = tag("line", x1=x, x2=x, y1=_Y - 12, y2=_Y, stroke=_DUSK, stroke_width=2)
        ring = tag("circle", cx=x, cy=_Y - 15, r=4, fill="#fff", stroke=_DUSK, stroke_width=2)
        return tag("g", told, stem, ring, opacity=opacity)
    tick = tag("line", x1=x, x2=x, y1=_Y - 11, y2=_Y, stroke=_PINE, stroke_width=2, class_="ct-ink")
    return tag("g", told, tick, opacity=opacity)


def _years(marks: Sequence[Mark]) -> Markup:
    """Each year where it begins, unless the one before stands too near."""
    written, last = Markup(""), -100.0
    for n, mark in enumerate(marks):
        share = 100 * n / max(len(marks) - 1, 1)
        if (n == 0 or mark.at.year != marks[n - 1].at.year) and last + 14 <= share <= 94:
            written += tag("text", str(mark.at.year), x=f"{share:.2f}%", y=13, font_size=13, fill=_INK)
            last = share
    return written


def _thumb(x: str) -> Markup:
    outer = tag("circle", cx=x, cy=_Y, r=9, fill="#352d66")
    return outer + tag("circle", cx=x, cy=_Y, r=5.5, fill="#e9bd5b")
