"""Who has read a report stands beside it, and what is critical waits until somebody has."""

from __future__ import annotations

from typing import Any

import pytest

from domain.fact import Plain
from domain.reports import ResultAcknowledged
from tests.domain.reports.report import HEADER, TOLD, issued
from tests.support.given import CORRECTING, NOON, done, given, refused


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
