"""Writing one patient's resources into the open file, in the order in which they make sense."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol

from domain.by import By
from domain.chapter import EVERYTHING
from domain.desk import OpenFile
from domain.fact import Decisions, Plain
from domain.refusal import Refused
from web.importing import entries, person, results
from web.importing.account import REFUSED, SKIPPED
from web.importing.fhir import coded, codes, inside, items, moment, when, word
from web.service import Service

_HISTORY: Mapping[str, Callable[[Plain], Plain]] = {
    "Condition": entries.problem,
    "AllergyIntolerance": entries.allergy,
    "Procedure": entries.procedure,
    "Immunization": entries.immunisation,
    "MedicationRequest": entries.medication,
    "MedicationStatement": entries.medication,
    "FamilyMemberHistory": entries.family,
}
_ORDER = ("Patient", "Encounter", *_HISTORY, "ImagingStudy", "DiagnosticReport", "Observation", "DocumentReference")
TAKEN = frozenset(_ORDER)
_SOCIAL = ("social-history", "survey")


class Piece(Protocol):
    resource: Plain
    kind: str
    source: str
    flags: set[str]


class Writing:
    """`write` answers what was not recorded, by source id: outcome and reason."""

    def __init__(self, service: Service, file: OpenFile, hand: By, dry_run: bool) -> None:
        self._service, self._file, self._hand, self._dry = service, file, hand, dry_run
        self._visits: dict[str, str] = {}
        self._no: dict[str, tuple[str, str]] = {}

    def write(self, pieces: Sequence[Piece]) -> dict[str, tuple[str, str]]:
        sorts: dict[str, list[Piece]] = {kind: [] for kind in _ORDER}
        for piece in pieces:
            if _in_error(piece.resource):
                self._no[piece.source] = SKIPPED, "entered in error at the source"
            else:
                sorts[piece.kind].append(piece)
        found = {piece.source: piece for piece in sorts.pop("Observation")}
        for kind, own in sorts.items():
            for piece in own:
                if kind == "DiagnosticReport":
                    self._try([piece, *self._observed(piece.resource, found)], self._report)
                else:
                    self._try([piece], getattr(self, f"_{kind.lower()}", self._history))
        for group in _groups(found.values()):
            self._try(group, self._observations)
        return self._no

    def _try(self, group: list[Piece], write: Callable[[list[Piece]], None]) -> None:
        """A rule that says no refuses the resource, and nothing else of the patient."""
        try:
            write(group)
        except Refused as refused:
            for piece in group:
                self._no[piece.source] = REFUSED, str(refused)

    def _record(self, group: Sequence[Piece], decisions: Decisions, at: str | None) -> None:
        by = self._hand._replace(source=tuple(piece.source for piece in group))
        by = self._service.records.dated(self._file.patient, at, by, EVERYTHING)
        for piece in group:
            piece.flags.update(by.flags)
        self._file.record(decisions, by)

    # one kind after the other

    def _patient(self, group: list[Piece]) -> None:
        """Registered when the file was begun; a death is a fact of its own."""
        died, at = person.death(group[0].resource)
        if died and not self._file.patient.file.identity.details.get("deceased"):
            self._record(group, self._file.patient.file.identity.die(at), at)

    def _encounter(self, group: list[Piece]) -> None:
        wanted = entries.visit(group[0].resource)
        decisions = self._file.patient.file.visits.open(wanted)
        self._record(group, decisions, wanted.get("start"))
        self._visits[group[0].source] = decisions[0].fields["visit"]

    def _history(self, group: list[Piece]) -> None:
        wanted = _HISTORY[group[0].kind](group[0].resource)
        wanted |= {"visit": visit} if (visit := self._visit(group[0].resource)) else {}
        self._record(group, self._file.patient.file.history.add(wanted, EVERYTHING), wanted.get("onset"))

    def _imagingstudy(self, group: list[Piece]) -> None:
        header, content = entries.imaging(group[0].resource)
        self._issue(group, header, content, [], content.get("performed_at"))

    def _report(self, group: list[Piece]) -> None:
        resource = group[0].resource
        category = [code for one in items(resource.get("category")) for code in codes(one)]
        kind = "imaging" if "RAD" in category else "laboratory" if "LAB" in category or len(group) > 1 else "other"
        at = when(resource, "effective") or moment(resource.get("issued"))
        content = {"performed_at": at, "conclusion": word(resource.get("conclusion"))}
        lines = [line for piece in group[1:] for line in results.lines(piece.resource)]
        header = entries.report_header(resource, kind)
        self._issue(group, header, {**content, **self._texts(group, resource)}, lines, at, resource.get("status"))

    def _texts(self, group: list[Piece], resource: Plain) -> Plain:
        """The report's own text, where it came along in the open; other forms are attached."""
        told = []
        for form in items(resource.get("presentedForm")):
            data = _bytes(form)
            if data is None:
                continue
            if str(form.get("contentType", "")).startswith("text/plain"):
                told.append({"text": data.decode("utf-8", "replace").replace("\r", "")[:20_000]})
            else:
                self._attach(group, data, form, "Report")
        return {"sections": told} if told else {}

    def _observations(self, group: list[Piece]) -> None:
        first = group[0].resource
        at = when(first, "effective") or moment(first.get("issued"))
        taken = {piece.source: results.vitals(piece.resource) for piece in group}
        measured = [piece for piece in group if taken[piece.source] and at]
        rest = [piece for piece in group if piece not in measured]
        if measured:
            wanted = [item for piece in measured for item in taken[piece.source]]
            try:
                self._measure(measured, wanted, str(at), self._visit(first))
            except Refused:
                # Outside what a person can have: kept as a line of a report, and flagged.
                for piece in measured:
                    piece.flags.add("impossible-value")
                rest = [*measured, *rest]
        if rest:
            self._loose(rest, at)

    def _measure(self, group: list[Piece], wanted: list[Plain], at: str, visit: str | None) -> None:
        patient = self._file.patient
        chapter, adult = patient.file.measurements, patient.adult(at)
        taken = chapter.take(wanted, taken_at=at, visit=visit, adult=adult, confirmed=EVERYTHING)
        self._record(group, taken, at)

    def _loose(self, group: list[Piece], at: str | None) -> None:
        """Observations of no report: social ones to the history, the others together as a report of their own."""
        social = [piece for piece in group if _category(piece.resource) in _SOCIAL]
        for piece in social:
            self._try([piece], self._social)
        if rest := [piece for piece in group if piece not in social]:
            lines = [line for piece in rest for line in results.lines(piece.resource)]
            kind = "laboratory" if _category(rest[0].resource) == "laboratory" else "other"
            what = coded(rest[0].resource.get("code")) if len(rest) == 1 else None
            self._issue(rest, {"kind": kind, "what": what or {"text": "Observations"}}, {"performed_at": at}, lines, at)

    def _social(self, group: list[Piece]) -> None:
        said = "; ".join(_said(line) for line in results.lines(group[0].resource))
        wanted = entries.social(group[0].resource, said)
        self._record(group, self._file.patient.file.history.add(wanted, EVERYTHING), wanted.get("onset"))

    def _issue(
        self,
        group: list[Piece],
        header: Plain,
        content: Plain,
        lines: list[Plain],
        at: str | None,
        status: Any = "final",
    ) -> None:
        told = {name: value for name, value in content.items() if value not in (None, "", [])}
        state = "preliminary" if status in ("preliminary", "partial", "registered") else "final"
        header |= {"visit": visit} if (visit := self._visit(group[0].resource)) else {}
        reports = self._file.patient.file.reports
        self._record(group, reports.issue(told, header=header, results=lines, status=state, complete=False), at)

    def _documentreference(self, group: list[Piece]) -> None:
        resource = group[0].resource
        form = inside(resource, "content", "attachment")
        data = _bytes(form)
        if data is None:
            self._no[group[0].source] = SKIPPED, "the document itself did not come along"
            return
        kind = coded(resource.get("type"))
        self._attach(group, data, form, kind["text"] if kind else "Document", moment(resource.get("date")))

    def _attach(self, group: list[Piece], data: bytes, form: Plain, title: str, at: str | None = None) -> None:
        address = "" if self._dry else self._service.store.attachments.put(data, self._file.patient.id)
        wanted = {
            "address": address or sha256(data).hexdigest(),
            "digest": sha256(data).hexdigest(),
            "size": len(data),
            "mime": _sniffed(data),
            "claimed_mime": word(form.get("contentType")),
            "title": word(form.get("title")) or title,
            "taken_at": at,
        }
        self._record(group, self._file.patient.file.documents.attach(wanted), at)

    # what refers to what

    def _visit(self, resource: Plain) -> str | None:
        return self._visits.get(_reference(inside(resource, "encounter", "reference")))

    @staticmethod
    def _observed(report: Plain, found: dict[str, Piece]) -> list[Piece]:
        """The observations that a report names, taken out of those that are found."""
        named = [_reference(inside(one, "reference")) for one in items(report.get("result"))]
        ids = {source.split("/")[-1]: source for source in found} if named else {}
        sources = [ids.get(name.split("/")[-1], name) for name in named]
        return [found.pop(source) for source in sources if source in found]


