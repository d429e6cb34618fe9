"""Resources that become entries of the history; that there is no allergy is one too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from domain.chapter import EVERYTHING
from domain.fact import Plain
from domain.refusal import Refused
from web.importing import entries
from web.importing.account import SKIPPED
from web.importing.spool import Piece

if TYPE_CHECKING:
    from web.importing.writing import Writing

KINDS: Mapping[str, Callable[[Plain], Plain]] = {
    "Condition": entries.problem,
    "AllergyIntolerance": entries.allergy,
    "Procedure": entries.procedure,
    "Immunization": entries.immunisation,
    "MedicationRequest": entries.medication,
    "MedicationStatement": entries.medication,
    "FamilyMemberHistory": entries.family,
}


def write(writing: Writing, pieces: Sequence[Piece]) -> None:
    """What says that there is none comes last: it is a declaration only where nothing speaks against it."""
    none = [piece for piece in pieces if piece.kind == "AllergyIntolerance" and entries.none_known(piece.resource)]
    for piece in pieces:
        if piece not in none:
            writing.attempt([piece], add, piece, KINDS[piece.kind](piece.resource))
    for piece in none:
        writing.attempt([piece], _none, piece)


def add(writing: Writing, piece: Piece, wanted: Plain) -> None:
    wanted |= writing.visit(piece.resource)
    if piece.resource.get("status") == "not-done":
        piece.flags.add("not-done")
    writing.record([piece], writing.file.history.add(wanted, EVERYTHING), wanted.get("onset"))


def _none(writing: Writing, piece: Piece) -> None:
    told = entries.allergy(piece.resource)
    onset = {"onset": told["onset"]} if "onset" in told else {}
    note = "\n".join(text for text in (told["what"]["text"], told.get("note")) if text)
    try:
        decisions = writing.file.history.declare_none("allergy", "the source of the import", note)
    except Refused:
        # An allergy stands beside it: kept as a note, for someone to look at.
        piece.flags.add("none-known-beside-an-entry")
        add(writing, piece, {"kind": "note", "what": told["what"], **onset})
        return
    if decisions:
        writing.record([piece], decisions, told.get("onset"))
    else:
        writing.refuse(piece, "that there is none is on file already", SKIPPED)
