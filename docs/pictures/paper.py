"""Papers of the invented office, and what a printed chart looks like as a picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

COLOURS = 256
_LINES = (
    ("HARBOUR STREET LABORATORY", "", ""),
    ("Glucose", "7.4", "3.9 - 5.5"),
    ("Potassium", "4.1", "3.5 - 5.1"),
    ("Sodium", "139", "136 - 145"),
    ("Creatinine", "0.9", "0.6 - 1.2"),
)


def slip() -> bytes:
    """A laboratory's slip, scanned."""
    image = Image.new("RGB", (420, 300), "#fdfdf8")
    draw = ImageDraw.Draw(image)
    for n, cells in enumerate(_LINES):
        for across, text in zip((30, 220, 300), cells, strict=True):
            draw.text((across, 30 + 42 * n), text, fill="#222")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def sheets(pdf: bytes, numbers: tuple[int, ...], scale: float = 1.0) -> Image.Image:
    """Pages of a PDF beside each other on a grey desk."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[n - 1].render(scale=scale).to_pil() for n in numbers]
    gap = 16
    whole = Image.new("RGB", (sum(one.width + gap for one in pages) + gap, pages[0].height + 2 * gap), "#dfe4e4")
    across = gap
    for one in pages:
        whole.paste(one, (across, gap))
        across += one.width + gap
    return whole


def keep(picture: Image.Image, path: Path) -> None:
    """With the colours that most of it has and no others: a quarter of the size, and grounds stay what they are.

    Pillow's own choice of colours tints white, and loses what is small and bright.
    """
    whole = picture.convert("RGB")
    counted = whole.getcolors(whole.width * whole.height) or []
    colours = [colour for _, colour in sorted(counted, reverse=True)[:COLOURS]]
    nearest = {colour: _nearest(colour, colours) for _, colour in counted}
    few = Image.new("P", whole.size)
    few.putpalette([part for colour in colours for part in colour])
    few.putdata([nearest[colour] for colour in whole.getdata()])
    few.save(path, "PNG", optimize=True)


def _nearest(colour: Any, colours: list[Any]) -> int:
    return min(range(len(colours)), key=lambda n: sum((a - b) ** 2 for a, b in zip(colour, colours[n], strict=True)))


def image(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))
