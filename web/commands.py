"""Which commands the pages offer, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.blood import ABO
from domain.fact import Plain
from domain.refusal import Refused
from projections.reading import Reading
from web import altered, grid
from web.forms import LINES, Form, Typed, Values
from web.given import asked, now, when
from web.measuring import measurements
from web.registering import correct_details, edit
from web.schemas import clinical
from web.service import Service

OnFile = Callable[[Service, UUID, Reading], Form]
ADDS = (
    ("visits", "Open a visit"),
    ("measurements", "Measurements"),
    ("history-entries", "History: something that is"),
    ("none-known", "History: none known"),
    ("reports", "Report"),
    ("blood-groups", "Blood group"),
    ("attachments", "Document"),
    ("edit", "Details: it changed"),
    ("correct", "Details: it was wrong"),
)


def visit(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        told = {"reason" if name == "complaint" else name: value for name, value in typed.data.items()}
        return service.records.open_visit(id, told, typed.by, typed.confirmed)

    start = {"start": now(service), "visit_class": "AMB"}
    lead = "The patient is here, or was: a visit can be written down afterwards."
    return Form("Open a visit", clinical.Visit, run, lead, "Open the visit", initial=start, places=when("start"))


def blood_group(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.record_blood_group(id, typed.data, typed.by, typed.confirmed)

    lead = f"{', '.join(ABO[:3])} or {ABO[3]}: for reference, not for transfusion, until two laboratory results agree."
    return Form("Record a blood group", clinical.Blood, run, lead, places=when("collected_at"))


def history(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.add_history(id, entry_of(typed.data), typed.by, typed.confirmed)

    lead = "What is, or was: a problem, an allergy, a medicine. What is not known can stay open."
    return Form("Add to the history", clinical.HistoryEntry, run, lead, places=in_history, initial=asked("kind"))


def none_known(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.declare_none(id, typed.data["kind"], typed.data["asked_of"], typed.by)

    lead = "Asked, and there is none: that is not the same as not asked."
    return Form("None known", clinical.NoneKnown, run, lead, initial=asked("kind"))


def report(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        header, content, status = report_of(typed.data)
        if status == "registered":
            return service.records.register_report(id, header, typed.by)
        told = {"header": header, "status": status, "results": grid.results(typed.lines)}
        return issued(service, id, content, typed, told)

    today = service.clock().date()
    pattern = read.entry("reports", asked("like").get("like", "")) or {}
    start = {"kind": pattern.get("kind", "laboratory"), "status": "final"}
    start |= {name: pattern[name] for name in ("performer",) if name in pattern}
    start |= (
        {"what": pattern["what"]["text"], **grid.cells(pattern.get("results", ()), values=False)} if pattern else {}
    )

    def beside(values: Values) -> Mapping[str, Any]:
        rows = range(100)
        return {"patterns": grid.patterns(read), **grid.beside(read, today, values, rows)}

    lead = "Copy the slip as it stands. The range is the one printed beside each value; the flag follows from it."
    return Form(
        "Record a report", clinical.Report, run, lead, initial=start, places=when("collected_at"), lines=LINES,
        view="report.html", beside=beside,
    )  # fmt: skip


HEADER = ("kind", "what", "performer", "external_no", "ordered_by", "specimen", "due_at")
CONTENT = ("collected_at", "performed_at", "reported_at", "findings", "impression", "conclusion")


def report_of(data: Values) -> tuple[Plain, Plain, str]:
    """Header, content and status, as the commands take them."""
    header: Plain = {name: data[name] for name in HEADER if name in data}
    content: Plain = {name: data[name] for name in CONTENT if name in data}
    if "paper_seen" in data:
        content["paper_seen"] = data["paper_seen"] == "yes"
    return header, content, data["status"]


def issued(service: Service, id: UUID, content: Plain, typed: Typed, told: Plain) -> Any:
    try:
        return service.records.issue_report(id, content, typed.by, typed.confirmed, **told)
    except Refused as refused:
        raise grid.in_grid(refused, typed.lines) from None


def entry_of(data: Values) -> Plain:
    """A history entry as the command takes it."""
    entry: Plain = {name: value for name, value in data.items() if name not in ("reaction", "document_seen")}
    if "reaction" in data:
        entry["detail"] = {"reaction": data["reaction"]}
    if "document_seen" in data:
        entry["document_seen"] = data["document_seen"] == "yes"
    return entry


def in_history(path: str) -> str:
    return "onset" if path == "when" else altered.place(clinical.HistoryEntry.PATHS)(path)


ON_FILE: Mapping[str, OnFile] = {
    "edit": edit,
    "correct": correct_details,
    "visits": visit,
    "measurements": measurements,
    "blood-groups": blood_group,
    "history-entries": history,
    "none-known": none_known,
    "reports": report,
}
