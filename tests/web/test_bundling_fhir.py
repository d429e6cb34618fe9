"""The log as FHIR: every event is told, as BALP wants it, and nothing is told that the export does not disclose."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from domain.access import PURPOSES
from domain.fact import registry
from domain.partial import PartialDateTime
from tests.conftest import needed
from tests.support.bundling import (
    ORIGIN,
    Resource,
    audited,
    entry,
    events,
    looked,
    one_of_each,
    pattern,
    provenance,
    read,
)
from tests.support.clock import StandingClock
from tests.support.lives import lived, steps
from tests.support.office import AMA, WHY, everything, looked_at, register
from trail.bundle.scope import ALL, Scope
from web.bundling import audit_events, checker, elements, fhir, provenances
from web.bundling import events as tables
from web.bundling.agents import why
from web.bundling.telling import telling
from web.bundling.told import Told, own, told
from web.service import Service

AT = "2026-03-07T09:30:00.000000Z"


def agent(event: Resource, code: str) -> Resource:
    """The one whose type has this code."""
    found: Resource
    (found,) = [one for one in event["agent"] if one["type"]["coding"][0]["code"] == code]
    return found


def entity(event: Resource, code: str) -> Resource:
    found: Resource
    (found,) = [one for one in event["entity"] if one["type"]["code"] == code]
    return found


def by_place(resources: list[Resource]) -> dict[int, list[Resource]]:
    """By the position of the event that they tell."""
    found: dict[int, list[Resource]] = {}
    for one in resources:
        told = json.dumps(one["entity"])
        found.setdefault(int(told.partition("#")[2].partition('"')[0]), []).append(one)
    return found


# AuditEvents of the records


def test_a_registration_is_a_create_of_the_patient(service: Service) -> None:
    who = register(service.records)

    first = next(one for one in audited(service) if pattern(one) == "PatientCreate")

    assert first["id"] == "record-2"
    assert first["action"] == "C"
    assert first["subtype"] == [fhir.coding(fhir.INTERACTION, "create")]
    assert first["recorded"] == first["period"]["start"] == first["period"]["end"] == AT
    assert first["outcome"] == "0"
    assert entity(first, "1")["what"] == {"reference": f"Patient/{who}", "type": "Patient"}
    assert entity(first, "2")["what"]["identifier"] == {"value": f"{ORIGIN}#2"}
    assert first["source"]["observer"]["identifier"] == {"value": ORIGIN}
    assert checker.faults(first) == []


def test_whoever_recorded_it_is_its_user_by_staff_id_name_and_role(service: Service) -> None:
    register(service.records)

    user = agent(next(one for one in audited(service) if pattern(one) == "PatientCreate"), "AUT")

    assert user["altId"] == user["who"]["identifier"]["value"] == AMA.actor
    assert user["name"] == user["who"]["display"] == AMA.name
    assert user["role"] == [{"text": "clerk"}]
    assert user["requestor"] is True


def test_the_client_is_named_by_its_session_and_its_network_is_said_to_be_unknown(service: Service) -> None:
    who = register(service.records)
    service.records.update(who, {"language": "fr"}, AMA._replace(session="s-1", channel="import"))

    client = agent(audited(service)[-1], "110153")

    assert client["who"] == {"identifier": {"value": "s-1"}, "display": "Caretrail, from an import"}
    assert client["network"]["_address"]["extension"][0]["valueCode"] == "unknown"
    assert client["requestor"] is False


def test_what_one_command_recorded_has_one_transaction(service: Service) -> None:
    register(service.records)

    recorded = [one for one in audited(service) if one["id"] != "record-1"]

    assert len(recorded) > 1
    assert len({json.dumps(entity(one, "XrequestId")) for one in recorded}) == 1


def test_what_the_log_says_of_itself_has_no_user(service: Service) -> None:
    opened = audited(service)[0]

    assert pattern(opened) == "Create"
    assert [one["type"]["coding"][0]["code"] for one in opened["agent"]] == ["110153", "110152"]
    assert checker.faults(opened) == []


def test_what_befalls_no_patient_follows_the_pattern_without_one(service: Service) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", AMA)
    service.personnel.lock("ama", AMA)

    *_, added, locked = audited(service)

    assert (pattern(added), pattern(locked)) == ("Create", "Update")
    assert not any(one["type"]["code"] == "1" for one in [*added["entity"], *locked["entity"]])


def test_every_event_of_an_office_is_told_and_keeps_the_rules(service: Service) -> None:
    everything(service)

    found = audited(service)

    assert [one for one in found if checker.faults(one)] == []
    assert sorted(by_place(found)) == list(range(1, service.store.log.position + 1))
    assert len({one["id"] for one in found}) == len(found)


def test_every_pattern_that_is_written_is_one_that_is_checked(service: Service) -> None:
    each = one_of_each(service)

    assert {f"{audit_events.BALP}{name}" for name in each if name} == set(checker.PROFILES)
    assert {name: checker.faults(event) for name, event in each.items() if checker.faults(event)} == {}


def test_an_erasure_is_a_delete(service: Service) -> None:
    (gone,) = read(audit_events.lines([Told(entry(kind="erasure"))], ORIGIN))

    assert (pattern(gone), gone["action"]) == ("PatientDelete", "D")
    assert agent(gone, "110150")["requestor"] is False
    assert agent(gone, "custodian")["who"]["identifier"] == {"value": ORIGIN}
    assert checker.faults(gone) == []


# exports


def test_an_export_of_patients_is_a_disclosure_of_each_of_them(service: Service) -> None:
    patients = [str(register(service.records)), "00000000-0000-0000-0000-000000000007"]
    service.exporting.request(
        "patient-copy", {"keys": [3]}, 4, "PATRQT", "Lucía Núñez", AMA, patients=patients, address="4 Mill Lane"
    )

    found = audited(service)[-2:]

    assert [pattern(one) for one in found] == ["PrivacyDisclosure.Source"] * 2
    assert [entity(one, "1")["what"]["reference"] for one in found] == [f"Patient/{id}" for id in patients]
    assert found[0]["id"] != found[1]["id"]
    assert found[0]["purposeOfEvent"] == [why("PATRQT")]
    assert agent(found[0], "110152")["who"] == {"display": "Lucía Núñez"}
    assert agent(found[0], "110153")["who"] == found[0]["source"]["observer"]
    assert agent(found[0], "159541003")["altId"] == AMA.actor
    assert [fault for one in found for fault in checker.faults(one)] == []


def test_an_export_of_no_one_in_particular_claims_no_pattern(service: Service) -> None:
    service.exporting.request("envelope", {}, 7, "a court's order of 3 May", "An auditor", AMA)

    last = audited(service)[-1]

    assert pattern(last) == ""
    assert last["type"]["code"] == "110106"
    assert last["purposeOfEvent"] == [{"text": "a court's order of 3 May"}]
    assert checker.faults(last) == []


def test_an_export_that_is_not_disclosed_tells_neither_to_whom_nor_why(service: Service) -> None:
    service.exporting.request("envelope", {}, 7, "HCOMPL", "An auditor", AMA, note="For the review.")

    last = audited(service, "envelope")[-1]

    assert pattern(last) == "Create"
    assert "auditor" not in json.dumps(last)


# reads


def test_a_read_of_a_record_is_told_with_its_purpose(service: Service) -> None:
    who = register(service.records)
    looked_at(service, who, purpose="TREAT")

    (seen,) = looked(service)

    assert pattern(seen) == "PatientRead"
    assert entity(seen, "1")["what"]["reference"] == f"Patient/{who}"
    assert entity(seen, "2")["what"]["identifier"]["value"] == f"{ORIGIN}/access#2"
    assert agent(seen, "IRCP")["purposeOfUse"] == [why("TREAT")]
    assert (agent(seen, "110152")["requestor"], agent(seen, "110153")["requestor"]) == (False, False)
    assert checker.faults(seen) == []


def test_a_search_is_a_query_of_each_patient_it_showed(service: Service) -> None:
    who = register(service.records)
    looked_at(service, who, section="search", sought="ab", address="/patients", patients=[str(who), "p-2", str(who)])

    found = looked(service)

    assert [pattern(one) for one in found] == ["PatientQuery"] * 2
    assert len({one["id"] for one in found}) == 2
    assert b64decode(entity(found[0], "2")["query"]) == b"/patients"
    assert entity(found[0], "4")["what"]["identifier"]["value"] == f"{ORIGIN}/access#2"
    assert [fault for one in found for fault in checker.faults(one)] == []


def test_a_search_that_found_nobody_is_a_query_all_the_same(service: Service) -> None:
    looked_at(service, register(service.records), section="search", sought="ab", patients=[])

    (found,) = looked(service)

    assert pattern(found) == "Query"
    assert checker.faults(found) == []


@pytest.mark.parametrize(("outcome", "says"), [("denied", "Not allowed"), ("absent", "Nothing there")])
def test_a_read_that_was_refused_claims_no_pattern_of_a_success(service: Service, outcome: str, says: str) -> None:
    looked_at(service, register(service.records), outcome=outcome)

    (found,) = looked(service)

    assert (pattern(found), found["outcome"], found["outcomeDesc"]) == ("", "4", says)
    assert checker.faults(found) == []


def test_a_read_that_is_not_disclosed_names_no_patient(service: Service) -> None:
    who = register(service.records)
    looked_at(service, who, purpose="TREAT")

    (found,) = looked(service, "envelope")

    assert pattern(found) == "Read"
    assert str(who) not in json.dumps(found)
    assert "purposeOfUse" not in agent(found, "IRCP")
    assert checker.faults(found) == []


# Provenance


def test_a_correction_says_who_when_why_and_of_which_version(service: Service) -> None:
    who = register(service.records)
    items = [{"kind": "weight", "value": "67.0", "unit": "kg"}]
    taken = service.records.measure(who, items, AMA, "2026-03-07T09:05Z").entries[0]
    service.records.correct(who, "measurements", taken, {"value": "72.0"}, WHY)

    *_, recorded, corrected = provenance(service)

    assert recorded["target"] == [{"reference": f"Patient/{who}/_history/2", "type": "Patient"}]
    assert recorded["occurredDateTime"] == "2026-03-07T09:05:00+00:00"
    assert recorded["activity"]["coding"] == [fhir.coding(fhir.OPERATION, "APPEND")]
    assert "reason" not in recorded
    assert corrected["target"][0]["reference"].endswith("/_history/3")
    assert corrected["reason"] == [{"text": "Typing error: Two digits changed places."}]
    assert corrected["activity"]["coding"] == [fhir.coding(fhir.OPERATION, "UPDATE")]
    assert corrected["agent"][0]["who"] == {"identifier": {"value": AMA.actor}, "display": AMA.name}
    assert corrected["agent"][0]["role"] == [{"text": "clerk"}]
    assert corrected["entity"][0]["what"]["identifier"] == {"value": f"{ORIGIN}#{service.store.log.position}"}


@pytest.mark.parametrize(
    ("type", "code"),
    [
        ("entry.retracted/1", "NULLIFY"), ("visit.cancelled/1", "CANCEL"), ("visit.reopened/1", "REACTIVATE"),
        ("visit.closed/1", "COMPLETE"), ("document.attached/1", "APPEND"), ("demographics.corrected/1", "UPDATE"),
    ],
)  # fmt: skip
def test_what_was_done_has_its_code_of_data_operation(type: str, code: str) -> None:
    found = provenances.provenance(Told(entry(type=type)), ORIGIN)

    assert found["activity"]["coding"][0]["code"] == code


def test_the_first_event_of_a_stream_creates_it_and_an_erasure_deletes() -> None:
    created, deleted = (provenances.provenance(Told(one), ORIGIN) for one in (entry(version=1), entry(kind="erasure")))

    assert created["activity"]["coding"][0]["code"] == "CREATE"
    assert deleted["activity"]["coding"][0]["code"] == "DELETE"


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_a_purpose_is_told_by_its_code(purpose: str) -> None:
    assert why(purpose)["coding"] == [{"system": fhir.ACT_REASON, "code": purpose}]


def test_a_reason_that_v3_has_a_code_for_is_told_by_it_as_well() -> None:
    (found,) = provenances.provenance(Told(entry(reason="patient-corrected")), ORIGIN)["reason"]

    assert found["coding"] == [{"system": fhir.ACT_REASON, "code": "PATRQT"}]
    assert found["text"] == "The patient corrected it"


def test_what_is_of_no_patient_is_named_by_its_stream(service: Service) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", AMA)

    (target,) = provenance(service)[-1]["target"]

    assert target["identifier"]["value"].startswith("urn:uuid:")
    assert target["display"] == "staff"


def test_every_event_of_an_office_has_its_provenance(service: Service) -> None:
    everything(service)

    found = provenance(service)

    assert [(one["id"], checker.faults(one)) for one in found if checker.faults(one)] == []
    assert [one["id"] for one in found] == [f"record-{n}" for n in range(1, service.store.log.position + 1)]


@pytest.mark.parametrize(
    ("text", "occurred"),
    [
        ("2026", {"occurredDateTime": "2026"}),
        ("2026-03", {"occurredDateTime": "2026-03"}),
        ("2026-03-07", {"occurredDateTime": "2026-03-07"}),
        ("2026-03-07T09:05:07.5+01:00", {"occurredDateTime": "2026-03-07T09:05:07.5+01:00"}),
        ("2026-03-07T09:05+01:00", {"occurredDateTime": "2026-03-07T08:05:00+00:00"}),
        ("2026-03-07T09:05", {"occurredDateTime": "2026-03-07"}),
        ("2026-03-07T09:05:07", {"occurredDateTime": "2026-03-07"}),
        ("199X", {"occurredPeriod": {"start": "1990-01-01", "end": "1999-12-31"}}),
        ("19XX", {"occurredPeriod": {"start": "1900-01-01", "end": "1999-12-31"}}),
    ],
)
def test_when_it_was_true_is_told_as_far_as_it_is_known(text: str, occurred: Resource) -> None:
    assert str(PartialDateTime.parse(text)) == text
    assert fhir.moment(text) == occurred


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
    service.exporting.request("patient-copy", {"keys": [3]}, 4, "PATRQT", "Lucía Núñez", AMA, patients=["p-1"])

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
