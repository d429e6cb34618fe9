"""A record to read: its summary, each chapter whole, one entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from domain import history, reports, visits, vitals
from domain.fact import Plain
from domain.identity import KEY
from domain.permissions import May
from projections.documents import document
from projections.reading import Reading
from web import exports
from web.drawing import pictures
from web.drawing.rail import MOST, Mark, rail
from web.entering import amending, entry_commands
from web.importing.sniffing import DICOM
from web.pages import past
from web.pages.access import allowed, only, patient_id, service
from web.pages.beside import signed
from web.pages.head import head, reading, skipped, today
from web.record.banner import caution, group
from web.record.measured import former
from web.record.notes import Note, notes
from web.record.reported import findings, report
from web.record.summary import document as document_line
from web.record.summary import line, places, summary, visit
from web.review import says
from web.wording import codes, kinds, words

bp = Blueprint("record", __name__, url_prefix="/patients")
PAGE = 50
_LISTS = {"visits": "Visits", "measurements": "Measurements", "history": "History", "reports": "Reports"}


@bp.get("/<who>")
@only(May.OPEN_RECORD)
def record(who: str) -> ResponseReturnValue:
    """The record as it is, or by `?known=` and `?true=` as it was. `?says=` opens the card of one value."""
    if {"known", "event", "true"} & request.args.keys():
        return past.past_page(who)
    id = patient_id(who)
    read = reading(id)
    shown = summary(read, today())
    shown["determinations"] = [{**one, "group": group(one["entry"])} for one in shown["determinations"]]
    return render_template(
        "record.html", **head(who, read), **shown, **_card(id, read), **_trail(id, read),
        position=read.position, blood=read.blood, blood_text=group(read.blood), asked=bool(read.history("allergy")),
        total={name: read.count(name) for name in (*_LISTS, "attachments")}, placed=places(shown),
        **signed(id, read, [*places(shown), *_listed(shown)]),
    )  # fmt: skip


@bp.get("/<who>.json")
@only(May.OPEN_RECORD)
def file_json(who: str) -> ResponseReturnValue:
    """The file as one JSON document; with `?known=`, a position or a time in UTC, as it was known then.

    With `?true=`, what it says about that time.
    """
    id = patient_id(who)
    if {"known", "true"} & request.args.keys():
        return past.past_json(id, request.args.get("known", "").strip())
    service().views.ready()
    return exports.document(document(service().views.current.file(id)))


@bp.get("/<who>/<chapter>/all")
@only(May.OPEN_RECORD)
def chapter(who: str, chapter: str) -> ResponseReturnValue:
    """Everything of one chapter, newest first, a page at a time."""
    title = _LISTS.get(chapter) or abort(404)
    id = patient_id(who)
    read, skip = reading(id), skipped()
    rows = [_row(chapter, one) for one in read.newest(chapter, PAGE, skip)]
    placed = {one.says for row in rows for one in row.stands_out} if chapter == "reports" else set()
    total = read.count(chapter)
    return render_template(
        "chapter.html", **head(who, read), **_card(id, read), chapter=chapter, title=title,
        rows=rows, placed=placed, total=total, skip=skip, **signed(id, read, _addresses(chapter, rows, placed)),
        older=skip + PAGE if skip + PAGE < total else None, newer=max(skip - PAGE, 0) if skip else None,
    )  # fmt: skip


@bp.get("/<who>/<chapter>/<entry>")
@only(May.OPEN_RECORD)
def entry(who: str, chapter: str, entry: str) -> ResponseReturnValue:
    """One entry whole, with what may be done with it."""
    id = patient_id(who)
    read = reading(id)
    item = read.entry(chapter, entry) or abort(404)
    warned = caution(read.blood) if chapter == "blood_group" else ""
    beside = [Note("look", "stop", warned)] if warned else []
    shown = _whole(id, read, chapter, item)
    return render_template(
        "entry.html", **head(who, read), **_card(id, read), **shown, chapter=chapter, entry=entry, item=item,
        title=_title(chapter, item), fields=_fields(chapter, item), notes=[*beside, *notes(item)],
        acts=entry_commands.acts(who, chapter, item), asked_for=amending.beside(service(), who, read, chapter, entry),
        **signed(id, read, [f"{chapter}.{entry}"]),
    )  # fmt: skip


def _card(id: UUID, read: Reading) -> dict[str, Any]:
    """The card that `?says=` asks for; `lost` is an address at which nothing was ever written."""
    asked = request.args.get("says", "")
    card = says.card(service().views.changes, id, read, asked) if asked else None
    return {"card": card, "lost": asked if asked and card is None else ""}


def _listed(shown: Plain) -> Iterator[str]:
    """The addresses of entries that a summary names as a whole."""
    for chapter, name in (("reports", "reports"), ("visits", "visits"), ("attachments", "documents")):
        yield from (f"{chapter}.{one.id}" for one in shown[name])


def _addresses(chapter: str, rows: Sequence[Any], placed: Iterable[str]) -> list[str]:
    """Of what a chapter's page shows."""
    match chapter:
        case "measurements":
            return [f"measurements.{row['item']['id']}.value" for row in rows]
        case "history":
            return [f"history.{row['line'].id}" for row in rows]
        case _:
            return [*placed, *(f"{chapter}.{row.id}" for row in rows)]


