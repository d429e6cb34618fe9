"""Which commands the pages offer on an entry, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain import change
from domain.fact import Plain
from domain.refusal import Refused
from web import forms
from web.commands import grid, in_grid, now, results, when
from web.forms import Form, Typed
from web.schemas import clinical
from web.service import Service

OnEntry = Callable[[Service, UUID, str, Plain], Form]


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

    return Form("Close the visit", clinical.VisitEnd, run, initial={"end": now(service)}, places=when("end"))


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

    return Form("Change the status", clinical.StatusChange, run, places=when("on"))


def _amend(service: Service, id: UUID, chapter: str, item: Plain) -> Form:
    old = item.get("results", [])

    def run(typed: Typed) -> Any:
        data = dict(typed.data)
        amendment = data.pop("amendment")
        words = {name: data.get(name) for name in ("findings", "impression", "conclusion")}
        wanted: Plain = {name: value for name, value in words.items() if value != item.get(name)}
        rows = [{**(old[n] if n < len(old) else {}), **row} for n, row in results(data)]
        rows += old[len(clinical.ROWS) :]
        if rows != old:
            wanted["results"] = rows
        try:
            return service.records.amend_report(id, item["id"], amendment, wanted, typed.by)
        except Refused as refused:
            raise in_grid(refused, data) from None

    words: dict[str, str] = {name: item[name] for name in ("findings", "impression", "conclusion") if name in item}
    cells = {f"r{n}_{column}": text for n, one in enumerate(old) for column, text in _cells(one).items()}
    return grid("Amend the report", clinical.Amendment, run, {**words, **cells}, reasoned=True)


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
