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
        initial={"start": now(service), "visit_class": "AMB"},
        places=when("start"),
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
    start = {"taken_at": now(service)}
    return Form("Record measurements", clinical.Measures, run, lead, initial=start, places=when("taken_at"))


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
    return Form("Record a blood group", clinical.Blood, run, lead, places=when("collected_at"))


def history(service: Service, id: UUID, file: Plain) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.add_history(id, typed.data, typed.by, typed.confirmed)

    return Form("Add to the history", clinical.HistoryEntry, run, places=when("onset"))


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
        lines = [row for _, row in results(data)]
        try:
            told = {"header": header, "status": data["status"], "results": lines}
            return service.records.issue_report(id, content, typed.by, typed.confirmed, **told)
        except Refused as refused:
            raise in_grid(refused, data) from None

    start = {"kind": "laboratory", "status": "final", "performed_at": now(service)}
    return grid("Record a report", clinical.Report, run, start)


def grid(title: str, schema: Any, run: Callable[[Typed], Any], start: forms.Values, reasoned: bool = False) -> Form:
    rows, columns = tuple(clinical.ROWS), clinical.COLUMNS
    return Form(
        title, schema, run, initial=start, places=when("performed_at"), rows=rows, columns=columns, reasoned=reasoned
    )


def results(data: forms.Values) -> list[tuple[int, Plain]]:
    found = []
    for n in clinical.ROWS:
        row = {column: data[name] for column in clinical.COLUMNS if (name := f"r{n}_{column}") in data}
        ends = {end: row.pop(end) for end in ("low", "high") if end in row}
        if row or ends:
            found.append((n, row | ({"range": ends} if ends else {})))
    return found


def in_grid(refused: Refused, data: forms.Values) -> Refused:
    """`results.1.value` is the cell of the line in which the second result was typed."""
    parts = refused.field.split(".")
    if parts[0] != "results" or len(parts) < 3 or isinstance(refused, Doubtful):
        return refused
    line = results(data)[int(parts[1])][0]
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


def when(field: str) -> Callable[[str], str]:
    """The field behind a dotted path: its first word; what is odd about the time is told at the field of the time."""
    return lambda path: field if path == "when" else path.split(".")[0]


def now(service: Service) -> str:
    return f"{service.clock().astimezone(UTC):%Y-%m-%dT%H:%M}Z"
