"""What is recorded in a file: visits, measurements, blood group, history, reports."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from domain.blood import ABO
from domain.history import KINDS, STATUSES, VERIFICATIONS
from domain.quantity import SHOWN
from domain.reports import AMENDMENTS
from domain.reports import KINDS as REPORT_KINDS
from domain.visits import CLASSES
from domain.vitals import VITALS
from web.schemas.fields import Command, area, hidden, measure, moment, one, text

COLUMNS = {"what": "Analyte", "value": "Value", "unit": "Unit", "low": "From", "high": "To"}
_WHEN = "As far as it is known: 2026-03-07 14:30, 7 March 2026, 2026-03"


class Visit(Command):
    PARTS = {"Visit": ("start", "visit_class", "complaint", "seen_by", "site")}
    PATHS = {name: name for name in ("start", "visit_class", "site", "seen_by")} | {"complaint": "reason.text"}
    start = moment("Began", hint=_WHEN, required=True, width="w7", missing="Write when the visit began.")
    visit_class = one("Kind of visit", CLASSES, required=True, widget="seg")
    complaint = text("Why the patient came")
    seen_by = text("Seen by", width="w6")
    site = text("Where", width="w6")


class VisitEnd(Command):
    PARTS = {"End of the visit": ("end", "disposition")}
    end = moment("Ended", hint=_WHEN, required=True, width="w7")
    disposition = text("Went where", width="w5")


def _units(kind: str) -> dict[str, str]:
    return {unit: SHOWN.get(unit, unit) for unit in VITALS[kind].units}


_TAKEN: dict[str, Any] = {
    kind.replace("-", "_"): measure(vital.name, _units(kind)) for kind, vital in VITALS.items() if kind != "bmi"
}
Measures: type[Schema] = Command.from_dict(
    {"taken_at": moment("Taken", hint=_WHEN, required=True, width="w7"), **_TAKEN}
    | {f"{name}_unit": hidden() for name in _TAKEN},
    name="Measures",
)
Measures.PARTS = {"When": ("taken_at",), "What was measured": tuple(_TAKEN)}  # type: ignore[attr-defined]
KINDS_TAKEN: dict[str, Any] = {name: name.replace("_", "-") for name in _TAKEN}


def measure_correction(kind: str) -> type[Schema]:
    """As one reading should have been; only the units of its kind can be chosen."""
    fields = {
        "value": text("Value", required=True, width="w4", missing="Write the value as it should have been."),
        "unit": one("Unit", _units(kind), required=True, width="w3"),
        "taken_at": moment("Taken", hint=_WHEN, width="w7"),
    }
    made: Any = Command.from_dict(dict(fields), name="MeasureCorrection")
    made.PARTS = {"As it should have been": tuple(fields)}
    found: type[Schema] = made
    return found


class Blood(Command):
    PARTS = {"Blood group": ("abo", "rhd", "basis", "lab", "specimen", "collected_at")}
    PATHS = {name: name for name in ("abo", "rhd", "basis", "lab", "specimen", "collected_at")}
    abo = one("ABO", {group: group for group in ABO}, required=True, widget="seg")
    rhd = one(
        "Rh(D)",
        {"positive": "Positive", "negative": "Negative", "weak-variant": "Weak or variant", "unknown": "Unknown"},
        required=True,
        widget="seg",
    )
    basis = one(
        "How do we know?",
        {"stated": "Told", "card": "Card seen", "lab": "Laboratory"},
        required=True,
        widget="seg",
    )
    lab = text("Laboratory", width="w7")
    specimen = text("Specimen number", width="w5")
    collected_at = moment("Taken", hint=_WHEN, width="w7")


_SEEN = {"yes": "Seen", "no": "Told, not seen"}


class HistoryEntry(Command):
    PARTS = {
        "What it is": ("kind", "what", "clinical_status", "verification", "onset", "ended"),
        "How it shows, and how we know": ("severity", "reaction", "informant", "document_seen", "note"),
    }
    PATHS = {
        name: name
        for name in (
            "clinical_status",
            "verification",
            "onset",
            "ended",
            "severity",
            "informant",
            "document_seen",
            "note",
        )
    } | {"what": "what.text", "reaction": "detail.reaction"}
    kind = one("Kind", KINDS, required=True, width="w5")
    what = text("What", required=True, width="w7", missing="Say what it is, in the words it was told.")
    clinical_status = one("Status", {word: word.capitalize() for word in STATUSES}, width="w5")
    verification = one("How certain", {word: word.capitalize() for word in VERIFICATIONS}, width="w7")
    onset = moment("Since", hint="As far as known: 2019, 2019-05", width="w5")
    ended = moment("Until", hint="Only if it is over", width="w5")
    severity = text("How severe", width="w5")
    reaction = text("Reaction", hint="Of an allergy: rash, anaphylaxis", width="w7")
    informant = text("Who told us", width="w5")
    document_seen = one("Its paper", _SEEN, widget="seg", width="w7")
    note = area("Note")


class HistoryCorrection(HistoryEntry):
    class Meta(HistoryEntry.Meta):
        exclude = ("kind",)

    PARTS = {
        "As it should have been": ("what", "clinical_status", "verification", "onset", "ended"),
        "How it shows, and how we know": HistoryEntry.PARTS["How it shows, and how we know"],
    }


class NoneKnown(Command):
    PARTS = {"Asked, and there is none": ("kind", "asked_of")}
    kind = one("Of what kind", KINDS, required=True)
    asked_of = text("Who said so", required=True, width="w7", missing="Say who was asked: the patient, the mother.")


class StatusChange(Command):
    PARTS = {"It changed": ("now", "on", "note")}
    now = one("Status now", {word: word.capitalize() for word in STATUSES}, required=True)
    on = moment("Since when", hint="As far as known", width="w5")
    note = area("Note")


class Line(Command):
    """One line of a result grid."""

    what = text("Analyte")
    value = text("Value")
    unit = text("Unit")
    low = text("From")
    high = text("To")


class Report(Command):
    PARTS = {
        "The test": ("kind", "what", "status"),
        "About the report": (
            "performer", "external_no", "ordered_by", "specimen", "collected_at", "performed_at", "reported_at",
            "due_at", "paper_seen",
        ),
        "In words": ("findings", "impression", "conclusion"),
    }  # fmt: skip
    kind = one("Kind", REPORT_KINDS, required=True, widget="seg")
    what = text("Which test", required=True, missing="Say which test it is, as its slip does.")
    status = one(
        "The report is",
        {"final": "Final", "preliminary": "Preliminary", "registered": "Awaited"},
        required=True,
        widget="seg",
    )
    performer = text("Who made it", width="w6")
    external_no = text("Their number", width="w6 p6")
    ordered_by = text("Ordered by", width="w6 p6")
    specimen = text("Specimen", width="w6 p6")
    collected_at = moment("Collected", width="w6 p6")
    performed_at = moment("Made", width="w6 p6")
    reported_at = moment("Reported", width="w6 p6")
    due_at = moment("Due, if awaited", width="w6 p6")
    paper_seen = one("Its paper", _SEEN, widget="seg")
    findings = area("Findings")
    impression = area("Impression")
    conclusion = area("Conclusion")


class ReportIssue(Report):
    class Meta(Report.Meta):
        exclude = ("kind", "what", "due_at", "performer", "external_no", "ordered_by", "specimen")

    PARTS = {
        "The report": ("status",),
        "About the report": ("collected_at", "performed_at", "reported_at", "paper_seen"),
        "In words": ("findings", "impression", "conclusion"),
    }


class Amendment(Command):
    PARTS = {"What happened": ("amendment",), "In words": ("findings", "impression", "conclusion")}
    amendment = one("What happened", AMENDMENTS, required=True, widget="seg")
    findings = area("Findings")
    impression = area("Impression")
    conclusion = area("Conclusion")


class DocumentCorrection(Command):
    PARTS = {"As it should have been": ("title", "taken_at", "author")}
    PATHS = {name: name for name in ("title", "taken_at", "author")}
    title = text("What it is", required=True, missing="Say what the document is.")
    taken_at = moment("Its date", hint="As far as it is known", width="w6")
    author = text("Who wrote it", width="w6")


class Attachment(DocumentCorrection):
    """What is said of a file beside the file itself."""

    PARTS = {"The document": ("title", "taken_at", "author")}


class Note(Command):
    PARTS = {"To be added": ("text",)}
    text = area("What is to be said", required=True)


class Nothing(Command):
    """A command that needs no more than its reason."""
