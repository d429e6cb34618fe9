"""Exports: their list, asking for one, and each on its way from the request to the file that is taken home."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from flask.typing import ResponseReturnValue

from domain.export import PROFILES
from domain.permissions import May
from domain.receipt import Receipt
from domain.refusal import NotAllowed
from projections.exported import Exported
from web.access import closed
from web.access.step_up import stepped_up
from web.bundling import asking, kept, paper, requesting, states
from web.bundling.jobs import Jobs
from web.entering import forms
from web.pages.access import known, only, service
from web.pages.answering import answer, by, leading_to, page
from web.reads import looked
from web.record import pdf
from web.schemas.export import NAMES
from web.wording import words

bp = Blueprint("exports", __name__, url_prefix="/audit/exports")
PAGE = 50
_PATIENCE = 2.0  # seconds that a page waits for a small one before it tells how far it is
_LAST = 2**63 - 1
_ALL = "/audit/exports"


@bp.get("")
@only(May.EXPORT)
def every() -> ResponseReturnValue:
    """The newest first; `before` is the position to go on from."""
    before = request.args.get("before", _LAST, int)
    service().views.ready()
    found = service().views.exports.newest(min(max(before, 0), _LAST), PAGE + 1)
    rows = [states.row(service(), one, _state(one), _kept(one)) for one in found[:PAGE]]
    older = found[PAGE - 1].position if len(found) > PAGE else None
    return render_template("exports/list.html", rows=rows, older=older, **_words())


@bp.route("/new", methods=["GET", "POST"])
@only(May.EXPORT)
@stepped_up(lambda: _is_asked() and requesting.grave(request.form.get("profile")))
def new() -> ResponseReturnValue:
    """What fits is counted before anything is recorded. An address may choose; `then=count` counts again."""
    service().views.ready()
    form = requesting.requesting(service(), requesting.opening(service(), request.args), _patient, shut := _shut())
    if _is_asked():
        return answer(form, None, _ALL, _requested)
    values = {**form.initial, **{name: request.form[name] for name in form.schema().fields if name in request.form}}
    wrong = requesting.wrong(service(), values, _patient, shut)
    return page(form, forms.Shown(values, wrong), None, _ALL)


@bp.get("/<uuid:export>")
@only(May.EXPORT)
def one(export: UUID) -> ResponseReturnValue:
    """How it stands, what was asked for, its file once it is there, and how that is checked."""
    found = _found(export)
    stands, there = _state(found), not g.get("then")
    shown = render_template(
        "exports/export.html", **states.row(service(), found, stands, _kept(found)),
        job=_jobs().one(export) if there else None, before=_jobs().before(export) if there else 0,
        failed=_jobs().failed(export) if there else "",
        fingerprint=states.key(service()) if stands == states.READY else "",
        closed=states.closed(service(), found.told, _shut()) if there else 0,
        name=states.file_name(found), to_go_on=states.TO_GO_ON,
        hosts=service().store.backend.shared, pdf=pdf.available(), **_words(),
    )  # fmt: skip
    answered = make_response(shown)
    if stands in states.UNDER_WAY:
        answered.headers["Refresh"] = f"2; url={_at(found)}"
    return answered


@bp.get("/<uuid:export>.zip")
@only(May.EXPORT)
@stepped_up(lambda: _is_grave(), lambda: _own_page())
def file(export: UUID) -> ResponseReturnValue:
    """The bundle; a download that was broken off goes on where it was (RFC 9110, section 14)."""
    found, held = _taken(export)
    return send_file(
        kept.place(service(), export), "application/zip", as_attachment=True,
        download_name=states.file_name(found), conditional=True, etag=held.sha256,
    )  # fmt: skip


@bp.get("/<uuid:export>.pdf")
@only(May.EXPORT)
@stepped_up(lambda: _is_grave())
def report(export: UUID) -> ResponseReturnValue:
    """The report in the bundle, as PDF; 404 where PDFs cannot be made."""
    if not pdf.available():
        abort(404)
    found, _ = _taken(export)
    name = states.file_name(found).removesuffix(".zip")
    headers = {"Content-Disposition": f'inline; filename="{name}-report.pdf"'}
    return Response(paper.of_bundle(kept.place(service(), export)), mimetype="application/pdf", headers=headers)


@bp.route("/<uuid:export>/give-up", methods=["GET", "POST"])
@only(May.EXPORT)
def give_up(export: UUID) -> ResponseReturnValue:
    found = _found(export)
    if _state(found) == states.READY:
        flash("It is made. Take its file away instead.")
        return redirect(_at(found), 303)

    def stopped(done: Receipt) -> ResponseReturnValue:
        _jobs().stop(export)
        return leading_to(_at(found), "Given up, with your reason.", "It was given up already.")(done)

    return answer(requesting.giving_up(service(), export), None, _at(found), stopped)


@bp.post("/<uuid:export>/go-on")
@only(May.EXPORT)
def go_on(export: UUID) -> ResponseReturnValue:
    """What was broken off, failed, or was made and taken away: what comes of it is the same, octet for octet."""
    found = _found(export)
    if _state(found) in states.TO_GO_ON:
        _begin(export)
    return redirect(_at(found), 303)


@bp.post("/<uuid:export>/take-away")
@only(May.EXPORT)
def take_away(export: UUID) -> ResponseReturnValue:
    found = _found(export)
    if _state(found) == states.READY:
        kept.take_away(service(), export)
        flash("Its file is taken away from this server. That it was made stays in the log.")
    return redirect(_at(found), 303)


def _is_grave() -> bool:
    """Whether the file that is to be taken home takes the password once more, as asking for it did."""
    return not g.get("then") and requesting.grave(_found(_asked()).told["profile"])


def _own_page() -> str:
    return f"{_ALL}/{_asked()}"


def _asked() -> UUID:
    return UUID(str((request.view_args or {})["export"]))


def _is_asked() -> bool:
    return request.method == "POST" and request.form.get("then") != "count"


def _requested(done: Receipt) -> ResponseReturnValue:
    _begin(UUID(done.id))
    return leading_to(f"{_ALL}/{done.id}", "Asked for.")(done)


def _begin(export: UUID) -> None:
    _jobs().start(export, by())
    _jobs().wait(_PATIENCE)


def _found(export: UUID) -> Exported:
    service().views.ready()
    return service().views.exports.one(str(export)) or abort(404)


def _taken(export: UUID) -> tuple[Exported, kept.Kept]:
    """One whose file leaves now, which is noted; 404 where there is none."""
    found = _found(export)
    held = _kept(found)
    if held is None or _state(found) != states.READY:
        abort(404)
    leaves(found)
    return found, held


def leaves(found: Exported) -> None:
    """Whoever is in it is shown. `NotAllowed` where a record in it is closed to whoever takes it home."""
    if many := states.closed(service(), found.told, _shut()):
        raise NotAllowed(g.account.role, [f"take home what holds {asking.records(many)} closed to them"])
    for patient in found.told.get("patients", ()):
        looked.opened(UUID(patient))
    if not found.told.get("patients"):
        looked.whole()


def _state(found: Exported) -> str:
    if g.get("then"):
        return states.then(found)
    id = UUID(found.id)
    return states.state(found, _jobs().one(id), _jobs().before(id), _kept(found), _jobs().failed(id))


def _kept(found: Exported) -> kept.Kept | None:
    return None if g.get("then") else kept.kept(service(), UUID(found.id))


def _jobs() -> Jobs:
    return cast(Jobs, current_app.extensions["exports"])


def _shut() -> frozenset[str]:
    return closed.everywhere(service(), g.account)


def _patient(typed: str) -> str:
    """`domain.refusal.NotFound` and its `Gone`: the form says it where it was typed."""
    return str(known(typed))


def _at(found: Exported) -> str:
    return f"{_ALL}/{found.id}"


def _words() -> dict[str, object]:
    return {"names": NAMES, "profiles": PROFILES, "states": states.STATES, "words": words, "size": states.size}
