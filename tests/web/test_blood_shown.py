"""The blood group wherever it shows: a stop sign in a conflict, a caution until two specimens agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.stores import created
from tests.web.clerk_desk import AMA, Desk, text

GROUPS = {
    "told": [("A", "stated", None)],
    "one laboratory": [("A", "lab", "S1")],
    "confirmed": [("A", "lab", "S1"), ("A", "lab", "S2")],
    "conflict": [("A", "lab", "S1"), ("O", "lab", "S2")],
}
CAUTION = "For reference, not for transfusion"
PLACES = ("", "/visits/all", "/chart", "/measurements", "/visits", "/blood_group/b1", "/demographics/demographics")


@pytest.fixture
def desk(tmp_path: Path, clock: StandingClock) -> Iterator[Desk]:
    with created(tmp_path / "store", "test.example/log", clock) as service:
        yield Desk(service)


def found(desk: Desk, state: str) -> UUID:
    who = register(desk.service.records)
    for abo, basis, specimen in GROUPS[state]:
        wanted = {"abo": abo, "rhd": "positive", "basis": basis, "specimen": specimen}
        desk.service.records.record_blood_group(who, wanted, AMA)
    return who


@pytest.mark.parametrize("place", [*PLACES, "/print"])
@pytest.mark.parametrize("state", GROUPS)
def test_wherever_a_group_shows_its_state_shows(desk: Desk, state: str, place: str) -> None:
    page = text(desk.get(f"/patients/{found(desk, state)}{place}"))

    assert ("do not use" in page.lower()) is (state == "conflict")
    assert (CAUTION.lower() in page.lower()) is (state in ("told", "one laboratory"))


def test_a_record_of_the_past_shows_the_state_of_then(desk: Desk) -> None:
    who = found(desk, "conflict")
    desk.service.records.retract(who, "blood_group", "b2", AMA._replace(reason="wrong-sample"))
    position = next(fact.by.position for fact in desk.facts(who) if fact.TOPIC == "blood-group.settled") + 2
    reviewer = Desk(desk.service, "reviewer")

    assert "do not use" in text(reviewer.get(f"/patients/{who}?known={position}")).lower()
    assert "do not use" not in text(reviewer.get(f"/patients/{who}")).lower()


def test_only_naming_the_wrong_one_ends_a_conflict(desk: Desk) -> None:
    who = found(desk, "conflict")

    desk.send(f"/patients/{who}/blood-groups", {"abo": "A", "rhd": "positive", "basis": "lab", "specimen": "S3"})
    still = text(desk.get(f"/patients/{who}"))
    desk.send(f"/patients/{who}/blood_group/b2/retract", {"reason": "wrong-sample"})
    settled = text(desk.get(f"/patients/{who}"))

    assert "Conflict. Do not use." in still
    assert "Only naming the one that is wrong ends this" in still
    assert "A+ Confirmed" in settled
    assert "Entered in error: another person's sample" in settled
