"""The clerk's pages: find, register, and every command on a record."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from domain import mrn
from domain.fact import Plain
from domain.permissions import May
from domain.receipt import Receipt
from web import exports
from web.access import closed
from web.entering import commands, entry_commands, forms
from web.entering.naming import unidentified
from web.entering.registering import registration
from web.pages.access import only, patient_id, service
from web.pages.answering import NOTHING, answer
from web.pages.head import reading, today, writes

bp = Blueprint("clerk", __name__)
_LISTED = {
    "visits": "visits/all",
    "measurements": "measurements/all",
    "reports": "reports/all",
    "attachments": "attachments",
}
_DONE = {"visit": "/visits", "measure": "/measurements"}


@bp.get("/patients")
@only(May.OPEN_RECORD)
def find() -> ResponseReturnValue:
    q, hits = _found()
    if [mrn.typed(q)] == [hit["mrn"] for hit in hits]:
        return redirect(f"/patients/{hits[0]['mrn']}")  # a label was scanned
    return render_template("find.html", q=q, hits=hits, writes=writes(), today=today())


@bp.get("/patients.json")
@only(May.OPEN_RECORD)
def find_json() -> ResponseReturnValue:
    """The same hits for a program."""
    return exports.document(_found()[1])


def _found() -> tuple[str, list[Plain]]:
    service().views.ready()
    q = request.args.get("q", "").strip()
    found = service().views.directory.search(q) if q else service().views.directory.recent()
    return q, closed.hits(service(), g.account, found)


@bp.route("/patients/new", methods=["GET", "POST"])
@only(May.WRITE_RECORD)
def register() -> ResponseReturnValue:
    return _answer(registration(service()), None, "/")


@bp.route("/patients/new/unidentified", methods=["GET", "POST"])
@only(May.WRITE_RECORD)
def register_unidentified() -> ResponseReturnValue:
    return _answer(unidentified(service()), None, "/patients/new")


@bp.route("/patients/<who>/<name>", methods=["GET", "POST"])
@only(May.OPEN_RECORD)
def command(who: str, name: str) -> ResponseReturnValue:
    """A command on the whole file. Whoever may only read is led to what there is to read."""
    make = commands.ON_FILE.get(name) or abort(404)
    if not writes():
        return (
            redirect(f"/patients/{who}/{_LISTED[name]}") if name in _LISTED and request.method == "GET" else abort(403)
        )
    id = patient_id(who)
    return _answer(make(service(), id, reading(id)), who, f"/patients/{who}")


@bp.route("/patients/<who>/<chapter>/<entry>/<name>", methods=["GET", "POST"])
@only(May.WRITE_RECORD)
def entry_command(who: str, chapter: str, entry: str, name: str) -> ResponseReturnValue:
    """A command on one entry."""
    id = patient_id(who)
    read = reading(id)
    item = read.entry(chapter, entry) or abort(404)
    if request.method == "GET" and (other := entry_commands.instead(chapter, item, name)):
        return redirect(f"/patients/{who}/{chapter}/{entry}/{other}")
    make = entry_commands.on_entry(chapter, item, name) or abort(404)
    return _answer(make(service(), id, chapter, item, read), who, f"/patients/{who}")


def _answer(form: forms.Form, who: str | None, back: str) -> ResponseReturnValue:
    return answer(form, who, back, lambda done: _recorded(done, who))


def _recorded(done: Receipt, who: str | None) -> ResponseReturnValue:
    then = request.form.get("then", "")
    if who is None and then == "another":
        flash(f"Registered: number {mrn.shown(done.mrn)}.")
        return redirect("/patients/new", 303)
    if done and service().office.undoable(UUID(done.id), done.position):
        again = f"/patients/{done.mrn}/undo?event={done.position}"
        flash(Markup('Recorded. <a href="{}">Undo it</a>').format(again))
    else:
        flash("Recorded." if done else NOTHING)
    return redirect(f"/patients/{who or done.mrn}{_DONE.get(then, '')}", 303)
