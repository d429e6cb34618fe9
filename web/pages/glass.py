"""Records that are closed: why, how one is opened in an emergency, and how that is looked into."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.fact import Plain
from domain.permissions import May
from web.access.closed import Closed
from web.access.notified import Unsent
from web.entering import emergencies
from web.pages.access import allowed, only, patient_id, service
from web.pages.answering import answer, leading_to
from web.pages.head import reading

bp = Blueprint("glass", __name__, url_prefix="/patients")


def closed(no: Closed) -> tuple[str, int]:
    """The refusal tells nothing of the record but its number, and what can be done."""
    number = service().views.current.head(no.patient).mrn
    page = render_template(
        "glass/closed.html",
        number=number,
        shown=mrn.shown(number),
        why=str(no),
        breaks=allowed(May.BREAK_GLASS),
        minutes=service().rulebook.text("access")["glass_minutes"],
    )
    return page, 403


@bp.route("/<who>/break-glass", methods=["GET", "POST"])
@only(May.BREAK_GLASS)
def broken(who: str) -> ResponseReturnValue:
    """The form shows the number alone: it is filled in before anything may be seen."""
    id = patient_id(who, closed_too=True)
    number = service().views.current.head(id).mrn
    form = emergencies.opening(service(), id, number)
    told = "Opened in an emergency. The privacy officer has it on their list now."
    return answer(form, None, f"/patients/{number}", leading_to(f"/patients/{number}", told))


@bp.route("/<who>/glass/<entry>/end", methods=["GET", "POST"])
@only(May.BREAK_GLASS)
def end(who: str, entry: str) -> ResponseReturnValue:
    """The form of whoever opened it and is done before the time is over."""
    id = patient_id(who)
    one = _emergency(id, entry)
    told = leading_to("/", "Closed. It opens to you no more.", "Its time was over already.")
    return answer(emergencies.ending(service(), id, one), who, f"/patients/{who}", told)


@bp.route("/<who>/glass/<entry>", methods=["GET", "POST"])
@only(May.REVIEW_GLASS)
def review(who: str, entry: str) -> ResponseReturnValue:
    """What was opened, by whom and why, and the finding of whoever looks into it."""
    id = patient_id(who)
    one = _emergency(id, entry)
    back = f"/patients/{who}"
    if request.method == "GET" and one["status"] != "open":
        flash("This was looked into already.")
        return redirect(back, 303)
    return answer(emergencies.review(service(), id, one), who, "/worklist", leading_to("/worklist", "Looked into."))


def _emergency(id: UUID, entry: str) -> Plain:
    one = reading(id).entry("reviews", entry)
    return one if one and one["kind"] == "glass" else abort(404)


def unsent() -> list[Unsent]:
    """Emergencies of which no mail could be sent, for whoever looks into them."""
    return service().notified.unsent() if allowed(May.REVIEW_GLASS) and not g.get("then") else []


@bp.route("/<who>/confidentiality", methods=["GET", "POST"])
@only(May.LABEL)
def label(who: str) -> ResponseReturnValue:
    id = patient_id(who)
    return answer(
        emergencies.label(service(), id, reading(id)), who, f"/patients/{who}", leading_to(f"/patients/{who}")
    )
