"""A record's trail as one line: a mark for each event, in equal steps, with the years above."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from web.drawing.svg import tag

MOST = 120  # marks that can be told apart; more are gathered
_PINE, _DUSK, _RED, _INK, _LINE, _YEAR = "#1d7065", "#5b4fa8", "#a8172b", "#5b6a72", "#8b9aa0", "#c5cfd1"
_Y = 44  # where the line runs, in pixels from the top
_ID = "rail-"
_TARGET = 14  # pixels across, of what can be pointed at


@dataclass(frozen=True, slots=True)
class Mark:
    """One event. `fixes`: it put something right; `safety`: harm is possible; `waits`: no anchor covers it yet; `late`:
    it was written down long after it was true.

    `says` is asked for the words of a mark that is drawn.
    """

    position: int
    at: datetime
    says: Callable[[], str]
    fixes: bool = False
    safety: bool = False
    waits: bool = False
    late: bool = False
    href: str | None = None

    @property
    def weight(self) -> int:
        return 2 * self.safety + self.fixes


@dataclass(frozen=True, slots=True)
class _Step:
    """The mark that stands for some neighbours, and where."""

    mark: Mark
    x: str
    says: str


def rail(
    marks: Sequence[Mark], here: int | None = None, says: str = "", weights: Sequence[int] | None = None
) -> Markup:
    """The trail of a record, in the order of the log; `here` is the position that is looked at, later marks are pale.

    `weights` are those of the marks, where they are known without asking each: of a long trail few marks are drawn.
    Marks that lead somewhere are out of the tab order: a list or a slider beside the rail leads there as well.
    """
    if not marks:
        return Markup("")
    past = bisect_right(marks, here, key=lambda mark: mark.position) if here is not None else 0
    stands = _place(past - 1, len(marks)) if past else None
    steps = _steps(marks, weights or [mark.weight for mark in marks])
    drawn = Markup("").join(_drawn(step, here is not None and step.mark.position > here) for step in steps)
    line = tag("line", x1="0", x2="100%", y1=_Y, y2=_Y, stroke=_LINE, stroke_width=1.5)
    gone = tag("line", x1="0", x2=stands, y1=_Y, y2=_Y, stroke=_DUSK, stroke_width=3) if stands else Markup("")
    role = "group" if any(mark.href for mark in marks) else "img"
    inside = (_defined(), _years(marks), line, gone, drawn, _thumb(stands) if stands else "")
    return tag("svg", *inside, width="100%", height=64, role=role, aria_label=says)


def _place(n: int, count: int) -> str:
    return f"{100 * n / (count - 1):.2f}%" if count > 1 else "50%"


def _steps(marks: Sequence[Mark], weights: Sequence[int]) -> list[_Step]:
    """As many as can be told apart: of neighbours the weightiest is drawn, at its own place."""
    width = -(-len(marks) // MOST)
    return [_step(marks, weights, range(n, min(n + width, len(marks)))) for n in range(0, len(marks), width)]


def _step(marks: Sequence[Mark], weights: Sequence[int], of: range) -> _Step:
    n = max(of, key=weights.__getitem__)
    more = "" if len(of) == 1 else f" (of events {of[0] + 1} to {of[-1] + 1})"
    return _Step(marks[n], _place(n, len(marks)), f"{marks[n].says()}{more}")


def _drawn(step: _Step, pale: bool) -> Markup:
    mark, opacity = step.mark, 0.45 if pale else None
    shown = [tag("use", href=f"#{_ID}{name}", x=step.x) for name in _shapes(mark)]
    inside = tag("title", step.says) + Markup("").join(shown)
    if mark.href is None:
        return tag("g", inside, opacity=opacity)
    return tag("a", inside, href=mark.href, tabindex="-1", opacity=opacity)


def _shapes(mark: Mark) -> Iterator[str]:
    yield "safety" if mark.safety else "fix" if mark.fixes else "entry"
    if mark.waits:
        yield "waits"
    if mark.late:
        yield "late"


def _defined() -> Markup:
    """Each shape once; what stands on the line refers to it. One that leads somewhere can be hit beside its line."""
    target = tag("line", y1=_Y - 24, y2=_Y + 8, stroke="transparent", stroke_width=_TARGET, pointer_events="stroke")
    entry = tag("line", y1=_Y - 11, y2=_Y, stroke=_PINE, stroke_width=2, class_="ct-ink")
    safety = tag("line", y1=_Y - 15, y2=_Y, stroke=_RED, stroke_width=3.5)
    stem = tag("line", y1=_Y - 12, y2=_Y, stroke=_DUSK, stroke_width=2)
    fix = stem + tag("circle", cy=_Y - 15, r=4, fill="#fff", stroke=_DUSK, stroke_width=2)
    waits = tag("circle", cy=_Y, r=4, fill="#fff", stroke=_PINE, stroke_width=2)
    late = tag("line", x1=-6, x2=1, y1=_Y - 11, y2=_Y - 11, stroke=_PINE, stroke_width=2)
    shapes = {"late": late, "entry": entry + target, "fix": fix + target, "safety": safety + target, "waits": waits}
    return tag("defs", *(tag("g", drawn, id=f"{_ID}{name}") for name, drawn in shapes.items()))


def _years(marks: Sequence[Mark]) -> Markup:
    """A rule where each year begins, and its number unless the one before stands too near."""
    written, last = Markup(""), -100.0
    for n, year in _turns(marks):
        share = 100 * n / max(len(marks) - 1, 1)
        before = 100 * (n - 0.5) / max(len(marks) - 1, 1)
        if n:
            written += tag("line", x1=f"{before:.2f}%", x2=f"{before:.2f}%", y1=6, y2=62, stroke=_YEAR)
        if last + 14 <= share <= 94:
            written += tag("text", str(year), x=f"{share:.2f}%", y=13, font_size=13, fill=_INK)
            last = share
    return written


def _turns(marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """The first mark of each year, and the year."""
    n = 0
    while n < len(marks):
        year = marks[n].at.year
        yield n, year
        n = bisect_right(marks, year, n, key=lambda mark: mark.at.year)


def _thumb(x: str) -> Markup:
    outer = tag("circle", cx=x, cy=_Y, r=9, fill="#352d66")
    return outer + tag("circle", cx=x, cy=_Y, r=5.5, fill="#e9bd5b")
