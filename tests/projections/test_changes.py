"""The change log: was and now of every kind of fact, by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from domain import change
from domain.admission import IN_LOG_OF_READS
from domain.fact import registry
from projections.past import file_at
from projections.quality import shares
from tests.support.clock import StandingClock
from tests.support.office import AMA, INES, WHY, everything, register
from tests.support.stores import ENGINES, database_of
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
    "patient.identified": [
        ("demographics.birth.value", "199X", "1994"),
        ("demographics.names.0.text", "Unknown, found 7 March, 1", "Kofi Adjei"),
        ("demographics.names.0.use", "anonymous", None),
        ("demographics.names.1.text", None, "Unknown, found 7 March, 1"),
        ("demographics.names.1.use", None, "anonymous"),
        ("demographics.evidence", None, "a passport"),
    ],
    "confidentiality.changed": [("demographics.confidentiality", "N", "R")],
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
    "disposition.opened": [("holder", None, "noor")],
    "hold.placed": [("holder", None, "noor"), ("hold", None, "h1"), ("matter", None, "Haddad against the harbour")],
    "hold.lifted": [("holder", None, "noor"), ("hold", None, "h1"), ("why", None, "The court has decided.")],
    "erasure.requested": [("holder", None, "noor"), ("ground", None, "objection"), ("note", None, "By letter.")],
    "erasure.refused": [("holder", None, "noor"), ("basis", None, "retention"), ("note", None, "Four years are left.")],
    "erasure.approved": [
        ("holder", None, "noor"),
        ("ground", None, "court-order"),
        ("requested.at", None, "2026-03-07T09:30:00+00:00"),
        ("requested.id", None, "u-00000005"),
        ("requested.name", None, "Sam Owusu"),
    ],
    "record.erased": [
        ("holder", None, "noor"),
        ("keys.0", None, 2**40),
        ("ground", None, "court-order"),
        ("requested.at", None, "2026-03-07T09:30:00+00:00"),
        ("requested.id", None, "u-00000005"),
        ("requested.name", None, "Sam Owusu"),
        ("approved.at", None, "2026-03-07T09:30:00+00:00"),
        ("approved.id", None, "u-00000004"),
        ("approved.name", None, "Priya Nair"),
        ("size", None, 7),
        ("root", None, "00" * 32),
    ],
    "erasure.proved": [
        ("holder", None, "noor"),
        ("erased", None, 119),
        ("payloads", None, 0),
        ("documents", None, 0),
        ("verdict", None, "proved"),
        ("size", None, 8),
        ("root", None, "00" * 32),
        ("told", None, "No payloads were erased."),
    ],
    "export.requested": [
        ("profile", None, "patient-copy"),
        ("filter.keys.0", None, 3),
        ("count", None, 42),
        ("purpose", None, "PATRQT"),
        ("recipient", None, "Lucía Núñez"),
        ("address", None, "4 Mill Lane, Hollins"),
        ("patients.0", None, "lucia"),
    ],
    "export.sealed": [("requested", None, 97), ("files.changes.csv", None, "ab" * 32)],
    "export.given-up": [("why", None, "Nobody came for it.")],
    "verification.drawn": [
        ("seed", None, "spring"),
        ("size", None, 5),
        ("chapters.0", None, "measurements"),
        ("position", None, 93),
        ("eligible", None, 1),
        ("since", None, "2026-03-01"),
    ],
    "verification.keyed": [("keyed.value", None, "72 kg")],
    "verification.closed": [("keyed", None, 1), ("note", None, "All of it agrees.")],
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
        ("measurements.m2.as_entered.value", None, "5.75"),
        ("measurements.m2.kind", None, "height"),
        ("measurements.m2.unit", None, "cm"),
        ("measurements.m2.value", None, "175.26"),
    ],
    "entry.corrected": [
        ("measurements.m1.as_entered.value", "27.0", "72.0"),
        ("measurements.m1.value", "27.0", "72.0"),
        ("measurements.m1.warnings.0", "low", None),
    ],
    "entry.addendum-added": [("measurements.m2.addenda", None, "With shoes on.")],
    "entry.moved-out": [
        ("measurements.m2.status", "final", "entered-in-error"),
        ("measurements.m2.moved.to", None, "0000000583"),
        ("measurements.m2.moved.entry", None, "m1"),
    ],
    "entry.moved-in": [
        ("measurements.m1.as_entered.unit", None, "[ft_i]"),
        ("measurements.m1.as_entered.value", None, "5.75"),
        ("measurements.m1.kind", None, "height"),
        ("measurements.m1.taken_at", None, "2026-03-07T09:05Z"),
        ("measurements.m1.unit", None, "cm"),
        ("measurements.m1.value", None, "175.26"),
    ],
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
    "entry.reaffirmed": [("measurements.m2.reaffirmed", None, "value")],
    "deficiency.assigned": [
        ("reviews.DQ09~history~allergy.owner", None, "clerk"),
        ("reviews.DQ09~history~allergy.owner_name", None, "Clerks"),
    ],
    "deficiency.disputed": [
        ("reviews.DQ09~history~allergy.disputed.text", None, "She was asked, it is in the letter."),
    ],
    "deficiency.waived": [("reviews.DQ09~history~allergy.waived.until", None, "2026-06-30")],
    "review.completed": [
        ("reviews.q2.scope", None, "record"),
        ("reviews.q2.seen", None, 61),
        ("reviews.q2.findings", None, "All of it reads well."),
    ],
    "amendment.requested": [
        ("reviews.q3.about", None, "demographics.addresses.0"),
        ("reviews.q3.text", None, "The street is wrong."),
    ],
    "amendment.decided": [("reviews.q3.status", "open", "accepted")],
    "amendment.denied": [("reviews.q6.status", "open", "denied"), ("reviews.q6.ground", None, "right")],
    "amendment.extended": [("reviews.q6.extended.why", None, "The doctor is away until April.")],
    "amendment.disagreed": [("reviews.q6.disagreed", None, "I never coughed.")],
    "release.requested": [
        ("holder", None, "lucia"),
        ("requester", None, "The district court"),
        ("ground", None, "court"),
        ("purpose", None, "A lawsuit"),
        ("recipient", None, "Judge Haddad"),
        ("chapters.0", None, "visits"),
        ("chapters.1", None, "measurements"),
        ("authority", None, "Order 7/2026"),
        ("address", None, "1 Court Square, Hollins"),
        ("asks", None, "All of the visit in March."),
        ("since", None, "2026-03"),
    ],
    "record.disclosed": [
        ("holder", None, "lucia"),
        ("how", None, "paper"),
        ("at", None, "2026-03-07"),
        ("known", None, 105),
        ("digest", None, "ab" * 32),
        ("since", None, "2026-03"),
        ("note", None, "Sealed."),
    ],
    "release.refused": [
        ("holder", None, "lucia"),
        ("ground", None, "no-right"),
        ("text", None, "They have no order."),
    ],
    "glass.broken": [
        ("reviews.q4.emergency", None, "care"),
        ("reviews.q4.why", None, "Unconscious, and nobody else was here."),
        ("reviews.q4.until", None, "2026-03-07T10:30:00+00:00"),
    ],
    "glass.reviewed": [("reviews.q4.status", "open", "reviewed")],
    "policy.opened": [("set", None, "corrections")],
    "flag.opened": [("rule", None, "no-visit"), ("about", None, AMA.actor), ("name", None, AMA.name)],
    "flag.set-aside": [
        ("rule", None, "no-visit"),
        ("about", None, AMA.actor),
        ("views", None, 7),
        ("events", None, 0),
        ("why", None, "She was asked: it was the wrong record."),
    ],
    "policy.adopted": [("undo_minutes", 15, 30)],
    "duplicate.decided": [
        ("demographics.different_from.00 000 001-95.patient", None, "lucia"),
        ("demographics.different_from.00 000 001-95.note", None, "Her sister."),
    ],
    "duplicate.denied": [
        ("demographics.different_from.00 000 002-92.patient", None, "zoe"),
        ("demographics.different_from.00 000 002-92.note", None, "Seen together."),
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
    "searches.opened": [],
    "search.saved": [
        ("search", None, "s1"),
        ("name", None, "Typing errors"),
        ("page", None, "log"),
        ("asked.reason", None, "typing-error"),
        ("shared", None, False),
        ("owner", None, "u-00000003"),
    ],
    "search.renamed": [("name", "Typing errors", "Slips of the pen")],
    "search.shared": [("shared", False, True)],
    "search.removed": [("name", "Late", None)],
    "staff.role-changed": [("role", "clerk", "senior-clerk")],
    "staff.locked": [("locked", False, True)],
    "staff.validity-changed": [("until", None, "2099-12-31")],
    "token.issued": [
        ("token", None, "token-id"),
        ("staff", None, "staff-id"),
        ("login", None, "ama"),
        ("name", None, "Lab link"),
        ("scopes.0", None, "read"),
        ("scopes.1", None, "record"),
        ("until", None, "2027-01-01"),
    ],
    "token.revoked": [("revoked", False, True)],
    "link.opened": [("issuer", None, "https://login.example"), ("subject", None, "ama-there")],
    "staff.linked": [("staff", None, "staff-id"), ("login", None, "ama")],
    "staff.unlinked": [("login", "ama", None)],
    "passkey.added": [
        ("passkey", None, "passkey-id"),
        ("staff", None, "staff-id"),
        ("login", None, "ama"),
        ("name", None, "The blue key"),
    ],
    "passkey.removed": [("name", "The blue key", None)],
    "staff.unlocked": [("locked", True, False)],
    "staff.role-lent": [
        ("lent.from", None, "2099-03-09"),
        ("lent.role", None, "reviewer"),
        ("lent.until", None, "2099-03-20"),
    ],
    "staff.delegated": [
        ("to", None, "staff-id"),
        ("name", None, "Ben Osei"),
        ("begins", None, "2099-03-09"),
        ("ends", None, "2099-03-31"),
    ],
    "staff.delegation-ended": [("to", None, "staff-id"), ("name", None, "Ben Osei")],
    "staff.invited": [("until", None, "2026-03-10T09:30:00+00:00"), ("again", None, True)],
    "staff.password-changed": [("how", None, "chosen")],
    "staff.second-factor-added": [("second_factor", False, True)],
    "staff.recovery-code-used": [("left", None, 9)],
    "staff.recovery-codes-renewed": [("codes", None, 10)],
    "staff.second-factor-removed": [("second_factor", True, False)],
    "case.opened": [
        ("number", None, "C-2026-0001"),
        ("title", None, "A weight of 27 kg"),
        ("question", None, "Who saw the weight while it was wrong?"),
        ("person", None, "u-00000001"),
        ("person_name", None, "Ama Boateng"),
    ],
    "case.pinned": [
        ("pin", None, "p1"),
        ("log", None, "record"),
        ("position", None, 27),
        ("note", None, "The weight as it was first written."),
    ],
    "case.unpinned": [("pin", None, "p2"), ("why", None, "It is about somebody else.")],
    "case.asked": [
        ("ask", None, "q1"),
        ("staff", None, "u-00000001"),
        ("name", None, "Ama Boateng"),
        ("question", None, "Was it read from the scales?"),
        ("pin", None, "p1"),
    ],
    "case.answered": [("ask", None, "q1"), ("text", None, "Yes, and two digits changed places.")],
    "case.finding-recorded": [("kind", None, "record-wrong"), ("text", None, "The digits changed places.")],
    "case.people-listed": [("people.0.name", None, "Ama Boateng"), ("people.0.staff", None, "u-00000001")],
    "case.people-told": [
        ("people.0.name", None, "Ama Boateng"),
        ("people.0.staff", None, "u-00000001"),
        ("how", None, "in-person"),
        ("at", None, "2026-03-07"),
        ("note", None, "At the desk."),
    ],
    "case.closed": [("status", "open", "closed")],
    "case.reopened": [("status", "closed", "open"), ("why", None, "A letter came.")],
    "held.received": [
        ("reason", None, "it names no patient"),
        ("place", None, "a.json entry 1"),
        ("content", None, "{}"),
    ],
    "held.settled": [("outcome", None, "set aside")],
}


@pytest.fixture(scope="module", params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The small office, for looking only."""
    clock, folder = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC)), tmp_path_factory.mktemp("office") / "store"
    with database_of(request.param) as database, Service.create(folder, clock=clock, database=database) as service:
        everything(service)
        service.views.ready()
        yield service


@pytest.fixture
def rows(office: Service) -> list[dict[str, Any]]:
    return list(office.views.changes.rows())


IN_READS = {"record.accessed", *(one.TOPIC for one in IN_LOG_OF_READS)}  # which have a log of their own


def test_every_kind_of_fact_is_expected_to_tell_what_it_changed() -> None:
    assert set(FIRST) == {topic for topic, _ in registry()} - {
        "record.accessed",
        *(one.TOPIC for one in IN_LOG_OF_READS),
    }


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
