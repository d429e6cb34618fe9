"""Which commands the pages offer, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

from domain import change
from domain.fact import Plain
from domain.refusal import Doubtful, Refused
from web import forms
from web.forms import Form, Typed
from web.schemas import clinical, person
from web.service import Service

OnFile = Callable[[Service, UUID, Plain], Form]
OnEntry = Callable[[Service, UUID, str, Plain], Form]
ADDS = (
    ("visits", "Open a visit"),
    ("measurements", "Measure"),
    ("blood-groups", "Blood group"),
    ("history-entries", "History"),
    ("none-known", "None known"),
    ("reports", "Report"),
    ("edit", "It changed"),
    ("correct", "It was wrong"),
)
_PATHS = person.Person.PATHS


# the person


def registration(service: Service) -> Form:
    def run(typed: Typed) -> Any:
        wanted = forms.altered({}, _PATHS, typed.data)
        return service.records.register(wanted, typed.by, typed.confirmed)

    lead = "A name, a birth date as far as it is known, and the gender are enough to begin."
    return Form("Register a patient", person.Person, run, lead, "Register", places=forms.place(_PATHS))


def edit(service: Service, id: UUID, file: Plain) -> Form:
    lead = "Something is different now. What stood here stays true for the time before."
    return _details("It changed", lead, service.records.update, id, file, reasoned=False)


def correct_details(service: Service, id: UUID, file: Plain) -> Form:
    lead = "Something was never true. What stood here stays readable, with your reason."
    return _details("It was wrong", lead, service.records.correct_details, id, file, reasoned=True)


def _details(title: str, lead: str, command: Callable[..., Any], id: UUID, file: Plain, reasoned: bool) -> Form:
    details = file["chapters"]["demographics"]["demographics"]

    def run(typed: Typed) -> Any:
        wanted = forms.altered(details, _PATHS, typed.data)
        touched = {path: was for path, was in typed.expect.items() if path.split(".")[0] in wanted}
        return command(id, wanted, typed.by, touched)

    shown = forms.initial(details, _PATHS)
    expect = {path: change.at(details, path) for path in _PATHS.values()}
    place = forms.place(_PATHS)
    return Form(title, person.Person, run, lead, reasoned=reasoned, initial=shown, expect=expect, places=place)


# what is added to a file


def visit(service: Service, id: UUID, file: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.open_visit(id, dict(typed.data), typed.by, typed.confirmed)

    return Form(
        "Open a visit",
        clinical.Visit,
        run,
        initial={"start": _now(service), "visit_class": "AMB"},
        places=_when("start"),
    )


def measurements(service: Service, id: UUID, file: Plain) -> Form:
    def taken(data: forms.Values) -> list[str]:
        return [name for name in clinical.KINDS_TAKEN if name in data]

    def run(typed: Typed) -> Any:
        data = typed.data
        items = [
            {"kind": clinical.KINDS_TAKEN[name], "value": data[name], "unit": data.get(f"{name}_unit")}
            for name in taken(data)
        ]
        at, visits = data["taken_at"], file["chapters"]["visits"].values()
        visit = next((one["id"] for one in visits if one["status"] == "open"), None)
        try:
            return service.records.measure(id, items, typed.by, at, visit, typed.confirmed)
        except Refused as refused:
            raise _named(refused, taken(data)) from None

    lead = "Write what you read; leave out what was not measured."
    start = {"taken_at": _now(service)}
    return Form("Record measurements", clinical.Measures, run, lead, initial=start, places=_when("taken_at"))


def _named(refused: Refused, taken: list[str]) -> Refused:
    """The refusal of the n-th item as one of the field it was typed in; doubts keep their codes."""
    parts = refused.field.split(".")
    if not isinstance(refused, Doubtful) and parts[0] == "items" and len(parts) > 1:
        return Refused(taken[int(parts[1])], refused.reason)
    return refused


def blood_group(service: Service, id: UUID, file: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.record_blood_group(id, typed.data, typed.by, typed.confirmed)

    lead = "For reference, not for transfusion, until two laboratory results agree."
    return Form("Record a blood group", clinical.Blood, run, lead, places=_when("collected_at"))


def history(service: Service, id: UUID, file: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.add_history(id, typed.data, typed.by, typed.confirmed)

    return Form("Add to the history", clinical.HistoryEntry, run, places=_when("onset"))


def none_known(service: Service, id: UUID, file: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.declare_none(id, typed.data["kind"], typed.data["asked_of"], typed.by)

    lead = "Asked, and there is none: that is not the same as not asked."
    return Form("None known", clinical.NoneKnown, run, lead)


def report(service: Service, id: UUID, file: Plain) -> Form:
    def run(typed: Typed) -> Any:
        data = typed.data
        header = {name: data[name] for name in ("kind", "what", "performer", "specimen") if name in data}
        words = ("performed_at", "findings", "impression", "conclusion")
        content = {name: data[name] for name in words if name in data}
        results = [row for _, row in _results(data)]
        try:
            told = {"header": header, "status": data["status"], "results": results}
            return service.records.issue_report(id, content, typed.by, typed.confirmed, **told)
        except Refused as refused:
            raise _in_grid(refused, data) from None

    start = {"kind": "laboratory", "status": "final", "performed_at": _now(service)}
    return _grid("Record a report", clinical.Report, run, start)


def _grid(title: str, schema: Any, run: Callable[[Typed], Any], start: forms.Values, reasoned: bool = False) -> Form:
    rows, columns = tuple(clinical.ROWS), clinical.COLUMNS
    return Form(
        title, schema, run, initial=start, places=_when("performed_at"), rows=rows, columns=columns, reasoned=reasoned
    )


def _results(data: forms.Values) -> list[tuple[int, Plain]]:
    found = []
    for n in clinical.ROWS:
        row = {column: data[name] for column in clinical.COLUMNS if (name := f"r{n}_{column}") in data}
        ends = {end: row.pop(end) for end in ("low", "high") if end in row}
        if row or ends:
            found.append((n, row | ({"range": ends} if ends else {})))
    return found


def _in_grid(refused: Refused, data: forms.Values) -> Refused:
    """`results.1.value` is the cell of the line in which the second result was typed."""
    parts = refused.field.split(".")
    if parts[0] != "results" or len(parts) < 3 or isinstance(refused, Doubtful):
        return refused
    line = _results(data)[int(parts[1])][0]
    column = parts[3] if parts[2] == "range" and len(parts) > 3 else parts[2]
    return Refused(f"r{line}_{column}", refused.reason)


ON_FILE: Mapping[str, OnFile] = {
    "edit": edit,
    "correct": correct_details,
    "visits": visit,
    "measurements": measurements,
    "blood-groups": blood_group,
    "history-entries": history,
    "none-known": none_known,
    "reports": report,
}


# what is done with an entry


def _correcting(title: str, schema: Any, paths: Mapping[str, str]) -> OnEntry:
    def make(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
        def run(typed: Typed) -> Any:
            wanted = forms.altered(item, paths, typed.data)
            touched = {path: was for path, was in typed.expect.items() if path.split(".")[0] in wanted}
            return service.records.correct(id, chapter, item["id"], wanted, typed.by, touched, typed.confirmed)

        expect = {path: change.at(item, path) for path in paths.values()}
        shown = forms.initial(item, paths)
        lead = "What stood here stays readable, with your reason."
        places = forms.place(paths)
        return Form(title, schema, run, lead, reasoned=True, initial=shown, expect=expect, places=places)

    return make


def _retract(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.retract(id, chapter, item["id"], typed.by)

    lead = "It should never have been in this file. It stays readable, struck through."
    return Form("Entered in error", clinical.Nothing, run, lead, "Strike it through", reasoned=True)


def _note(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.add_to(id, chapter, item["id"], typed.data["text"], typed.by)

    return Form("Add a note", clinical.Note, run, "The entry stays as it is; your words stand beside it.")


def _close(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    def run(typed: Typed) -> Any:
        more = {name: typed.data[name] for name in ("disposition",) if name in typed.data}
        return service.records.close_visit(id, item["id"], typed.data["end"], typed.by, **more)

    return Form("Close the visit", clinical.VisitEnd, run, initial={"end": _now(service)}, places=_when("end"))


def _cancel(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    def run(typed: Typed) -> Any:
        command = service.records.cancel_visit if chapter == "visits" else service.records.cancel_report
        return command(id, item["id"], typed.by)

    return Form("Cancel it", clinical.Nothing, run, "It did not take place.", "Cancel it", reasoned=True)


def _status(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    def run(typed: Typed) -> Any:
        data = typed.data
        more = {name: data[name] for name in ("on", "note") if name in data}
        return service.records.change_status(id, item["id"], data["now"], typed.by, **more)

    return Form("Change the status", clinical.StatusChange, run, places=_when("on"))


def _amend(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    old = item.get("results", [])

    def run(typed: Typed) -> Any:
        data = dict(typed.data)
        amendment = data.pop("amendment")
        words = {name: data.get(name) for name in ("findings", "impression", "conclusion")}
        wanted: Plain = {name: value for name, value in words.items() if value != item.get(name)}
        rows = [{**(old[n] if n < len(old) else {}), **row} for n, row in _results(data)]
        rows += old[len(clinical.ROWS) :]
        if rows != old:
            wanted["results"] = rows
        try:
            return service.records.amend_report(id, item["id"], amendment, wanted, typed.by)
        except Refused as refused:
            raise _in_grid(refused, data) from None

    words: dict[str, str] = {name: item[name] for name in ("findings", "impression", "conclusion") if name in item}
    cells = {f"r{n}_{column}": text for n, one in enumerate(old) for column, text in _cells(one).items()}
    return _grid("Amend the report", clinical.Amendment, run, {**words, **cells}, reasoned=True)


def _cells(result: Plain) -> dict[str, str]:
    value = f"{result.get('comparator', '')}{result.get('value', result.get('text', ''))}"
    ends = result.get("range", {})
    told = {"what": result["what"]["text"], "value": value, "unit": result.get("unit")}
    return {name: text for name, text in {**told, "low": ends.get("low"), "high": ends.get("high")}.items() if text}


def _seen(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.acknowledge(id, item["id"], typed.by)

    return Form("I have read it", clinical.Nothing, run, "Your name will stand beside the report.", "I have read it")


_CORRECT: Mapping[str, OnEntry] = {
    "measurements": _correcting("Correct a measurement", clinical.MeasureCorrection, clinical.MeasureCorrection.PATHS),
    "history": _correcting("Correct the history", clinical.HistoryCorrection, clinical.HistoryEntry.PATHS),
    "visits": _correcting("Correct the visit", clinical.Visit, clinical.Visit.PATHS),
}
_ANY: Mapping[str, OnEntry] = {"retract": _retract, "note": _note}
_OWN: Mapping[str, Mapping[str, OnEntry]] = {
    "visits": {"close": _close, "cancel": _cancel},
    "history": {"status": _status},
    "reports": {"amend": _amend, "acknowledge": _seen, "cancel": _cancel},
}


def on_entry(chapter: str, name: str) -> OnEntry | None:
    if name == "correct":
        return _CORRECT.get(chapter)
    return _OWN.get(chapter, {}).get(name) or _ANY.get(name)


def acts(who: str, file: Plain, chapter: str, entry: str) -> list[tuple[str, str]]:
    """What may be done with an entry, as (address, words)."""
    item = file["chapters"].get(chapter, {}).get(entry, {})
    if "id" not in item or item.get("none_known"):
        return []
    names = [*_names(chapter, str(item.get("status", "")))]
    return [(f"/patients/{who}/{chapter}/{entry}/{name}", words) for name, words in names]


def _names(chapter: str, status: str) -> list[tuple[str, str]]:
    strike = ("retract", "Strike")
    match chapter, status:
        case "visits", "open":
            return [("close", "Close"), ("correct", "Correct"), ("cancel", "Cancel")]
        case "reports", "registered":
            return [("cancel", "Cancel")]
        case "reports", ("cancelled" | "preliminary"):
            return []
        case "reports", _:
            return [("amend", "Amend"), ("acknowledge", "I have read it"), strike]
        case "history", _:
            return [("correct", "Correct"), ("status", "Status"), strike]
        case (("measurements" | "visits"), _):
            return [("correct", "Correct"), strike]
        case "blood_group", _:
            return [strike]
        case _:
            return []


def _when(field: str) -> Callable[[str], str]:
    """The field behind a dotted path: its first word; what is odd about the time is told at the field of the time."""
    return lambda path: field if path == "when" else path.split(".")[0]


def _now(service: Service) -> str:
    return f"{service.clock().astimezone(UTC):%Y-%m-%dT%H:%M}Z"
