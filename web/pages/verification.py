"""Second-person verification: samples, what is keyed again of them, and how well the two agree."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.receipt import Receipt
from domain.refusal import Refused
from projections.agreement import agreement
from projections.verifications import Sample, Sampled, Verifications
from web.entering import verifying
from web.pages.access import allowed, only, patient_id, service
from web.pages.answering import answer, by, leading_to
from web.pages.head import skipped
from web.reads import looked
from web.schemas.verification import KINDS
from web.wording import words

bp = Blueprint("verification", __name__, url_prefix="/verification")
PAGE = 50  # samples
_ITEMS = 100
_LAST = 2**63 - 1


@bp.get("")
@only(May.OPEN_RECORD)
def samples() -> ResponseReturnValue:
    """The newest first; `before` is the position to go on from."""
    before = request.args.get("before", _LAST, int)
    found = _view().newest(min(max(before, 0), _LAST), PAGE + 1)
    older = found[PAGE - 1].position if len(found) > PAGE else None
    return render_template(
        "verification/samples.html", samples=found[:PAGE], older=older,
        draws=_draws(), words=words, drawing=verifying,
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@only(May.DRAW_SAMPLE)
def new() -> ResponseReturnValue:
    def drawn(done: Receipt) -> ResponseReturnValue:
        return leading_to(f"/verification/{done.id}", "Drawn. Anybody but who entered them can key them now.")(done)

    return answer(verifying.draw(service()), None, "/verification", drawn)


@bp.get("/<uuid:id>")
@only(May.OPEN_RECORD)
def result(id: object) -> ResponseReturnValue:
    """What agrees so far; `?again=1` draws the sample once more, to see that the seed tells the truth."""
    found = _sample(id)
    every, skip = _view().items(found.id), skipped()
    for one in every[skip : skip + _ITEMS]:
        looked.opened(UUID(one.place.patient))
    again = verifying.drawn_again(service(), found, every) if "again" in request.args else None
    open_one = next((one.number for one in every if not _not_to_be_keyed(found, one)), None) if _keys() else None
    return render_template(
        "verification/sample.html", found=found, agreed=agreement(every), drawing=verifying, again=again, words=words,
        items=verifying.items(service(), every[skip : skip + _ITEMS]), kinds=KINDS, next=open_one, draws=_draws(),
        keys=_keys(), newer=max(skip - _ITEMS, 0) if skip else None,
        older=skip + _ITEMS if skip + _ITEMS < len(every) else None,
    )  # fmt: skip


@bp.route("/<uuid:id>/close", methods=["GET", "POST"])
@only(May.DRAW_SAMPLE)
def close(id: object) -> ResponseReturnValue:
    found = _sample(id)
    back = f"/verification/{found.id}"
    return answer(
        verifying.close(service(), found.id), None, back, leading_to(back, "Closed.", "It is closed already.")
    )


@bp.route("/<uuid:id>/<int:n>", methods=["GET", "POST"])
@only(May.KEY_AGAIN)
def key(id: object, n: int) -> ResponseReturnValue:
    """Keyed blind; what has been keyed is shown on the page of the sample."""
    found = _sample(id)
    one = next((one for one in _view().items(found.id) if one.number == n), None) or abort(404)
    back = f"/verification/{found.id}"
    if request.method == "GET" and (no := _not_to_be_keyed(found, one)):
        flash(no)
        return redirect(f"{back}#i{n}", 303)
    patient_id(one.place.patient)
    where = verifying.source(service(), one)
    form = verifying.key(service(), found, one, where["entry"], {**where, "item": one, "found": found})
    return answer(form, None, back, lambda done: _onward(found, one, done))


def _onward(found: Sample, one: Sampled, done: Receipt) -> ResponseReturnValue:
    """To what both said."""
    return leading_to(f"/verification/{found.id}#i{one.number}", f"Entry {one.number} is keyed.")(done)


def _not_to_be_keyed(found: Sample, one: Sampled) -> str:
    if one.keyed:
        return "This entry has been keyed already: both values are shown here."
    if found.closed:
        return "This sample is closed: nothing more is keyed."
    try:
        service().verifying.stood(one.place, found.told["position"], by().people)
    except Refused as no:
        return no.reason
    return ""


def _view() -> Verifications:
    service().views.ready()
    return service().views.verifications


def _sample(id: object) -> Sample:
    return _view().one(str(id)) or abort(404)


def _draws() -> bool:
    return allowed(May.DRAW_SAMPLE)


def _keys() -> bool:
    return allowed(May.KEY_AGAIN)
