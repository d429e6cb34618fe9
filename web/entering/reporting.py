"""The pages on which test reports are written down: awaited, come in, amended, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.chapter import weigh
from domain.fact import Plain
from domain.refusal import Refused
from projections.reading import Reading
from web.coding.panels import PANELS, coded_panel
from web.entering import altered, grid, pasting
from web.entering.clashes import wrote
from web.entering.forms import LINES, Form, Typed, Values
from web.entering.given import asked, when
from web.schemas import report as schemas
from web.schemas.clinical import Nothing
from web.service import Service

HEADER = (
    "kind", "performer", "external_no", "ordered_by", "specimen", "due_at", "modality", "body_site", "laterality",
    "clinical_question",
)  # fmt: skip
CONTENT = (
    "collected_at", "performed_at", "reported_at", "technique", "comparison", "radiologist", "source", "read_back_by",
    "findings", "impression", "conclusion",
)  # fmt: skip
_OF_IMAGES = ("modality", "body_site", "laterality", "clinical_question", "technique", "comparison", "radiologist")
_CELLS = [f"r{n}_{column}" for n in range(grid.MOST) for column in schemas.COLUMNS]
_SLIP = "Copy the slip as it stands."


def record(service: Service, id: UUID, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        header = _of_kind({name: typed.data[name] for name in HEADER if name in typed.data}, typed.data["kind"])
        header["what"] = coded_panel(typed.data["what"])
        if typed.data["status"] == "registered":
            return service.records.register_report(id, header, typed.by)
        return _issued(service, id, typed, header, {"header": header})

    pattern = read.entry("reports", asked("like").get("like", "")) or {}
    start = {"kind": pattern.get("kind", "laboratory"), "status": "final"}
    start |= {name: pattern[name] for name in ("performer",) if name in pattern}
    if pattern:
        start |= {"what": pattern["what"]["text"], **grid.cells(pattern.get("results", ()), values=False)}
    lead = f"{_SLIP} The range is the one printed beside each value; the flag follows from it."
    return Form(
        "Record a report", schemas.Report, run, lead, initial=start, places=when("collected_at"), lines=LINES,
        view="report.html", beside=_beside(service, read, patterns=grid.patterns(read)), fill=_fill,
    )  # fmt: skip


def issue(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return _issued(service, id, typed, item, {"report": item["id"]})

    start = {"status": "final", **grid.cells(item.get("results", ()))}
    lead = f"{item['what']['text']} was awaited. {_SLIP}"
    return Form(
        "The report came in", schemas.ReportIssue, run, lead, initial=start, places=when("collected_at"), lines=LINES,
        view="report.html", beside=_beside(service, read, shown_kind=item["kind"]), fill=_fill,
    )  # fmt: skip


def amend(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    old = item.get("results", [])
    paths = {name: name for name in ("findings", "impression", "conclusion")}

    def run(typed: Typed) -> Any:
        wanted, held = altered.asked(item, paths, typed.data, typed.expect)
        seen = typed.expect.get("results")
        if (rows := grid.results(typed.lines, old)) != grid.results(_lines_seen(seen, old), old):
            wanted["results"], held["results"] = rows, seen
            weigh(grid.doubts(rows, typed.lines), typed.confirmed)
        told, amendment = _told(typed.data), typed.data["amendment"]
        try:
            return service.records.amend_report(id, item["id"], amendment, wanted, typed.by, expected=held, **told)
        except Refused as refused:
            raise grid.in_grid(refused, typed.lines) from None

    start = {name: item[name] for name in paths if name in item} | grid.cells(old)
    lead = "Write the report as it should read. What stood there stays beside it, struck."
    return Form(
        "Amend the report", schemas.Amendment, run, lead, initial=start, places=_in_amendment, reasoned=True,
        lines=len(old) + 2, view="report.html", beside=_beside(service, read),
        expect={**altered.standing(item, paths), "results": old}, wrote=wrote(service, id, chapter, item["id"]),
        along=lambda name: [cell for cell in _CELLS if name == "results"],
    )  # fmt: skip


def seen(service: Service, id: UUID, chapter: str, item: Plain, read: Reading) -> Form:
    def run(typed: Typed) -> Any:
        return service.records.acknowledge(id, item["id"], typed.by)

    lead = "Your name will stand beside the report."
    return Form("I have read it", Nothing, run, lead, "I have read it")


def _issued(service: Service, id: UUID, typed: Typed, header: Plain, about: Plain) -> Any:
    if "paste" in typed.data:
        raise Refused("paste", "Make lines of this first, and look them over.")
    content = _of_kind(_content(typed.data, header["kind"]), header["kind"])
    try:
        results = grid.results(typed.lines, panel=header["what"]["text"])
        weigh(grid.doubts(results, typed.lines), typed.confirmed)
        told = {**about, "status": typed.data["status"], "results": results}
        return service.records.issue_report(id, content, typed.by, typed.confirmed, **told)
    except Refused as refused:
        raise grid.in_grid(refused, typed.lines) from None


def _content(data: Values, kind: str) -> Plain:
    content: Plain = {name: data[name] for name in CONTENT if name in data}
    if data.get("source") == "paper":
        content["paper_seen"] = True
    if data.get("critical") == "yes":
        content["critical"] = True
    if kind == "other" and "sections" in data:
        content["sections"] = sections(data["sections"])
    return content


def _of_kind(told: Plain, kind: str) -> Plain:
    """Without what is only asked of images."""
    return told if kind == "imaging" else {name: it for name, it in told.items() if name not in _OF_IMAGES}


def sections(text: str) -> list[Plain]:
    """`[{"title", "text"}]` of a text in which a heading stands on a line of its own and ends with a colon."""
    found: list[Plain] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.rstrip().endswith(":") and len(line) <= 80:
            found.append({"title": line.strip().rstrip(":")})
        elif line.strip() or found:
            found = found or [{}]
            found[-1]["text"] = f"{found[-1]['text']}\n{line}" if "text" in found[-1] else line
    return found


def _told(data: Values) -> Plain:
    """Who was told of an amendment, as the command takes it."""
    about = {name: data[f"told_{name}"] for name in ("who", "how", "at") if f"told_{name}" in data}
    unseen = data.get("unseen") == "yes"
    if "who" not in about and not unseen:
        raise Refused("told_who", "Say who was told of the change, or that nobody had seen the report.")
    return {"notified": [about] if "who" in about else [], "unseen": unseen}


def _in_amendment(path: str) -> str:
    return "told_at" if path == "notified.0.at" else "unseen" if path == "notified" else when("told_at")(path)


def _fill(how: str, values: Values) -> tuple[Values, str]:
    """The lines of a usual panel, or those that were pasted, in the place of those that stood there."""
    bare = {name: value for name, value in values.items() if not grid.is_cell(name)}
    if how == "panel" and (key := values.get("panel", "")) in PANELS:
        named = {} if values.get("what") else {"what": PANELS[key].name}
        return bare | named | grid.panel(key), f"The lines of {PANELS[key].name} are laid out."
    rows = pasting.rows(values.get("paste", ""))[: grid.MOST]
    if how != "paste" or not rows:
        return values, "No line was found in it." if how == "paste" else "Choose a panel first."
    cells = {f"r{n}_{column}": text for n, row in enumerate(rows) for column, text in row.items()}
    return bare | cells | {"paste": ""}, f"{len(rows)} lines were made of it. Look them over; nothing is recorded yet."


def _lines_seen(told: Any, old: list[Plain]) -> grid.Lines:
    """The lines as they stood on the form, of what it sent of them."""
    try:
        return _lines_of(told)
    except (AttributeError, KeyError, TypeError):
        return _lines_of(old)


def _lines_of(old: list[Plain]) -> grid.Lines:
    """The lines as the form first showed them."""
    shown = grid.cells(old)
    return [
        (n, {column: shown[name] for column in schemas.COLUMNS if (name := f"r{n}_{column}") in shown})
        for n in range(len(old))
    ]


def _beside(service: Service, read: Reading, **more: Any) -> Callable[[Values], Mapping[str, Any]]:
    return lambda values: {**more, **grid.beside(read, service.clock().date(), values, range(grid.MOST))}
