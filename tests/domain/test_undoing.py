"""What one has just recorded can be undone: by its opposite, by oneself, for some minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.by import By
from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, register
from web.service import Service

WITHIN = timedelta(minutes=15)
TOMAS = By(actor="u-00000002", name="Tomás Rivera", role="clerk")
KG = [{"kind": "weight", "value": "72", "unit": "kg"}]


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def who(service: Service) -> UUID:
    id = register(service.records)
    service.records.add_history(id, {"kind": "problem", "what": "Asthma", "clinical_status": "active"}, AMA)
    service.records.open_visit(id, {"visit_class": "AMB", "start": "2026-03-07T09:00Z"}, AMA)
    return id


def file(service: Service, who: UUID) -> dict[str, Any]:
    service.views.ready()
    chapters: dict[str, Any] = service.views.current.file(who)["chapters"]
    return chapters


DONE: dict[str, Callable[[Records, UUID], Receipt]] = {
    "a measurement": lambda records, who: records.measure(who, KG, AMA, "2026-03-07T09:05Z"),
    "a correction": lambda records, who: records.correct(who, "history", "h1", {"what": "Angina"}, WHY),
    "an update": lambda records, who: records.update(who, {"occupation": "Baker"}, AMA),
    "a status": lambda records, who: records.change_status(who, "h1", "resolved", AMA),
    "a visit's end": lambda records, who: records.close_visit(who, "v1", "2026-03-07T09:20Z", AMA),
    "a blood group": lambda records, who: records.record_blood_group(
        who, {"abo": "A", "rhd": "positive", "basis": "stated"}, AMA
    ),
}
STANDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a measurement": lambda file: file["measurements"]["m1"]["status"] == "entered-in-error",
    "a correction": lambda file: file["history"]["h1"]["what"] == {"text": "Asthma"},
    "an update": lambda file: "occupation" not in file["demographics"]["demographics"],
    "a status": lambda file: file["history"]["h1"]["clinical_status"] == "active",
    "a visit's end": lambda file: file["visits"]["v1"]["status"] == "open",
    "a blood group": lambda file: file["blood_group"]["current"] == {"state": "unknown"},
}


@pytest.mark.parametrize("act", DONE)
def test_an_act_is_answered_by_its_opposite_and_both_are_in_the_log(service: Service, who: UUID, act: str) -> None:
    done = DONE[act](service.records, who)
    assert service.office.undoable(who, done.position)

    undone = service.office.undo(who, done.position, AMA, WITHIN)

    assert STANDS[act](file(service, who)), act
    assert undone.position > done.position
    assert [fact.by.reason for fact in service.store.journal.history(who)][-1] == "undone"


def test_what_was_undone_cannot_be_undone_by_the_same_address_again(service: Service, who: UUID) -> None:
    done = service.records.measure(who, KG, AMA, "2026-03-07T09:05Z")
    service.office.undo(who, done.position, AMA, WITHIN)

    with pytest.raises(Refused, match="Something was recorded since"):
        service.office.undo(who, done.position, AMA, WITHIN)


def test_nobody_undoes_what_another_recorded(service: Service, who: UUID) -> None:
    done = service.records.measure(who, KG, AMA, "2026-03-07T09:05Z")

    with pytest.raises(Refused, match="Only what you recorded yourself"):
        service.office.undo(who, done.position, TOMAS, WITHIN)


def test_after_the_policys_minutes_it_is_a_correction(service: Service, clock: StandingClock, who: UUID) -> None:
    done = service.records.measure(who, KG, AMA, "2026-03-07T09:05Z")
    clock.at += timedelta(minutes=16)

    with pytest.raises(Refused, match="a moment ago"):
        service.office.undo(who, done.position, AMA, WITHIN)


def test_what_something_was_built_upon_is_not_undone(service: Service, who: UUID) -> None:
    done = service.records.measure(who, KG, AMA, "2026-03-07T09:05Z")
    service.records.correct(who, "measurements", "m1", {"value": "73"}, WHY)

    with pytest.raises(Refused, match="Something was recorded since"):
        service.office.undo(who, done.position, AMA, WITHIN)
    assert not service.office.undoable(who, done.position)


def test_a_registration_has_no_opposite(service: Service) -> None:
    done = service.records.register({"names": ["Kofi"], "birth": "1990", "gender": "male"}, AMA)

    assert not service.office.undoable(UUID(done.id), done.position)
