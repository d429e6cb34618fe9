"""Which commands the pages offer on an entry, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.identity import KEY
from projections.reading import Reading
from web.entering import altered, histories, misfiled, missing, reporting, visiting
from web.entering.clashes import wrote
from web.entering.forms import Form, Typed
from web.entering.given import KEPT, when
from web.schemas import clinical, measured
from web.service import Service

OnEntry = Callable[[Service, UUID, str, Plain, Reading], Form]


def _correcting(title: str, schema: Any) -> OnEntry:
    """The entry's own fields, as they should have been."""

    def make(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
        def run(typed: Typed) -> Any:
            wanted, touched = altered.asked(item, schema.PATHS, typed.data, typed.expect)
            return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

        return Form(
            title, schema, run, KEPT, reasoned=True, initial=altered.initial(item, schema.PATHS),
            expect=altered.standing(item, schema.PATHS), places=altered.place(schema.PATHS),
            wrote=wrote(service, id, chapter, item["id"]),
        )  # fmt: skip

    return make


def _correct_measurement(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    """A reading is shown as it was entered, and held against the value it stands for."""
    entered = item.get("as_entered") or {"value": item["value"], "unit": item["unit"]}
    stands = {"value": entered["value"], "unit": entered["unit"], "taken_at": item["taken_at"]}

    def run(typed: Typed) -> Any:
        wanted: Plain = {name: it for name, it in typed.data.items() if name == "taken_at" and it != item["taken_at"]}
        if any(typed.data[name] != entered[name] for name in ("value", "unit")):
            wanted |= {name: typed.data[name] for name in ("value", "unit")}
        touched = {name: was for name, was in typed.expect.items() if name in wanted}
        return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

    schema = measured.correction(item["kind"])
    expect = {name: item[name] for name in ("value", "unit", "taken_at")}
    return Form(
        "Correct a measurement",
        schema,
        run,
        KEPT,
        reasoned=True,
        initial=stands,
        expect=expect,
        places=when("taken_at"),
        along=lambda name: ("unit",) if name == "value" else (),
        wrote=wrote(service, id, chapter, item["id"]),
    )


def _retract(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.retract(id, chapter, item["id"], typed.by)

    lead = "It should never have been in this file. It stays readable, struck through."
    return Form("Entered in error", clinical.Nothing, run, lead, "Strike it through", reasoned=True)


def _note(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.add_to(id, chapter, item["id"], typed.data["text"], typed.by)

    return Form("Add a note", clinical.Note, run, "The entry stays as it is; your words stand beside it.")


def _cancel(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.cancel_report(id, item["id"], typed.by)

    return Form("Cancel it", clinical.Nothing, run, "It will not come.", "Cancel it", reasoned=True)


_CORRECT: Mapping[str, OnEntry] = {
    "measurements": _correct_measurement,
    "history": histories.correct,
    "visits": visiting.correct,
    "blood_group": _correcting("Correct the blood group", clinical.Blood),
    "attachments": _correcting("Correct what is said of the document", clinical.DocumentCorrection),
}
_ANY: Mapping[str, OnEntry] = {
    "retract": _retract,
    "move": misfiled.move,
    "note": _note,
    "affirm": missing.reaffirm,
}
_OWN: Mapping[str, Mapping[str, OnEntry]] = {
    "visits": {
        "close": visiting.close,
        "change": visiting.change,
        "reopen": visiting.reopen,
        "cancel": visiting.cancel,
    },
    "history": {"status": histories.status},
    "reports": {
        "amend": reporting.amend,
        "issue": reporting.issue,
        "acknowledge": reporting.seen,
        "cancel": _cancel,
    },
}

NAMES = frozenset(("correct", *_ANY, *(name for own in _OWN.values() for name in own)))
"""Of all of them, whatever the chapter."""


def on_entry(chapter: str, item: Plain, name: str) -> OnEntry | None:
    """None where it does not take this. That there is none says nothing that could be another."""
    if item.get("none_known") and name in ("correct", "status"):
        return None
    if name == "correct":
        return _CORRECT.get(chapter)
    return _OWN.get(chapter, {}).get(name) or _ANY.get(name)


def instead(chapter: str, item: Plain, name: str) -> str | None:
    """What a visit that is over asks for where an open one would have changed or ended."""
    over = chapter == "visits" and item["status"] == "finished"
    return "correct" if over and name in ("change", "close") else None


def acts(who: str, chapter: str, item: Plain) -> list[tuple[str, str, str]]:
    """What may be done with an entry, as (address, words, what it means)."""
    if chapter == "demographics":
        named = [(f"/patients/{who}/{name}", *_MEANT[name]) for name in ("edit", "correct")]
        return [*named, (f"/patients/{who}/amendments/new?about={chapter}.{KEY}", *_MEANT["ask"])]
    if "id" not in item or item.get("status") == IN_ERROR:
        return []
    where = f"/patients/{who}/{chapter}/{item['id']}"
    names = _names(chapter, item)
    movable = ("move",) if "retract" in names and not item.get("none_known") else ()
    told = [(f"{where}/{name}", *_MEANT[name]) for name in (*names, *movable)]
    told += [(f"/patients/{who}/amendments/new?about={chapter}.{item['id']}", *_MEANT["ask"])] if told else []
    again = f"/patients/{who}/measurements"
    return [(again, *_MEANT["again"]), *told] if chapter == "measurements" else told


_MEANT = {
    "again": ("It changed: measure again", "This reading stays true for its day."),
    "edit": ("It changed", "What stands here stays true for the time before."),
    "correct": ("It was wrong: correct it", "What stands here was never true. It stays readable, with your reason."),
    "retract": ("Strike it: entered in error", "It should never have been in this file. It stays readable, struck."),
    "move": ("It is another patient's: move it", "It goes to the right record; here it stays readable, struck."),
    "affirm": ("Still right", "You asked or looked again, and nothing changes."),
    "note": ("Add a note", "The entry stays as it is; your words stand beside it."),
    "close": ("Close the visit", "The patient has left."),
    "change": ("It changed", "Somebody else sees the patient by now, or more is known."),
    "reopen": ("Open it again", "It was closed too early; a reason is due."),
    "cancel": ("Cancel it", "It did not take place; a reason is due."),
    "status": ("It changed: set the status", "It became active, inactive or resolved."),
    "amend": ("Correct or amend it", "A value was wrong, the reading of it changed, or something is added."),
    "issue": ("The report came in", "Copy what it says."),
    "ask": ("The patient asks for a change", "Their words are kept, and somebody decides."),
    "acknowledge": ("I have read it", "Your name will stand beside the report."),
}


def _names(chapter: str, item: Plain) -> tuple[str, ...]:
    """The commands on an entry in this state, the likeliest first."""
    match chapter, item.get("status"):
        case "visits", "open":
            return "close", "change", "correct", "note", "cancel", "retract"
        case "visits", "finished":
            return "correct", "reopen", "note", "retract"
        case "visits", _:
            return ("retract",)
        case "reports", ("registered" | "preliminary"):
            return "issue", "note", "cancel", "retract"
        case "reports", "cancelled":
            return ()
        case "reports", _:
            return "acknowledge", "amend", "note", "retract"
        case "history", _:
            return (
                ("affirm", "retract") if item.get("none_known") else ("status", "correct", "affirm", "note", "retract")
            )
        case "measurements", _:
            return "correct", "affirm", "note", "retract"
        case (("blood_group" | "attachments"), _):
            return "correct", "note", "retract"
        case _:
            return ()
