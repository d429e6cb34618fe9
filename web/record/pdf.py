"""Paper as PDF, set by typst: the same pages for the same record, tagged for screen readers.

typst (Apache-2.0) comes with the extra `pdf` and needs nothing of the system but fonts for the letters of the record.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple

from markupsafe import Markup

from web.record.cover import Cover
from web.record.imprint import Imprint
from web.record.printed import Section

MOST = 2000  # entries of one PDF: some seconds to set, and hundreds of pages
INSTALL = "pip install 'caretrail[pdf]'"
_FONTLESS = "could not be displayed"


class Drawn(NamedTuple):
    """A picture of the last pages: `note` is what else must be said of it, `wide` takes the room of two."""

    title: str
    note: str
    drawing: Markup
    wide: bool = False


def available() -> bool:
    return find_spec("typst") is not None


def chart(
    cover: Cover, stands: Imprint, digest: Sequence[Any], sections: Sequence[Section], drawn: Sequence[Drawn]
) -> bytes:
    """The file whole. Where no font has some letter, the cover says so and the rest is there."""
    told = {
        "cover": asdict(cover),
        "imprint": {"lines": stands.lines, "code": stands.code},
        "digest": digest,
        "sections": [
            {
                "title": one.title,
                "dated": one.dated,
                "brief": one.brief,
                "entries": [asdict(each) for each in one.entries],
            }
            for one in sections
        ],
        "drawn": [one._asdict() for one in drawn],
    }
    return compiled("charts/chart.typ", told)


def compiled(template: str, told: dict[str, Any]) -> bytes:
    """A template of ours with what is told, and whether `fontless`: then it is not tagged."""
    from typst import TypstError

    try:
        return _made(template, {**told, "fontless": False}, "ua-1")
    except TypstError as no:
        if _FONTLESS not in str(no):
            raise
        return _made(template, {**told, "fontless": True}, "1.7")


def _made(name: str, told: dict[str, Any], standard: Literal["ua-1", "1.7"]) -> bytes:
    import typst

    with as_file(files("web").joinpath("templates", name)) as template:
        inputs = {"told": json.dumps(told, ensure_ascii=False)}
        return typst.compile(template, format="pdf", sys_inputs=inputs, pdf_standards=standard)
