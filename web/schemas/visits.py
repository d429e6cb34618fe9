"""What is recorded of a visit: that it began, what changed, how it ended, and what had been wrong."""

from __future__ import annotations

from marshmallow import fields

from domain.visits import CLASSES
from web.schemas.fields import WHEN, Command, area, moment, one, text

WENT = {
    word: word.capitalize()
    for word in ("home", "admitted", "another hospital", "against advice", "left unseen", "died", "elsewhere")
}
"""Where a patient went; older entries, and those that came in, may have other words."""
_KNOWN = {name: name for name in ("visit_class", "site", "seen_by", "referred_by")} | {"complaint": "reason.text"}


def _diagnoses() -> fields.String:
    return area("Diagnoses", hint="One a line, with its code before it where it has one", search="Find a code")


class Visit(Command):
    PARTS = {
        "Visit": ("start", "visit_class", "complaint", "seen_by", "site", "referred_by"),
        "If it is over": ("end", "disposition", "diagnoses"),
    }
    start = moment("Began", hint=WHEN, required=True, width="w7", missing="Write when the visit began.")
    visit_class = one("Kind of visit", CLASSES, required=True, widget="seg")
    complaint = text("Why the patient came")
    seen_by = text("Seen by", width="w6")
    site = text("Where", width="w6")
    referred_by = text("Sent by", width="w6")
    end = moment("Ended", hint="Only if it is over", width="w7")
    disposition = one("Went where", WENT, width="w5")
    diagnoses = _diagnoses()


class VisitChange(Visit):
    """An open visit: somebody else sees the patient by now, or more is known."""

    class Meta(Visit.Meta):
        exclude = ("start", "end", "disposition", "diagnoses")

    PARTS = {"As it is now": ("visit_class", "complaint", "seen_by", "site", "referred_by")}
    PATHS = _KNOWN


class VisitEnd(Command):
    PARTS = {"End of the visit": ("end", "disposition", "diagnoses")}
    end = moment("Ended", hint=WHEN, required=True, width="w7", missing="Write when the visit ended.")
    disposition = one("Went where", WENT, width="w5")
    diagnoses = _diagnoses()


class VisitCorrection(Visit):
    class Meta(Visit.Meta):
        exclude = ("end", "disposition", "diagnoses")

    PARTS = {"As it should have been": ("start", "visit_class", "complaint", "seen_by", "site", "referred_by")}
    PATHS = {"start": "start"} | _KNOWN


class PastVisitCorrection(Visit):
    """Of one that is over, its end as well."""

    PARTS = {**VisitCorrection.PARTS, "How it ended": ("end", "disposition", "diagnoses")}
    PATHS = {**VisitCorrection.PATHS, "end": "end", "disposition": "disposition"}
    disposition = text("Went where", width="w5")
