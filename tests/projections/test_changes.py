"""The change log: was and now of every kind of fact, by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from domain import change
from domain.fact import registry
from projections.past import file_at
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, everything, register
from web.service import Service

Told = list[tuple[str, Any, Any]]
GLUCOSE = "reports.r1.results.0"
FIRST: dict[str, Told] = {  # what the first fact of each kind tells in the small office of tests.support
    "patient.registered": [
        ("demographics.mrn", None, "0000000195"),
        ("demographics.names.0.family", None, "Núñez"),
        ("demographics.names.0.given.0", None, "Lucía"),
        ("demographics.names.0.text", None, "Lucía Núñez"),
        ("demographics.names.0.use", None, "official"),
        ("demographics.birth.basis", None, "stated"),
        ("demographics.birth.value", None, "1984-03"),
        ("demographics.gender", None, "female"),
        ("demographics.sex_at_birth", None, "F"),
        ("demographics.identifiers.0.issuer", None, "Harbour Mutual"),
        ("demographics.identifiers.0.type", None, "INS"),
        ("demographics.identifiers.0.value", None, "HM-77"),
        ("demographics.contacts.0.system", None, "phone"),
        ("demographics.contacts.0.value", None, "+999 555 1234"),
        ("demographics.addresses.0.city", None, "Hollins"),
        ("demographics.addresses.0.text", None, "4 Mill Lane, Hollins"),
        ("demographics.next_of_kin.0.name", None, "Iván Núñez"),
        ("demographics.next_of_kin.0.relationship", None, "brother"),
        ("demographics.language", None, "es"),
    ],
    "demographics.updated": [
        ("demographics.addresses.0.city", "Hollins", None),
        ("demographics.addresses.0.text", "4 Mill Lane, Hollins", "9 Long Acre, Eastwick"),
    ],
    "demographics.corrected": [
        ("demographics.birth.basis", "stated", "document"),
        ("demographics.birth.value", "1984-03", "1984-03-07"),
    ],
    "patient.identifier-added": [
        ("demographics.identifiers.issuer", None, "XX"),
        ("demographics.identifiers.type", None, "PPN"),
        ("demographics.identifiers.value", None, "P-123"),
    ],
    "patient.identifier-retired": [("demographics.identifiers.1.retired", None, True)],
    "patient.died": [
        ("demographics.deceased.when", None, "2026-03-01"),
        ("demographics.deceased.cause", None, "not known"),
        ("demographics.deceased.is", None, True),
    ],
    "patient.death-revoked": [
        ("demographics.deceased.cause", "not known", None),
        ("demographics.deceased.is", True, None),
        ("demographics.deceased.when", "2026-03-01", None),
    ],
    "visit.opened": [
        ("visits.v1.visit_class", None, "AMB"),
        ("visits.v1.start", None, "2026-03-07T09:00Z"),
        ("visits.v1.reason.text", None, "Cough"),
    ],
    "visit.updated": [("visits.v1.site", None, "Harbour Clinic")],
    "visit.closed": [
        ("visits.v1.end", None, "2026-03-07T09:20Z"),
        ("visits.v1.disposition", None, "home"),
        ("visits.v1.status", "open", "finished"),
    ],
    "visit.reopened": [("visits.v1.status", "finished", "open")],
    "visit.cancelled": [("visits.v2.status", "open", "cancelled")],
    "measurements.recorded": [
        ("measurements.m1.taken_at", None, "2026-03-07T09:05Z"),
        ("measurements.m1.as_entered.unit", None, "kg"),
        ("measurements.m1.as_entered.value", None, "27.0"),
        ("measurements.m1.kind", None, "weight"),
        ("measurements.m1.unit", None, "kg"),
        ("measurements.m1.value", None, "27.0"),
        ("measurements.m1.warnings.0", None, "low"),
        ("measurements.m2.taken_at", None, "2026-03-07T09:05Z"),
        ("measurements.m2.as_entered.unit", None, "[ft_i]"),
        ("measurements.m2.as_entered.value", None, "5.5"),
        ("measurements.m2.kind", None, "height"),
        ("measurements.m2.unit", None, "cm"),
        ("measurements.m2.value", None, "167.64"),
    ],
    "entry.corrected": [
        ("measurements.m1.as_entered.value", "27.0", "72.0"),
        ("measurements.m1.value", "27.0", "72.0"),
        ("measurements.m1.warnings.0", "low", None),
    ],
    "entry.addendum-added": [("measurements.m2.addenda", None, "With shoes on.")],
    "entry.retracted": [("blood_group.b1.status", "final", "entered-in-error")],
    "blood-group.recorded": [
        ("blood_group.b1.abo", None, "A"),
        ("blood_group.b1.rhd", None, "positive"),
        ("blood_group.b1.basis", None, "stated"),
    ],
    "blood-group.settled": [
        ("blood_group.current.state", "unknown", "stated"),
        ("blood_group.current.abo", None, "A"),
        ("blood_group.current.rhd", None, "positive"),
    ],
    "history.none-declared": [("history.h1.kind", None, "allergy"), ("history.h1.asked_of", None, "patient")],
    "history.entry-added": [
        ("history.h2.kind", None, "allergy"),
        ("history.h2.what.text", None, "Penicillin"),
        ("history.h2.clinical_status", None, "active"),
        ("history.h2.onset", None, "199X"),
        ("history.h2.detail.reaction", None, "rash"),
    ],
    "history.status-changed": [
        ("history.h2.clinical_status", "active", "resolved"),
        ("history.h2.ended", None, "2020"),
    ],
    "report.registered": [
        ("reports.r1.kind", None, "laboratory"),
        ("reports.r1.what.text", None, "Blood sugar"),
        ("reports.r1.status", None, "registered"),
    ],
    "report.issued": [
        ("reports.r1.performed_at", None, "2026-03-07T09:10Z"),
        (f"{GLUCOSE}.flag", None, "N"),
        (f"{GLUCOSE}.id", None, "1"),
        (f"{GLUCOSE}.range.high", None, "5.5"),
        (f"{GLUCOSE}.range.low", None, "3.9"),
        (f"{GLUCOSE}.unit", None, "mmol/L"),
        (f"{GLUCOSE}.value", None, "5.4"),
        (f"{GLUCOSE}.what.text", None, "Glucose"),
        ("reports.r1.status", None, "final"),
    ],
    "report.acknowledged": [("reports.r1.acknowledged", None, "seen")],
    "report.amended": [
        (f"{GLUCOSE}.flag", "N", "H"),
        (f"{GLUCOSE}.value", "5.4", "7.4"),
        ("reports.r1.status", "final", "corrected"),
    ],
    "report.cancelled": [("reports.r2.status", "registered", "cancelled")],
    "document.attached": [
        ("attachments.a1.address", None, "ab" * 32),
        ("attachments.a1.digest", None, "cd" * 32),
        ("attachments.a1.size", None, 7),
        ("attachments.a1.mime", None, "text/plain"),
        ("attachments.a1.title", None, "Letter"),
    ],
    "identifier.assigned": [
        ("holder", None, "lucia"),
        ("type", None, "MR"),
        ("issuer", None, ""),
        ("value", None, "0000000195"),
    ],
    "identifier.released": [("holder", None, "lucia")],
    "identifier.reassigned": [("holder", None, "zoe")],
    "staff.added": [
        ("staff", None, "staff-id"),
        ("login", None, "ama"),
        ("name", None, "Ama Boateng"),
        ("role", None, "clerk"),
    ],
    "staff.role-changed": [("role", "clerk", "senior-clerk")],
    "staff.locked": [("locked", False, True)],
    "staff.unlocked": [("locked", True, False)],
    "held.received": [
        ("reason", None, "it names no patient"),
        ("place", None, "a.json entry 1"),
        ("content", None, "{}"),
    ],
    "held.settled": [("outcome", None, "set aside")],
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The small office, for looking only."""
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with Service.create(tmp_path_factory.mktemp("office") / "store", clock=clock) as service:
        everything(service)
        service.views.ready()
        yield service


