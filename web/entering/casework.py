"""The forms of a case: opening it, and every act that a reviewer can do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import g
from werkzeug.datastructures import MultiDict

from domain import casefile, mrn
from domain.casework import Pin
from domain.fact import Plain
from domain.refusal import NotFound, Refused
from domain.staff import ROLES
from web.entering import people
from web.entering.forms import Form, Typed, Values
from web.review import evidence
from web.schemas import case as schemas
from web.schemas.fields import Choices
from web.service import Service

Asked = MultiDict[str, str]
"""What stands in the address."""
Act = Callable[[Service, Plain, Asked, str], Form]
"""The form of an act, for a case, by a staff id."""
EXPLAINERS = ("clerk", "senior-clerk", "verifier", "reviewer", "privacy-officer", "auditor")
_SHORT = 90  # characters of a sentence in a list to choose from
_NONE = "No record has this number."


def opening(service: Service, asked: Asked) -> Form:
    """`log` and `position` pin what the case begins with; `people` (staff ids) and each `recipient` (a
    name) are on the list of those to be told."""
    staff, pin = service.views.staff.all(), pinned(asked)

    def run(typed: Typed) -> Any:
        told, pins = typed.data, [pin] if pin else []
        listed = people.read(told.get("people", ""), staff)
        return service.cases.open(
            told["title"], told["question"], typed.by, pins, listed, **_patient(service, told.get("patient", "")),
            **_person(told.get("person", ""), staff),
        )  # fmt: skip

    shown = evidence.evidence(service, g.account, pin.log, pin.position) if pin else None
    start = {name: asked.get(name, "").strip() for name in ("title", "question", "patient", "person")}
    start["patient"] = start["patient"] or (shown.patient if shown else "")
    outside = [{"name": " ".join(name.split())} for name in dict.fromkeys(asked.getlist("recipient")) if name.strip()]
    start["people"] = people.written([*people.asked_for(asked.getlist("people"), staff), *outside], staff)
    lead = "A case holds a question, the evidence, what people say to it, and what was found. All of it stays."
    return _form("Open a case", schemas.opening(_staff(staff, tuple(ROLES))), run, lead, "Open the case", start, shown)


def pinning(service: Service, asked: Asked, staff: str) -> Form | None:
    """An event or a view to a case that is chosen; None where no case is open."""
    pin, open_ones = pinned(asked), service.views.cases.rows(_SHORT, closed=False)
    mine = {one["number"]: f"{one['number']}  {one['title']}" for one in open_ones if one.get("person") != staff}
    if pin is None or not mine:
        return None

    def run(typed: Typed) -> Any:
        return service.cases.pin(typed.data["case"], pin._replace(note=typed.data.get("note")), typed.by)

    shown = evidence.evidence(service, g.account, pin.log, pin.position)
    only = next(iter(mine)) if len(mine) == 1 else ""
    return _form(
        "Pin to a case", schemas.pinning(mine), run, "It becomes evidence, with your note.", "Pin it",
        {"case": asked.get("case", only)}, shown,
    )  # fmt: skip


def pinned(asked: Mapping[str, str]) -> Pin | None:
    """What an address names by `log` and `position`; None where it names nothing."""
    log, position = asked.get("log", evidence.RECORD), asked.get("position", "")
    whole = position.isascii() and position.isdecimal() and 0 < len(position) < 19
    return Pin(log, int(position)) if log in casefile.LOGS and whole and int(position) else None


def _pin(service: Service, case: Plain, asked: Asked, by: str) -> Form:
    def run(typed: Typed) -> Any:
        told = typed.data
        if (pin := pinned(told)) is None:
            raise Refused("position", "Write the position as a whole number from 1.")
        return service.cases.pin(case["number"], pin._replace(note=told.get("note")), typed.by)

    lead = "You can also pin from an event’s page or from a record’s trail, which fills this in."
    return _form("Pin evidence", schemas.PinHere, run, lead, "Pin it", {"log": evidence.RECORD})


def unpinning(service: Service, case: Plain, pin: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.cases.unpin(case["number"], pin["id"], typed.data["why"], typed.by)

    shown = evidence.evidence(service, g.account, pin["log"], pin["position"])
    return _form("Take out of the evidence", schemas.Unpinning, run, "", "Take it out", {}, shown)


def _ask(service: Service, case: Plain, asked: Asked, by: str) -> Form:
    """`pin` is the evidence it is about; whoever recorded that is whom one is likely to ask."""
    staff = {one["staff"]: one for one in service.views.staff.all() if not one["locked"]}
    standing = casefile.standing(case)
    seen = evidence.every(service, g.account, [(one["log"], one["position"]) for one in standing])
    told = {one["id"]: said for one, said in zip(standing, seen, strict=True)}

    def run(typed: Typed) -> Any:
        whom, pin = staff[typed.data["staff"]], typed.data.get("pin")
        return service.cases.ask(case["number"], whom["staff"], whom["name"], typed.data["question"], typed.by, pin)

    others = _staff([one for one in staff.values() if one["staff"] != by], EXPLAINERS)
    pins = {id: f"{id.removeprefix('p')}. {_cut(one.says)}" for id, one in told.items()}
    pin = asked.get("pin", "") if asked.get("pin") in told else ""
    actor = told[pin].actor if pin else ""
    start = {"pin": pin, "staff": asked.get("staff", actor if actor in others else "")}
    lead = "It stands on their start page until they answer. They see the question and what it is about, not the case."
    return _form("Ask somebody", schemas.asking(others, pins), run, lead, "Ask", start)


def _finding(service: Service, case: Plain, asked: Asked, by: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.cases.find(case["number"], typed.data["kind"], typed.data["text"], typed.by)

    lead = "The last finding counts; those before it stay in the file." if case["findings"] else ""
    return _form("Record a finding", schemas.Finding, run, lead, "Record it")


def _listing(service: Service, case: Plain, asked: Asked, by: str) -> Form:
    staff = service.views.staff.all()

    def run(typed: Typed) -> Any:
        return service.cases.list_people(case["number"], people.read(typed.data["people"], staff), typed.by)

    start = {"people": people.written(people.asked_for(asked.getlist("people"), staff), staff)}
    lead = "Whoever relied on something wrong and has to hear of it. Each stays on the list until they are told."
    return _form("Who is to be told", schemas.Listing, run, lead, "Put them on the list", start)


def _telling(service: Service, case: Plain, asked: Asked, by: str) -> Form:
    """`people` (staff ids) are those whom the form names; otherwise it names all who have not been told."""
    staff = service.views.staff.all()

    def run(typed: Typed) -> Any:
        told = typed.data
        named = people.read(told["people"], staff)
        return service.cases.tell(case["number"], named, told["how"], told["at"], typed.by, told.get("note"))

    named = people.asked_for(asked.getlist("people"), staff) or casefile.untold(case)
    start = {"people": people.written(named, staff), "at": service.clock().strftime("%Y-%m-%d %H:%M")}
    return _form("They were told", schemas.Telling, run, "", "Record that they were told", start)


def _closing(service: Service, case: Plain, asked: Asked, by: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.cases.close(case["number"], typed.by, typed.data.get("waived"))

    lead = "It stays readable, and can be printed and exported with all its evidence."
    return _form("Close the case", schemas.Closing, run, lead, "Close it")


def _reopening(service: Service, case: Plain, asked: Asked, by: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.cases.reopen(case["number"], typed.data["why"], typed.by)

    lead = "Before it is closed again, a finding has to be recorded anew."
    return _form("Reopen the case", schemas.Reopening, run, lead, "Reopen it")


ACTS: Mapping[str, Act] = {
    "pin": _pin,
    "ask": _ask,
    "finding": _finding,
    "people": _listing,
    "told": _telling,
    "close": _closing,
    "reopen": _reopening,
}


def answering(service: Service, number: str, ask: Plain, shown: evidence.Evidence | None) -> Form:
    def run(typed: Typed) -> Any:
        return service.cases.answer(number, ask["id"], typed.data["text"], typed.by)

    lead = f"{ask['by']['by']} asks: {ask['question']}"
    return _form("You are asked about an entry", schemas.Answer, run, lead, "Send the answer", {}, shown)


def _form(
    title: str, schema: Any, run: Callable[[Typed], Any], lead: str, button: str, initial: Values | None = None,
    shown: evidence.Evidence | None = None,
) -> Form:  # fmt: skip
    """With what it is about beside it."""
    return Form(
        title, schema, run, lead, button, initial=initial or {}, view="cases/form.html",
        beside=lambda values: {"seen": shown}, places=lambda field: field if field in schema().fields else "",
    )  # fmt: skip


def _staff(staff: list[Plain], roles: tuple[str, ...]) -> Choices:
    some = sorted((one for one in staff if one["role"] in roles), key=lambda one: str(one["name"]))
    return {one["staff"]: f"{one['name']} ({one['login']}), {ROLES[one['role']].lower()}" for one in some}


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()} …"


def _patient(service: Service, typed: str) -> dict[str, str | None]:
    if not typed.strip():
        return {}
    try:
        number = mrn.typed(typed)
        id = service.views.current.find(number if mrn.is_mrn(number) else str(UUID(typed.strip())))
    except (ValueError, NotFound):
        raise Refused("patient", _NONE) from None
    return {"patient": str(id), "mrn": str(service.views.directory.person(id)["mrn"])}


def _person(id: str, staff: list[Plain]) -> dict[str, str | None]:
    named = next((one for one in staff if one["staff"] == id), None)
    return {"person": named["staff"], "person_name": named["name"]} if named else {}
