"""Reports: a life-cycle that cannot be skipped, and both versions kept after every change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.entries import EntryRetracted
from domain.fact import Decisions, Plain
from domain.patient import Patient
from domain.refusal import Conflict, Refused
from domain.reports import (
    AMENDMENTS,
    KINDS,
    NEXT,
    ReportAmended,
    ReportCancelled,
    ReportIssued,
    ReportRegistered,
    ResultAcknowledged,
)
from tests.support.given import CORRECTING, NOON, Happened, done, given, recorded, refused

HEADER = {"kind": "laboratory", "what": {"text": "Blood sugar"}}
SUGAR = {"id": "1", "what": {"text": "Glucose"}, "value": "5.4", "unit": "mmol/L"}
TOLD: dict[str, Any] = {"what": "Glucose", "value": "5.4", "unit": "mmol/L"}
RESULTS = [{**SUGAR, "range": {"low": "3.9", "high": "5.5"}, "flag": "N"}]
REGISTERED: Happened = (ReportRegistered, {"report": "r1", "header": HEADER})


def issued(status: str, header: Plain | None = None, **content: Any) -> Happened:
    fields = {"report": "r1", "status": status, "content": content, "results": [SUGAR]}
    return (ReportIssued, fields | ({"header": header} if header else {}))


def amended(was: str, amendment: str) -> Happened:
    changes = {"conclusion": {"now": amendment}}
    fields = {"report": "r1", "was": was, "amendment": amendment, "changes": changes, "notified": []}
    return (ReportAmended, fields)


# the life-cycle

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


def amend(kind: str) -> Callable[[Patient], Decisions]:
    return lambda patient: patient.file.reports.amend("r1", kind, {"conclusion": "Read again."})


COMMANDS: dict[str, Callable[[Patient], Decisions]] = {
    "preliminary": lambda patient: patient.file.reports.issue({}, status="preliminary", results=[TOLD], report="r1"),
    "final": lambda patient: patient.file.reports.issue({}, status="final", results=[TOLD], report="r1"),
    "corrected": amend("corrected"),
    "amended": amend("amended"),
    "appended": amend("appended"),
    "cancelled": lambda patient: patient.file.reports.cancel("r1"),
    "entered-in-error": lambda patient: patient.file.reports.retract("r1"),
    "acknowledge": lambda patient: patient.file.reports.acknowledge("r1"),
    "correct": lambda patient: patient.file.reports.correct("r1", {"conclusion": "Read again."}),
    "add to": lambda patient: patient.file.reports.add_to("r1", "Phoned through."),
}
STRUCK = "This was marked as entered in error; nothing can be changed in it."
NOT_YET = "There is nothing in it to acknowledge yet."
CORRECTING_IS_AMENDING = "A report is amended: say whether it is corrected, amended or appended."
FOLLOWS = {  # record.md 8: from each state, the states that may follow
    "registered": "preliminary final cancelled entered-in-error",
    "preliminary": "preliminary final cancelled entered-in-error",
    "final": "corrected amended appended entered-in-error",
    "corrected": "corrected amended appended entered-in-error",
    "amended": "corrected amended appended entered-in-error",
    "appended": "corrected amended appended entered-in-error",
    "cancelled": "",
    "entered-in-error": "",
}


def words(state: str, command: str) -> str | None:
    """What the record says no with; None where the command is allowed."""
    if command == "correct":
        return CORRECTING_IS_AMENDING
    if state == "entered-in-error":
        return STRUCK
    if command == "acknowledge":
        return NOT_YET if state in ("registered", "cancelled") else None
    if command == "add to" or command in FOLLOWS[state].split():
        return None
    return f"A report that is {state} cannot become {command}."


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", STATES)
def test_a_report_allows_what_its_state_allows(state: str, command: str) -> None:
    patient = given(*STATES[state])
    assert patient.file.reports.items["r1"]["status"] == state

    no = words(state, command)

    if no is None:
        assert len(done(patient, COMMANDS[command](patient), CORRECTING)) == 1
        now = patient.file.reports.items["r1"]["status"]
        assert now == (state if command in ("acknowledge", "add to") else command)
    else:
        with pytest.raises(Refused) as caught:
            COMMANDS[command](patient)
        assert caught.value.reason == no
        assert recorded(patient) == []


def test_the_table_is_the_one_that_the_record_follows() -> None:
    assert {state: " ".join(after) for state, after in NEXT.items() if state} == FOLLOWS
    assert NEXT[None] == ("registered", "preliminary", "final")


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"correct"}))
def test_a_report_that_is_not_there_is_refused(command: str) -> None:
    with pytest.raises(Refused, match="There is no such entry in this file"):
        COMMANDS[command](given())


def test_what_was_struck_stays_readable() -> None:
    patient = given(*STATES["entered-in-error"])

    report = patient.file.reports.items["r1"]

    assert (report["results"], report["what"]) == ([SUGAR], {"text": "Blood sugar"})
    assert report["retracted"]["by"]["by"] == "Mira"


# registering


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


# issuing


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


# amending


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


# cancelling and acknowledging


@pytest.mark.parametrize("state", ["registered", "preliminary"])
def test_a_cancelled_report_says_what_it_was(state: str) -> None:
    patient = given(*STATES[state])

    decisions = patient.file.reports.cancel("r1")

    assert done(patient, decisions, CORRECTING) == [(ReportCancelled, {"report": "r1", "was": state})]


def test_who_read_a_report_stands_beside_it() -> None:
    patient = given(issued("final", HEADER))

    decisions = patient.file.reports.acknowledge("r1", "acted upon")

    assert done(patient, decisions) == [(ResultAcknowledged, {"report": "r1", "level": "acted upon"})]
    assert patient.file.reports.items["r1"]["acknowledged"] == [
        {"by": "Mira", "level": "acted upon", "at": NOON.isoformat()}
    ]


@pytest.mark.parametrize(("level", "no"), [("", "Fill this in."), (7, "Write this as text."), (
    "x" * 201, "Shorten this to 200 characters; it has 201.")])  # fmt: skip
def test_how_a_report_was_read_is_said_in_a_word(level: Any, no: str) -> None:
    with refused("level", no):
        given(issued("final", HEADER)).file.reports.acknowledge("r1", level)


# by phone, critical, and who was told


def test_what_is_told_by_phone_is_read_back() -> None:
    reports = given().file.reports
    told = {"source": "phoned", "conclusion": "Positive."}

    with refused("read_back_by", "Say who read it back: what is told by phone is read back."):
        reports.issue(told, header=HEADER, status="preliminary")

    assert reports.issue({**told, "read_back_by": "Mira"}, header=HEADER, status="preliminary")


@pytest.mark.parametrize(
    ("content", "flag", "unread"),
    [({}, None, None), ({}, "H", None), ({}, "HH", True), ({}, "LL", True), ({"critical": True}, None, True)],
)
def test_what_is_critical_waits_until_somebody_has_read_it(content: Plain, flag: str | None, unread: bool) -> None:
    patient = given()
    line = {**TOLD, **({"printed_flag": flag} if flag else {})}

    done(patient, patient.file.reports.issue(content, header=HEADER, results=[line]))
    waiting = patient.file.reports.items["r1"].get("unread")
    done(patient, patient.file.reports.acknowledge("r1"))

    assert waiting is unread
    assert not patient.file.reports.items["r1"].get("unread")


def test_a_critical_report_that_was_corrected_waits_again() -> None:
    patient = given()
    done(patient, patient.file.reports.issue({"critical": True}, header=HEADER, results=[TOLD]))
    done(patient, patient.file.reports.acknowledge("r1"))

    done(patient, patient.file.reports.amend("r1", "corrected", {"results": [{**TOLD, "value": "1.4"}]}), CORRECTING)

    assert patient.file.reports.items["r1"]["unread"] is True


def test_what_an_import_brings_was_read_where_it_came_from() -> None:
    patient = given()

    told = patient.file.reports.issue({"critical": True}, header=HEADER, results=[TOLD])
    done(patient, told, CORRECTING._replace(channel="import"))

    assert "unread" not in patient.file.reports.items["r1"]


def test_that_nobody_had_seen_it_is_kept_with_the_change() -> None:
    patient = given(issued("final", HEADER))

    (amended,) = patient.file.reports.amend("r1", "amended", {"conclusion": "Read again."}, unseen=True)
    done(patient, (amended,), CORRECTING)

    assert amended.fields["unseen"] is True
    assert patient.file.reports.items["r1"]["corrections"][0]["unseen"] is True


def test_nobody_has_seen_it_cannot_be_said_of_what_somebody_has_read() -> None:
    patient = given(issued("final", HEADER))
    done(patient, patient.file.reports.acknowledge("r1"))

    with refused("notified", "Mira has read it: somebody is to be told."):
        patient.file.reports.amend("r1", "amended", {"conclusion": "Read again."}, unseen=True)
