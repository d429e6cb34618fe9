"""The log as Provenances: who, when, why, and of which version."""

from __future__ import annotations

import pytest

from domain.access import PURPOSES
from domain.partial import PartialDateTime
from tests.support.bundling import (
    ORIGIN,
    Resource,
    entry,
    provenance,
)
from tests.support.office import AMA, SAM, WHY, everything, register
from web.bundling import checker, fhir, provenances
from web.bundling.agents import why
from web.bundling.told import Told
from web.service import Service

AT = "2026-03-07T09:30:00.000000Z"


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
    service.personnel.add("ama", "Ama Boateng", "clerk", SAM)

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
