"""The forms about the person: registering, bringing up to date, putting right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import g

from domain import mrn
from domain.duplicates import DIFFERENT
from domain.fact import Plain
from domain.identity import KEY
from domain.receipt import Receipt
from domain.refusal import Doubt, Doubtful, NotFound, Refused
from projections.reading import Reading
from web.access import closed
from web.entering import altered, births, intake, likely, person_told, taking
from web.entering.clashes import wrote
from web.entering.forms import Fix, Form, Typed, Values
from web.entering.given import asked, now, today
from web.schemas import person
from web.service import Service
from web.wording import dates

_PATHS, _NEW = person.Person.PATHS, person.Registration.PATHS
LOOK = "Somebody like this is on file already: see “Already here?”. Is it a different person?"


def registration(service: Service) -> Form:
    def run(typed: Typed) -> Any:
        alike = matches(service, typed.data)
        if known := service.records.desk.answered(typed.by):
            return known  # sent twice: among those who are alike is now this very patient
        wanted = _on_file(service, person_told.wanted({}, _NEW, typed, today(service)))
        if alike and DIFFERENT not in typed.confirmed:
            raise Doubtful([Doubt(DIFFERENT, "names.0.text", LOOK)])
        evidence, by = [one.evidence for one in alike], typed.by._replace(reason=None, because=None)
        told = intake.gathered(typed, dates.moment(now(service)))

        def register(confirmed: tuple[str, ...]) -> Receipt:
            return service.records.register(wanted, by, confirmed, evidence, typed.by.because, told)

        return intake.at_their_fields(typed, register)

    def beside(values: Values) -> Mapping[str, Any]:
        known, found = service.views.directory.count(), matches(service, values)
        said = understood(service, values)
        said["echo"] |= intake.echo(values)
        said["will"]["lines"] = intake.will(values)
        return {"matches": found, "known": f"{known:,}", **said}

    def propose(name: str, values: Values) -> Sequence[Fix]:
        return meant(service)(name, values) or taking.meant(
            name, values, None, _read_birth(values, today(service))["born"], today(service)
        )

    lead = "A name, a birth date as far as it is known, and the gender are enough. What is unknown can stay unknown."
    return Form(
        "Register a patient", person.Registration, run, lead, "Register", places=altered.place(_NEW),
        propose=propose, view="register.html", beside=beside,
        initial=_carried(asked("name").get("name", ""), service) | {"told": ""},
    )  # fmt: skip


def edit(service: Service, id: UUID, read: Reading) -> Form:
    lead = "Something is different now. What stood here stays true for the time before."
    return _details("It changed", lead, service, service.records.update, id, read, reasoned=False)


def correct_details(service: Service, id: UUID, read: Reading) -> Form:
    lead = "Something was never true. What stood here stays readable, with your reason."
    return _details("It was wrong", lead, service, service.records.correct_details, id, read, reasoned=True)


def _details(
    title: str, lead: str, service: Service, command: Callable[..., Any], id: UUID, read: Reading, reasoned: bool
) -> Form:
    def run(typed: Typed) -> Any:
        wanted = _on_file(service, person_told.wanted(read.details, _PATHS, typed, today(service)))
        held = person_told.touched(read.details, _PATHS, typed, wanted, today(service))
        return command(id, wanted, typed.by, held)

    def beside(values: Values) -> Mapping[str, Any]:
        return {"differs": _differences(before, values), **understood(service, values)}

    before = person_told.initial(read.details, _PATHS)
    return Form(
        title, person.Person, run, lead, reasoned=reasoned, initial=before,
        expect=person_told.standing(read.details, _PATHS), places=altered.place(_PATHS), propose=meant(service),
        view="details.html", beside=beside, wrote=wrote(service, id, KEY),
    )  # fmt: skip


def _carried(text: str, service: Service) -> Values:
    """What was looked for and not found: `garcia mar 80` is a name and a birth."""
    words = text.split()
    for at in range(1, len(words)):
        born = " ".join(words[at:])
        if sum(ch.isdigit() for ch in born) > 1 and births.readings(born, today(service)):
            return {"name": " ".join(words[:at]), "born": born}
    return {"name": text} if text else {}


def _on_file(service: Service, wanted: Plain) -> Plain:
    """The same; `Refused` where somebody near is said to have a record that nobody has."""
    service.views.ready()
    for n, one in enumerate(wanted.get("next_of_kin") or ()):
        if number := one.get("record"):
            try:
                service.views.current.find(mrn.typed(number))
            except NotFound:
                raise Refused(f"next_of_kin.{n}.record", "Nobody on file has this number.") from None
    return wanted


def _read_birth(values: Values, today: date) -> Values:
    """For looking somebody up: a birth that cannot be read says nothing."""
    try:
        read = births.read(values.get("born", ""), today)
    except Refused:
        read = {}
    return {**values, "born": read.get("value", "")}


def meant(service: Service) -> Callable[[str, Values], Sequence[Fix]]:
    """What a birth can have meant, each with one press."""

    def propose(name: str, values: Values) -> Sequence[Fix]:
        found = births.readings(values.get("born", ""), today(service)) if name == "born" else []
        return [Fix({"born": one.text}, births.words(one)) for one in found]

    return propose


def understood(service: Service, values: Values) -> dict[str, Any]:
    """What was understood, and what will be written."""
    echo = births.echo(values["born"], today(service)) if values.get("born") else ""
    gender = person.GENDERS.get(values.get("gender", ""), "")
    told = [text for text in (values.get("name", "").strip(), _born(values, service), gender.lower()) if text]
    more = [label for name, label in _MORE.items() if values.get(name, "").strip()]
    return {"echo": {"born": echo} if echo else {}, "will": {"who": ", ".join(told), "more": more}}


def _born(values: Values, service: Service) -> str:
    """The birth in a word or two."""
    read = _read_birth(values, today(service))["born"]
    return f"born {births.between(read)}" if read else ""


_MORE = {
    "phone": "phone", "address": "address", "other_name": "another name", "name_to_use": "a name to use",
    "kin_name": "next of kin", "insurance": "insurance number", "language": "language", "confidentiality": "a label",
    "marital_status": "marital status", "occupation": "occupation",
}  # fmt: skip


def matches(service: Service, values: Values) -> list[likely.Match]:
    """Who is likely to be on file already; of a closed record the number alone."""
    service.views.ready()
    found = likely.matches(service.views, values, today(service))
    return closed.redacted(service, g.account, found, lambda one: str(one.patient), likely.number_alone)


def _differences(before: Values, values: Values) -> list[tuple[str, str, str]]:
    """What was typed against what stands: (label, was, now)."""
    fields = person.Person().fields
    return [
        (fields[name].metadata["label"], before.get(name, ""), values.get(name, "").strip())
        for name in _PATHS
        if values.get(name, "").strip() != before.get(name, "")
    ]
