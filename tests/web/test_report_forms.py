"""The forms of reports: copied line by line, amended, awaited."""

from __future__ import annotations

from typing import Any

from tests.support.office import SUGAR, register
from tests.web.clerk_desk import AMA, Desk, text

# it changed, it was wrong


def grid(**cells: str) -> dict[str, str]:
    about = {"kind": "laboratory", "what": "Blood sugar", "status": "final", "collected_at": "2026-03-06"}
    return {**about, "lines": "8", **cells}


def test_a_report_is_copied_line_by_line_and_its_flag_follows_from_the_range(desk: Desk) -> None:
    who = register(desk.service.records)
    cells = {"r0_what": "Glucose", "r0_value": "7.4", "r0_unit": "mmol/L", "r0_low": "3.9", "r0_high": "5.5"}

    desk.send(f"/patients/{who}/reports", grid(**cells, r3_what="Ketones", r3_value="<0.6", performer="Harbour"))

    topic, told = desk.told(who)[-1]
    assert topic == "report.issued"
    assert told["header"] == {"kind": "laboratory", "what": {"text": "Blood sugar"}, "performer": "Harbour"}
    assert [(one["what"]["text"], one["value"], one.get("comparator"), one.get("flag")) for one in told["results"]] == [
        ("Glucose", "7.4", None, "H"),
        ("Ketones", "0.6", "<", None),
    ]


def test_a_fault_in_the_grid_is_told_at_its_cell(desk: Desk) -> None:
    who = register(desk.service.records)

    answer = desk.send(f"/patients/{who}/reports", grid(r2_what="Glucose", r5_what="Ketones", r5_value="1"))

    assert answer.status_code == 422
    assert 'id="r2_value-no"' in answer.text
    assert "Results, line 3: Write what was found, or why it was not done." in text(answer.text)


def test_more_lines_come_on_request_and_keep_what_was_typed(desk: Desk) -> None:
    who = register(desk.service.records)

    page = desk.send(f"/patients/{who}/reports", grid(r0_what="Glucose", r0_value="7.4", r0_high="5.5", more="8")).text

    assert 'name="r15_value"' in page
    assert 'name="r16_value"' not in page
    assert 'value="Glucose"' in page
    assert "High" in text(page)
    assert len(desk.told(who)) == 1


def test_a_former_report_is_a_pattern_with_its_last_results_beside(desk: Desk) -> None:
    who = register(desk.service.records)
    told: dict[str, Any] = {"header": {"kind": "laboratory", "what": "Blood sugar"}, "results": [SUGAR]}
    desk.service.records.issue_report(who, {"collected_at": "2026-03-01"}, AMA, **told)

    page = desk.get(f"/patients/{who}/reports?like=r1")

    assert 'name="r0_what" value="Glucose"' in page
    assert 'name="r0_value" value=""' in page
    assert "5.4 mmol/L, 1 Mar" in text(page)


def test_an_amendment_changes_a_value_and_keeps_what_else_is_known(desk: Desk) -> None:
    who = register(desk.service.records)
    coded = {**SUGAR, "what": {"text": "Glucose", "codings": [{"system": "http://loinc.org", "code": "14749-6"}]}}
    told: dict[str, Any] = {"header": {"kind": "laboratory", "what": "Blood sugar"}, "results": [coded]}
    desk.service.records.issue_report(who, {"collected_at": "2026-03-01"}, AMA, **told)
    path = f"/patients/{who}/reports/r1/amend"
    cells = {"r0_what": "Glucose", "r0_unit": "mmol/L", "r0_low": "3.9", "r0_high": "5.5", "lines": "3"}
    why = {"amendment": "corrected", "reason": "result-revised", "unseen": "yes"}

    desk.send(path, {**cells, "r0_value": "7.4", **why})
    nothing = desk.send(path, {**cells, "r0_value": "7.4", **why})

    topic, fact = desk.told(who)[-1]
    assert topic == "report.amended"
    assert fact["changes"] == {
        "results.0.value": {"was": "5.4", "now": "7.4"},
        "results.0.flag": {"was": "N", "now": "H"},
    }
    assert nothing.status_code == 303
    assert len(desk.told(who)) == 3


def test_an_awaited_report_is_registered_and_comes_in_later(desk: Desk) -> None:
    who = register(desk.service.records)
    awaited = {"kind": "laboratory", "what": "Urine culture", "status": "registered", "due_at": "2026-03-10"}

    desk.send(f"/patients/{who}/reports", awaited)
    waiting = text(desk.get(f"/patients/{who}"))
    came = {"status": "final", "collected_at": "2026-03-07", "conclusion": "No growth."}
    desk.send(f"/patients/{who}/reports/r1/issue", came)

    assert "Urine culture Awaited" in waiting
    assert [topic for topic, _ in desk.told(who)[1:]] == ["report.registered", "report.issued"]
    assert "No growth." in text(desk.get(f"/patients/{who}"))