def _reference(value: Any) -> str:
    """`Encounter/1` from a relative, absolute or `urn:uuid:` reference."""
    if not isinstance(value, str):
        return ""
    return f"Encounter/{value[9:]}" if value.startswith("urn:uuid:") else "/".join(value.split("/")[-2:])


def _groups(pieces: Any) -> list[list[Piece]]:
    """Observations of one visit, moment and category belong to one act."""
    found: dict[tuple[Any, ...], list[Piece]] = {}
    for piece in pieces:
        one = piece.resource
        key = inside(one, "encounter", "reference"), when(one, "effective"), _category(one), bool(results.vitals(one))
        found.setdefault(key, []).append(piece)
    return list(found.values())


def _category(resource: Plain) -> str:
    found = [code for one in items(resource.get("category")) for code in codes(one)]
    return found[0] if found else ""


def _in_error(resource: Plain) -> bool:
    return "entered-in-error" in (resource.get("status"), *codes(resource.get("verificationStatus")))


def _said(line: Plain) -> str:
    found = line.get("coded", {}).get("text") or line.get("text") or line.get("not_done")
    return found or f"{line.get('value', '')} {line.get('unit', '')}".strip()


def _bytes(form: Any) -> bytes | None:
    data = inside({"f": form}, "f", "data")
    try:
        return b64decode(data, validate=False) if isinstance(data, str) else None
    except (Error, ValueError):
        return None


def _sniffed(data: bytes) -> str:
    """What the bytes themselves say that they are."""
    marks = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"<": "text/xml"}
    found = next((mime for mark, mime in marks.items() if data.startswith(mark)), None)
    if found:
        return found
    return "text/plain" if b"\0" not in data[:1000] else "application/octet-stream"
