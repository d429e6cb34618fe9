"""The report of a bundle as PDF: a print of its page, set by typst; the page stays the one that is sealed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from markupsafe import Markup

from web.drawing import svg
from web.record import pdf

REPORT = "report.html"
_DRAWING = re.compile(r"<svg.*?</svg>", re.S)
_SPACE = re.compile(r"[ \t\r\n]+")
_VOID = frozenset(("br", "img", "meta"))
_ACROSS, _SHARE = 720, 260  # pixels of a picture as wide as the page, and of a bar in a table

Node = dict[str, Any]
"""`{"tag", "class", "inside"}`, inside a list of nodes and texts; of a picture `{"tag": "svg", "drawing", "says"}`."""


class NoReport(Exception):
    """There is nothing to be set; the text says why."""


def of_bundle(path: Path) -> bytes:
    """`NoReport` where this is no bundle with a report."""
    try:
        with ZipFile(path) as bundle:
            page = bundle.read(REPORT).decode()
    except (BadZipFile, KeyError, OSError, UnicodeDecodeError, ValueError) as error:
        raise NoReport(f"{path} is no bundle with a {REPORT}: {error}.") from None
    return printed(page)


def printed(page: str) -> bytes:
    """Of a report as `web.bundling.report` makes it; `NoReport`."""
    drawings = _DRAWING.findall(page)
    reader = _Reader(drawings)
    reader.feed(_DRAWING.sub('<img class="drawn">', page))
    reader.close()
    parts = {tag: reader.first(tag) for tag in ("title", "header", "footer", "main")}
    if None in parts.values():
        raise NoReport(f"This {REPORT} has not the parts of a report.")
    return pdf.compiled("bundling/report.typ", parts)


class _Reader(HTMLParser):
    """The page as a tree; what its styles say stays behind."""

    def __init__(self, drawings: Sequence[str]) -> None:
        super().__init__()
        self._top: Node = {"tag": "top", "class": "", "inside": []}
        self._open, self._drawings = [self._top], iter(drawings)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self._inside.append(_drawn(next(self._drawings)))
            return
        node: Node = {"tag": tag, "class": dict(attrs).get("class") or "", "inside": []}
        self._inside.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data: str) -> None:
        kept = self._open[-1]["tag"] == "pre"
        self._inside.append(data if kept else _SPACE.sub(" ", data))

    def first(self, tag: str) -> Node | None:
        """The first element of this name, wherever it is."""
        waiting = [self._top]
        while waiting:
            node = waiting.pop(0)
            if node["tag"] == tag:
                return node
            waiting += [one for one in node.get("inside", ()) if isinstance(one, dict)]
        return None

    @property
    def _inside(self) -> list[Any]:
        inside: list[Any] = self._open[-1]["inside"]
        return inside


def _drawn(drawing: str) -> Node:
    """A picture of its own: as wide as the page, or as its column where it is a bar of a table."""
    share = 'class="rp-share"' in drawing
    whole = svg.fixed(Markup(drawing), _SHARE if share else _ACROSS)
    if "xmlns" not in whole:
        whole = Markup(str(whole).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    says = re.search(r'aria-label="([^"]*)"', drawing)
    kind = "share" if share else "code" if "pr-code" in drawing else ""
    return {"tag": "svg", "class": kind, "drawing": whole, "says": Markup(says[1]).unescape() if says else ""}
