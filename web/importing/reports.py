"""DiagnosticReports with their results, and imaging studies, as reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.fact import Plain
from domain.refusal import Refused
from domain.results import result
from domain.text import PARAGRAPH
from web.importing import documents, results
from web.importing.entries import NOT_NAMED, full
from web.importing.fhir import category, coded, concept_text, display, inside, items, moment, one_of, short, when, word
from web.importing.references import named
from web.importing.spool import Piece

if TYPE_CHECKING:
    from web.importing.writing import Writing

EARLY = ("preliminary", "partial", "registered")
_PUT_RIGHT = ("corrected", "amended", "appended")
_CHAPTERS = {"m": "measurement", "b": "blood group", "r": "report", "h": "history entry", "a": "document"}


def write(writing: Writing, pieces: Sequence[Piece], left: list[Piece]) -> list[Piece]:
    """The reports, each with those of the observations that it names; answers the observations that no report took."""
    found = {piece.source: piece for piece in left}
    for piece in pieces:
        names = [name for one in items(piece.resource.get("result")) if (name := named(one, "Observation"))]
        called_off = piece.resource.get("status") == "cancelled"
        mine = [] if called_off else [found.pop(name) for name in names if name in found]
        others = [name for name in names if name not in {one.source for one in mine} and name not in found]
        found |= {one.source: one for one in _with(writing, piece, mine, others)}
    return list(found.values())


def _with(writing: Writing, piece: Piece, mine: list[Piece], others: Sequence[str]) -> list[Piece]:
    """One report; a result that cannot stand in it is refused alone. Answers the results of a report that cannot be."""
    try:
        _report(writing, piece, mine, others)
    except Refused as refused:
        good = sound(writing, mine)
        if len(good) < len(mine):
            return _with(writing, piece, good, others)
        writing.refuse(piece, str(refused))
        return good
    return []


def sound(writing: Writing, pieces: Sequence[Piece]) -> list[Piece]:
    """Those all of whose lines can stand in a report; the others are refused."""
    return [piece for piece in pieces if writing.attempt([piece], _judge, piece)]


def _judge(_: Writing, piece: Piece) -> None:
    for n, line in enumerate(results.lines(piece.resource)):
        result(line, f"results.{n}")


def _report(writing: Writing, piece: Piece, observed: Sequence[Piece], others: Sequence[str]) -> None:
    resource = piece.resource
    kinds = category(resource)
    kind = "imaging" if "RAD" in kinds else "laboratory" if "LAB" in kinds or observed else "other"
    at = when(resource, "effective") or moment(resource.get("issued"))
    texts, forms = documents.texts_and_forms(writing, piece)
    conclusion = word(resource.get("conclusion"))
    codes = [text for one in items(resource.get("conclusionCode")) if (text := concept_text(one))]
    content = {
        "performed_at": at,
        "conclusion": conclusion or "; ".join(codes),
        "sections": [*texts, *_elsewhere(writing, piece, others)],
    }
    header = full({
        "kind": kind,
        "what": coded(resource.get("code")) or NOT_NAMED,
        "performer": display(inside(resource, "performer")),
        "specimen": display(inside(resource, "specimen")),
    })  # fmt: skip
    lines = [line for one in observed for line in results.lines(one.resource)]
    report = issue(writing, [piece, *observed], header, content, lines, at, resource.get("status"))
    for data, form in forms:
        documents.attach(writing, piece, data, form, f"Report: {header['what']['text']}", at, report)


def _elsewhere(writing: Writing, piece: Piece, names: Sequence[str]) -> list[Plain]:
    """Where those results are that came before, or have a chapter of their own; and which never came."""
    there: list[str] = []
    missing: list[str] = []
    for name in names:
        if entries := writing.on_file.of(name):
            there.append(f"{name}: {', '.join(map(_entry, entries))}")
        else:
            missing.append(name)
    if missing:
        piece.flags.add("results-missing")
    sections = {"Results that stand elsewhere in this file": there, "Results named, but not received": missing}
    return [{"title": title, "text": "\n".join(texts)[:PARAGRAPH]} for title, texts in sections.items() if texts]


def _entry(entry: str) -> str:
    return f"{_CHAPTERS.get(entry[0], 'entry')} {entry}"


def issue(
    writing: Writing,
    group: Sequence[Piece],
    header: Plain,
    content: Plain,
    lines: list[Plain],
    at: str | None,
    status: object = "final",
) -> str:
    """Issue a report, or register one that has nothing in it yet; one that was called off is cancelled too."""
    chapter, header = writing.file.reports, header | writing.visit(group[0].resource)
    told = full(content)
    if one_of(status, _PUT_RIGHT):
        group[0].flags.add("corrected-at-the-source")
    if status == "cancelled" or (status == "registered" and not lines and told.keys() <= {"performed_at"}):
        decisions = writing.record(group, chapter.register(header), at)
        report = str(decisions[0].fields["report"])
        if status == "cancelled":
            writing.record(group, chapter.cancel(report), None)
        for text in filter(None, (told.get("conclusion"),)):
            writing.record(group, chapter.add_to(report, text), None)
        return report
    state = "preliminary" if one_of(status, EARLY) else "final"
    decisions = chapter.issue(told, header=header, results=lines, status=state, complete=False)
    return str(writing.record(group, decisions, at)[0].fields["report"])


def imaging(writing: Writing, piece: Piece) -> None:
    resource = piece.resource
    series = inside(resource, "series")
    site = word(inside(series, "bodySite", "display"))
    described = word(resource.get("description"))
    named_so = {"text": short(described or (f"Imaging of {site}" if site else "Imaging study"))}
    at = moment(resource.get("started"))
    header = {
        "kind": "imaging",
        "what": coded(inside(resource, "procedureCode")) or named_so,
        "modality": word(inside(series, "modality", "code")) or word(inside(resource, "modality", "code")),
        "body_site": short(site) if site else None,
        "study_uid": word(inside(resource, "identifier", "value")),
    }
    issue(writing, [piece], full(header), {"performed_at": at, "findings": described}, [], at, resource.get("status"))
