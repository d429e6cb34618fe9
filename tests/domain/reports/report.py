"""A report in each of its states, as the tests of reports begin with it."""

from __future__ import annotations

from typing import Any

from domain.entries import EntryRetracted
from domain.fact import Plain
from domain.reports import ReportAmended, ReportCancelled, ReportIssued, ReportRegistered
from tests.support.given import Happened

HEADER = {"kind": "laboratory", "what": {"text": "Blood sugar"}}
SUGAR = {"id": "1", "what": {"text": "Glucose"}, "value": "5.4", "unit": "mmol/L"}
TOLD: dict[str, Any] = {"what": "Glucose", "value": "5.4", "unit": "mmol/L"}
REGISTERED: Happened = (ReportRegistered, {"report": "r1", "header": HEADER})


def issued(status: str, header: Plain | None = None, **content: Any) -> Happened:
    fields = {"report": "r1", "status": status, "content": content, "results": [SUGAR]}
    return (ReportIssued, fields | ({"header": header} if header else {}))


def amended(was: str, amendment: str) -> Happened:
    changes = {"conclusion": {"now": amendment}}
    fields = {"report": "r1", "was": was, "amendment": amendment, "changes": changes, "notified": []}
    return (ReportAmended, fields)


STATES: dict[str, tuple[Happened, ...]] = {
    "registered": (REGISTERED,),
    "preliminary": (REGISTERED, issued("preliminary")),
    "final": (REGISTERED, issued("final")),
    "corrected": (issued("final", HEADER), amended("final", "corrected")),
    "amended": (issued("final", HEADER), amended("final", "amended")),
    "appended": (issued("final", HEADER), amended("final", "appended")),
    "cancelled": (REGISTERED, (ReportCancelled, {"report": "r1", "was": "registered"})),
    "entered-in-error": (
        issued("final", HEADER),
        (EntryRetracted, {"chapter": "reports", "entry": "r1", "was": "final"}),
    ),
}
