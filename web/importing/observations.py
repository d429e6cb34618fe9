"""Observations: blood groups, measurements, lines of a report, social history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.chapter import EVERYTHING
from domain.fact import Plain
from domain.refusal import Refused
from web.importing import blood, reports, results
from web.importing.entries import social
from web.importing.fhir import category, coded, moment, one_of, when
from web.importing.references import named
from web.importing.spool import Piece

if TYPE_CHECKING:
    from web.importing.writing import Writing

_SOCIAL = ("social-history", "survey")
_UNSURE = ("preliminary", "registered", "cancelled", "unknown")
Taken = list[tuple[Piece, list[Plain]]]


def known(writing: Writing, pieces: Sequence[Piece]) -> list[Piece]:
    """Record the observations that have a chapter of their own; answers the others."""
    left: list[Piece] = []
    groups: defaultdict[Any, Taken] = defaultdict(list)
    samples: defaultdict[Any, list[Piece]] = defaultdict(list)
    for piece in pieces:
        resource = piece.resource
        if resource.get("status") in ("amended", "corrected"):
            piece.flags.add("corrected-at-the-source")
        at = _at(resource)
        if at and (items := results.vitals(resource)) and resource.get("status") not in _UNSURE:
            groups[_visit(resource), at].append((piece, items))
        elif blood.which(resource):
            samples[_visit(resource), at].append(piece)
        else:
            piece.flags |= results.unit_oddities(resource)
            left.append(piece)
    for group in groups.values():
        left += _measure(writing, group)
    for sample in samples.values():
        left += _blood(writing, sample)
    return left


def _measure(writing: Writing, group: Taken) -> list[Piece]:
    """One act. What no person can have does not go in: it is answered, flagged, to be kept as it came."""
    try:
        _take(writing, group)
    except Refused:
        if len(group) > 1:
            return [piece for one in group for piece in _measure(writing, [one])]
        group[0][0].flags.add("impossible-value")
        return [group[0][0]]
    return []


def _take(writing: Writing, group: Taken) -> None:
    pieces = [piece for piece, _ in group]
    resource = pieces[0].resource
    at = str(_at(resource))
    items = [item for _, own in group for item in own]
    visit = writing.visit(resource).get("visit")
    chapter = writing.file.measurements
    taken = chapter.take(items, taken_at=at, visit=visit, confirmed=EVERYTHING)
    writing.record(pieces, taken, at)


def _blood(writing: Writing, sample: Sequence[Piece]) -> list[Piece]:
    told = blood.determination(piece.resource for piece in sample)
    try:
        if told:
            writing.record(sample, writing.file.blood_group.determine(told), told.get("collected_at"))
            return []
    except Refused:
        pass
    for piece in sample:
        piece.flags.add("blood-group-not-understood")
    return list(sample)


def loose(writing: Writing, pieces: Sequence[Piece]) -> None:
    """Observations of no report: social ones to the history; the others of one visit, moment and category together."""
    groups: defaultdict[Any, list[Piece]] = defaultdict(list)
    for piece in pieces:
        resource = piece.resource
        if set(_SOCIAL) & set(category(resource)[:1]):
            writing.attempt([piece], _social, piece)
        else:
            kind = next(iter(category(resource)), "")
            groups[_visit(resource), _at(resource), kind, one_of(resource.get("status"), reports.EARLY)].append(piece)
    for (_, at, kind, unsure), group in groups.items():
        _together(writing, group, at, kind, unsure)


def _together(writing: Writing, group: Sequence[Piece], at: str | None, kind: str, unsure: str | None) -> None:
    """One report of their own; where one of them cannot stand, the others do without it."""
    what = coded(group[0].resource.get("code")) if len(group) == 1 else None
    header = {"kind": "laboratory" if kind == "laboratory" else "other", "what": what or {"text": "Observations"}}
    lines = [line for piece in group for line in results.lines(piece.resource)]
    try:
        reports.issue(writing, group, header, {"performed_at": at}, lines, at, unsure)
    except Refused as refused:
        if len(group) == 1:
            writing.refuse(group[0], str(refused))
            return
        sound = reports.sound(writing, group)
        for some in [sound] if len(sound) < len(group) else [[piece] for piece in group]:
            if some:
                _together(writing, some, at, kind, unsure)


def _social(writing: Writing, piece: Piece) -> None:
    wanted = social(piece.resource, results.said(piece.resource)) | writing.visit(piece.resource)
    writing.record([piece], writing.file.history.add(wanted, EVERYTHING), wanted.get("onset"))


def _at(resource: Plain) -> str | None:
    return when(resource, "effective") or moment(resource.get("issued"))


def _visit(resource: Plain) -> str:
    return named(resource.get("encounter") or resource.get("context"), "Encounter")
