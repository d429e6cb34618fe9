"""The clerk's pages: find, register, and every command on a record."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.by import By
from domain.fact import Plain
from domain.receipt import Receipt
from web import commands, entry_commands, exports, forms
from web.pages.access import READERS, WRITERS, only, patient_id, service
from web.pages.head import head, reading, today, writes
from web.registering import registration

bp = Blueprint("clerk", __name__)
_LISTED = {
    "visits": "visits/all",
    "measurements": "measurements/all",
    "reports": "reports/all",
    "attachments": "attachments",
}
_DONE = {"visit": "/visits", "measure": "/measurements"}


@bp.get("/patients")
@only(*READERS)
def find() -> ResponseReturnValue:
    q, hits = _found()
    return render_template("find.html", q=q, hits=hits, writes=writes(), today=today())


@bp.get("/patients.json")
@only(*READERS)
def find_json() -> ResponseReturnValue:
    """The same hits for a program."""
    return exports.document(_found()[1])


def _found() -> tuple[str, list[Plain]]:
    service().views.ready()
    q = request.args.get("q", "").strip()
    return q, service().views.directory.search(q) if q else service().views.directory.recent()


@bp.route("/patients/new", methods=["GET", "POST"])
@only(*WRITERS)
def register() -> ResponseReturnValue:
    return _answer(registration(service()), None, "/")


@bp.route("/patients/<who>/<name>", methods=["GET", "POST"])
@only(*READERS)
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
@only(*WRITERS)
def entry_command(who: str, chapter: str, entry: str, name: str) -> ResponseReturnValue:
    """A command on one entry."""
    id = patient_id(who)
    read = reading(id)
    item = read.entry(chapter, entry) or abort(404)
    make = entry_commands.on_entry(chapter, name) or abort(404)
    return _answer(make(service(), id, chapter, item, read), who, f"/patients/{who}")


def _answer(form: forms.Form, who: str | None, back: str) -> ResponseReturnValue:
    """Show the form, or carry it out and go to the record."""
    shown = None
    if request.method == "POST":
        done = forms.submit(form, by)
        if isinstance(done, Receipt):
            return _recorded(done, who)
        shown = done
    about: dict[str, Any] = head(who, reading(patient_id(who))) if who else {"details": None}
    page = render_template(form.view, **about, **forms.context(form, shown), back=back)
    return page, 400 if g.get("given_back") else shown.status if shown else 200


def _recorded(done: Receipt, who: str | None) -> ResponseReturnValue:
    service().views.ready()
    then = request.form.get("then", "")
    if who is None and then == "another":
        flash(f"Registered: number {mrn.shown(done.mrn)}.")
        return redirect("/patients/new", 303)
    flash("Recorded." if done else "Nothing was different; nothing was recorded.")
    return redirect(f"/patients/{who or done.mrn}{_DONE.get(then, '')}", 303)


def by(**more: Any) -> By:
    """A command by whoever is signed in."""
    return service().by(g.account, session=g.session, **more)
