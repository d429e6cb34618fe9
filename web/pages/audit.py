"""The auditor's pages: the change log and its files, single events, the state and the proof of the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

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
    url_for,
)
from flask.typing import ResponseReturnValue

from domain.permissions import May
from trail import paper, sealed
from trail.checkpoint import fingerprint, grouped
from trail.clock import read
from trail.errors import KeysMissing
from trail.outside import came, overdue
from trail.policy import Policy, PolicyError
from trail.rotation import keys_of
from trail.signer import Rewritten
from web import exports
from web.access import closed
from web.http.limits import POSITION
from web.keeping.proofs import Proofs
from web.pages import events, searches
from web.pages.access import only, service, sought
from web.pages.narrowing import changes, named
from web.review import logged, tallied
from web.review.log_line import ALSO, LINE, WORDS, word_of
from web.review.log_query import LogQuery, Row
from web.wording import addresses, words

bp = Blueprint("audit", __name__, url_prefix="/audit")
PAGE = 50  # events
_PATIENCE = 3.0  # seconds that a page waits for a proof before it tells how far it is
_LATEST = 10  # anchors that are listed
_SIGNED = "Signed. Download the note, and keep it on another machine."


@bp.get("/log")
@only(May.READ_LOG)
def log() -> ResponseReturnValue:
    """The change log, a page of events at a time; `after` is the position to go on from, so that no page shifts."""
    standing = sealed.standing(service().store)
    query = _query(standing.anchored)
    if query.errors.keys() != {LINE} and LINE in request.args:
        return redirect(url_for("audit.log", **cast(dict[str, Any], query.asked)))
    rows = [] if query.errors else list(query.rows(changes(), PAGE + 1, onward=True))
    exact = request.args.get("count") == "exact"
    told = tallied.tally(changes(), query, standing.anchored, exact) if not query.errors else None
    page = render_template(
        "audit/log.html", query=query, days=_days(rows[:PAGE]), shown=rows[:PAGE], told=told, standing=standing,
        following=rows[PAGE - 1]["position"] if len(rows) > PAGE else None, proof=_proofs().last, printed=_now(),
        loosen=addresses.loosened(query.asked, named()), formats=exports.FORMATS, most=tallied.MOST, names=events.name,
        kept=[(one, searches.address(one)) for one in searches.seen("log")], line_words={**WORDS, **ALSO},
        word_of=word_of, **events.in_words(),
    )  # fmt: skip
    return page, 400 if query.errors else 200


@bp.get("/log.<form>")
@only(May.READ_LOG)
def log_file(form: str) -> ResponseReturnValue:
    """The same log, filters and order as a file, whole: CSV has a row for each field, JSON an object for each event."""
    if form not in exports.FORMATS:
        abort(404)
    query = _query(sealed.standing(service().store).anchored)
    if query.errors:
        return {"errors": query.errors}, 400
    return exports.as_file(query.lines(changes(), form), form, "change-log")


bp.add_url_rule(f"/log/{POSITION}", view_func=events.event)
bp.add_url_rule(f"/log/{POSITION}.tlog-proof", view_func=events.inclusion)


@bp.get("/verify")
@only(May.PROVE)
def verify() -> ResponseReturnValue:
    """The state of the trail and its last proof; `?run=yes` proves it anew, entry by entry, beside the server."""
    proofs = _proofs()
    if request.args.get("run") == "yes":
        proofs.start()
        proofs.wait(_PATIENCE)
        return redirect("/audit/verify", 303)
    store = service().store
    notes = list(sealed.anchors_of(store).notes())
    anchors = [
        (int(path.stem), datetime.fromtimestamp(path.stat().st_mtime, UTC)) for path, _ in notes if path.stem.isdigit()
    ]
    key = sealed.verifier_key_of(store)
    page = render_template(
        "audit/verify.html", standing=sealed.standing(store), proof=proofs.last, anchors=anchors[::-1][:_LATEST],
        kept=len(anchors), most=_LATEST, words=words, key=key, fingerprint=grouped(fingerprint(key)) if key else "",
        outside=_outside(), **_paper(),
    )  # fmt: skip
    answer = make_response(page)
    if proofs.last and proofs.last.running:
        answer.headers["Refresh"] = "2; url=/audit/verify"
    return answer


@bp.get("/checkpoints/<int:size>.note")
@only(May.PROVE)
def note(size: int) -> ResponseReturnValue:
    """A checkpoint as it was signed: a few lines to keep on another machine."""
    kept = (text for path, text in sealed.anchors_of(service().store).notes() if path.stem == f"{size:016d}")
    text = next(kept, None)
    if text is None:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="caretrail-{size}.note"'}
    return Response(text, mimetype="text/plain", headers=headers)


@bp.post("/checkpoints")
@only(May.PROVE)
def sign() -> ResponseReturnValue:
    """Sign the log as it stands, and keep the note among the anchors."""
    try:
        sealed.checkpoint(service().store)
    except (Rewritten, KeysMissing) as no:
        flash(f"Nothing was signed. {no} Ask whoever runs this machine.")
    except PolicyError as no:
        flash(f"Signed, and sent to nobody. {no} Ask whoever runs this machine.")
    else:
        failed = [one["name"] for one in sealed.outside(service().store) if one["failed"]]
        flash(f"Signed, but not by {', '.join(failed)}." if failed else _SIGNED)
    return redirect("/audit/verify", 303)


def _paper() -> dict[str, Any]:
    """`?paper=` is what stands in the foot of a print, held against the log."""
    text = request.args.get("paper", "")
    try:
        told = paper.held(paper.read(text), service().store.log, keys_of(service().store)[0]) if text.strip() else None
    except (paper.Unreadable, KeysMissing) as no:
        told = paper.Answer("", str(no))
    return {"typed": text, "paper": told}


def _outside() -> dict[str, Any]:
    """Who vouches for the log on other machines, and whether that is enough."""
    store = service().store
    try:
        policy = Policy.read(store.folder)
    except PolicyError as error:
        return {"error": str(error), "told": [], "wanting": True}
    wanting = overdue(policy, came(store.folder), datetime.now(UTC))
    told = [{**one, "at": read(one["at"]) if one["at"] else None} for one in sealed.outside(store)]
    return {"told": told, "wanting": wanting, "threshold": policy.threshold, "witnesses": len(policy.witnesses)}


def _query(signed: int = 0) -> LogQuery:
    query = LogQuery.read(request.args, sought, signed)
    return replace(query, shut=closed.everywhere(service(), g.account))


def _days(changes: list[Row]) -> list[tuple[str, list[logged.Logged]]]:
    days: dict[str, list[logged.Logged]] = {}
    for change in changes:
        days.setdefault(words.day(change["recorded_at"]), []).append(logged.logged(change))
    return list(days.items())


def _proofs() -> Proofs:
    """The proofs of this application's store."""
    made = current_app.extensions.setdefault("proofs", Proofs(service().folder, service().clock))
    return cast(Proofs, made)


def _now() -> datetime:
    return service().clock()
