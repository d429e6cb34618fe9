"""A QR code as SVG, in the page itself (ISO/IEC 18004)."""

from __future__ import annotations

import segno
from markupsafe import Markup

from web.drawing.svg import tag

_QUIET = 4  # modules left white around it


def qr(text: str, says: str) -> Markup:
    """As wide as its place."""
    made = segno.make(text, micro=False, error="m")
    size = made.symbol_size(border=_QUIET)[0]
    rows = enumerate(made.matrix_iter(border=_QUIET))
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, is_dark in enumerate(row) if is_dark)
    drawn = tag("path", fill="#fff", d=f"M0 0h{size}v{size}H0z") + tag("path", fill="#000", d=dark)
    return tag("svg", drawn, viewBox=f"0 0 {size} {size}", role="img", aria_label=says, class_="ct-qr")
