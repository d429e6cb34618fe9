"""The way of one entry up to the signed root, as a small picture: RFC 6962's audit path."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from trail.tlog_proof import Inclusion
from web.drawing.svg import INK, PINE, tag

_WIDTH, _STEP = 340, 34  # pixels: across, and from one level up to the next
_MIDDLE, _ASIDE = _WIDTH // 2, 44
_TOP, _FOOT = 40, 40  # for what stands at the root and at the leaf
_LINE, _BRASS, _BLACK = "#8b9aa0", "#e9bd5b", "#14222a"
_DIGITS = 8  # of a hash


def drawn(proof: Inclusion) -> Markup:
    """The leaf at the foot, on either side the hashes of the rest, each with the events that it stands for, and on top
    the root that was signed. The hashes themselves stand in a list beside it."""
    height = _TOP + _FOOT + _STEP * len(proof.path)
    box = f"0 0 {_WIDTH} {height}"
    shape = {"width": _WIDTH, "height": height, "viewBox": box, "role": "img", "class_": "ct-path"}
    return tag("svg", *_lines(proof, height), *_marks(proof, height), **shape, aria_label=said(proof))


def said(proof: Inclusion) -> str:
    """`Event 39, hashed 10 times with what stands beside it, leads to the root of 685 entries.`"""
    count = len(proof.path)
    times = f", hashed {count} time{'' if count == 1 else 's'} with what stands beside it," if count else ""
    whole = f"{proof.checkpoint.size:,} entr{'y' if proof.checkpoint.size == 1 else 'ies'}"
    return f"Event {proof.index + 1:,}{times} leads to the root of {whole}."


def _aside(proof: Inclusion, level: int) -> int:
    """On which side the hash of that level stands: before the event it is left of it."""
    return -1 if proof.spans[level][0] <= proof.index else 1


def _height(level: int, height: int) -> int:
    return height - _FOOT - _STEP * level


def _lines(proof: Inclusion, height: int) -> Iterator[Markup]:
    for level in range(len(proof.path)):
        y, up = _height(level, height), _height(level + 1, height)
        x = _MIDDLE + _aside(proof, level) * _ASIDE
        yield tag("line", x1=_MIDDLE, y1=y, x2=_MIDDLE, y2=up, stroke=PINE, stroke_width=2.5)
        yield tag("line", x1=x, y1=y, x2=_MIDDLE, y2=up, stroke=_LINE, stroke_width=1.5)


def _marks(proof: Inclusion, height: int) -> Iterator[Markup]:
    for level, ((first, last), hashed) in enumerate(zip(proof.spans, proof.path, strict=True)):
        side, y = _aside(proof, level), _height(level, height)
        x = _MIDDLE + side * _ASIDE
        if level:
            yield tag("circle", cx=_MIDDLE, cy=y, r=3.5, fill=PINE)
        yield tag("circle", cx=x, cy=y, r=4, fill="#fff", stroke=_LINE, stroke_width=1.5)
        whose = f"{first:,}" if first == last else f"{first:,} to {last:,}"
        yield _text(x + side * 9, y - 2, whose, side)
        yield _text(x + side * 9, y + 10, hashed.hex()[:_DIGITS], side, mono=True)
    foot, top = _height(0, height), _height(len(proof.path), height)
    yield tag("circle", cx=_MIDDLE, cy=foot, r=6, fill=PINE)
    yield _text(_MIDDLE, foot + 21, f"event {proof.index + 1:,}", 0)
    yield _text(_MIDDLE, foot + 34, proof.leaf.hex()[:_DIGITS], 0, mono=True)
    yield tag("circle", cx=_MIDDLE, cy=top, r=8, fill=_BRASS, stroke=PINE, stroke_width=2)
    yield _text(_MIDDLE, top - 25, f"signed root of {proof.checkpoint.size:,}", 0)
    yield _text(_MIDDLE, top - 13, proof.checkpoint.root.hex()[:_DIGITS], 0, mono=True)


def _text(x: int, y: int, text: str, side: int, mono: bool = False) -> Markup:
    anchor = {-1: "end", 0: "middle", 1: "start"}[side]
    look = {"class_": "ct-path__hash", "font_size": 11, "fill": INK} if mono else {"font_size": 12, "fill": _BLACK}
    return tag("text", text, x=x, y=y, text_anchor=anchor, **look)
