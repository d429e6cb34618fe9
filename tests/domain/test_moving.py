"""What was written in the wrong file: out of the one and into the other, at once, with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from domain.entries import EntryMovedIn, EntryMovedOut
from domain.fact import Fact, Plain
from domain.file import File
from domain.moving import Entry, belonging
from domain.patient import Patient
from domain.refusal import Doubtful, Refused
from tests.support.given import refused
from tests.support.office import AMA, SUGAR, WHY, register
from web.service import Service

POTASSIUM = {**SUGAR, "what": "Potassium", "value": "7.9", "printed_flag": "HH"}
LATER = "2026-03-07T09:10Z"


@pytest.fixture
def one(service: Service) -> UUID:
    return register(service.records)


@pytest.fixture
def other(service: Service) -> UUID:
    return register(service.records, names=["Zoë Quaye"], identifiers=[], birth="1990")


def file(service: Service, who: UUID) -> File:
    return service.store.journal.load(Patient, who).file


def number(service: Service, who: UUID) -> str:
    return str(file(service, who).identity.details["mrn"])


def move(service: Service, who: UUID, to: UUID, *entries: Entry, sure: tuple[str, ...] = ()) -> list[tuple[Any, Plain]]:
    """What was recorded in both files, the one it left first."""
    before = service.store.log.position
    service.office.move(who, to, entries, WHY, lambda document, patient: f"{patient.int:064x}", sure)
    facts = [fact for one in (who, to) for fact in service.store.journal.history(one) if fact.by.position > before]
    return [(type(fact), fact.payload()) for fact in facts]


def last(service: Service, who: UUID) -> Fact:
    return list(service.store.journal.history(who))[-1]


def test_it_leaves_one_file_struck_and_stands_in_the_other_as_it_was(service: Service, one: UUID, other: UUID) -> None:
    service.records.measure(one, [{"kind": "weight", "value": "64"}], AMA, "2026-03-07")
    item = {
        "act": "m1", "kind": "weight", "value": "64", "unit": "kg", "code": "29463-7", "taken_at": "2026-03-07",
        "as_entered": {"value": "64", "unit": "kg"}, "status": "final",
    }  # fmt: skip

    out: Plain = {"was": "final", "to": str(other), "mrn": number(service, other), "into": "m1"}
    into: Plain = {"patient": str(one), "mrn": number(service, one), "out_of": "m1", "item": item}
    place = {"chapter": "measurements", "entry": "m1"}
    assert move(service, one, other, ("measurements", "m1")) == [
        (EntryMovedOut, {**place, **out}),
        (EntryMovedIn, {**place, **into}),
    ]
    left, come = (file(service, who).measurements.items["m1"] for who in (one, other))
    assert (left["status"], left["moved"]) == ("entered-in-error", {"to": number(service, other), "entry": "m1"})
    assert (come["status"], come["value"], come["moved"]["from"]) == ("final", "64", number(service, one))
    assert last(service, one).by.tx == last(service, other).by.tx


def test_a_reason_is_due(service: Service, one: UUID, other: UUID) -> None:
    service.records.measure(one, [{"kind": "weight", "value": "64"}], AMA, "2026-03-07")
    before = service.store.log.position

    with refused("reason", "Say why the record is being changed."):
        service.office.move(one, other, [("measurements", "m1")], AMA, lambda document, patient: "")
    assert service.store.log.position == before
    assert file(service, one).measurements.items["m1"]["status"] == "final"
    assert not file(service, other).measurements.items


def test_it_cannot_be_moved_to_where_it_stands_nor_twice(service: Service, one: UUID, other: UUID) -> None:
    service.records.measure(one, [{"kind": "weight", "value": "64"}], AMA, "2026-03-07")
    weight = ("measurements", "m1")

    with refused("to", "This is the record in which it stands."):
        move(service, one, one, weight)
    move(service, one, other, weight)
    with refused("entry", "This was marked as entered in error; nothing can be changed in it."):
        move(service, one, other, weight)
    with refused("entry", "There is no such entry in this file."):
        move(service, one, other, ("history", "h9"))


def test_an_answer_that_there_is_none_is_nobody_elses(service: Service, one: UUID, other: UUID) -> None:
    service.records.declare_none(one, "allergy", "patient", AMA)

    with refused("entry", "This is an answer, not an entry: strike it here, and ask the other patient."):
        move(service, one, other, ("history", "h1"))


def test_what_is_odd_about_its_time_there_is_asked_and_then_flagged(service: Service, one: UUID) -> None:
    child = register(service.records, names=["Zoë Quaye"], identifiers=[], birth="2025-01-01")
    service.records.measure(one, [{"kind": "weight", "value": "64"}], AMA, "2024-05-01")
    weight = ("measurements", "m1")

    with pytest.raises(Doubtful) as asked:
        move(service, one, child, weight)
    assert [doubt.code for doubt in asked.value.doubts] == ["before-birth"]
    move(service, one, child, weight, sure=("before-birth",))
    assert file(service, child).measurements.items["m1"]["flags"] == ["before-birth"]


def test_a_blood_group_is_settled_anew_in_both_files(service: Service, one: UUID, other: UUID) -> None:
    a_lab = {"abo": "A", "rhd": "positive", "basis": "lab", "specimen": "S1"}
    service.records.record_blood_group(one, {**a_lab, "abo": "O", "specimen": "S0"}, AMA)
    service.records.record_blood_group(one, a_lab, AMA)
    service.records.record_blood_group(other, {**a_lab, "specimen": "S2"}, AMA)
    assert file(service, one).blood_group.current == {"state": "conflict"}

    move(service, one, other, ("blood_group", "b2"))

    assert file(service, one).blood_group.current == {"state": "single", "abo": "O", "rhd": "positive"}
    assert file(service, other).blood_group.current == {"state": "confirmed", "abo": "A", "rhd": "positive"}


def test_an_allergy_that_comes_ends_the_answer_that_there_is_none(service: Service, one: UUID, other: UUID) -> None:
    service.records.add_history(one, {"kind": "allergy", "what": "Penicillin"}, AMA)
    service.records.declare_none(other, "allergy", "patient", AMA)

    move(service, one, other, ("history", "h1"))

    items = file(service, other).history.items
    assert (items["h1"]["status"], items["h2"]["what"]["text"]) == ("lapsed", "Penicillin")


def test_a_critical_report_waits_to_be_read_again_there(service: Service, one: UUID, other: UUID) -> None:
    header = {"kind": "laboratory", "what": "Electrolytes"}
    service.records.issue_report(one, {"collected_at": LATER}, AMA, header=header, results=[POTASSIUM])
    service.records.acknowledge(one, "r1", AMA)
    assert file(service, one).reports.items["r1"]["unread"] is False

    move(service, one, other, ("reports", "r1"))

    come = file(service, other).reports.items["r1"]
    assert come["unread"] is True
    assert "acknowledged" not in come
    assert come["issued"]["by"] == WHY.name
    service.records.acknowledge(other, "r1", AMA)


# what belongs to it


def visit_with_all(service: Service, who: UUID) -> None:
    records, at = service.records, "2026-03-07T09:00Z"
    records.open_visit(who, {"visit_class": "AMB", "start": at}, AMA)
    records.measure(who, [{"kind": "weight", "value": "64"}, {"kind": "height", "value": "163"}], AMA, at, "v1")
    records.measure(who, [{"kind": "weight", "value": "65"}], AMA, at)
    records.add_history(who, {"kind": "problem", "what": "Cough", "visit": "v1"}, AMA)
    told: Plain = {"digest": "cd" * 32, "size": 7, "mime": "text/plain", "title": "Letter", "address": "ab" * 32}
    records.attach(who, told, AMA)
    header = {"kind": "imaging", "what": "X-ray chest", "visit": "v1"}
    content = {"performed_at": at, "impression": "Clear.", "attachments": ["a1"]}
    records.issue_report(who, content, AMA, header=header)
    records.attach(who, {**told, "title": "Image", "entry": "r1"}, AMA)
    records.attach(who, {**told, "title": "Somebody's"}, AMA)


def test_what_was_recorded_at_a_visit_belongs_to_it(service: Service, one: UUID) -> None:
    visit_with_all(service, one)

    assert belonging(file(service, one), ("visits", "v1")) == [
        ("visits", "v1"), ("measurements", "m1"), ("measurements", "m2"), ("history", "h1"), ("reports", "r1"),
        ("attachments", "a2"), ("attachments", "a1"),
    ]  # fmt: skip
    assert belonging(file(service, one), ("measurements", "m2")) == [("measurements", "m2"), ("measurements", "m1")]
    assert belonging(file(service, one), ("measurements", "m3")) == [("measurements", "m3")]
    assert belonging(file(service, one), ("reports", "r1"))[1:] == [("attachments", "a2"), ("attachments", "a1")]


def test_what_goes_along_is_tied_together_there_as_it_was(service: Service, one: UUID, other: UUID) -> None:
    visit_with_all(service, one)
    service.records.open_visit(other, {"visit_class": "AMB", "start": "2026-03-06", "end": "2026-03-06"}, AMA)
    service.records.measure(other, [{"kind": "weight", "value": "70"}], AMA, "2026-03-06")

    move(service, one, other, *belonging(file(service, one), ("visits", "v1")))

    there = file(service, other)
    assert [there.measurements.items[id]["act"] for id in ("m2", "m3")] == ["m2", "m2"]
    tied = (there.measurements.items["m2"], there.history.items["h1"], there.reports.items["r1"])
    assert [item["visit"] for item in tied] == ["v2"] * 3
    assert there.documents.items["a1"]["entry"] == "r1"
    assert there.reports.items["r1"]["attachments"] == ["a2"]
    assert there.documents.items["a1"]["address"] == f"{other.int:064x}"


def test_what_stays_behind_is_named_no_more(service: Service, one: UUID, other: UUID) -> None:
    visit_with_all(service, one)

    move(service, one, other, ("measurements", "m2"), ("reports", "r1"), ("attachments", "a2"))

    there = file(service, other)
    assert (there.measurements.items["m1"]["act"], "visit" in there.measurements.items["m1"]) == ("m1", False)
    assert "attachments" not in there.reports.items["r1"]
    assert there.documents.items["a1"]["entry"] == "r1"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.create(tmp_path_factory.mktemp("moving") / "store", "test.example/log") as made:
        yield made


@suppose(steps=st.lists(st.integers(0, 5), max_size=8))
def test_however_it_is_moved_it_stands_once_and_says_the_same(office: Service, steps: list[int]) -> None:
    """Between two files, back and forth: what it says is never lost, and it stands in one of them only."""
    both = [register(office.records, identifiers=[]) for _ in range(2)]
    for value in ("64", "65.5"):
        office.records.measure(both[0], [{"kind": "weight", "value": value}], AMA, "2026-03-07")
    for step in steps:
        one, to = both if step % 2 else reversed(both)
        if standing := file(office, one).measurements.active()[: 1 + step // 2]:
            move(office, one, to, *[("measurements", item["id"]) for item in standing])

    left = [item for who in both for item in file(office, who).measurements.active()]
    assert sorted(item["value"] for item in left) == ["64", "65.5"]
    assert all(item["as_entered"]["value"] == item["value"] for item in left)
    office.views.ready()
    for who in both:
        office.store.journal.forget(who)  # as it is read from the log
        shown = office.views.current.file(who)["chapters"]["measurements"]
        assert shown == dict(file(office, who).measurements.items)


def test_refused_in_the_other_file_it_stays_where_it_is(service: Service, one: UUID, other: UUID) -> None:
    service.records.measure(one, [{"kind": "weight", "value": "64"}], AMA, "2026-03-07")

    def fails(document: Plain, patient: UUID) -> str:
        raise Refused("entry", "The disk is full.")

    told: Plain = {"digest": "cd" * 32, "size": 7, "mime": "text/plain", "title": "Letter", "address": "ab" * 32}
    service.records.attach(one, told, AMA)
    with refused("entry", "The disk is full."):
        service.office.move(one, other, [("measurements", "m1"), ("attachments", "a1")], WHY, fails)
    assert file(service, one).measurements.items["m1"]["status"] == "final"
    assert not file(service, other).measurements.items
