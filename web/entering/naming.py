"""The forms about who somebody is and what becomes of them: nameless, named, labelled, dead, and not dead after all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain import details
from domain.duplicates import DIFFERENT
from domain.fact import Plain
from domain.refusal import Doubt, Doubtful
from projections.reading import Reading
from web.entering import altered, births, registering
from web.entering.forms import Form, Typed, Values
from web.entering.given import today, when
from web.entering.likely import Match
from web.schemas import clinical, person
from web.service import Service


def unidentified(service: Service) -> Form:
    """A registration without a name."""

    def run(typed: Typed) -> Any:
        told: Plain = {name: it for name, it in typed.data.items() if name != "born"}
        birth = births.read(typed.data["born"], today(service))
        told["birth"] = birth if "unknown" in birth else {**birth, "basis": "estimated"}
        return service.records.register_unidentified(told, typed.by, typed.confirmed)

    lead = "The record opens under a name of its own, and keeps it as a former name once somebody knows who this is."
    return Form(
        "Somebody who cannot say who they are", person.Unidentified, run, lead, "Register",
        places=altered.place(person.Unidentified.PATHS), propose=registering.meant(service),
        beside=lambda values: registering.understood(service, values),
    )  # fmt: skip


def identify(service: Service, id: UUID, read: Reading) -> Form:
    own, paths = read.details["mrn"], person.Identification.PATHS

    def run(typed: Typed) -> Any:
        alike = likely(typed.data)
        if alike and DIFFERENT not in typed.confirmed:
            raise Doubtful([Doubt(DIFFERENT, "names.0.text", registering.LOOK)])
        told = typed.data
        wanted: Plain = {"names": [told["name"]], "gender": told["gender"]}
        if told["born"].strip() != start["born"]:  # else it stays as it was told, with the age and its day
            wanted["birth"] = births.read(told["born"], today(service))
        wanted |= {"contacts": [{"value": told["phone"]}]} if "phone" in told else {}
        wanted |= {"addresses": [told["address"]]} if "address" in told else {}
        apart, by = [one.evidence for one in alike], typed.by._replace(because=None)
        return service.records.identify(id, wanted, by, told.get("evidence"), typed.confirmed, apart, typed.by.because)

    def likely(values: Values) -> list[Match]:
        return [one for one in registering.matches(service, values) if one.mrn != own]

    def beside(values: Values) -> Mapping[str, Any]:
        known = f"{service.views.directory.count():,}"
        return {"matches": likely(values), "known": known, **registering.understood(service, values)}

    start = {"gender": read.details["gender"], "born": births.text(read.details["birth"])}
    lead = "The name they were registered under stays as a former one, and the record is still found by it."
    return Form(
        "Identify this patient", person.Identification, run, lead, "Identify", initial=start,
        places=altered.place(paths), propose=registering.meant(service), view="identify.html", beside=beside,
    )  # fmt: skip


def death(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.record_death(id, typed.by, **typed.data)

    lead = "As far as it is known. What is recorded later for a time after it stays, with a mark that says so."
    return Form("Record a death", person.Death, run, lead, "Record the death", places=when("died"))


def revoke_death(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.revoke_death(id, typed.by)

    lead = "The patient is alive, or another one was meant. What stood here stays readable, with your reason."
    return Form("The death was recorded wrongly", clinical.Nothing, run, lead, "Take the death back", reasoned=True)


def adds(known: Plain) -> tuple[tuple[str, str], ...]:
    """What the menu of a record offers besides, as the person stands."""
    naming = (("identify", "Identify this patient"),) if details.anonymous(known) else ()
    life = ("revoke-death", "The death was recorded wrongly") if "deceased" in known else ("death", "Death")
    return (*naming, life)