def _trail(id: UUID, read: Reading) -> dict[str, Any]:
    """The last events of the record on one line: as many as can be told apart."""
    told = list(service().views.changes.rows({"patient": str(id)}, newest=True, limit=MOST))[::-1]
    marks = [_mark(one) for one in told]
    spoken = f"Trail of this record: {read.version} events, {marks[0].at.year} to {marks[-1].at.year}"
    return {"line": rail(marks, says=spoken), "drawn": len(marks), "trails": allowed(May.LOOK_BACK)}


def _mark(change: Plain) -> Mark:
    at = datetime.fromisoformat(change["recorded_at"])
    told = f"{kinds.word(change['type'])}, {change['actor']['name']}, {words.moment(at)}"
    return Mark(change["position"], at, lambda: told, kinds.fixes(change["type"]))


def _row(chapter: str, item: Plain) -> Any:
    match chapter:
        case "reports":
            return report(item, today())
        case "visits":
            return visit(item, today())
        case "history":
            return {"kind": history.KINDS[item["kind"]], "line": line(item, today())}
        case _:
            about = {"name": vitals.VITALS[item["kind"]].name, "was": former(item), "notes": notes(item)}
            struck = item.get("status") == "entered-in-error"
            return {**about, "item": item, "struck": struck, "place": f"measurements/{item['id']}"}


def _whole(id: UUID, read: Reading, chapter: str, item: Plain) -> dict[str, Any]:
    """What the page of one entry shows of its kind: a report's lines and documents, a document's inside."""
    if chapter == "reports":
        papers = [one for one in read.newest("attachments", PAGE) if one.get("entry") == item["id"]]
        about = {"report": report(item, today()), "lines": findings(item)}
        return {**about, "papers": [document_line(one) for one in papers]}
    if chapter != "attachments":
        return {}
    dicom = item["mime"] == DICOM
    inside = pictures.header(service().store.attachments.get(item["address"], id)) if dicom else None
    return {"can_show": pictures.can_show(item["mime"]), "inside": inside}


def _title(chapter: str, item: Plain) -> str:
    match chapter:
        case "measurements":
            return f"{vitals.VITALS[item['kind']].name} {words.finding(item)}"
        case "reports":
            return str(item["what"]["text"])
        case "visits":
            return words.value(item.get("reason")) or visits.CLASSES.get(item["visit_class"], "Visit")
        case "history":
            return words.value(item.get("what")) or f"No {history.KINDS[item['kind']].lower()} known"
        case "blood_group":
            return f"Blood group {group(item)}"
        case "attachments":
            return str(item["title"])
        case _:
            return "Who this is"


_ALREADY = frozenset(
    ("results", "as_entered", "address", "none_known", "visit", "code", "mrn", "acknowledged", "unread", "reaffirmed")
)
_CODED = {
    "visit_class": visits.CLASSES,
    "kind": {**history.KINDS, **reports.KINDS, **{kind: one.name for kind, one in vitals.VITALS.items()}},
}


def _fields(chapter: str, item: Plain) -> list[tuple[str, str, str]]:
    """(address of who says so, label, value) of each field that holds something."""
    start = chapter if chapter == KEY else f"{chapter}.{item.get('id', '')}"
    found = [(name, text) for name, text in words.fields(item) if name not in _ALREADY]
    if chapter == "measurements":
        found = [("value", words.finding(item)), *(one for one in found if one[0] not in ("value", "unit"))]
        vital = vitals.VITALS[item["kind"]]
        found += [("code", f"LOINC {vital.loinc}, {vital.display}")] if item.get("code", "") == vital.loinc else []
    elif behind := codes.told(item):
        found.append(("code", behind))
    return [(f"{start}.{name}", words.label(name), _readable(name, text)) for name, text in found]


def _readable(name: str, text: str) -> str:
    if name.endswith("_at") or name in ("start", "end", "onset", "ended"):
        return words.when(text)
    return _CODED.get(name, {}).get(text, text)
