"""An amendment keeps both versions, says who was told, and records nothing where nothing changes."""

from __future__ import annotations

import pytest

from domain.fact import Plain
from domain.refusal import Conflict
from domain.reports import AMENDMENTS, KINDS, ReportAmended
from tests.domain.reports.report import HEADER, STATES, SUGAR, TOLD, issued
from tests.support.given import CORRECTING, done, given, refused


@pytest.mark.parametrize("amendment", AMENDMENTS)
def test_an_amendment_keeps_what_it_replaces_and_says_who_was_told(amendment: str) -> None:
    patient = given(issued("final", HEADER))
    notified = [{"who": "Dr Ng", "how": "phone", "at": "2026-03-07T10:00Z"}]

    decisions = patient.file.reports.amend("r1", amendment, {"results": [{**TOLD, "value": "7.4"}]}, notified=notified)

    changes = {"results.0.value": {"was": "5.4", "now": "7.4"}}
    expected = {"report": "r1", "was": "final", "amendment": amendment, "changes": changes, "notified": notified}
    assert done(patient, decisions, CORRECTING) == [(ReportAmended, expected)]
    report = patient.file.reports.items["r1"]
    assert (report["status"], report["results"][0]["value"]) == (amendment, "7.4")
    kept = report["corrections"][0]
    assert (kept["changes"], kept["amendment"], kept["notified"]) == (changes, amendment, notified)


def test_three_amendments_follow_each_other_and_all_are_kept() -> None:
    patient = given(*STATES["corrected"])

    for was, kind, text in (
        ("corrected", "amended", "b"),
        ("amended", "appended", "c"),
        ("appended", "corrected", "d"),
    ):
        decisions = patient.file.reports.amend("r1", kind, {"conclusion": text})
        assert decisions[0].fields["was"] == was
        patient.record(decisions, CORRECTING)

    report = patient.file.reports.items["r1"]
    assert report["status"] == "corrected"
    assert [one["amendment"] for one in report["corrections"]] == ["corrected", "amended", "appended", "corrected"]


def test_an_amendment_may_add_and_take_away_lines() -> None:
    patient = given(issued("final", HEADER))
    reports = patient.file.reports

    more = reports.amend("r1", "appended", {"results": [SUGAR, {"what": "Sodium", "value": "140"}]})
    none = reports.amend("r1", "corrected", {"results": [], "conclusion": "Not our patient's."})

    assert more[0].fields["changes"] == {"results.1": {"now": {"id": "2", "what": {"text": "Sodium"}, "value": "140"}}}
    assert none[0].fields["changes"] == {"results": {"was": [SUGAR]}, "conclusion": {"now": "Not our patient's."}}


@pytest.mark.parametrize(
    "wanted", [{}, {"results": [SUGAR]}, {"results": [TOLD]}, {"conclusion": ""}, {"what": "Blood sugar"}]
)
def test_an_amendment_that_changes_nothing_records_nothing(wanted: Plain) -> None:
    assert given(issued("final", HEADER)).file.reports.amend("r1", "corrected", wanted) == ()


@pytest.mark.parametrize(
    ("amendment", "wanted", "notified", "field", "no"),
    [
        ("changed", {}, [], "amendment", f"Choose one of: {', '.join(AMENDMENTS)}."),
        ("final", {}, [], "amendment", f"Choose one of: {', '.join(AMENDMENTS)}."),
        ("corrected", {"status": "final"}, [], "status", "There is no such field."),
        ("corrected", {"results": [{"what": "x"}]}, [], "results.0.value",
         "Write what was found, or why it was not done."),
        ("corrected", {"results": "none"}, [], "results", "Write this as a list."),
        ("corrected", {"results": {"a": 1}}, [], "results", "Write this as a list."),
        ("corrected", {"kind": "magic"}, [], "kind", f"Choose one of: {', '.join(KINDS)}."),
        ("corrected", {"conclusion": "x"}, [{"whom": "Dr Ng"}], "notified.0.whom", "There is no such field."),
        ("corrected", {"conclusion": "x"}, [{"at": "then"}], "notified.0.at",
         "Write the date as 1980-03-02, 1980-03 or 1980."),
    ],
)  # fmt: skip
def test_an_amendment_is_refused_at_the_field_that_is_wrong(
    amendment: str, wanted: Plain, notified: list[Plain], field: str, no: str
) -> None:
    with refused(field, no):
        given(issued("final", HEADER)).file.reports.amend("r1", amendment, wanted, notified=notified)


def test_of_two_who_amend_one_value_the_second_is_shown_both() -> None:
    patient = given(issued("final", HEADER))
    reports = patient.file.reports
    expected = {"results.0.value": "5.4"}
    done(
        patient,
        reports.amend("r1", "corrected", {"results": [{**TOLD, "value": "7.4"}]}, expected=expected),
        CORRECTING,
    )

    with pytest.raises(Conflict) as caught:
        reports.amend("r1", "corrected", {"results": [{**TOLD, "value": "6.4"}]}, expected=expected)

    assert (caught.value.field, caught.value.expected, caught.value.found) == ("results.0.value", "5.4", "7.4")
    assert reports.amend("r1", "amended", {"conclusion": "High."}, expected={"conclusion": None})


def test_amending_a_report_leaves_its_attachments_readable() -> None:
    patient = given(issued("final", HEADER, attachments=["a1"]))

    done(patient, patient.file.reports.amend("r1", "appended", {"attachments": ["a1", "a2"]}), CORRECTING)

    assert patient.file.reports.items["r1"]["attachments"] == ["a1", "a2"]
