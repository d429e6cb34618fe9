"""The office's own work: what is missing is asked for, most of it in time, and records are looked over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from uuid import UUID

from domain.blood import BloodGroup
from domain.by import By
from domain.fact import Plain
from domain.patient import Patient
from domain.staff import StaffAccount
from projections.worklist import Deficiency
from web.demo.looks import session
from web.demo.office import Office, as_
from web.demo.panels import LABORATORY
from web.service import Service

_LEFT = 0.12  # of what is missing, which nobody came to yet
_LONG = timedelta(days=21)  # what is older than that has been seen to, but for some
_MOST = 5000
_READING, _AFTERNOON = timedelta(minutes=2), timedelta(hours=3)
_LETTER = "The patient was written to twice, and did not answer."
_PARENTS = ("Mira Solano", "Joseph Tetteh", "Hana Dvořáková", "Samuel Okafor", "Leila Haddad", "Tuấn Phạm")
Act = Callable[[Service, Random, Deficiency, By], object]


def tidy(service: Service, office: Office, random: Random) -> None:
    """The list is gone through on a quiet afternoon, then the records; the newest conflict is left to be looked at."""
    service.views.ready(3600)
    found = service.views.worklist.rows(service.rulebook.terms, office.now, most=_MOST)
    newest = max((one for one in found if one.rule == "DQ06"), key=lambda one: one.since, default=None)
    for one in (each for each in found if each is not newest):
        if office.now - one.since > _LONG and random.random() > _LEFT and UUID(one.patient) not in office.away:
            _ACTS.get(one.rule, _waive)(service, random, one, office.by())
            office.clock.forward(office.now + timedelta(seconds=random.randint(5, 20)))
    account, pause = office.staff["ruth"], min(_READING, _AFTERNOON / max(len(office.people), 1))
    for chart, _ in random.sample(office.people, len(office.people)):
        if random.random() > _LEFT:
            office.clock.forward(office.now + pause)
            if office.looks:
                office.looks.reviewed(account, chart.number, chart.who)
            service.office.review(chart.who, service.store.log.position, _as(office, account))


def _as(office: Office, account: StaffAccount) -> By:
    return as_(account, session=session(account, office.now))


def _details(changes: Callable[[Random], Plain]) -> Act:
    return lambda service, random, one, by: service.records.update(UUID(one.patient), changes(random), by)


def _kin(random: Random) -> Plain:
    return {"next_of_kin": [{"name": random.choice(_PARENTS), "relationship": "parent", "is_guardian": True}]}


def _phone(random: Random) -> Plain:
    return {"contacts": [{"system": "phone", "value": f"0555 {random.randint(10**5, 10**6 - 1)}"}]}


def _no_allergy(service: Service, random: Random, one: Deficiency, by: By) -> object:
    return service.records.declare_none(UUID(one.patient), "allergy", "the patient", by)


def _still(service: Service, random: Random, one: Deficiency, by: By) -> object:
    chapter, _, entry = one.about.partition(".")
    return service.office.reaffirm(UUID(one.patient), chapter, entry, by)


def _laboratory(service: Service, random: Random, one: Deficiency, by: By) -> object:
    """The group that was told, if one was."""
    told = _group(service, one).current
    wanted = {"abo": told.get("abo") or random.choice(("A", "O", "B")), "rhd": told.get("rhd") or "positive"}
    specimen = {"specimen": f"S{random.randint(10**5, 10**6 - 1)}", "lab": LABORATORY, "basis": "lab"}
    return service.records.record_blood_group(UUID(one.patient), {**wanted, **specimen}, by)


def _odd_one_out(service: Service, random: Random, one: Deficiency, by: By) -> object:
    """The determination that stands alone was another patient's."""
    standing = _group(service, one).active()
    counted = Counter((it["abo"], it["rhd"]) for it in standing)
    odd = min(standing, key=lambda it: counted[it["abo"], it["rhd"]])
    why = by._replace(reason="wrong-patient", because="The specimen was another patient's.")
    return service.records.retract(UUID(one.patient), "blood_group", odd["id"], why)


def _group(service: Service, one: Deficiency) -> BloodGroup:
    return service.records.desk.journal.load(Patient, UUID(one.patient)).file.blood_group


def _waive(service: Service, random: Random, one: Deficiency, by: By) -> object:
    said = by._replace(reason="other", because=_LETTER)
    return service.office.waive(UUID(one.patient), one.rule, one.about, said)


_ACTS: Mapping[str, Act] = {
    "DQ04": _laboratory,
    "DQ05": _laboratory,
    "DQ06": _odd_one_out,
    "DQ09": _no_allergy,
    "DQ10": _still,
    "DQ11": _details(_phone),
    "DQ12": _details(_kin),
    "DQ23": lambda service, random, one, by: None,
}
