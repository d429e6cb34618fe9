"""How good the records are, drawn: what is missing by rule, and how much was put right, by month and by person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from projections.quality import Share
from web.drawing.svg import tag

_HIGH, _FOOT, _GAP = 96, 18, 0.4  # pixels; the gap in per cent of the width
_PINE, _AMBER, _INK, _TRACK = "#1d7065", "#e5a52c", "#5b6a72", "#e3e9e8"
_NAMES = {"corrected": "put right", "overridden": "kept over a warning", "late": "written late"}
KINDS = tuple(_NAMES)


@dataclass(frozen=True, slots=True)
class Person:
    """One person's year: acts, and each kind as a share of them in per cent."""

    name: str
    acts: int
    shares: Sequence[float]


def people(found: Iterable[Share]) -> list[Person]:
    by_name: dict[str, list[Share]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    return [
        Person(name, acts := sum(one.acts for one in own), [_percent(own, kind, acts) for kind in KINDS])
        for name, own in sorted(by_name.items())
    ]


def months(found: Sequence[Share]) -> list[tuple[str, int, list[float]]]:
    """Each month with its acts and the shares of each kind."""
    every = sorted({one.month for one in found})
    told = []
    for month in every:
        own = [one for one in found if one.month == month]
        acts = sum(one.acts for one in own)
        told.append((month, acts, [_percent(own, kind, acts) for kind in KINDS]))
    return told


def drawn(told: Sequence[tuple[str, int, list[float]]], kind: int) -> Markup:
    """One kind's share by month, as bars as wide as the page: the table beside it says the same."""
    most = max([share[kind] for _, _, share in told], default=0) or 1
    step = 100 / max(len(told), 1)
    parts = [tag("line", x1="0", x2="100%", y1=_HIGH - _FOOT, y2=_HIGH - _FOOT, stroke=_TRACK)]
    for n, (month, acts, share) in enumerate(told):
        high = max((_HIGH - _FOOT - 14) * share[kind] / most, 1)
        x, said = f"{n * step + _GAP:.2f}%", f"{month}: {share[kind]:.1f} % of {acts:,}"
        bar = {"x": x, "y": f"{_HIGH - _FOOT - high:.1f}", "width": f"{step - 2 * _GAP:.2f}%", "height": f"{high:.1f}"}
        parts.append(tag("rect", tag("title", said), rx=2, fill=_AMBER if share[kind] == most else _PINE, **bar))
        if n % 3 == 0:
            parts.append(tag("text", month[2:], x=x, y=_HIGH - 4, font_size=13, fill=_INK))
    spoken = f"Share {_NAMES[KINDS[kind]]}, by month, at most {most:.1f} per cent"
    return tag("svg", Markup("").join(parts), width="100%", height=_HIGH, role="img", aria_label=spoken)


def bar(share: float) -> Markup:
    """A share of a hundred."""
    parts = tag("rect", width=132, height=6, y=4, rx=3, fill=_TRACK)
    parts += tag("rect", width=f"{1.32 * min(share, 100):.1f}", height=6, y=4, rx=3, fill=_AMBER)
    return tag("svg", parts, width=132, height=14, viewBox="0 0 132 14", aria_hidden="true")


def _percent(found: Iterable[Share], kind: str, acts: int) -> float:
    return 100 * sum(getattr(one, kind) for one in found) / acts if acts else 0.0
