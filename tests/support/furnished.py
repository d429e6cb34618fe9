"""An office in which every screen has something to show, and somebody of whom nothing is known."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from domain.chapter import EVERYTHING
from domain.records import Records
from domain.verification import Place
from tests.support.office import AMA, RUTH, WHY, everything, register
from web.service import Service

_LONG = "Wilhelmina-Theodora-Alexandrina van der Westhuizen-Featherstonehaugh"
_UNBROKEN = "donaudampfschifffahrtselektrizitaetenhauptbetriebswerk@example-of-a-long-place-name.test"


class People(NamedTuple):
    """Whose records are looked at: `full` has everything, `bare` nothing but its number."""

    full: UUID
    bare: UUID
    child: UUID
    dead: UUID
    unnamed: UUID
    sample: UUID  # to be keyed again; the first of its entries is
    release: UUID  # asked for and not answered
    token: str = ""  # of whoever looks


def furnished(service: Service) -> People:
    records = service.records
    who = everything(service)
    _crowded(records, who)
    dead = register(records, names=["Gone Before"], identifiers=[], contacts=[], birth="1931")
    records.record_death(dead, AMA, "2026-02-01", cause="pneumonia")
    unnamed = UUID(records.register_unidentified({"birth": "198X", "gender": "male", "found_at": _LONG}, AMA).id)
    return People(who, _bare(records), _child(records), dead, unnamed, _sample(service, who), _requests(service, who))


def _sample(service: Service, who: UUID) -> UUID:
    places = [Place(str(who), "measurements", f"m{n}") for n in range(3, 6)]
    position = service.store.log.position
    drawn = UUID(service.verifying.draw("autumn", 3, ["measurements"], position, places, RUTH).id)
    service.verifying.key(drawn, 1, {"value": "36"}, AMA._replace(actor="u-00000002", name="Kofi Adjei"))
    return drawn


def _requests(service: Service, who: UUID) -> UUID:
    """A change and a part that wait for an answer."""
    service.office.request_amendment(who, f"I was never at {_LONG}.", AMA, "measurements.m3")
    told = {
        "requester": f"The insurance of {_LONG}", "ground": "payment", "purpose": "A claim", "address": _UNBROKEN,
        "chapters": ["visits", "measurements", "history"], "since": "2025", "asks": "All about the claim.",
    }  # fmt: skip
    return UUID(service.releasing.request(who, told, AMA).id)


def _bare(records: Records) -> UUID:
    told = {"names": ["O"], "birth": {"unknown": "no papers"}, "gender": "unknown"}
    return UUID(records.register(told, AMA).id)


def _child(records: Records) -> UUID:
    """With a curve, a guardian and a name from right to left."""
    who = register(records, names=["ليلى بنت فاطمة"], birth="2022-04-01", identifiers=[], contacts=[])
    for year, weight, height in ((2023, "9.1", "74"), (2024, "11.8", "87"), (2025, "14.2", "96")):
        items = [{"kind": "weight", "value": weight, "unit": "kg"}, {"kind": "height", "value": height, "unit": "cm"}]
        records.measure(who, items, AMA, f"{year}-05-01", confirmed=EVERYTHING)
    return who


def _crowded(records: Records, who: UUID) -> None:
    """Long words, many entries, and whatever has a state of its own."""
    records.update(who, {
        "names": [_LONG, {"text": "Lucía Núñez", "use": "maiden"}],
        "addresses": [{"text": "Behind the old mill, third house after the bridge over the Ngongongeri, Eastwick"}],
        "contacts": [{"system": "email", "value": _UNBROKEN}],
        "occupation": "keeper of the lighthouse",
    }, AMA)  # fmt: skip
    for n in range(14):
        items = [
            {"kind": "weight", "value": f"{70 + n % 5}.{n % 10}", "unit": "kg"},
            {"kind": "systolic", "value": f"{118 + n}", "unit": "mm[Hg]"},
            {"kind": "diastolic", "value": f"{74 + n}", "unit": "mm[Hg]"},
            {"kind": "temperature", "value": "98.6", "unit": "[degF]"},
        ]
        records.measure(who, items, AMA, f"2025-{n % 12 + 1:02}-0{n % 9 + 1}", confirmed=EVERYTHING)
    records.record_blood_group(who, {"abo": "A", "rhd": "positive", "basis": "lab", "specimen": "S2"}, AMA)
    _told(records, who)
    _tested(records, who)
    told = {"visit_class": "IMP", "start": "2026-02-03T09:00Z", "reason": {"text": f"Pneumonia, sent by {_LONG}"}}
    inside = records.open_visit(who, told, AMA, EVERYTHING).entries[0]
    records.close_visit(who, inside, "2026-02-09T09:20Z", AMA)


def _told(records: Records, who: UUID) -> None:
    """One entry of each kind of history at least, some of them critical."""
    for kind, what, detail in (
        ("allergy", "Penicillin and whatever else ends in -cillin", {"criticality": "high", "reaction": "anaphylaxis"}),
        ("allergy", "Latex", {"reaction": "rash"}),
        ("problem", "Pneumonoultramicroscopicsilicovolcanoconiosis", {}),
        ("medication", "Metformin", {"dose": "500 mg", "frequency": "twice a day"}),
        ("family", "Asthma", {"relation": "mother", "age_at_onset": "12"}),
        ("social", "Smokes", {"aspect": "tobacco", "amount": "10 a day"}),
        ("procedure", "Appendectomy", {"outcome": "no complication"}),
        ("immunisation", "Tetanus", {"dose_number": "2 of 3"}),
    ):
        told = {"kind": kind, "what": what, "clinical_status": "active", "onset": "2019", "detail": detail}
        records.add_history(who, {name: value for name, value in told.items() if value}, AMA, EVERYTHING)
    records.declare_none(who, "obstetric", "the patient", AMA)


def _tested(records: Records, who: UUID) -> None:
    """A report that is awaited, one whose result somebody has to know at once, and a picture in words."""
    records.register_report(who, {"kind": "laboratory", "what": "Thyroid panel", "due_at": "2026-03-01"}, AMA)
    alarming = {"what": {"text": "Potassium"}, "value": "7.9", "unit": "mmol/L", "range": {"low": "3.5", "high": "5.1"}}
    many = [{"what": {"text": f"Analyte no. {n}"}, "value": f"{n}.5", "unit": "10*9/L"} for n in range(24)]
    header = {"kind": "laboratory", "what": "Electrolytes and whatever else was on the slip"}
    told: dict[str, Any] = {"performed_at": "2026-03-06T09:10Z", "critical": True}
    records.issue_report(who, told, AMA, header=header, results=[alarming, *many])
    image = {"kind": "imaging", "what": "X-ray of the wrist", "modality": "XR", "laterality": "left"}
    said = {"performed_at": "2026-03-06", "impression": "No fracture is seen. " * 12}
    records.issue_report(who, said, AMA, header=image)
    records.correct(who, "measurements", "m3", {"value": "71.4"}, WHY)