@pytest.fixture
def rows(office: Service) -> list[dict[str, Any]]:
    return list(office.views.changes.rows())


def test_every_kind_of_fact_is_expected_to_tell_what_it_changed() -> None:
    assert set(FIRST) == {topic for topic, _ in registry()}


@pytest.mark.parametrize("topic", FIRST)
def test_a_fact_tells_what_was_and_what_is_now(rows: list[dict[str, Any]], topic: str) -> None:
    first = next(row for row in rows if row["type"] == topic)
    lucia, zoe = dict.fromkeys(row["patient"] for row in rows if row["patient"])
    names = {lucia: "lucia", zoe: "zoe"} | {
        one["now"]: "staff-id" for row in rows for one in row["changes"] if one["field"] == "staff"
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
                or one["field"].endswith(("addenda", "acknowledged"))
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


def test_every_event_is_one_row_in_the_order_of_the_log(office: Service, rows: list[dict[str, Any]]) -> None:
    assert [row["position"] for row in rows] == list(range(2, office.store.log.position + 1))
    assert office.views.changes.count() == len(rows)
    newest = list(office.views.changes.rows(newest=True))
    assert newest == rows[::-1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"type": "visit.opened"}, [16, 20]),
        ({"chapter": "visits", "entry": "v2"}, [20, 21]),
        ({"reason": "typing-error", "chapter": "visits"}, [19, 21]),
        ({"mrn": "0000000292", "chapter": "demographics"}, [11, 14, 15]),
        ({"field": "clinical_status"}, [32, 33]),
        ({"text": "Penicillin"}, [32]),
        ({"text": "Núñez", "type": "patient.registered"}, [2, 11]),
        ({"text": "Two digits", "chapter": "visits"}, [19, 21]),
        ({"actor": "boat", "type": "staff.locked"}, [44]),
        ({"actor": "u-00000001", "type": "staff.locked"}, [44]),
        ({"actor": "nobody"}, []),
        ({"after": 45}, [46, 47]),
        ({"before": 4}, [2, 3]),
        ({"after": 19, "before": 22}, [20, 21]),
        ({"since": "2026-03-07T09:30", "after": 45}, [46, 47]),
        ({"since": "2026-03-08"}, []),
        ({"until": "2026-03-07", "after": 45}, [46, 47]),
        ({"until": "2026-03-07T09:30"}, []),
        ({"role": "auditor"}, []),
        ({"channel": "form", "after": 45}, [46, 47]),
        ({"late": "1"}, [14]),
        ({"text": "penicillin"}, [32]),
        ({"text": "PENICILLIN"}, [32]),
        ({"text": "nunez", "type": "patient.registered"}, [2, 11]),
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

    assert [row["position"] for row in blamed] == [23, 22]
    assert [row["position"] for row in office.views.changes.blame(who, "history", "h2")] == [34, 33, 32]
    assert office.views.changes.blame(who, "measurements", "m9") == []
    assert office.views.changes.blame(who, "measurements", "m1", "val") == []
