"""Invented lives as FHIR R4 transaction bundles, in the manner of Synthea: visits, panels, problems, and the paperwork.

Of each hundred resources some thirty are claims and the like, which a patient's file has no place for: an import reads
them and passes them over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from benchmarks.day.plan import name

Resource = dict[str, Any]
VISITS = 12  # in each life
_UCUM = "http://unitsofmeasure.org"
_VITALS = (
    ("8302-2", "Body Height", 150, 190, "cm"), ("29463-7", "Body Weight", 50, 110, "kg"),
    ("39156-5", "Body Mass Index", 18, 34, "kg/m2"), ("8867-4", "Heart rate", 55, 95, "/min"),
)  # fmt: skip
_PRESSURE = (
    ("8480-6", "Systolic Blood Pressure", 100, 150, "mm[Hg]"),
    ("8462-4", "Diastolic Blood Pressure", 60, 95, "mm[Hg]"),
)
_PANEL = (
    ("2093-3", "Total Cholesterol", 150, 260, "mg/dL"), ("2571-8", "Triglycerides", 80, 220, "mg/dL"),
    ("18262-6", "Low Density Lipoprotein Cholesterol", 70, 160, "mg/dL"), ("2160-0", "Creatinine", 1, 3, "mg/dL"),
    ("2085-9", "High Density Lipoprotein Cholesterol", 35, 80, "mg/dL"), ("2339-0", "Glucose", 65, 140, "mg/dL"),
)  # fmt: skip
_PROBLEMS = (("38341003", "Hypertension"), ("44054006", "Diabetes"), ("195662009", "Acute viral pharyngitis"))
_VACCINES = (("140", "Influenza, seasonal, injectable"), ("113", "Td (adult)"), ("121", "Zoster"))


def write(folder: Path, people: int, seed: int = 1) -> list[Path]:
    """One file for each life."""
    folder.mkdir()
    paths = []
    for n in range(people):
        path = folder / f"{n:06}.json"
        path.write_text(json.dumps(bundle(Random(f"{seed} {n}")), indent=1))
        paths.append(path)
    return paths


def bundle(random: Random) -> Resource:
    entries = [
        {"fullUrl": f"urn:uuid:{one['id']}", "resource": one, "request": {"method": "POST", "url": one["resourceType"]}}
        for one in _life(random)
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _life(random: Random) -> Iterator[Resource]:
    person = _person(random)
    yield person
    for n in range(VISITS):
        at = f"{2012 + n}-{random.randint(1, 12):02}-{random.randint(1, 28):02}T{random.randint(8, 17):02}:41:23+00:00"
        visit = _of(random, "Encounter", person) | {
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "type": [_snomed("185349003", "Encounter for check up (procedure)")],
            "period": {"start": at, "end": at.replace(":41:", ":56:")},
        }
        yield visit
        yield from _found(random, person, visit, at, n)
        yield from _paperwork(random, person, visit, at)


def _found(random: Random, person: Resource, visit: Resource, at: str, n: int) -> Iterator[Resource]:
    about = {"encounter": _to(visit), "status": "final", "effectiveDateTime": at}
    for code in _VITALS:
        yield _of(random, "Observation", person) | about | _category("vital-signs") | _measured(random, code)
    parts = [_measured(random, code) for code in _PRESSURE]
    pressure = {"code": _loinc("55284-4", "Blood Pressure"), "component": parts}
    yield _of(random, "Observation", person) | about | _category("vital-signs") | pressure
    if n % 3 == 0:
        lines = [
            _of(random, "Observation", person) | about | _category("laboratory") | _measured(random, code)
            for code in _PANEL
        ]
        yield from lines
        yield _report(random, person, lines, about)
    if n % 4 == 0:
        yield _problem(random, person, visit, at, _PROBLEMS[n // 4])
        yield _vaccine(random, person, visit, at, _VACCINES[n // 4])


def _report(random: Random, person: Resource, lines: list[Resource], about: Resource) -> Resource:
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "LAB"}]}
    told = {"category": [kind], "code": _loinc("57698-3", "Lipid Panel"), "result": [_to(line) for line in lines]}
    return _of(random, "DiagnosticReport", person) | about | told


def _problem(random: Random, person: Resource, visit: Resource, at: str, what: tuple[str, str]) -> Resource:
    status = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    told = {"clinicalStatus": status, "code": _snomed(*what), "encounter": _to(visit), "onsetDateTime": at}
    return _of(random, "Condition", person) | told


def _vaccine(random: Random, person: Resource, visit: Resource, at: str, what: tuple[str, str]) -> Resource:
    code = {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": what[0], "display": what[1]}], "text": what[1]}
    about = {"encounter": _to(visit), "occurrenceDateTime": at}
    one = {"resourceType": "Immunization", "id": _id(random), "patient": _to(person), "status": "completed"}
    return one | {"vaccineCode": code} | about


def _paperwork(random: Random, person: Resource, visit: Resource, at: str) -> Iterator[Resource]:
    """A claim and what the insurer answered: much of every bundle, and nothing of a file."""
    item = {"sequence": 1, "productOrService": visit["type"][0], "encounter": [_to(visit)]}
    told = {"status": "active", "use": "claim", "created": at, "total": {"value": 129.16, "currency": "USD"}}
    claim = {"resourceType": "Claim", "id": _id(random), "patient": _to(person), **told, "item": [item]}
    yield claim
    paid = [{"category": _loinc("1", f"Paid part {n}"), "amount": {"value": 100.5 + n}} for n in range(8)]
    answer = {"resourceType": "ExplanationOfBenefit", "id": _id(random), "patient": _to(person), **told}
    yield answer | {"claim": _to(claim), "item": [{**item, "adjudication": paid}]}


def _person(random: Random) -> Resource:
    given, family = name(random)
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "DL"}]}
    number = {"type": kind, "system": "urn:oid:2.16.840.1.113883.4.3.25", "value": f"S{_id(random)[:8]}"}
    return {
        "resourceType": "Patient",
        "id": _id(random),
        "identifier": [number],
        "name": [{"use": "official", "given": [given], "family": family}],
        "telecom": [{"system": "phone", "value": f"555-{random.randint(100, 999)}-{random.randint(1000, 9999)}"}],
        "gender": random.choice(("female", "male")),
        "birthDate": f"{random.randint(1930, 1990)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        "address": [{"line": [f"{random.randint(1, 999)} Mill Lane"], "city": "Hollins", "country": "XX"}],
    }


def _of(random: Random, kind: str, person: Resource) -> Resource:
    return {"resourceType": kind, "id": _id(random), "subject": _to(person)}


def _id(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))


def _to(one: Resource) -> Resource:
    return {"reference": f"urn:uuid:{one['id']}"}


def _loinc(code: str, text: str) -> Resource:
    return {"coding": [{"system": "http://loinc.org", "code": code, "display": text}], "text": text}


def _snomed(code: str, text: str) -> Resource:
    return {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": text}], "text": text}


def _category(code: str) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/observation-category"
    return {"category": [{"coding": [{"system": system, "code": code, "display": code}]}]}


def _measured(random: Random, what: tuple[str, str, int, int, str]) -> Resource:
    code, text, low, high, unit = what
    value = {"value": round(random.uniform(low, high), 6), "unit": unit, "system": _UCUM, "code": unit}
    return {"code": _loinc(code, text), "valueQuantity": value}
