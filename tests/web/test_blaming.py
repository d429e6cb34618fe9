"""Who says so: of one value all of it, and beside every value of a page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from domain.chapter import EVERYTHING
from domain.fact import Plain
from projections.changes import Changes
from projections.differences import what_changed
from tests.support.lives import lived, steps
from tests.support.office import AMA, SAM, SUGAR, WHY, everything, register
from tests.web.clerk_desk import Desk, text
from web.pages.head import StoredReading
from web.review import hands
from web.service import Service

DAY = "2026-03-05"
LABEL = re.compile(r'<small class="ct-hand">(.*?)</small>', re.DOTALL)


@pytest.fixture
def ruth(service: Service) -> Desk:
    return Desk(service, "reviewer")


@pytest.fixture
def measured(service: Service, who: UUID) -> UUID:
    """A weight that was put right, a blood group, an allergy, a visit, a report."""
    records = service.records
    records.measure(
        who, [{"kind": "weight", "value": "172", "unit": "kg"}], AMA, DAY, confirmed=("high:items.0.value",)
    )
    records.correct(who, "measurements", "m1", {"value": "72"}, WHY)
    records.record_blood_group(who, {"abo": "A", "rhd": "positive", "basis": "stated"}, AMA)
    records.add_history(who, {"kind": "allergy", "what": "Penicillin"}, AMA)
    visit = {"visit_class": "AMB", "start": f"{DAY}T09:00Z", "reason": {"text": "Cough"}}
    records.open_visit(who, visit, AMA, EVERYTHING)
    records.update_visit(who, "v1", {"reason": {"text": "A cough"}}, AMA._replace(name="Tomás Rivera"))
    header = {"kind": "laboratory", "what": "Blood sugar"}
    report = records.register_report(who, header, AMA).entries[0]
    records.issue_report(who, {"performed_at": DAY}, AMA, report=report, results=[SUGAR])
    return who


def labels(page: str) -> list[str]:
    """What stands beside values, as it is read."""
    return [" ".join(unescape(re.sub("<[^>]+>", "", told)).split()) for told in LABEL.findall(page)]


# one value


def test_a_value_tells_event_hand_form_channel_and_policies(ruth: Desk, measured: UUID) -> None:
    service = ruth.service
    adopted = service.rulebook.adopt("corrections", {"undo_minutes": 30}, SAM, "The head of the office")
    fixed = service.records.correct(measured, "measurements", "m1", {"value": "73"}, WHY)

    page = ruth.get(f"/patients/{measured}/blame/measurements/m1/value")
    newest, _, earlier = text(page).partition("All about event 2")

    assert f'href="/audit/log/{fixed.position}"' in page
    assert "Ama Boateng u-00000001 , clerk then" in newest
    assert "On a form" in newest
    assert "entry.corrected , version 1" in newest
    assert f'<a href="/audit/log/{adopted.position}">Corrections and undo</a>, version 1' in page
    assert "version 1, approved by The head of the office: undone within 30 minutes, corrected after that" in newest
    assert newest.count("counts here") == 2
    assert "as the program has it: undone within 15 minutes" in newest
    assert "measurements.recorded , version 1" in earlier
    assert earlier.count("late after 24 hours counts here") == earlier.count("counts here") == 1


def test_an_import_tells_its_source(ruth: Desk, who: UUID) -> None:
    by = AMA._replace(channel="import", source=("Observation/77",))
    ruth.service.records.measure(who, [{"kind": "pain", "value": "3"}], by, DAY)

    page = text(ruth.get(f"/patients/{who}/blame/measurements/m1/value"))

    assert "Source Observation/77" in page
    assert "From an import" in page


def test_an_entry_that_is_named_by_a_field_nobody_wrote_tells_of_the_whole_entry(ruth: Desk, who: UUID) -> None:
    ruth.service.records.declare_none(who, "allergy", "patient", AMA)
    ruth.service.records.open_visit(who, {"visit_class": "AMB", "start": f"{DAY}T09:00Z"}, AMA, EVERYTHING)
    position = ruth.service.store.log.position

    past = ruth.get(f"/patients/{who}?known={position}")
    addresses = re.findall(r'href="(/patients/[^"]+/blame/[^"]+)"', past)

    assert any("/blame/history/h1/asked_of" in one for one in addresses)
    assert any("/blame/visits/v1/reason" in one for one in addresses)
    for address in addresses:
        assert "Ama Boateng" in ruth.get(unescape(address))
    ruth.get(f"/patients/{who}/blame/visits/v1/colour", 404)
    ruth.get(f"/patients/{who}/blame/visits/v9/reason", 404)
    ruth.get(f"/patients/{who}/blame/nothing/v1/reason", 404)


def test_every_value_of_a_past_to_which_everything_happened_leads_somewhere(ruth: Desk) -> None:
    who = everything(ruth.service)
    last = [fact.by.position for fact in ruth.service.store.journal.history(who)][-1]

    page = ruth.get(f"/patients/{who}?known={last}")

    addresses = set(re.findall(r'href="(/patients/[^"]+/blame/[^"]+)"', page))
    assert len(addresses) > 10
    for address in addresses:
        ruth.get(unescape(address))


# beside every value


def test_a_record_says_beside_every_value_who_wrote_it(ruth: Desk, measured: UUID) -> None:
    page = ruth.get(f"/patients/{measured}?blame=all")

    told = labels(page)
    assert sum("Two digits changed places." in one for one in told) == 1
    assert all("Ama Boateng, clerk, 7 Mar 2026, 09:30" in one or "Tomás Rivera" in one for one in told)
    assert sum("Tomás Rivera" in one for one in told) == 1
    assert len(told) >= 10
    assert labels(ruth.get(f"/patients/{measured}")) == []
    assert 'href="?blame=all"' in ruth.get(f"/patients/{measured}")


@pytest.mark.parametrize("path", [
    "/measurements/all", "/history/all", "/visits/all", "/reports/all", "/chart", "/measurements/m1", "/visits/v1",
    "/reports/r1", "/demographics/demographics",
])  # fmt: skip
def test_so_do_chapters_entries_and_the_tables_of_charts(ruth: Desk, measured: UUID, path: str) -> None:
    assert labels(ruth.get(f"/patients/{measured}{path}?blame=all"))
    assert labels(ruth.get(f"/patients/{measured}{path}")) == []


def test_so_do_growth_charts(ruth: Desk, service: Service) -> None:
    child = register(service.records, birth={"value": "2024-03-05", "basis": "stated"}, identifiers=[])
    service.records.measure(child, [{"kind": "weight", "value": "12.1", "unit": "kg"}], AMA, DAY)

    assert labels(ruth.get(f"/patients/{child}/growth?blame=all"))


def test_whoever_may_not_see_the_trail_is_not_offered_it(desk: Desk, measured: UUID) -> None:
    page = desk.get(f"/patients/{measured}?blame=all")

    assert labels(page) == []
    assert "blame=all" not in page


def test_the_change_log_is_asked_once_however_many_values_there_are(
    ruth: Desk, measured: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = Changes.wrote

    def counted(self: Changes, *told: Any) -> list[Plain]:
        asked.append(told)
        return real(self, *told)

    monkeypatch.setattr(Changes, "wrote", counted)
    monkeypatch.setattr(Changes, "blame", lambda *told: pytest.fail("A value was asked about by itself."))

    ruth.get(f"/patients/{measured}?blame=all")

    assert len(asked) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_each_hand_is_the_last_that_wrote_there(untouched: Service, told: list[tuple[str, int]]) -> None:
    who = lived(untouched, told, identifiers=[])
    untouched.views.ready(60)
    facts = list(untouched.store.journal.history(who))
    paths = {one["field"]: fact.by.position for fact in facts for one in what_changed(fact)[2]}
    addresses = [path.replace("demographics.", "demographics.demographics.", 1) for path in paths]

    found = hands.asked(untouched.views.changes, StoredReading(untouched.views.current, who), who, addresses)

    shown = {address: found.of(address) for address in addresses}
    assert {path: hand.position if hand else 0 for path, hand in zip(paths, shown.values(), strict=True)} == paths
