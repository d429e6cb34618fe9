"""Documents kept in a record: listed, handed out unchanged, and taken in."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.receipt import Receipt
from web.drawing import pictures
from web.entering import attaching, form_page, forms
from web.http.headers import SANDBOXED
from web.importing.sniffing import inert
from web.pages.access import only, patient_id, service
from web.pages.answering import by, status
from web.pages.head import head, reading, skipped, writes
from web.record.lines import named
from web.record.summary import document, size

bp = Blueprint("documents", __name__, url_prefix="/patients")
PAGE = 50
_THUMB = 96  # pixels
_REPORTS = 20  # to which a document may belong, the newest


@bp.route("/<who>/attachments", methods=["GET", "POST"])
@only(May.OPEN_RECORD)
def attachments(who: str) -> ResponseReturnValue:
    """All documents, newest first, and the form that takes in another."""
    id = patient_id(who)
    if request.method == "POST" and not writes():
        abort(403)
    form = attaching.attach(service(), id, reading(id), request.files.get("file"))
    shown = forms.submit(form, by) if request.method == "POST" else None
    if isinstance(shown, Receipt):
        service().views.ready()
        flash("Attached." if shown else "Nothing was different; nothing was recorded.")
        return redirect(f"/patients/{who}/attachments", 303)
    read, skip = reading(id), skipped()
    total = read.count("attachments")
    page = render_template(
        "documents.html", **head(who, read), **form_page.context(form, shown), total=total, skip=skip,
        most=size(attaching.LARGEST),
        documents=[document(one) for one in read.newest("attachments", PAGE, skip)], back=f"/patients/{who}",
        reports=[(one["id"], named("reports", one["id"], one)) for one in read.newest("reports", _REPORTS)],
        most_octets=attaching.LARGEST, imaging=pictures.available(),
        older=skip + PAGE if skip + PAGE < total else None, newer=max(skip - PAGE, 0) if skip else None,
    )  # fmt: skip
    return page, status(shown)


@bp.get("/<who>/attachments/<entry>/preview")
@only(May.OPEN_RECORD)
def preview(who: str, entry: str) -> ResponseReturnValue:
    """A small picture of it, made anew each time: nothing of it lies about unsealed."""
    id = patient_id(who)
    item = reading(id).entry("attachments", entry) or abort(404)
    shown = pictures.preview(service().store.attachments.get(item["address"], id), item["mime"], _pixels())
    return Response(shown, mimetype="image/png", headers=SANDBOXED) if shown else abort(404)


def _pixels() -> int:
    return _THUMB if "thumb" in request.args else pictures.LARGE


@bp.get("/<who>/attachments/<entry>/content")
@only(May.OPEN_RECORD)
def content(who: str, entry: str) -> ResponseReturnValue:
    """The bytes as they came in, never shown by a browser as a page of ours."""
    id = patient_id(who)
    item = reading(id).entry("attachments", entry) or abort(404)
    found = service().store.attachments.get(item["address"], id)
    name = item.get("filename") or item["title"]
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(found, mimetype=inert(item["mime"]), headers={**named, **SANDBOXED})
