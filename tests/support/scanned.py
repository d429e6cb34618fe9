"""QR codes read back off a page, as a phone would read them."""

from __future__ import annotations

import pypdfium2
import zxingcpp

_SCALE = 3  # pixels for a point: 216 dots per inch


def scanned(pdf: bytes) -> list[list[str]]:
    """What the codes of each page of a PDF say."""
    with pypdfium2.PdfDocument(pdf) as document:
        pictures = [page.render(scale=_SCALE).to_pil() for page in document]
    return [[code.text for code in zxingcpp.read_barcodes(one)] for one in pictures]
