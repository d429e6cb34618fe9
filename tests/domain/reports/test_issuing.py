"""A report is issued with its header and results, preliminary or final, and a final one is complete."""

from __future__ import annotations

from typing import Any

import pytest

from domain.fact import Plain
from domain.reports import KINDS, ReportIssued
from tests.domain.reports.report import HEADER, REGISTERED, SUGAR, TOLD, issued
from tests.support.given import done, given, refused

RESULTS = [{**SUGAR, "range": {"low": "3.9", "high": "5.5"}, "flag": "N"}]


def test_a_registered_report_is_issued_with_its_results() -> None:
    patient = given(REGISTERED)
    told = {**TOLD, "range": {"low": "3.9", "high": "5.5"}}

    decisions = patient.file.reports.issue({"performed_at": "2026-03-07"}, results=[told], report="r1")

    content = {"performed_at": "2026-03-07"}
    assert done(patient, decisions) == [
        (ReportIssued, {"report": "r1", "status": "final", "content": content, "results": RESULTS})
    ]


def test_a_report_that_was_never_registered_brings_its_header() -> None:
    patient = given()
    content = {
        "collected_at": "2026-03-01", "performed_at": "2026-03-02", "received_at": "2026-03-03",
        "reported_at": "2026-03-04", "technique": "PA", "comparison": "none", "findings": "Clear.",
        "impression": "Normal.", "conclusion": "Normal.", "radiologist": "Dr Ray", "critical": False,
        "sections": [{"title": "Lungs", "text": "Clear."}], "series": "2", "attachments": ["a1"], "paper_seen": True,
    }  # fmt: skip
    header = {"kind": "imaging", "what": {"text": "X-ray chest"}}

    decisions = patient.file.reports.issue(content, header=header)

    assert done(patient, decisions) == [
        (ReportIssued, {"report": "r1", "status": "final", "content": content, "header": header})
    ]
    assert patient.file.reports.items["r1"]["impression"] == "Normal."


@pytest.mark.parametrize(
    ("kind", "content", "results", "field", "no"),
    [
        ("imaging", {}, [], "impression", "A final imaging report needs its impression."),
        ("imaging", {"findings": "Clear."}, [], "impression", "A final imaging report needs its impression."),
        ("imaging", {"impression": " "}, [], "impression", "A final imaging report needs its impression."),
        ("laboratory", {}, [], "results", "Copy at least one result, or the conclusion."),
        ("laboratory", {"findings": "x"}, [], "results", "Copy at least one result, or the conclusion."),
        ("laboratory", {"status": "x"}, [TOLD], "status", "There is no such field."),
        ("laboratory", {}, [{**TOLD, "value": "high"}], "results.0.value",
         "Write a number, such as 72.5; this is 'high'."),
        ("laboratory", {}, [TOLD, {"what": "Sodium"}], "results.1.value",
         "Write what was found, or why it was not done."),
        ("laboratory", {}, "Glucose 5.4", "results", "Write this as a list."),
        ("laboratory", {}, 7, "results", "Write this as a list."),
        ("other", {"sections": [{"title": "x", "body": "y"}]}, [], "sections.0.body", "There is no such field."),
        ("other", {"critical": "yes"}, [], "critical", "Answer yes or no."),
        ("other", {"reported_at": "now"}, [], "reported_at", "Write the date as 1980-03-02, 1980-03 or 1980."),
    ],
)  # fmt: skip
def test_a_final_report_is_refused_where_it_is_not_complete(
    kind: str, content: Plain, results: Any, field: str, no: str
) -> None:
    with refused(field, no):
        given().file.reports.issue(content, header={"kind": kind, "what": "x"}, results=results)


@pytest.mark.parametrize(
    ("kind", "content", "results"),
    [
        ("imaging", {"impression": "Normal."}, []),
        ("imaging", {"conclusion": "Normal."}, []),
        ("laboratory", {}, [TOLD]),
        ("laboratory", {"conclusion": "No growth."}, []),
        ("laboratory", {"attachments": ["a1"]}, []),
        ("other", {}, []),
    ],
)
def test_what_makes_a_report_complete(kind: str, content: Plain, results: list[Plain]) -> None:
    assert given().file.reports.issue(content, header={"kind": kind, "what": "x"}, results=results)


@pytest.mark.parametrize("kind", KINDS)
def test_a_preliminary_report_and_one_that_came_in_may_be_incomplete(kind: str) -> None:
    header = {"kind": kind, "what": "x"}
    assert given().file.reports.issue({}, header=header, status="preliminary")
    assert given().file.reports.issue({}, header=header, complete=False)


@pytest.mark.parametrize("status", ["registered", "corrected", "cancelled", "entered-in-error", "", None])
def test_a_report_is_issued_preliminary_or_final(status: Any) -> None:
    with refused("status", "Choose one of: preliminary, final."):
        given().file.reports.issue({"conclusion": "x"}, header=HEADER, status=status)


def test_a_final_report_keeps_what_the_preliminary_one_said_and_it_does_not() -> None:
    patient = given(REGISTERED, issued("preliminary", conclusion="Wait.", findings="Cloudy."))

    done(patient, patient.file.reports.issue({"conclusion": "Normal."}, report="r1"))

    report = patient.file.reports.items["r1"]
    assert (report["status"], report["conclusion"], report["findings"]) == ("final", "Normal.", "Cloudy.")


def test_what_is_told_by_phone_is_read_back() -> None:
    reports = given().file.reports
    told = {"source": "phoned", "conclusion": "Positive."}

    with refused("read_back_by", "Say who read it back: what is told by phone is read back."):
        reports.issue(told, header=HEADER, status="preliminary")

    assert reports.issue({**told, "read_back_by": "Mira"}, header=HEADER, status="preliminary")
