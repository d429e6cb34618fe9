"""What becomes of a record: holds, its erasure, and the certificate that is left of it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from domain.disposition import GROUNDS, REFUSALS
from domain.permissions import May
from domain.refusal import NotFound
from web.entering import disposing
from web.keeping import retention
from web.keeping.carrying import Carriers
from web.keeping.certificate import APPROVED, ASKED, ERASED, STATES, Certificate
from web.pages.access import only, patient_id, service
from web.pages.answering import answer, by, leading_to
from web.reads import looked
from web.wording import words

bp = Blueprint("erasing", __name__)
_MOST = 200


@bp.get("/erasures")
@only(May.DISPOSE)
def every() -> ResponseReturnValue:
    """Every record of which something was decided, the newest first."""
    service().views.ready()
    rows = list(service().views.changes.rows({"types": ["disposition.opened"]}, newest=True, limit=_MOST))
    for row in rows:
        looked.opened(UUID(row["patient"]))
    told = [Certificate.of(service(), UUID(row["patient"])) for row in rows]
    numbers = service().views.directory.named([one.id for one in told])
    return render_template(
        "erasure/every.html", told=told, numbers=numbers, states=STATES, grounds=GROUNDS, words=words
    )


@bp.get("/patients/<who>/erasure")
@only(May.DISPOSE)
def record(who: str) -> ResponseReturnValue:
    """How things stand, and what can be done; afterwards the certificate is all that is left."""
    id = _id(who)
    now, under_way = Certificate.of(service(), id), _carriers().of(id)
    acts = [name for name, (_, states) in disposing.ACTS.items() if now.state in states and not _own(name, now)]
    kept = retention.standing(service(), id)
    page = render_template(
        "erasure/record.html", number=_number(id), acts=acts, under_way=under_way, kept=kept, **_told(now)
    )  # fmt: skip
    answered = make_response(page)
    if under_way and not under_way.failed:
        answered.headers["Refresh"] = f"2; url=/patients/{id}/erasure"
    return answered


@bp.get("/patients/<who>/erasure/certificate")
@only(May.DISPOSE)
def certificate(who: str) -> ResponseReturnValue:
    now = Certificate.of(service(), _id(who))
    if now.state != ERASED:
        abort(404)
    return render_template("erasure/certificate.html", printed=service().clock(), **_told(now))


@bp.route("/patients/<who>/erasure/<act>", methods=["GET", "POST"])
@only(May.DISPOSE)
def act(who: str, act: str) -> ResponseReturnValue:
    make, states = disposing.ACTS.get(act) or abort(404)
    id = _id(who)
    now, back = Certificate.of(service(), id), f"/patients/{id}/erasure"
    if now.state not in states or _own(act, now):
        flash("There is nothing of this kind to be done now.")
        return redirect(back, 303)

    def recorded(done: Any) -> ResponseReturnValue:
        if act == "approve":
            _carriers().start(id, by())
        return leading_to(back)(done)

    return answer(make(service(), now, _number(id)), None, back, recorded)


@bp.route("/patients/<who>/erasure/holds/<hold>", methods=["GET", "POST"])
@only(May.DISPOSE)
def lift(who: str, hold: str) -> ResponseReturnValue:
    id = _id(who)
    now, back = Certificate.of(service(), id), f"/patients/{id}/erasure"
    if hold not in now.holds:
        abort(404)
    return answer(disposing.lifting(service(), now, hold), None, back, leading_to(back))


def _own(act: str, now: Certificate) -> bool:
    """Nobody approves what they asked for."""
    return act == "approve" and now.requested is not None and now.requested["id"] in by().people


def _carriers() -> Carriers:
    return cast(Carriers, current_app.extensions.setdefault("caretrail.erasures", Carriers(service())))


def _id(who: str) -> UUID:
    """Also of a record that is gone."""
    if not service().erasing.erased(who):
        return patient_id(who, closed_too=True)
    looked.opened(UUID(who))
    return UUID(who)


def _number(id: UUID) -> str:
    """Empty once it is gone."""
    try:
        return service().views.current.head(id).mrn
    except NotFound:
        return ""


def _told(now: Certificate) -> dict[str, Any]:
    told = {"now": now, "states": STATES, "grounds": GROUNDS, "refusals": REFUSALS, "words": words}
    return {**told, "open": now.state in (ASKED, APPROVED)}
