"""The clerk's pages: start, find, register, the record, and every command on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.by import By
from domain.fact import Plain
from domain.receipt import Receipt
from web import charts, commands, entry_commands, forms
from web.pages import review
from web.pages.access import READERS, WRITERS, only, patient_id, service
from web.sheets import Sheet, sheets

bp = Blueprint("clerk", __name__)


def work() -> ResponseReturnValue:
    """Where one's day begins."""
    views = service().views
    behind = views.ready()
    about = {"hits": views.directory.recent(), "total": f"{views.directory.count():,}", "behind": behind}
    return render_template("work.html", **about, writes=_writes(), empty="Nobody is on file yet.")


@bp.get("/patients")
@only(*READERS)
def find() -> ResponseReturnValue:
    service().views.ready()
    q = request.args.get("q", "").strip()
    hits = service().views.directory.search(q) if q else service().views.directory.recent()
    empty = "Nobody on file fits. Try fewer letters, or the birth date alone."
    return render_template("find.html", q=q, hits=hits, writes=_writes(), empty=empty)


@bp.route("/patients/new", methods=["GET", "POST"])
@only(*WRITERS)
def register() -> ResponseReturnValue:
    return _answer(commands.registration(service()), None, "/")


@bp.get("/patients/<who>")
@only(*READERS)
def record(who: str) -> ResponseReturnValue:
    """The file as it is, or with `?known=` as it was."""
    id = patient_id(who)
    if "known" in request.args or "event" in request.args:
        return review.past_page(who)
    file = _file(id)
    blood = file["chapters"]["blood_group"].get("current", {"state": "unknown"})
    return render_template(
        "record.html",
        **_head(who, file),
        sheets=[_newest_first(sheet) for sheet in sheets(file)],
        blood=blood,
        position=file["position"],
        writes=_writes(),
        trails=g.account.role in review.READERS,
        adds=commands.ADDS,
        acts=lambda chapter, entry: entry_commands.acts(who, file, chapter, entry),
    )


@bp.get("/patients/<who>/chart")
@only(*READERS)
def chart(who: str) -> ResponseReturnValue:
    file = _file(patient_id(who))
    return render_template("chart.html", **_head(who, file), figures=charts.figures(file, f"/patients/{who}"))


@bp.route("/patients/<who>/<name>", methods=["GET", "POST"])
@only(*WRITERS)
def command(who: str, name: str) -> ResponseReturnValue:
    """A command on the whole file."""
    id = patient_id(who)
    make = commands.ON_FILE.get(name) or abort(404)
    return _answer(make(service(), id, _file(id)), who, f"/patients/{who}")


@bp.route("/patients/<who>/<chapter>/<entry>/<name>", methods=["GET", "POST"])
@only(*WRITERS)
def entry_command(who: str, chapter: str, entry: str, name: str) -> ResponseReturnValue:
    """A command on one entry."""
    id = patient_id(who)
    file = _file(id)
    item = file["chapters"].get(chapter, {}).get(entry) or abort(404)
    make = entry_commands.on_entry(chapter, name) or abort(404)
    return _answer(make(service(), id, chapter, item), who, f"/patients/{who}")


def _answer(form: forms.Form, who: str | None, back: str) -> ResponseReturnValue:
    """Show the form, or carry it out and go to the record."""
    shown = None
    if request.method == "POST":
        done = forms.submit(form, _by)
        if isinstance(done, Receipt):
            service().views.ready()
            flash("Recorded." if done else "Nothing was different; nothing was recorded.")
            return redirect(f"/patients/{who or done.mrn}", 303)
        shown = done
    head = _head(who, _file(patient_id(who))) if who else {"details": None}
    return render_template("form.html", **head, **forms.context(form, shown), back=back), shown.status if shown else 200


def _by(**more: Any) -> By:
    return service().by(g.account, **more)


def _file(id: UUID) -> Plain:
    service().views.ready()
    return service().views.current.file(id)


def _head(who: str, file: Plain) -> dict[str, Any]:
    details = file["chapters"]["demographics"]["demographics"]
    return {"who": who, "details": details, "number": mrn.shown(details["mrn"]), "count": file["version"]}


def _newest_first(sheet: Sheet) -> Sheet:
    """What was recorded last is looked for most; only the person's details keep their order."""
    return sheet if sheet.name == "demographics" else replace(sheet, lines=sheet.lines[::-1])


def _writes() -> bool:
    return g.account.role in WRITERS
