"""The change log as it is asked: narrowed, looked through, blamed and counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from projections.quality import shares
from tests.support.office import AMA, INES, register
from web.service import Service


def test_every_event_is_one_row_in_the_order_of_the_log(office: Service, rows: list[dict[str, Any]]) -> None:
    assert [row["position"] for row in rows] == list(range(2, office.store.log.position + 1))
    assert office.views.changes.count() == len(rows)
    newest = list(office.views.changes.rows(newest=True))
    assert newest == rows[::-1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"type": "visit.opened"}, [21, 25]),
        ({"chapter": "visits", "entry": "v2"}, [25, 26]),
        ({"reason": "typing-error", "chapter": "visits"}, [24, 26]),
        ({"mrn": "0000000292", "chapter": "demographics"}, [11, 15, 19, 20]),
        ({"field": "clinical_status"}, [37, 38]),
        ({"text": "Penicillin"}, [37]),
        ({"text": "Núñez", "type": "patient.registered", "before": 60}, [2, 11, 16]),
        ({"text": "Two digits", "chapter": "visits"}, [24, 26]),
        ({"actor": "owu", "type": "staff.locked"}, [49]),
        ({"actor": "u-00000005", "type": "staff.locked"}, [49]),
        ({"actor": "nobody"}, []),
        ({"after": 50, "before": 53}, [51, 52]),
        ({"before": 4}, [2, 3]),
        ({"after": 24, "before": 27}, [25, 26]),
        ({"since": "2026-03-07T09:30", "after": 50, "before": 53}, [51, 52]),
        ({"since": "2026-03-08"}, []),
        ({"until": "2026-03-07", "after": 50, "before": 53}, [51, 52]),
        ({"until": "2026-03-07T09:30"}, []),
        ({"role": "auditor"}, []),
        ({"channel": "form", "after": 50, "before": 53}, [51, 52]),
        ({"late": "1"}, [19]),
        ({"text": "penicillin"}, [37]),
        ({"text": "PENICILLIN"}, [37]),
        ({"text": "nunez", "type": "patient.registered", "before": 60}, [2, 11, 16]),
        ({"text": "recorded_at"}, []),
        ({"type": "", "reason": None, "before": 3}, [2]),
    ],
)
def test_the_log_is_narrowed_by_what_is_asked(
    office: Service, rows: list[dict[str, Any]], filters: dict[str, Any], expected: list[int]
) -> None:
    assert [row["position"] for row in office.views.changes.rows(filters)] == expected
    assert office.views.changes.count(filters) == len(expected)


def test_a_filter_that_is_not_known_is_an_error_and_not_everything(service: Service) -> None:
    with pytest.raises(KeyError):
        list(service.views.changes.rows({"colour": "red"}))


def test_the_changes_of_one_submit_are_found_by_its_transaction(rows: list[dict[str, Any]], office: Service) -> None:
    tx = rows[0]["tx"]
    assert [row["type"] for row in office.views.changes.rows({"tx": tx})] == [
        "patient.registered", "identifier.assigned", "identifier.assigned",
    ]  # fmt: skip


def test_a_text_with_quotes_and_percent_signs_is_looked_for_as_it_is(service: Service) -> None:
    who = register(service.records)
    service.records.add_to(who, "demographics", "demographics", "100% \"sure\" it's x_y' or 1=1 --", AMA)
    service.views.ready()
    changes = service.views.changes

    assert [row["type"] for row in changes.rows({"text": "' or 1=1 --"})] == ["entry.addendum-added"]
    assert [row["type"] for row in changes.rows({"text": "100%"})] == ["entry.addendum-added"]
    assert list(changes.rows({"text": "xzy"})) == []


def test_a_value_is_blamed_on_every_change_of_it_the_newest_first(office: Service, rows: list[dict[str, Any]]) -> None:
    who = rows[0]["patient"]

    blamed = office.views.changes.blame(who, "measurements", "m1", "value")

    assert [row["position"] for row in blamed] == [28, 27]
    assert [row["position"] for row in office.views.changes.blame(who, "history", "h2")] == [39, 38, 37]
    assert office.views.changes.blame(who, "measurements", "m9") == []
    assert office.views.changes.blame(who, "measurements", "m1", "val") == []


def test_shares_of_work_are_the_log_counted_by_month_and_name(office: Service, rows: list[dict[str, Any]]) -> None:
    told = [one for one in rows if one["patient"] and one["channel"] == "form"]
    righted = {"entry.corrected", "entry.retracted", "entry.moved-out", "demographics.corrected", "report.amended"}

    found = shares(office.views.current.tables, datetime(2000, 1, 1, tzinfo=UTC))

    assert [(one.month, one.name) for one in found] == sorted(
        {(r["recorded_at"][:7], r["actor"]["name"]) for r in told}
    )
    for one in found:
        own = [r for r in told if (r["recorded_at"][:7], r["actor"]["name"]) == (one.month, one.name)]
        assert one.acts == len(own)
        assert one.corrected == sum(r["type"] in righted for r in own)
        assert one.late == sum(r["late"] for r in own)
    assert shares(office.views.current.tables, datetime(2999, 1, 1, tzinfo=UTC)) == []


def test_what_the_office_did_about_no_patient_is_found_by_itself(office: Service, rows: list[dict[str, Any]]) -> None:
    assert [*office.views.changes.rows({"office": True})] == [one for one in rows if one["patient"] is None]


@pytest.mark.parametrize("name", ["Boat", "BOATENG", "a", "system", "s1", "caretrail", "nobody", "é"])
def test_part_of_a_name_finds_all_that_they_recorded(office: Service, rows: list[dict[str, Any]], name: str) -> None:
    found = [*office.views.changes.rows({"actor": name})]

    assert found == [r for r in rows if name.lower() in r["actor"]["name"].lower() or name == r["actor"]["id"]]
    assert office.views.changes.count({"actor": name}) == len(found)


def test_whoever_had_another_name_once_is_found_whole_by_either(service: Service) -> None:
    married = AMA._replace(name="Ama Osei")
    person = {"names": ["Zoë Quaye"], "birth": {"value": "1990", "basis": "stated"}, "gender": "female"}
    for by in (AMA, married, INES):
        service.records.register(person, by)
    service.views.ready()

    hers = [*service.views.changes.rows({"actor": AMA.actor})]
    assert {row["actor"]["name"] for row in hers} == {"Ama Boateng", "Ama Osei"}
    for name in ("boateng", "osei"):
        assert [*service.views.changes.rows({"actor": name})] == hers


def test_an_actor_is_found_by_id_and_by_a_part_of_the_name(office: Service, rows: list[dict[str, Any]]) -> None:
    changes = office.views.changes

    assert [*changes.rows({"actor": AMA.actor})] == [one for one in rows if one["actor"]["id"] == AMA.actor]
    assert [*changes.rows({"actor": "boat"})] == [one for one in rows if "boat" in one["actor"]["name"].lower()]
