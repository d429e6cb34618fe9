"""The forms about the person: registering, bringing up to date, putting right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain.fact import Plain
from domain.refusal import Doubt, Doubtful, Refused
from projections.reading import Reading
from web import altered, dates, likely
from web.forms import Fix, Form, Typed, Values
from web.schemas import person
from web.service import Service

_PATHS = person.Person.PATHS
DIFFERENT = "different-person"
_UNKNOWN = "unknown"
_LOOK = "Somebody like this is on file already: see “Already here?”. Is it a different person?"


def registration(service: Service) -> Form:
    def run(typed: Typed) -> Any:
        if known := service.records.desk.answered(typed.by):
            return known  # sent twice: now this very patient is on file
        wanted = _wanted({}, typed)
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
        wanted = _wanted(read.details, typed)
        return command(id, wanted, typed.by, altered.touched(typed.expect, wanted))

    def beside(values: Values) -> Mapping[str, Any]:
        return {"differs": _differences(before, values), **_margin(service, values)}

    before = altered.initial(read.details, _PATHS)
    if "unknown" in read.details.get("birth", {}):
        before["born"] = _UNKNOWN
    return Form(
        title, person.Person, run, lead, reasoned=reasoned, initial=before,
        expect=altered.standing(read.details, _PATHS), places=altered.place(_PATHS), propose=_births,
        view="details.html", beside=beside,
    )  # fmt: skip


def _wanted(details: Plain, typed: Typed) -> Plain:
    """What the form asks for; a birth date that is said to be unknown is recorded as that."""
    told = typed.data if _is_known(typed.data["born"]) else {**typed.data, "born": ""}
    wanted = altered.altered(details, _PATHS, {name: it for name, it in _with_birth(told).items() if it}, typed.expect)
    birth = wanted.get("birth") or {}
    if "value" in birth:
        wanted["birth"] = {name: it for name, it in birth.items() if name != "unknown"}
    elif "birth" in wanted or not details:
        wanted["birth"] = {"unknown": birth.get("unknown", "not told")}
    return wanted


def _is_known(born: str) -> bool:
    return born.strip().casefold() not in (_UNKNOWN, "not known")


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
    echo = _echo(values.get("born", ""), today)
    gender = person.GENDERS.get(values.get("gender", ""), "")
    told = [text for text in (values.get("name", "").strip(), echo.partition(":")[0], gender.lower()) if text]
    more = [label for name, label in _MORE.items() if values.get(name, "").strip()]
    return {"echo": {"born": echo} if echo else {}, "will": {"who": ", ".join(told), "more": more}}


def _echo(born: str, today: date) -> str:
    if not _is_known(born):
        return "Birth date not known: none is made up."
    return dates.echo(born, today) if born else ""


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
