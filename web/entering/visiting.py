"""The forms of a visit: it begins, it changes, it ends."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.fact import Plain
from domain.visits import READERS
from projections.reading import Reading
from web.entering import altered, diagnosing
from web.entering.clashes import wrote
from web.entering.forms import Form, Typed, Values
from web.entering.given import KEPT, now, when
from web.schemas import clinical, visits
from web.service import Service

_OUTPATIENT = "AMB"
_DIAGNOSES = READERS["diagnoses"]


def visit(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.open_visit(id, _told(typed.data), typed.by, typed.confirmed)

    start = {"start": now(service), "visit_class": _OUTPATIENT}
    lead = "The patient is here, or was: a visit can be written down afterwards, with its end."
    return Form(
        "Open a visit", visits.Visit, run, lead, "Open the visit", initial=start, places=when("start"),
        look=diagnosing.looked,
    )  # fmt: skip


def check_in(service: Service, id: UUID, read: Reading) -> Form:
    """An outpatient visit that begins now; why, and with whom, can be told when it is known."""

    def run(typed: Typed) -> Any:
        wanted = {"start": f"{service.clock():%Y-%m-%dT%H:%M}Z", "visit_class": _OUTPATIENT}
        return service.records.open_visit(id, wanted, typed.by, typed.confirmed)

    return Form("Check in", clinical.Nothing, run, "The patient is here now.", "Check in")


def close(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.close_visit(id, item["id"], by=typed.by, **_told(typed.data))

    start = {"end": now(service)}
    return Form(
        "Close the visit", visits.VisitEnd, run, "", "Close the visit", initial=start, places=when("end"),
        look=diagnosing.looked,
    )  # fmt: skip


def change(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    paths = visits.VisitChange.PATHS

    def run(typed: Typed) -> Any:
        wanted, touched = altered.asked(item, paths, typed.data, typed.expect)
        return service.records.update_visit(id, item["id"], wanted, typed.by, touched)

    lead = "What stands here stays true for the time before."
    return Form(
        "The visit changed", visits.VisitChange, run, lead, initial=altered.initial(item, paths),
        expect=altered.standing(item, paths), places=altered.place(paths),
        wrote=wrote(service, id, chapter, item["id"]),
    )  # fmt: skip


def correct(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    """Of one that is over, how it ended as well; its diagnoses are held against those that stood on the form."""
    schema = visits.PastVisitCorrection if item["status"] == "finished" else visits.VisitCorrection
    paths = schema.PATHS

    def run(typed: Typed) -> Any:
        wanted, touched = altered.asked(item, paths, typed.data, typed.expect)
        seen = _DIAGNOSES(typed.expect.get("diagnoses") or [], "diagnoses")
        if "diagnoses" in typed.expect and (now := diagnosing.read(typed.data.get("diagnoses", ""), seen)) != seen:
            wanted, touched = {**wanted, "diagnoses": now or None}, {**touched, "diagnoses": seen or None}
        return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

    told = {"diagnoses": item.get("diagnoses")} if item["status"] == "finished" else {}
    return Form(
        "Correct the visit", schema, run, KEPT, reasoned=True, look=diagnosing.looked,
        initial={**altered.initial(item, paths), **{name: diagnosing.written(it) for name, it in told.items()}},
        expect={**altered.standing(item, paths), **told}, places=altered.place(paths),
        wrote=wrote(service, id, chapter, item["id"]),
    )  # fmt: skip


def reopen(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.reopen_visit(id, item["id"], typed.by)

    return Form("Open it again", clinical.Nothing, run, "The visit goes on.", "Open it again", reasoned=True)


def cancel(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.cancel_visit(id, item["id"], typed.by)

    return Form("Cancel it", clinical.Nothing, run, "It did not take place.", "Cancel it", reasoned=True)


def _told(data: Values) -> Plain:
    """As the commands take it."""
    told: Plain = {"reason" if name == "complaint" else name: value for name, value in data.items()}
    if "diagnoses" in told:
        told["diagnoses"] = diagnosing.read(told["diagnoses"])
    return told
