"""The medical history: what there is, what there is not, and how it changed."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from domain.history import DETAILS, KINDS, STATUSES, VERIFICATIONS
from web.schemas.fields import Command, area, moment, one, text

_SEEN = {"yes": "Seen", "no": "Told, not seen"}
_SIDES = {"left": "Left", "right": "Right", "both": "Both"}
_RELATIONS = (
    "Mother", "Father", "Sister", "Brother", "Daughter", "Son", "Mother's mother", "Mother's father",
    "Father's mother", "Father's father", "Aunt", "Uncle", "Cousin", "Other relative",
)  # fmt: skip
OF_KIND = {
    "allergy": ("Of an allergy", ("allergy_type", "category", "criticality", "reaction")),
    "medication": ("Of a medicine", ("dose", "route", "frequency", "stopped_because")),
    "immunisation": ("Of a vaccine", ("dose_number", "lot", "expiry", "site")),
    "procedure": ("Of a procedure", ("performer", "outcome", "device")),
    "family": ("Of a relative", ("relation", "age_at_onset", "deceased")),
    "social": ("Of a way of life", ("aspect", "amount")),
    "obstetric": ("Of a pregnancy", ("weeks", "delivery", "child")),
    "encounter-elsewhere": ("Of care elsewhere", ("place", "clinician")),
}
"""What is asked about each kind beside what is asked about all: heading, and fields of the entry's `detail`."""
_STATE = ("clinical_status", "verification", "onset", "ended", "laterality", "body_site")
_KNOWN = ("severity", "informant", "document_seen", "note")
_DETAILS = [name for names in DETAILS.values() for name in names if name != "seen"]


class HistoryEntry(Command):
    PARTS = {
        "What it is": ("what", "kind", "code"),
        **dict(OF_KIND.values()),
        "State and time": _STATE,
        "How we know": _KNOWN,
    }
    PATHS = {name: name for name in (*_STATE, *_KNOWN)} | {"what": "what.text"} | {
        name: f"detail.{name}" for name in _DETAILS
    }  # fmt: skip
    what = text(
        "What", hint="In words or for short: penicillin, pcn rash, s/p appy, mother mi 55", required=True,
        missing="Say what it is, in the words it was told.",
    )  # fmt: skip
    kind = one("Kind", KINDS, widget="seg", needed=True)
    code = text("Its code", hint="ICD-10-CM, where it is wanted. It can stay empty.", width="w4")
    allergy_type = one("Allergy or intolerance", {"allergy": "Allergy", "intolerance": "Intolerance"}, widget="seg")
    category = one(
        "To what kind of thing",
        {"medication": "Medicine", "food": "Food", "environment": "Surroundings", "biologic": "Biological"},
        width="w5",
    )
    criticality = one("How dangerous", {"low": "Low", "high": "High", "unable": "Cannot be told"}, width="w5 p6")
    reaction = text("Reaction", hint="Rash, anaphylaxis", width="w7")
    dose = text("Dose", hint="5 mg, one tablet", width="w4")
    route = text("How taken", hint="By mouth", width="w4")
    frequency = text("How often", hint="Daily", width="w4")
    stopped_because = text("Why it was stopped", width="w7")
    dose_number = text("Which dose", hint="2 of 3", width="w4")
    lot = text("Lot", width="w4")
    expiry = text("Use by", width="w4")
    site = text("Where given", hint="Left upper arm", width="w5")
    performer = text("Who did it", width="w6")
    outcome = text("How it went", width="w6")
    device = text("Implant", hint="Make and serial number", width="w7")
    relation = one("Who", {name: name for name in _RELATIONS}, width="w5")
    age_at_onset = text("Age when it began", width="w4")
    deceased = one("Has died", {"yes": "Yes", "no": "No"}, widget="seg")
    aspect = one(
        "Of what",
        {
            "tobacco": "Tobacco", "alcohol": "Alcohol", "drugs": "Drugs", "occupation": "Work", "living": "Living",
            "other": "Other",
        },
        widget="seg",
    )  # fmt: skip
    amount = text("How much", hint="10 a day, 2 drinks a week", width="w6")
    weeks = text("Weeks", width="w3")
    delivery = text("How it ended", hint="Spontaneous birth, caesarean section, miscarriage", width="w7")
    child = text("The child", width="w7")
    place = text("Where", width="w6")
    clinician = text("Seen by", width="w6")
    clinical_status = one("Status", {word: word.capitalize() for word in STATUSES}, width="w5")
    verification = one("How certain", {word: word.capitalize() for word in VERIFICATIONS}, width="w6")
    onset = moment("Since, or on", hint="As far as known: 2019, 2019-05", width="w5 p6")
    ended = moment("Until", hint="Only if it is over", width="w5 p6")
    laterality = one("Side", _SIDES, widget="seg", width="w6")
    body_site = text("Where in the body", width="w6")
    severity = text("How severe", width="w5")
    informant = text("Who told us", width="w5")
    document_seen = one("Its paper", _SEEN, widget="seg", width="w7")
    note = area("Note")


def correction(kind: str) -> type[Schema]:
    """As one entry of this kind should have been."""
    title, own = OF_KIND.get(kind, ("", ()))
    parts = {"As it should have been": ("what", "code"), **({title: own} if own else {})}
    parts |= {"State and time": _STATE, "How we know": _KNOWN}
    shown = {name for names in parts.values() for name in names}
    hidden = tuple(name for name in (*_DETAILS, "kind") if name not in shown)
    about: dict[str, Any] = {
        "PARTS": parts,
        "PATHS": {name: path for name, path in HistoryEntry.PATHS.items() if name in shown},
        "Meta": type("Meta", (HistoryEntry.Meta,), {"exclude": hidden}),
    }
    made: type[Schema] = type("HistoryCorrection", (HistoryEntry,), about)
    return made


class NoneKnown(Command):
    PARTS = {"Asked, and there is none": ("kind", "asked_of")}
    kind = one("Of what kind", KINDS, required=True)
    asked_of = text("Who said so", required=True, width="w7", missing="Say who was asked: the patient, the mother.")


class StatusChange(Command):
    PARTS = {"It changed": ("now", "on", "note")}
    now = one("Status now", {word: word.capitalize() for word in STATUSES}, required=True)
    on = moment("Since when", hint="As far as known", width="w5")
    note = area("Note")
