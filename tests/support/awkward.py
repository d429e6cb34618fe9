"""An office in which whatever can be written is what a spreadsheet would take for something else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.by import By
from domain.casework import Pin
from tests.support.office import AMA, PRIYA, RUTH, SAM, looked_at, register
from web.service import Service

AWKWARD = (
    "=1+1", '=HYPERLINK("http://192.0.2.1";"here")', "+1+1", "-1+1", "@SUM(1;1)", "＝1+1", "'=1+1",
    '"quoted" and said', ";=1+1;", ",=1+1,", 'a";=1+1;"b', 'a",=1+1,"b', "Grüße; Zoë Ólafsdóttir", "a;b,c|d",
    "007 4", "1e5 m", "3/4 x", "=cmd|' /C calc'!A0", "#N/A", "TRUE or not",
)  # fmt: skip
"""Each begins as a formula, ends a cell before its end, or looks like a number; all of them can be typed as a line."""
LINES = tuple(f"{one}\n=1+1\n\t=2+2\n- {one}" for one in AWKWARD)
"""The same where several lines can be typed."""


def awkward(service: Service) -> tuple[UUID, int]:
    """One record for each text, with that text in it; answers the last one, which has all of them, and the position
    at which what others had seen was put right. All that is looked at is looked at with the only token."""
    service.personnel.add("ama", "Ama Boateng", "clerk", SAM)
    service.issuing.issue("ama", AWKWARD[0], ["read"], service.clock().date().isoformat(), AMA)
    for text, lines in zip(AWKWARD, LINES, strict=True):
        who, right = _written(service, text, lines)
        _asked(service, who, text, lines)
    for text in AWKWARD:
        service.records.update(who, {"occupation": text}, AMA)
    return who, right


def _written(service: Service, text: str, lines: str) -> tuple[UUID, int]:
    records, by = service.records, By(actor=f"u-{text[:4]}", name=text, role="clerk")
    why = by._replace(reason="typing-error", because=lines)
    named: dict[str, Any] = {"names": [text], "addresses": [{"text": text}], "next_of_kin": [{"name": text}]}
    who = register(records, birth="2022-04-01", identifiers=[], **named)
    records.measure(who, [{"kind": "weight", "value": "16.0", "unit": "kg"}], by, "2026-03-07")
    told = {"visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": {"text": text}, "seen_by": text}
    visit = records.open_visit(who, told, by).entries[0]
    records.update_visit(who, visit, {"site": text}, by)
    result = {"what": {"text": text}, "value": "5.4", "unit": "mmol/L"}
    records.issue_report(
        who, {"performed_at": "2026-03-07"}, by, header={"kind": "laboratory", "what": text}, results=[result]
    )
    group = {"abo": "A", "rhd": "positive", "basis": "lab", "lab": text, "specimen": text}
    records.record_blood_group(who, group, by)
    service.views.ready()
    looked_at(service, who, by._replace(session=service.views.tokens.every()[0].token), sought=text)
    return who, records.correct(who, "blood_group", "b1", {"abo": "B"}, why).position


def _asked(service: Service, who: UUID, text: str, lines: str) -> None:
    """A part of the record is asked for and given; a reviewer looks into it."""
    told: dict[str, Any] = {
        "requester": text, "ground": "court", "authority": text, "purpose": text, "recipient": text, "address": text,
        "asks": lines, "chapters": ["visits"],
    }  # fmt: skip
    asked = UUID(service.releasing.request(who, told, AMA).id)
    at = service.store.log.position
    service.releasing.disclose(asked, "paper", "2026-03-07", at, {"visits": ["v1"]}, "ab" * 32, PRIYA, note=lines)
    one = {"staff": "u-00000001", "name": text}
    service.cases.open(text, lines, RUTH, [Pin("record", 2, text)], [one], person="u-00000001", person_name=text)
