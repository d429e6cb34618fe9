"""What patients ask to be changed: written down, decided, and kept beside the entry (45 CFR 164.526)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.receipt import Receipt
from web.entering import amending
from web.entering.amending import Request
from web.pages.access import allowed, only, patient_id, service
from web.pages.answering import answer, leading_to
from web.pages.head import head, reading, writes
from web.review import requested
from web.wording import words

bp = Blueprint("amendments", __name__)
MOST = 100


@bp.get("/requests")
@only(May.OPEN_RECORD)
def every() -> ResponseReturnValue:
    """What waits for an answer in all records: changes that patients ask for, and parts that others ask for."""
    service().views.ready()
    return render_template(
        "requests/all.html", found=requested.waiting(service(), g.account, MOST), most=MOST, words=words,
        decides=allowed(May.DECIDE_AMENDMENT),
    )  # fmt: skip


@bp.get("/patients/<who>/amendments")
@only(May.OPEN_RECORD)
def of_patient(who: str) -> ResponseReturnValue:
    id = patient_id(who)
    read = reading(id)
    return render_template(
        "requests/amendments.html", **head(who, read), requests=amending.requests(service(), who, read), words=words,
        asks=allowed(May.WRITE_REQUEST), decides=allowed(May.DECIDE_AMENDMENT), correcting=amending.correcting,
    )  # fmt: skip


@bp.route("/patients/<who>/amendments/new", methods=["GET", "POST"])
@only(May.WRITE_REQUEST)
def new(who: str) -> ResponseReturnValue:
    """`?about=` is the entry, `history.h3`."""
    id = patient_id(who)
    form = amending.ask(service(), id, reading(id), request.args.get("about", ""))
    return answer(form, who, _back(who), leading_to(_back(who), "Written down. It is on the list of those who decide."))


@bp.route("/patients/<who>/amendments/<entry>/<act>", methods=["GET", "POST"])
@only(May.DECIDE_AMENDMENT)
def decide(who: str, entry: str, act: str) -> ResponseReturnValue:
    """Accept, deny, or take longer; whoever accepts is led to the correction."""
    make, one = amending.DECISIONS.get(act) or abort(404), _one(who, entry)
    back = _back(who)
    if request.method == "GET" and not one.open:
        flash("This request was decided already.")
        return redirect(back, 303)

    def recorded(done: Receipt) -> ResponseReturnValue:
        if act == "accept" and writes():
            return leading_to(amending.correcting(who, one), "Accepted. Now put it right, with the reason.")(done)
        return leading_to(back)(done)

    return answer(make(service(), patient_id(who), one), who, back, recorded)


@bp.route("/patients/<who>/amendments/<entry>/disagree", methods=["GET", "POST"])
@only(May.WRITE_REQUEST)
def disagree(who: str, entry: str) -> ResponseReturnValue:
    form = amending.disagree(service(), patient_id(who), _one(who, entry))
    return answer(form, who, _back(who), leading_to(_back(who)))


def _one(who: str, entry: str) -> Request:
    found = amending.requests(service(), who, reading(patient_id(who)))
    return next((one for one in found if one.id == entry), None) or abort(404)


def _back(who: str) -> str:
    return f"/patients/{who}/amendments"
