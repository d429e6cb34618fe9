"""What comes a second time: in the same import, or in a later one."""

from __future__ import annotations

from collections.abc import Sequence

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.file import CHAPTERS
from web.importing.account import HELD, RECORDED, REFUSED, SKIPPED
from web.importing.fhir import one_of
from web.importing.spool import Piece
from web.importing.writing import Writing, in_error

Outcome = tuple[str, str]
_PUT_RIGHT = ("amended", "corrected", "appended")


def sorted_out(writing: Writing, pieces: Sequence[Piece]) -> list[Outcome | None]:
    """For each piece: what becomes of it because it was here before, or None where it is new."""
    seen: dict[str, Piece] = {}
    return [_twice(seen.setdefault(piece.source, piece), piece) or _earlier(writing, piece) for piece in pieces]


def _twice(first: Piece, piece: Piece) -> Outcome | None:
    if first is piece:
        return None
    where = f"{first.origin} {first.place}"
    if first.resource == piece.resource:
        return SKIPPED, "it came twice in this import, word for word"
    return REFUSED, f"another {piece.source} came before it, at {where}, and says something else"


def _earlier(writing: Writing, piece: Piece) -> Outcome | None:
    if not writing.on_file.before(piece.source):
        return None
    if in_error(piece.resource):
        return _withdrawn(writing, piece)
    if one_of(piece.resource.get("status"), _PUT_RIGHT) and not _known_as_corrected(writing, piece):
        return HELD, "an earlier version is on file, and this one corrects it"
    return SKIPPED, "recorded already"


def _withdrawn(writing: Writing, piece: Piece) -> Outcome:
    """It was recorded, and its source has taken it back since: an entry that is its alone is retracted."""
    entries = writing.on_file.of(piece.source)
    standing = [entry for entry in entries if _item(writing, entry).get("status") not in (IN_ERROR, "cancelled")]
    if not standing:
        return SKIPPED, "entered in error at the source, and retracted already"
    if len(entries) > 1 or writing.on_file.shared(piece.source):
        return HELD, f"its source says entered in error; it is on file as one of {', '.join(standing)}"
    chapter = writing.file.chapter(_CHAPTER[standing[0][0]])
    writing.record([piece], chapter.retract(standing[0]), None)
    return RECORDED, ""


def _known_as_corrected(writing: Writing, piece: Piece) -> bool:
    found = (_item(writing, entry).get("flags", ()) for entry in writing.on_file.of(piece.source))
    return any("corrected-at-the-source" in flags for flags in found)


_CHAPTER = {chapter.PREFIX: chapter.NAME for chapter in CHAPTERS}


def _item(writing: Writing, entry: str) -> Plain:
    return writing.file.chapter(_CHAPTER[entry[0]]).items.get(entry, {})
