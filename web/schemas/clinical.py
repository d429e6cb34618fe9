"""What is recorded in a file: visits, measurements, blood group, history, reports."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from domain.blood import ABO
from domain.history import KINDS, STATUSES
from domain.quantity import SHOWN
from domain.reports import AMENDMENTS
from domain.reports import KINDS as REPORT_KINDS
from domain.visits import CLASSES
from domain.vitals import VITALS
from web.schemas.fields import Command, area, hidden, measure, one, text

ROWS = range(8)
COLUMNS = {"what": "What", "value": "Found", "unit": "Unit", "low": "From", "high": "To"}
_WHEN = "Date and time, as far as known: 2026-03-07T14:30, 2026-03-07, 2026-03"


class Visit(Command):
    PARTS = {"Visit": ("start", "visit_class", "reason", "site", "seen_by")}
    PATHS = {name: name for name in ("start", "visit_class", "site", "seen_by")} | {"reason": "reason.text"}
    start = text("Began", hint=_WHEN, required=True, width="w7")
    visit_class = one("Kind of visit", CLASSES, required=True, widget="seg")
    reason = text("Why the patient came", width="w7")
    site = text("Where", width="w5")
    seen_by = text("Seen by", width="w5")


class VisitEnd(Command):
    PARTS = {"End of the visit": ("end", "disposition")}
    end = text("Ended", hint=_WHEN, required=True, width="w7")
    disposition = text("Went where", width="w5")


def _units(kind: str) -> dict[str, str]:
    return {unit: SHOWN.get(unit, unit) for unit in VITALS[kind].units}


_TAKEN: dict[str, Any] = {
    kind.replace("-", "_"): measure(vital.name, _units(kind)) for kind, vital in VITALS.items() if kind != "bmi"
}
Measures: type[Schema] = Command.from_dict(
    {"taken_at": text("Taken", hint=_WHEN, required=True, width="w7"), **_TAKEN}
    | {f"{name}_unit": hidden() for name in _TAKEN},
    name="Measures",
)
Measures.PARTS = {"When": ("taken_at",), "What was measured": tuple(_TAKEN)}  # type: ignore[attr-defined]
KINDS_TAKEN: dict[str, Any] = {name: name.replace("_", "-") for name in _TAKEN}


class MeasureCorrection(Command):
    PARTS = {"As it should have been": ("value", "unit", "taken_at")}
    PATHS = {"value": "value", "unit": "unit", "taken_at": "taken_at"}
    value = text("Value", required=True, width="w5")
    unit = text("Unit", required=True, width="w5")
    taken_at = text("Taken", hint=_WHEN, width="w7")


class Blood(Command):
    PARTS = {"Blood group": ("abo", "rhd", "basis", "specimen", "lab", "collected_at")}
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
    specimen = text("Specimen number", width="w5")
    lab = text("Laboratory", width="w7")
    collected_at = text("Taken", hint=_WHEN, width="w7")


class HistoryEntry(Command):
    PARTS = {"Of the history": ("kind", "what", "clinical_status", "onset", "ended", "note")}
    PATHS = {name: name for name in ("kind", "clinical_status", "onset", "ended", "note")} | {"what": "what.text"}
    kind = one("Kind", KINDS, required=True)
    what = text("What", required=True, width="w7")
    clinical_status = one("Status", {word: word.capitalize() for word in STATUSES})
    onset = text("Since", hint="As far as known: 2019, 2019-05", width="w5")
    ended = text("Until", width="w5")
    note = area("Note")


class HistoryCorrection(HistoryEntry):
    class Meta(HistoryEntry.Meta):
        exclude = ("kind",)

    PARTS = {"As it should have been": ("what", "clinical_status", "onset", "ended", "note")}


class NoneKnown(Command):
    PARTS = {"Asked, and there is none": ("kind", "asked_of")}
    kind = one("Of what kind", KINDS, required=True)
    asked_of = text("Who said so", required=True, width="w7")


class StatusChange(Command):
    PARTS = {"It changed": ("now", "on", "note")}
    now = one("Status now", {word: word.capitalize() for word in STATUSES}, required=True)
    on = text("Since when", hint="As far as known", width="w5")
    note = area("Note")


_REPORT = {
    "kind": one("Kind", REPORT_KINDS, required=True, widget="seg"),
    "what": text("Which test", required=True, width="w7"),
    "status": one("The report is", {"final": "Final", "preliminary": "Preliminary"}, required=True, widget="seg"),
    "performer": text("Who made it", width="w5"),
    "specimen": text("Specimen number", width="w5"),
    "performed_at": text("Made", hint=_WHEN, width="w7"),
    "findings": area("Findings"),
    "impression": area("Impression"),
    "conclusion": area("Conclusion"),
}
_GRID = {f"r{n}_{column}": hidden() for n in ROWS for column in COLUMNS}
Report: type[Schema] = Command.from_dict({**_REPORT, **_GRID}, name="Report")
Report.PARTS = {  # type: ignore[attr-defined]
    "The test": ("kind", "what", "status", "performer", "specimen", "performed_at"),
    "In words": ("findings", "impression", "conclusion"),
}
Amendment: type[Schema] = Command.from_dict(
    {
        "amendment": one("What happened", AMENDMENTS, required=True, widget="seg"),
        "findings": area("Findings"),
        "impression": area("Impression"),
        "conclusion": area("Conclusion"),
        **_GRID,
    },
    name="Amendment",
)
Amendment.PARTS = {"The report as it reads now": ("amendment", "findings", "impression", "conclusion")}  # type: ignore[attr-defined]


class Note(Command):
    PARTS = {"To be added": ("text",)}
    text = area("What is to be said", required=True)


class Nothing(Command):
    """A command that needs no more than its reason."""
