"""What a change tells: was and now of every kind of fact, by whom, when and why."""

from __future__ import annotations

from typing import Any

import pytest

from domain import change
from domain.admission import IN_LOG_OF_READS
from domain.fact import registry
from projections.past import file_at
from tests.projections.changes.of_office import OFFICE
from tests.projections.changes.of_records import RECORDS
from tests.support.clock import StandingClock
from tests.support.office import WHY, everything, register
from web.service import Service

FIRST = RECORDS | OFFICE
IN_READS = {"record.accessed", *(one.TOPIC for one in IN_LOG_OF_READS)}  # which have a log of their own


def test_every_kind_of_fact_is_expected_to_tell_what_it_changed() -> None:
    assert set(FIRST) == {topic for topic, _ in registry()} - IN_READS


@pytest.mark.parametrize("topic", FIRST)
def test_a_fact_tells_what_was_and_what_is_now(rows: list[dict[str, Any]], topic: str) -> None:
    first = next(row for row in rows if row["type"] == topic)
    lucia, zoe, *_ = dict.fromkeys(row["patient"] for row in rows if row["patient"])
    noor = next(row["patient"] for row in rows if row["type"] == "disposition.opened")
    names = {lucia: "lucia", zoe: "zoe", noor: "noor"} | {
        row["changes"][0]["now"]: name
        for topic, name in (("staff.added", "staff-id"), ("token.issued", "token-id"), ("passkey.added", "passkey-id"))
        for row in rows
        if row["type"] == topic
    }

    changes = [(one["field"], one["was"], names.get(one["now"], one["now"])) for one in first["changes"]]

    assert changes == FIRST[topic]


def test_what_is_told_as_now_stands_in_the_file_at_that_position(service: Service) -> None:
    who = everything(service)
    service.views.ready()
    checked = 0
    for row in service.views.changes.rows({"patient": str(who)}):
        if not row["chapter"]:
            continue
        file = file_at(service.store.journal, who, row["position"])["chapters"]
        places = {"demographics": file["demographics"]["demographics"]}
        for one in row["changes"]:
            if (
                one["now"] is None
                or one["field"].endswith(("addenda", "acknowledged", "reaffirmed", "disagreed"))
                or row["type"] == "patient.identifier-added"  # the fact does not say at which place in the list
            ):
                continue
            assert change.at({**file, **places}, one["field"]) == one["now"], one["field"]
            checked += 1
    assert checked > 80


def test_a_change_says_who_when_where_and_why(service: Service, clock: StandingClock) -> None:
    who = register(service.records)
    clock.on(minutes=1)
    by = WHY._replace(session="s1", request="q1", channel="api", operator="jo", source=("Patient/7",))
    receipt = service.records.correct_details(who, {"gender": "other"}, by)
    service.views.ready()

    told = list(service.views.changes.rows(newest=True, limit=1))

    assert told == [
        {
            "position": receipt.position, "recorded_at": "2026-03-07T09:31:00+00:00", "effective": None,
            "patient": str(who), "mrn": receipt.mrn, "stream": str(who), "version": 2,
            "type": "demographics.corrected", "chapter": "demographics", "entry": None,
            "actor": {"id": "u-00000001", "name": "Ama Boateng", "role": "clerk", "kind": "person"},
            "reason": {"code": "typing-error", "text": "Two digits changed places."},
            "channel": "api", "operator": "jo", "policy": "0", "request": "q1", "tx": receipt.tx, "late": False,
            "source": ["Patient/7"], "flags": [],
            "changes": [{"field": "demographics.gender", "was": "female", "now": "other"}],
        }
    ]  # fmt: skip
