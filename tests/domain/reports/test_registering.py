"""An order is registered as a report that is still to come, and refused at the field that is wrong."""

from __future__ import annotations

import pytest

from domain.fact import Plain
from domain.reports import KINDS, ReportRegistered
from tests.domain.reports.report import HEADER
from tests.support.given import done, given, refused


def test_an_order_is_registered() -> None:
    patient = given()
    told = {
        "kind": "imaging", "what": {"text": "X-ray chest"}, "category": "RAD", "ordered_by": "Dr Ng",
        "ordered_at": "2026-03-07", "performer": "Radiology", "site": "Harbour", "external_no": "A-1",
        "specimen": "S-1", "modality": "XR", "body_site": "chest", "laterality": "both",
        "clinical_question": "Pneumonia?", "due_at": "2026-03-09", "visit": "v1", "study_uid": "1.2.3",
    }  # fmt: skip

    decisions = patient.file.reports.register(told)

    assert done(patient, decisions) == [(ReportRegistered, {"report": "r1", "header": told})]


@pytest.mark.parametrize(
    ("told", "field", "no"),
    [
        ({"kind": "magic"}, "kind", f"Choose one of: {', '.join(KINDS)}."),
        ({"kind": None}, "kind", f"Choose one of: {', '.join(KINDS)}."),
        ({"what": ""}, "what.text", "Fill this in."),
        ({"due_at": "soon"}, "due_at", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"laterality": "up"}, "laterality", "Choose one of: left, right, both."),
        ({"status": "final"}, "status", "There is no such field."),
        ({"impression": "x"}, "impression", "There is no such field."),
    ],
)
def test_an_order_is_refused_at_the_field_that_is_wrong(told: Plain, field: str, no: str) -> None:
    with refused(field, no):
        given().file.reports.register({**HEADER, **told})
    with refused(field, no):
        given().file.reports.issue({"conclusion": "x"}, header={**HEADER, **told})
