"""Exports for programs: asked for, waited for, and taken home (202 and a job, RFC 9110 section 15.3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from flask import Response, current_app, g, send_file, url_for

from domain.permissions import May
from domain.receipt import Receipt
from domain.refusal import NotFound
from projections.exported import Exported
from web import exports
from web.access import closed
from web.api import bodies, caller, shapes
from web.api.carrying import Sent, by_request, form_of, given, once
from web.api.framework import LOCATION, Blueprint
from web.api.problems import Problem
from web.bundling import kept, requesting, states
from web.bundling.jobs import Jobs
from web.pages import exports as pages
from web.pages.access import known, only, service
from web.reads import looked
from web.schemas.export import GivingUp

bp = Blueprint("api_exports", __name__, url_prefix="/api/v1", description="Exports")
_ZIP = {"type": "string", "format": "binary"}


@bp.post("/exports")
@only(May.EXPORT)
@bp.takes(bodies.export())
@bp.answers(202, shapes.Job(), "Asked for; it is being made.", LOCATION)
def request_export(body: Sent) -> Response:
    """Ask for a bundle that proves itself."""
    if requesting.grave(body["profile"]):
        caller.proved()
    done = once(lambda request: _asked(body, request))
    id = UUID(done.id)
    if _state(_found(id)) == states.BROKEN_OFF:  # asked for, and nobody at it
        _jobs().start(id, caller.by())
    answer = _answered(id, 202)
    answer.headers["Location"] = url_for("api_exports.get_export", export=id)
    return answer


def _asked(body: Sent, request: str) -> Receipt:
    """With the mark of what was counted: a program means what it says, and there is no page on which it counts."""
    service().views.ready()
    shut = closed.everywhere(service(), g.account)
    form = requesting.requesting(service(), {}, lambda typed: str(known(typed)), shut)
    typed = form_of(body, form, altering=True)
    mark = form.beside(typed)["mark"]
    return given(form, {**body, **typed, "seen": mark}, by_request(request))


@bp.get("/exports/<uuid:export>")
@only(May.EXPORT)
@bp.answers(200, shapes.Job(), "How it stands.")
def get_export(export: UUID) -> Response:
    """An export on its way; its `file` is there once it is `ready`."""
    return exports.document(_told(_found(export)))


@bp.get("/exports/<uuid:export>/file")
@only(May.EXPORT)
@bp.answers(200, _ZIP, "The bundle.", kind="application/zip")
def get_export_file(export: UUID) -> Response:
    """The bundle: whole, or from where a download was broken off."""
    found = _found(export)
    if requesting.grave(found.told["profile"]):
        caller.proved()
    held = kept.kept(service(), export)
    if held is None or _state(found) != states.READY:
        raise Problem("not-ready")
    pages.leaves(found)
    return send_file(
        kept.place(service(), export), "application/zip", as_attachment=True,
        download_name=states.file_name(found), conditional=True, etag=held.sha256,
    )  # fmt: skip


@bp.post("/exports/<uuid:export>/give-ups")
@only(May.EXPORT)
@bp.takes(bodies.flat("GivingUp", bodies.own(GivingUp)))
@bp.answers(200, shapes.Job(), "Given up.")
def give_up_export(body: Sent, export: UUID) -> Response:
    """Nothing is made of it any more; that it was asked for stays."""
    if _state(_found(export)) == states.READY:
        raise Problem("invalid", "It is made. Remove its file instead.")
    once(lambda request: given(requesting.giving_up(service(), export), body, by_request(request)))
    _jobs().stop(export)
    return _answered(export)


@bp.post("/exports/<uuid:export>/resumptions")
@only(May.EXPORT)
@bp.takes(bodies.nothing("Resumption"))
@bp.answers(202, shapes.Job(), "It is being made.")
def resume_export(body: Sent, export: UUID) -> Response:
    """What was broken off, failed or was taken away is made again: the same, octet for octet."""

    def resumed() -> None:
        if _state(_found(export)) in states.TO_GO_ON:
            _jobs().start(export, caller.by())

    return _unrecorded(export, resumed, 202)


@bp.post("/exports/<uuid:export>/removals")
@only(May.EXPORT)
@bp.takes(bodies.nothing("Removal"))
@bp.answers(200, shapes.Job(), "It is away.")
def remove_export(body: Sent, export: UUID) -> Response:
    """Its file goes from this server; that it was made stays."""

    def removed() -> None:
        if _state(_found(export)) == states.READY:
            kept.take_away(service(), export)

    return _unrecorded(export, removed)


def _unrecorded(export: UUID, act: Callable[[], None], status: int = 200) -> Response:
    """What changes nothing that is in the log, done once as a command is."""

    def run(request: str) -> Receipt:
        act()
        return Receipt(str(export))

    once(run)
    return _answered(export, status)


def _answered(export: UUID, status: int = 200) -> Response:
    looked.nothing_new()
    answer = exports.document(_told(_found(export)))
    answer.status_code = status
    return answer


def _told(found: Exported) -> dict[str, object]:
    id, state = UUID(found.id), _state(found)
    job = _jobs().one(id)
    told = {"id": found.id, "state": state, "position": found.position, "told": found.told}
    steps = {"done": job.done if job else 0, "total": job.total if job else 0}
    file = url_for("api_exports.get_export_file", export=id) if state == states.READY else None
    return {**told, **steps, "file": file, "failed": _jobs().failed(id) or None}


def _state(found: Exported) -> str:
    id = UUID(found.id)
    return states.state(found, _jobs().one(id), _jobs().before(id), kept.kept(service(), id), _jobs().failed(id))


def _found(export: UUID) -> Exported:
    service().views.ready()
    if found := service().views.exports.one(str(export)):
        return found
    raise NotFound("There is no such export.")


def _jobs() -> Jobs:
    return cast(Jobs, current_app.extensions["exports"])
