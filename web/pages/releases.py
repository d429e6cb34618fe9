"""Releases of a record: what was asked for, what is handed over and on which paper, and the accounting of all of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, stream_template
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.access import PURPOSES
from domain.permissions import May
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.release import GROUNDS, REFUSALS, WAYS
from domain.staff import ROLES
from projections.releases import DISCLOSED, OPEN, REFUSED, RELEASED, Asked
from web import exports
from web.entering import releasing
from web.pages.access import allowed, only, patient_id, service
from web.pages.answering import answer, leading_to
from web.pages.head import head, reading
from web.record import disclosed, lines
from web.record.disclosed import Choice
from web.wording import moments, words

bp = Blueprint("releases", __name__, url_prefix="/patients")


@bp.get("/<who>/releases")
@only(May.OPEN_RECORD)
def of_patient(who: str) -> ResponseReturnValue:
    """What was handed over, six years back or since `?since=`, and the requests, those that wait first."""
    id = patient_id(who)
    found, since, error = _found(id)
    page = render_template(
        "releases/list.html", **head(who, reading(id)), **_words(), given=_given(found, since), since=since,
        requests=_requests(found), typed=request.args.get("since", ""), error=error,
        formats=exports.FORMATS, asks=allowed(May.WRITE_REQUEST),
    )  # fmt: skip
    return page, 400 if error else 200


@bp.get("/<who>/releases.<form>")
@only(May.OPEN_RECORD)
def of_patient_file(who: str, form: str) -> ResponseReturnValue:
    """The same accounting as a file, the newest first."""
    found, since, error = _found(patient_id(who))
    if form not in exports.FORMATS:
        abort(404)
    if error:
        return {"errors": {"since": error}}, 400
    return exports.table(disclosed.rows(_given(found, since), PURPOSES), form, f"disclosures-{who}", disclosed.COLUMNS)


@bp.get("/<who>/releases/print")
@only(May.OPEN_RECORD)
def print_page(who: str) -> ResponseReturnValue:
    """The accounting on paper, for the patient (45 CFR 164.528)."""
    id = patient_id(who)
    found, since, error = _found(id)
    page = render_template(
        "releases/accounting.html", **head(who, reading(id)), **_words(), given=_given(found, since), since=since,
        now=service().clock(), error=error,
    )  # fmt: skip
    return page, 400 if error else 200


@bp.route("/<who>/releases/new", methods=["GET", "POST"])
@only(May.WRITE_REQUEST)
def new(who: str) -> ResponseReturnValue:
    def asked(done: Receipt) -> ResponseReturnValue:
        return leading_to(f"/patients/{who}/releases/{done.id}", "Written down. Nothing has left yet.")(done)

    return answer(releasing.request(service(), patient_id(who)), who, f"/patients/{who}/releases", asked)


@bp.get("/<who>/releases/<uuid:id>")
@only(May.OPEN_RECORD)
def one(who: str, id: UUID) -> ResponseReturnValue:
    """A request; whoever answers it chooses here what the purpose needs, by `chapter`, `since` and `until`."""
    patient, found = _one(who, id)
    choice, error = _choice(patient, found)
    file = releasing.file(service(), patient, choice.known)
    held = disclosed.entries(file, choice)
    digest = disclosed.digest(disclosed.document(file, choice)) if found.state == DISCLOSED else ""
    page = render_template(
        "releases/one.html", **head(who, reading(patient)), **_words(), one=found, choice=choice, held=held,
        error=error, typed={name: request.args.get(name, getattr(choice, name)) for name in ("since", "until")},
        answers=allowed(May.DISCLOSE), many=sum(map(len, held.values())), digest=digest,
    )  # fmt: skip
    return page, 400 if error else 200


@bp.get("/<who>/releases/<uuid:id>/print")
@only(May.OPEN_RECORD)
def paper(who: str, id: UUID) -> ResponseReturnValue:
    """What is handed over and nothing else of the record, on paper."""
    patient, found, choice = _handed(who, id)
    file = releasing.file(service(), patient, choice.known)
    told = disclosed.document(file, choice)
    return Response(stream_template(
        "releases/paper.html", who=who, number=mrn.shown(file["mrn"]), details=told["patient"], one=found,
        choice=choice, sections=disclosed.sections(file, choice), now=service().clock(), digest=disclosed.digest(told),
        size=sum(map(len, told["chapters"].values())),
        general=[text for it in told["disagreements"] if it["about"] == "record" for text in disclosed.spoken(it)],
        **_words(),
    ))  # fmt: skip


@bp.get("/<who>/releases/<uuid:id>/disclosed.json")
@only(May.OPEN_RECORD)
def file(who: str, id: UUID) -> ResponseReturnValue:
    """The same as a file: its SHA-256 is the one that is recorded."""
    patient, _, choice = _handed(who, id)
    told = disclosed.document(releasing.file(service(), patient, choice.known), choice)
    name = f"disclosed-{told['patient']['mrn']}-{choice.known}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(disclosed.octets(told), mimetype="application/json", headers=headers)


@bp.route("/<who>/releases/<uuid:id>/<act>", methods=["GET", "POST"])
@only(May.DISCLOSE)
def act(who: str, id: UUID, act: str) -> ResponseReturnValue:
    make = releasing.ACTS.get(act) or abort(404)
    patient, found = _one(who, id)
    choice, error = _choice(patient, found)
    back = f"/patients/{who}/releases/{found.id}"
    if request.method == "GET" and (error or found.state != OPEN):
        flash(error or "This request was answered already.")
        return redirect(back, 303)
    return answer(make(service(), patient, found, choice), who, back, leading_to(back))


def _found(id: UUID) -> tuple[list[Asked], datetime, str]:
    """All of one patient, since when the accounting goes, and what could not be read."""
    service().views.ready()
    now, typed = service().clock(), request.args.get("since", "").strip()
    usual = _years_before(now, service().rulebook.text("disclosure")["accounting_years"])
    try:
        since, error = moments.since(typed, "since") or usual, ""
    except Refused as no:
        since, error = usual, no.reason
    return releasing.accounting(service(), id), since, error


def _given(found: list[Asked], since: datetime) -> list[Asked]:
    """By the day on which it was handed over, the newest first."""
    return sorted((one for one in found if disclosed.counts(one, since)), key=lambda one: one.at, reverse=True)


def _requests(found: list[Asked]) -> list[Asked]:
    """Those that wait first, then the newest."""
    return sorted((one for one in found if one.kind == RELEASED), key=lambda one: one.state != OPEN)


def _years_before(now: datetime, years: int) -> datetime:
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return now.replace(year=now.year - years, day=day)


def _one(who: str, id: UUID) -> tuple[UUID, Asked]:
    patient = patient_id(who)
    found = service().views.releases.one(str(id), str(patient))
    if found is None or found.kind != RELEASED:
        abort(404)
    return patient, found


def _choice(patient: UUID, found: Asked) -> tuple[Choice, str]:
    position = reading(patient).position
    try:
        return releasing.chosen(service(), found, request.args, position), ""
    except Refused as no:
        return Choice(tuple(found.told["chapters"]), position), no.reason


def _handed(who: str, id: UUID) -> tuple[UUID, Asked, Choice]:
    """Of an address that cannot be read, nothing is handed over; nor of what was refused."""
    patient, found = _one(who, id)
    if found.state == REFUSED:
        abort(404)
    choice, error = _choice(patient, found)
    if error:
        abort(400)
    return patient, found, choice


def _words() -> dict[str, Any]:
    return {
        "disclosed": disclosed, "grounds": GROUNDS, "ways": WAYS, "refusals": REFUSALS, "codes": PURPOSES,
        "titles": lines.TITLES, "roles": ROLES, "words": words,
    }  # fmt: skip
