"""The forms about the person: registering, bringing up to date, putting right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.refusal import Doubt, Doubtful, Refused
from projections.reading import Reading
from web import altered, dates, likely
from web.forms import Fix, Form, Typed, Values
from web.schemas import person
from web.service import Service

_PATHS = person.Person.PATHS
DIFFERENT = "different-person"
_LOOK = "Somebody like this is on file already: see “Already here?”. Is it a different person?"


def registration(service: Service) -> Form:
    def run(typed: Typed) -> Any:
        if known := service.records.desk.answered(typed.by):
            return known  # sent twice: now this very patient is on file
        wanted = altered.altered({}, _PATHS, _with_birth(typed.data))
        if DIFFERENT not in typed.confirmed and _matches(service, _with_birth(typed.data)):
            raise Doubtful([Doubt(DIFFERENT, "names.0.text", _LOOK)])
        return service.records.register(wanted, typed.by, typed.confirmed)

    def beside(values: Values) -> Mapping[str, Any]:
        known = service.views.directory.count()
        return {"matches": _matches(service, _read_birth(values)), "known": f"{known:,}", **_margin(service, values)}

    lead = "A name, a birth date as far as it is known, and the gender are enough. What is unknown can stay unknown."
    return Form(
        "Register a patient", person.Person, run, lead, "Register", places=altered.place(_PATHS), propose=_births,
        view="register.html", beside=beside,
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
        wanted = altered.altered(read.details, _PATHS, _with_birth(typed.data), typed.expect)
        return command(id, wanted, typed.by, altered.touched(typed.expect, wanted))

    def beside(values: Values) -> Mapping[str, Any]:
        return {"differs": _differences(before, values), **_margin(service, values)}

    before = altered.initial(read.details, _PATHS)
    return Form(
        title, person.Person, run, lead, reasoned=reasoned, initial=before,
        expect=altered.standing(read.details, _PATHS), places=altered.place(_PATHS), propose=_births,
        view="details.html", beside=beside,
    )  # fmt: skip


def _with_birth(data: Values) -> Values:
    """The birth date as the record writes it; `Refused` where it could be two days."""
    return {**data, "born": dates.read(data["born"])} if data.get("born") else data


def _read_birth(values: Values) -> Values:
    """For looking somebody up: a birth date that cannot be read says nothing."""
    try:
        return _with_birth(values)
    except Refused:
        return {**values, "born": ""}


def _births(name: str, values: Values) -> Sequence[Fix]:
    days = dates.readings(values.get("born", "")) if name == "born" else []
    return [Fix({"born": day}, dates.spoken(day)) for day in days]


def _margin(service: Service, values: Values) -> dict[str, Any]:
    """What was understood, and what will be written."""
    today = service.clock().date()
    echo = dates.echo(values["born"], today) if values.get("born") else ""
    gender = person.GENDERS.get(values.get("gender", ""), "")
    told = [text for text in (values.get("name", "").strip(), echo.partition(":")[0], gender.lower()) if text]
    more = [label for name, label in _MORE.items() if values.get(name, "").strip()]
    return {"echo": {"born": echo} if echo else {}, "will": {"who": ", ".join(told), "more": more}}


_MORE = {
    "phone": "phone", "address": "address", "kin_name": "next of kin", "insurance": "insurance number",
    "language": "language", "marital_status": "marital status", "occupation": "occupation",
}  # fmt: skip


def _matches(service: Service, values: Values) -> list[likely.Match]:
    if not values.get("name", "").strip():
        return []
    service.views.ready()
    name, born, phone = (values.get(field, "") for field in ("name", "born", "phone"))
    return likely.matches(service.views.directory, name, born, phone, service.clock().date())


def _differences(before: Values, values: Values) -> list[tuple[str, str, str]]:
    """What was typed against what stands: (label, was, now)."""
    fields = person.Person().fields
    return [
        (fields[name].metadata["label"], before.get(name, ""), values.get(name, "").strip())
        for name in _PATHS
        if values.get(name, "").strip() != before.get(name, "")
    ]
