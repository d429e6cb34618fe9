"""Passkeys: signing in with one, adding one to one's account, and taking it away. A script talks to the browser."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.refusal import Refused
from web.access import passkeys
from web.access.passkeys import Place
from web.access.step_up import stepped_up
from web.pages import door
from web.pages.access import only, service
from web.pages.answering import by

bp = Blueprint("passkeys", __name__, url_prefix="/passkeys")
_ENTER, _ADD = "passkey", "passkey-add"
"""Kinds of challenges, and where in the cookie that is kept by which they are answered."""
_OLD = "That took too long, or was answered already. Begin again."


@bp.post("/ask")
def ask() -> ResponseReturnValue:
    """What the browser answers to sign somebody in."""
    return _told(_ENTER, *service().passkeys.ask(_here()))


@bp.post("/enter")
def enter() -> ResponseReturnValue:
    onward = request.form.get("next", "")
    try:
        account = service().passkeys.holder(_taken(_ENTER), request.form.get("answer", ""))
    except Refused as no:
        return door.form(onward, error=no.reason), 401
    return door.let_in(account, "passkey", True, onward)  # with a finger or a PIN: see `web.access.passkeys`


@bp.post("/offer")
@only(May.SIGN_IN)
def offer() -> ResponseReturnValue:
    """What the browser makes a new one from."""
    return _told(_ADD, *service().passkeys.offer(g.account, _here()))


@bp.post("")
@only(May.SIGN_IN)
@stepped_up()
def add() -> ResponseReturnValue:
    name, answer = request.form.get("name", ""), request.form.get("answer", "")
    try:
        service().passkeys.add(g.account, _taken(_ADD), answer, name, by())
    except Refused as no:
        return render_template("ways/failed.html", why=no.reason), 422
    flash("Added. From now on you can sign in with it.")
    return redirect(url_for("ways.every"), 303)


@bp.post("/<passkey>/remove")
@only(May.SIGN_IN)
@stepped_up()
def remove(passkey: str) -> ResponseReturnValue:
    if passkey not in {one.passkey for one in service().passkeys.of(g.account.login)}:
        abort(404)
    service().passkeys.remove(passkey, by())
    flash("Removed. Nobody can sign in with it any more.")
    return redirect(url_for("ways.every"), 303)


def _told(kind: str, options: str, asked: dict[str, str]) -> Response:
    session[kind] = service().challenges.ask(kind, asked)
    return Response(options, mimetype="application/json")


def _taken(kind: str) -> dict[str, str]:
    asked = service().challenges.take(kind, session.pop(kind, ""))
    if asked is None:
        raise Refused("answer", _OLD)
    return asked


def _here() -> Place:
    """404 where the library is missing: no page leads here then."""
    if not passkeys.here():
        abort(404)
    return Place(request.host.rpartition(":")[0] or request.host, f"{request.scheme}://{request.host}")
