"""The life-cycle of a report cannot be skipped: each state allows what may follow it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.fact import Decisions
from domain.patient import Patient
from domain.refusal import Refused
from domain.reports import NEXT, ReportCancelled
from tests.domain.reports.report import STATES, SUGAR, TOLD
from tests.support.given import CORRECTING, done, given, recorded


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


@pytest.mark.parametrize("state", ["registered", "preliminary"])
def test_a_cancelled_report_says_what_it_was(state: str) -> None:
    patient = given(*STATES[state])

    decisions = patient.file.reports.cancel("r1")

    assert done(patient, decisions, CORRECTING) == [(ReportCancelled, {"report": "r1", "was": state})]
