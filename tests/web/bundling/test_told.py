"""What is told of an export, and nothing that it does not disclose; all of it in one pass."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from domain.fact import registry
from tests.conftest import needed
from tests.support.bundling import (
    ORIGIN,
    audited,
    entry,
    events,
    looked,
    provenance,
    read,
)
from tests.support.clock import StandingClock
from tests.support.lives import lived, steps
from tests.support.office import AMA, RUTH, WHY, everything, looked_at, register
from trail.bundle.scope import ALL, Scope
from web.bundling import audit_events, checker, elements, provenances
from web.bundling import events as tables
from web.bundling.telling import telling
from web.bundling.told import Told, own, told
from web.service import Service

AT = "2026-03-07T09:30:00.000000Z"


# what may be told


def words_of(service: Service) -> list[str]:
    """What was recorded, and is in no entry: names, texts and values of a patient and of those who wrote."""
    return ["Lucía", "Núñez", "Long Acre", "Penicillin", "72.0", "Two digits", "Ama Boateng", "Ruth Adeyemi", "Cough"]


def test_an_envelope_tells_nothing_of_what_was_recorded(service: Service) -> None:
    looked_at(service, everything(service))

    told = json.dumps(
        [audited(service, "envelope"), provenance(service, "envelope"), looked(service, "envelope")],
        ensure_ascii=False,
    )

    assert [word for word in words_of(service) if word in told] == []
    assert AMA.actor in told
    assert "Typing error" in told


def test_what_was_recorded_is_told_where_all_of_it_is(service: Service) -> None:
    everything(service)

    told = json.dumps([audited(service), provenance(service)], ensure_ascii=False)

    assert [word for word in ("Two digits", "Ama Boateng", "Lucía Núñez") if word not in told] == []


def test_with_chosen_fields_the_envelope_of_a_fact_is_told_where_it_is_chosen(service: Service) -> None:
    who = register(service.records)
    service.records.correct_details(who, {"birth": {"value": "1984-03-07", "basis": "document"}}, WHY)

    without = json.dumps(provenance(service, "minimum", fields=["birth"]))
    chosen = json.dumps(provenance(service, "minimum", fields=["meta"]))

    assert "Two digits" not in without
    assert "Ama Boateng" not in without
    assert "Two digits" in chosen


def test_an_export_whose_patients_are_hidden_does_not_name_them(service: Service) -> None:
    service.exporting.request("patient-copy", {"keys": [3]}, 4, "PATRQT", "Lucía Núñez", RUTH, patients=["p-1"])

    told = json.dumps(audited(service, "minimum", fields=["meta", "purpose"]), ensure_ascii=False)

    assert "p-1" not in told
    assert "Lucía" not in told


def test_a_filter_leaves_the_events_of_others_out(service: Service) -> None:
    first, other = register(service.records), register(service.records, names=["Zoë Quaye"], identifiers=[])
    keys = [service.store.log.key_of(other)]

    told = json.dumps(audited(service, "patient-copy", keys=keys))

    assert str(other) in told
    assert str(first) not in told


def test_what_was_erased_is_told_by_its_entry(service: Service) -> None:
    register(service.records)
    (fact,) = service.store.journal.at([2])
    row = entry(2, type="patient.registered/1", version=1)

    assert told(row, None, ALL) == Told(row)
    assert told(row, fact, None) == Told(row)
    assert told(row, fact, ALL) == Told(row, fact, True)
    assert told(row, fact, ["names"]) == Told(row)
    assert told(row, fact, ["names", "meta"]) == Told(row, fact, False)
    assert own(told(row, fact, ["meta"]), type(fact)) is None


def test_facts_of_a_patients_file_are_of_a_patient_and_no_others() -> None:
    others = {"staff", "case", "export", "policy", "flag", "held", "identifier", "search", "searches", "verification"}
    others |= {"token", "link", "passkey"}
    others |= {"disposition", "erasure", "hold", "release"}  # streams of their own about a patient
    found = {topic for topic, _ in registry() if Told(entry(type=f"{topic}/1")).patient}

    assert {topic.partition(".")[0] for topic, _ in registry()} - {one.partition(".")[0] for one in found} == (
        others | {"record"}
    )
    assert Told(entry(type="unheard.of/1")).patient is None


# as a whole


@pytest.fixture(scope="module")
def service_of_lives() -> Iterator[Service]:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with TemporaryDirectory() as folder, Service.create(Path(folder) / "store", ORIGIN, clock) as made:
        yield made


@settings(max_examples=15)
@given(steps)
def test_whatever_befell_a_patient_is_told_and_keeps_the_rules(
    service_of_lives: Service, told: list[tuple[str, int]]
) -> None:
    service, before = service_of_lives, service_of_lives.store.log.position
    lived(service, told, identifiers=[])

    log = service.store.log
    tellings = [one for one in events(service) if one.entry.position > before]

    found = read(audit_events.lines(tellings, ORIGIN)) + read(provenances.lines(tellings, ORIGIN))
    assert [fault for one in found for fault in checker.faults(one)] == []
    assert len(found) == 2 * (log.position - before)


def test_no_event_is_read_before_it_is_asked_for(service: Service) -> None:
    everything(service)
    asked: list[int] = []

    def watched() -> Iterator[Told]:
        for one in events(service):
            asked.append(one.entry.position)
            yield one

    lines = audit_events.lines(watched(), ORIGIN)
    next(lines)

    assert asked == [1]


def test_nothing_is_told_after_the_position_asked(service: Service) -> None:
    everything(service)

    assert [one.entry.position for one in telling(service.store.log, Scope("full", {}), 3)] == [1, 2, 3]


@pytest.mark.parametrize("name", ["AuditEvent", "Provenance"])
def test_the_examples_of_fhir_have_no_fault(shared: Path, name: str) -> None:
    path = shared / f"fhir-r4-examples/{name}.ndjson.gz"
    needed(path.exists(), "the examples of FHIR R4")
    with gzip.open(path) as file:
        found: list[Any] = [json.loads(line) for line in file]

    assert {one["id"]: elements.faults(one) for one in found if elements.faults(one)} == {}
    assert len(found) > 3


# the table of events


def test_every_event_is_a_row_of_a_table_and_nothing_is_a_formula(service: Service) -> None:
    everything(service)
    entries = [one.entry for one in events(service, "envelope")]

    text = b"".join(tables.lines([*entries, entry(999, actor="=1+1", reason="@x")])).decode()

    header, first, *_, last, end = text.split("\r\n")
    assert header == "\ufeff" + ",".join(f'"{name}"' for name in tables.COLUMNS)
    assert first.startswith('"1","2026-03-07T09:30:00.000000Z","config","log.opened/1","system","system"')
    assert '"\'=1+1"' in last
    assert '"\'@x"' in last
    assert end == ""
    assert text.count("\r\n") == len(entries) + 2
