"""Documents kept in a record: listed, handed out unchanged, and taken in."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain.receipt import Receipt
from domain.refusal import Refused
from web.drawing import pictures
from web.entering import form_page, forms
from web.entering.given import asked
from web.http.headers import SANDBOXED
from web.importing.sniffing import DICOM, UNKNOWN, inert, sniffed, whole
from web.pages.access import READERS, only, patient_id, service
from web.pages.answering import by
from web.pages.head import head, reading, skipped, writes
from web.record.lines import named
from web.record.summary import document, size
from web.schemas.clinical import Attachment

bp = Blueprint("documents", __name__, url_prefix="/patients")
LARGEST = 20_000_000  # octets of one document
PAGE = 50
_THUMB = 96  # pixels
_REPORTS = 20  # to which a document may belong, the newest


@bp.route("/<who>/attachments", methods=["GET", "POST"])
@only(*READERS)
def attachments(who: str) -> ResponseReturnValue:
    """All documents, newest first, and the form that takes in another."""
    id = patient_id(who)
    if request.method == "POST" and not writes():
        abort(403)
    shown = _attach(id) if request.method == "POST" else None
    if isinstance(shown, Receipt):
        service().views.ready()
        flash("Attached." if shown else "Nothing was different; nothing was recorded.")
        return redirect(f"/patients/{who}/attachments", 303)
    read, skip = reading(id), skipped()
    total = read.count("attachments")
    form = form_page.context(_form(id, None), shown)
    page = render_template(
        "documents.html", **head(who, read), **form, total=total, skip=skip, most=size(LARGEST),
        documents=[document(one) for one in read.newest("attachments", PAGE, skip)], back=f"/patients/{who}",
        reports=[(one["id"], named("reports", one["id"], one)) for one in read.newest("reports", _REPORTS)],
        most_octets=LARGEST, imaging=pictures.available(),
        older=skip + PAGE if skip + PAGE < total else None, newer=max(skip - PAGE, 0) if skip else None,
    )  # fmt: skip
    return page, shown.status if shown else 200


@bp.get("/<who>/attachments/<entry>/preview")
@only(*READERS)
def preview(who: str, entry: str) -> ResponseReturnValue:
    """A small picture of it, made anew each time: nothing of it lies about unsealed."""
    id = patient_id(who)
    item = reading(id).entry("attachments", entry) or abort(404)
    shown = pictures.preview(service().store.attachments.get(item["address"], id), item["mime"], _pixels())
    return Response(shown, mimetype="image/png", headers=SANDBOXED) if shown else abort(404)


def _pixels() -> int:
    return _THUMB if "thumb" in request.args else pictures.LARGE


@bp.get("/<who>/attachments/<entry>/content")
@only(*READERS)
def content(who: str, entry: str) -> ResponseReturnValue:
    """The bytes as they came in, never shown by a browser as a page of ours."""
    id = patient_id(who)
    item = reading(id).entry("attachments", entry) or abort(404)
    found = service().store.attachments.get(item["address"], id)
    name = item.get("filename") or item["title"]
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(found, mimetype=inert(item["mime"]), headers={**named, **SANDBOXED})


def _attach(id: UUID) -> Receipt | forms.Shown:
    return forms.submit(_form(id, request.files.get("file")), by)


def _form(id: UUID, file: Any) -> forms.Form:
    def run(typed: forms.Typed) -> Receipt:
        found = _read(file)
        damaged = _damaged(found, sniffed(found))
        mime = UNKNOWN if damaged else sniffed(found)
        told = {"digest": sha256(found).hexdigest(), "size": len(found), "mime": mime}
        named = {"filename": file.filename, "claimed_mime": file.mimetype}
        if (report := typed.data.get("entry")) and reading(id).entry("reports", report) is None:
            raise Refused("entry", "There is no such report in this record.")
        about = {**typed.data, **told, **{name: it[:200] for name, it in named.items() if it}}
        address = service().store.attachments.put(found, id)
        by = typed.by._replace(flags=("damaged-file",)) if damaged else typed.by
        return service().records.attach(id, {**about, "address": address}, by)

    lead = "It is kept as it is, sealed, and handed out unchanged."
    return forms.Form("Attach a document", Attachment, run, lead, "Attach", initial=asked("entry"))


def _damaged(data: bytes, mime: str) -> bool:
    """Cut off, or, where there is somebody to ask, unreadable."""
    unreadable = mime == DICOM and pictures.available() and not pictures.header(data)
    return unreadable or not whole(data, mime)


def _read(file: Any) -> bytes:
    """`Refused` for a file that is missing, empty or too large."""
    found: bytes = file.read(LARGEST + 1) if file and file.filename else b""
    if not file or not file.filename:
        raise Refused("file", "Choose the file to attach.")
    if not found:
        raise Refused("file", f"{file.filename} is empty.")
    if len(found) > LARGEST:
        raise Refused("file", f"{file.filename} is larger than {size(LARGEST)}; nothing was recorded.")
    return found
