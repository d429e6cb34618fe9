"""The checkpoint that a print stands on, for its foot: in words, and as a QR code (ISO/IEC 18004) that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import segno
from markupsafe import Markup

from trail.checkpoint import Checkpoint, fingerprint, grouped
from trail.latest import latest
from trail.paper import SHORT
from trail.store import Store
from web.wording import words

NONE = "No checkpoint of this log has been signed yet: nothing outside this machine vouches for this print."


@dataclass(frozen=True, slots=True)
class Imprint:
    """`lines` are read, `holds` is what the code says; before the first checkpoint there is none."""

    lines: tuple[str, ...]
    holds: str = ""

    @property
    def code(self) -> Markup:
        """The picture by itself, as wide as its place; empty where there is nothing to say."""
        return qr(self.holds) if self.holds else Markup("")


def imprint(store: Store) -> Imprint:
    """Of the newest checkpoint that is kept here; how much was recorded after it is told."""
    found = latest(store)
    if found is None:
        return Imprint((NONE,))
    size, events = found.checkpoint.size, max(store.log.position, found.checkpoint.size)
    of = f"{size:,} of the log's {events:,} events" if size < events else f"{size:,} events"
    return Imprint(lines(f"{of}, kept since {words.moment(found.at)}", found.checkpoint, found.key), found.note)


def lines(of: str, checkpoint: Checkpoint, key: str) -> tuple[str, ...]:
    """As `trail.paper.read` reads them again; `of` begins with the number of events."""
    return (
        f"Checkpoint of {of}",
        f"Root {grouped(checkpoint.root.hex()[:SHORT].upper())} …",
        f"Log {checkpoint.origin}",
        f"Key {grouped(fingerprint(key).upper())}",
    )


@lru_cache(maxsize=64)
def qr(text: str) -> Markup:
    """As SVG; the lowest level of correction, so that its squares are as large as can be in its place."""
    picture = BytesIO()
    code = segno.make(text, error="l", boost_error=False, micro=False, encoding="utf-8")
    code.save(picture, kind="svg", border=4, xmldecl=False, nl=False, omitsize=True, svgclass="pr-code", lineclass=None)
    return Markup(picture.getvalue().decode())
