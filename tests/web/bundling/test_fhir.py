"""Both logs as AuditEvents: every event is told, as BALP wants it."""

from __future__ import annotations

import json
from base64 import b64decode

import pytest

from tests.support.bundling import (
    ORIGIN,
    audited,
    entry,
    looked,
    one_of_each,
    pattern,
    read,
)
from tests.support.office import AMA, RUTH, SAM, everything, looked_at, register
from tests.support.resources import agent, by_place, entity
from web.bundling import audit_events, checker, fhir
from web.bundling.agents import why
from web.bundling.told import Told
from web.service import Service

AT = "2026-03-07T09:30:00.000000Z"


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
    service.personnel.add("ama", "Ama Boateng", "clerk", SAM)
    service.personnel.lock("ama", SAM)

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
        "patient-copy", {"keys": [3]}, 4, "PATRQT", "Lucía Núñez", RUTH, patients=patients, address="4 Mill Lane"
    )

    found = audited(service)[-2:]

    assert [pattern(one) for one in found] == ["PrivacyDisclosure.Source"] * 2
    assert [entity(one, "1")["what"]["reference"] for one in found] == [f"Patient/{id}" for id in patients]
    assert found[0]["id"] != found[1]["id"]
    assert found[0]["purposeOfEvent"] == [why("PATRQT")]
    assert agent(found[0], "110152")["who"] == {"display": "Lucía Núñez"}
    assert agent(found[0], "110153")["who"] == found[0]["source"]["observer"]
    assert agent(found[0], "159541003")["altId"] == RUTH.actor
    assert [fault for one in found for fault in checker.faults(one)] == []


def test_an_export_of_no_one_in_particular_claims_no_pattern(service: Service) -> None:
    service.exporting.request("envelope", {}, 7, "a court's order of 3 May", "An auditor", RUTH)

    last = audited(service)[-1]

    assert pattern(last) == ""
    assert last["type"]["code"] == "110106"
    assert last["purposeOfEvent"] == [{"text": "a court's order of 3 May"}]
    assert checker.faults(last) == []


def test_an_export_that_is_not_disclosed_tells_neither_to_whom_nor_why(service: Service) -> None:
    service.exporting.request("envelope", {}, 7, "HCOMPL", "An auditor", RUTH, note="For the review.")

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
