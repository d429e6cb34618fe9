"""Which commands the pages offer on an entry, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.refusal import Refused
from projections.reading import Reading
from web import altered, commands, grid
from web.forms import LINES, Form, Typed, Values
from web.given import now, when
from web.schemas import clinical
from web.service import Service

OnEntry = Callable[[Service, UUID, str, Plain, Reading], Form]
_KEPT = "What stood here stays readable, with your reason."


def _correcting(title: str, schema: Any) -> OnEntry:
    """The entry's own fields, as they should have been."""

    def make(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
        def run(typed: Typed) -> Any:
            wanted = altered.altered(item, schema.PATHS, typed.data, typed.expect)
            touched = altered.touched(typed.expect, wanted)
            return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

        return Form(
            title, schema, run, _KEPT, reasoned=True, initial=altered.initial(item, schema.PATHS),
            expect=altered.standing(item, schema.PATHS), places=altered.place(schema.PATHS),
        )  # fmt: skip

    return make


def _correct_history(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    paths = clinical.HistoryCorrection.PATHS

    def run(typed: Typed) -> Any:
        wanted = altered.altered(shown, paths, typed.data, typed.expect)
        if "document_seen" in wanted:
            wanted["document_seen"] = {"yes": True, "no": False}.get(wanted["document_seen"] or "")
        touched = altered.touched(typed.expect, {name: it for name, it in wanted.items() if name != "document_seen"})
        return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

    seen = {True: "yes", False: "no"}.get(item["document_seen"]) if "document_seen" in item else None
    shown = {**item, **({"document_seen": seen} if seen else {})}
    return Form(
        "Correct the history", clinical.HistoryCorrection, run, _KEPT, reasoned=True,
        initial=altered.initial(shown, paths), expect=altered.standing(shown, paths), places=commands.in_history,
    )  # fmt: skip


def _correct_measurement(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    """A reading is shown as it was entered, and held against the value it stands for."""
    entered = item.get("as_entered") or {"value": item["value"], "unit": item["unit"]}
    stands = {"value": entered["value"], "unit": entered["unit"], "taken_at": item["taken_at"]}

    def run(typed: Typed) -> Any:
        wanted: Plain = {name: it for name, it in typed.data.items() if name == "taken_at" and it != item["taken_at"]}
        if any(typed.data[name] != entered[name] for name in ("value", "unit")):
            wanted |= {name: typed.data[name] for name in ("value", "unit")}
        touched = altered.touched(typed.expect, wanted)
        return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

    schema = clinical.measure_correction(item["kind"])
    expect = {name: item[name] for name in ("value", "unit", "taken_at")}
    return Form(
        "Correct a measurement",
        schema,
        run,
        _KEPT,
        reasoned=True,
        initial=stands,
        expect=expect,
        places=when("taken_at"),
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


def _close(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        more = {name: typed.data[name] for name in ("disposition",) if name in typed.data}
        return service.records.close_visit(id, item["id"], typed.data["end"], typed.by, **more)

    start = {"end": now(service)}
    return Form("Close the visit", clinical.VisitEnd, run, "", "Close the visit", initial=start, places=when("end"))


def _reopen(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.reopen_visit(id, item["id"], typed.by)

    return Form("Open it again", clinical.Nothing, run, "The visit goes on.", "Open it again", reasoned=True)


def _cancel(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        command = service.records.cancel_visit if chapter == "visits" else service.records.cancel_report
        return command(id, item["id"], typed.by)

    return Form("Cancel it", clinical.Nothing, run, "It did not take place.", "Cancel it", reasoned=True)


def _status(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        data = typed.data
        more = {name: data[name] for name in ("on", "note") if name in data}
        return service.records.change_status(id, item["id"], data["now"], typed.by, **more)

    lead = f"{item['what']['text']} is on record as {item.get('clinical_status') or 'without a status'}."
    return Form("Change the status", clinical.StatusChange, run, lead, places=when("on"))


def _amend(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    old = item.get("results", [])
    told = ("findings", "impression", "conclusion")

    def run(typed: Typed) -> Any:
        wanted: Plain = {name: typed.data.get(name) for name in told if typed.data.get(name) != item.get(name)}
        rows = grid.results(typed.lines, old)
        if rows != grid.results(_lines_of(old), old):
            wanted["results"] = rows
        try:
            return service.records.amend_report(id, item["id"], typed.data["amendment"], wanted, typed.by)
        except Refused as refused:
            raise grid.in_grid(refused, typed.lines) from None

    start = {name: item[name] for name in told if name in item} | grid.cells(old)
    lead = "Write the report as it should read. What stood there stays beside it, struck."
    return Form(
        "Amend the report", clinical.Amendment, run, lead, initial=start, places=when("performed_at"), reasoned=True,
        lines=len(old) + 2, view="report.html", beside=_beside(service, read),
    )  # fmt: skip


def _lines_of(old: list[Plain]) -> grid.Lines:
    """The lines as the form first showed them."""
    shown = grid.cells(old)
    return [
        (n, {column: shown[name] for column in clinical.COLUMNS if (name := f"r{n}_{column}") in shown})
        for n in range(len(old))
    ]


def _issue(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        _, content, status = commands.report_of(typed.data)
        told = {"report": item["id"], "status": status, "results": grid.results(typed.lines)}
        return commands.issued(service, id, content, typed, told)

    start = {"status": "final", **grid.cells(item.get("results", ()))}
    lead = f"{item['what']['text']} was awaited. Copy the slip as it stands."
    return Form(
        "The report came in", clinical.ReportIssue, run, lead, initial=start, places=when("collected_at"), lines=LINES,
        view="report.html", beside=_beside(service, read),
    )  # fmt: skip


def _beside(service: Service, read: Reading) -> Callable[[Values], Mapping[str, Any]]:
    return lambda values: grid.beside(read, service.clock().date(), values, range(100))


def _seen(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.acknowledge(id, item["id"], typed.by)

    return Form("I have read it", clinical.Nothing, run, "Your name will stand beside the report.", "I have read it")


_CORRECT: Mapping[str, OnEntry] = {
    "measurements": _correct_measurement,
    "history": _correct_history,
    "visits": _correcting("Correct the visit", clinical.Visit),
    "blood_group": _correcting("Correct the blood group", clinical.Blood),
    "attachments": _correcting("Correct what is said of the document", clinical.DocumentCorrection),
}
_ANY: Mapping[str, OnEntry] = {"retract": _retract, "note": _note}
_OWN: Mapping[str, Mapping[str, OnEntry]] = {
    "visits": {"close": _close, "reopen": _reopen, "cancel": _cancel},
    "history": {"status": _status},
    "reports": {"amend": _amend, "issue": _issue, "acknowledge": _seen, "cancel": _cancel},
}


def on_entry(chapter: str, name: str) -> OnEntry | None:
    if name == "correct":
        return _CORRECT.get(chapter)
    return _OWN.get(chapter, {}).get(name) or _ANY.get(name)


def acts(who: str, chapter: str, item: Plain) -> list[tuple[str, str, str]]:
    """What may be done with an entry, as (address, words, what it means)."""
    if chapter == "demographics":
        return [(f"/patients/{who}/{name}", *_MEANT[name]) for name in ("edit", "correct")]
    if "id" not in item or item.get("status") == IN_ERROR:
        return []
    where = f"/patients/{who}/{chapter}/{item['id']}"
    told = [(f"{where}/{name}", *_MEANT[name]) for name in _names(chapter, item)]
    again = f"/patients/{who}/measurements"
    return [(again, *_MEANT["again"]), *told] if chapter == "measurements" else told


_MEANT = {
    "again": ("It changed: measure again", "This reading stays true for its day."),
    "edit": ("It changed", "What stands here stays true for the time before."),
    "correct": ("It was wrong: correct it", "What stands here was never true. It stays readable, with your reason."),
    "retract": ("Strike it: entered in error", "It should never have been in this file. It stays readable, struck."),
    "note": ("Add a note", "The entry stays as it is; your words stand beside it."),
    "close": ("Close the visit", "The patient has left."),
    "reopen": ("Open it again", "It was closed too early; a reason is due."),
    "cancel": ("Cancel it", "It did not take place; a reason is due."),
    "status": ("It changed: set the status", "It became active, inactive or resolved."),
    "amend": ("Correct or amend it", "A value was wrong, the reading of it changed, or something is added."),
    "issue": ("The report came in", "Copy what it says."),
    "acknowledge": ("I have read it", "Your name will stand beside the report."),
}


def _names(chapter: str, item: Plain) -> tuple[str, ...]:
    """The commands on an entry in this state, the likeliest first."""
    match chapter, item.get("status"):
        case "visits", "open":
            return "close", "correct", "note", "cancel", "retract"
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
            return ("retract",) if item.get("none_known") else ("status", "correct", "note", "retract")
        case "measurements", _:
            return "correct", "note", "retract"
        case (("blood_group" | "attachments"), _):
            return "correct", "note", "retract"
        case _:
            return ()
