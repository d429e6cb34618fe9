"""Test reports: what a slip says, line by line and in words."""

from __future__ import annotations

from domain.reports import AMENDMENTS, KINDS, SOURCES
from web.coding.panels import PANELS
from web.schemas.fields import Command, area, moment, one, text

COLUMNS = {
    "what": "Analyte", "value": "Value", "unit": "Unit", "low": "From", "high": "To", "printed": "Flag on the slip",
}  # fmt: skip
MODALITIES = {
    "XR": "X-ray", "CT": "CT", "MR": "MR", "US": "Ultrasound", "MG": "Mammography", "NM": "Nuclear medicine",
    "FL": "Fluoroscopy",
}  # fmt: skip
_SIDES = {"left": "Left", "right": "Right", "both": "Both"}
_HOW = ("source", "read_back_by", "critical")
_TIMES = ("collected_at", "performed_at", "reported_at")
_TOLD = ("findings", "impression", "conclusion")
_LOOKED = ("technique", "comparison", "radiologist")


class Line(Command):
    """One line of a result grid."""

    what = text("Analyte")
    value = text("Value")
    unit = text("Unit")
    low = text("From")
    high = text("To")
    printed = text("Flag on the slip")


class Report(Command):
    PARTS = {
        "The test": ("kind", "what", "status"),
        "Begin from": ("panel", "paste"),
        "Of an image": ("modality", "body_site", "laterality", "clinical_question", *_LOOKED),
        "Of another test": ("sections",),
        "About the report": (
            "performer", "external_no", "ordered_by", "specimen", *_TIMES, "due_at", *_HOW,
        ),
        "In words": _TOLD,
    }  # fmt: skip
    kind = one("Kind", KINDS, required=True, widget="seg")
    what = text("Which test", required=True, missing="Say which test it is, as its slip does.")
    status = one(
        "The report is",
        {"final": "Final", "preliminary": "Preliminary", "registered": "Awaited"},
        required=True,
        widget="seg",
    )
    panel = one("A usual panel", {key: panel.name for key, panel in PANELS.items()}, width="w6")
    paste = area("Or paste its lines from a spreadsheet")
    modality = one("How it was made", MODALITIES, width="w6")
    body_site = text("Of what", hint="Chest, wrist", width="w6 p6")
    laterality = one("Side", _SIDES, widget="seg", width="w6")
    clinical_question = text("What was asked")
    technique = text("Technique", hint="Views, contrast", width="w6")
    comparison = text("Compared with", hint="Chest x-ray of 2 March 2025, or none", width="w6 p6")
    radiologist = text("Who read it", width="w6")
    sections = area("Sections", hint="A heading on a line of its own that ends with a colon, then its text")
    performer = text("Who made it", width="w6")
    external_no = text("Their number", width="w6 p6")
    ordered_by = text("Ordered by", width="w6 p6")
    specimen = text("Specimen", width="w6 p6")
    collected_at = moment("Collected", width="w6 p6")
    performed_at = moment("Made", width="w6 p6")
    reported_at = moment("Reported", width="w6 p6")
    due_at = moment("Due, if awaited", width="w6 p6")
    source = one("How it came", SOURCES, widget="seg")
    read_back_by = text("Read back by", hint="Of a result told by phone")
    critical = one("Critical", {"yes": "Yes", "no": "No"}, widget="seg", hint="Must somebody know at once?")
    findings = area("Findings")
    impression = area("Impression")
    conclusion = area("Conclusion")


class ReportIssue(Report):
    class Meta(Report.Meta):
        exclude = (
            "kind", "what", "due_at", "performer", "external_no", "ordered_by", "specimen", "modality", "body_site",
            "laterality", "clinical_question",
        )  # fmt: skip

    PARTS = {
        "The report": ("status",),
        "Begin from": ("panel", "paste"),
        "Of an image": _LOOKED,
        "Of another test": ("sections",),
        "About the report": (*_TIMES, *_HOW),
        "In words": _TOLD,
    }


class Amendment(Command):
    PARTS = {
        "What happened": ("amendment",),
        "Who was told": ("told_who", "told_how", "told_at", "unseen"),
        "In words": _TOLD,
    }
    amendment = one("What happened", AMENDMENTS, required=True, widget="seg")
    told_who = text("Who was told of the change", width="w6")
    told_how = text("How", hint="By phone, in person", width="w6")
    told_at = moment("When", hint="2026-03-07 14:30", width="w6")
    unseen = one("Had anybody seen it?", {"yes": "Nobody had", "no": "Somebody had"}, widget="seg")
    findings = area("Findings")
    impression = area("Impression")
    conclusion = area("Conclusion")
