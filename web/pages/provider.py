"""Signing in with an OpenID provider, and linking somebody there with an account here."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.refusal import Refused
from web.access.oidc import Failed, Identity, Oidc
from web.access.step_up import stepped_up
from web.http.onward import own
from web.pages import door
from web.pages.access import only, service
from web.pages.answering import by

bp = Blueprint("provider", __name__, url_prefix="/provider")
_ASKED, _FOUND = "oidc", "oidc-link"
"""Kinds of challenges, and where in the cookie that is kept by which they are answered."""
_OLD = "This sign-in was begun too long ago, in another browser, or was answered already. Begin again."


def oidc() -> Oidc | None:
    return cast("Oidc | None", current_app.extensions["oidc"])


def name() -> str:
    """What the provider is called; an empty text where there is none."""
    found = oidc()
    return found.provider.name if found else ""


@bp.get("")
def begin() -> ResponseReturnValue:
    """To the provider; `?next=` is where to go then, `?link=1` to link instead of signing in."""
    link, onward = "link" in request.args, own(request.args.get("next", ""))
    if g.account is not None and not link:
        return redirect(onward)
    if g.account is None and link:
        abort(401)
    try:
        address, asked = _there().begin(url_for("provider.back", _external=True))
    except Failed as no:
        return _failed(str(no), 502)
    session[_ASKED] = service().challenges.ask(_ASKED, {**asked, "next": onward, "link": link})
    return redirect(address)


@bp.get("/back")
def back() -> ResponseReturnValue:
    """From the provider, with what it has to say."""
    asked = service().challenges.take(_ASKED, session.pop(_ASKED, ""))
    if asked is None:
        return _failed(_OLD, 400)
    try:
        who = _there().finish(asked, request.args)
    except Failed as no:
        return _failed(str(no), 401)
    return _confirm(who) if asked["link"] else _enter(who, asked["next"])


@bp.post("/link")
@only(May.SIGN_IN)
@stepped_up()
def link() -> ResponseReturnValue:
    """Confirmed by whoever has signed in here: nobody else can make them."""
    found = service().challenges.take(_FOUND, session.pop(_FOUND, ""))
    if found is None or found.pop("for") != g.account.login:
        return _failed(_OLD, 400)
    try:
        service().linking.link(g.account.login, found["issuer"], found["subject"], by())
    except Refused as no:
        return _failed(no.reason, 409)
    flash(f"Linked. From now on you can sign in with {name()}.")
    return redirect(url_for("ways.every"), 303)


@bp.post("/unlink/<uuid:stream>")
@only(May.SIGN_IN)
@stepped_up()
def unlink(stream: object) -> ResponseReturnValue:
    service().views.ready()
    own = service().views.links.every(g.account.staff)
    found = next((one for one in own if one.stream == str(stream)), None) or abort(404)
    service().linking.unlink(g.account.login, found.issuer, found.subject, by())
    flash("No longer linked.")
    return redirect(url_for("ways.every"), 303)


def _there() -> Oidc:
    return oidc() or abort(404)


def _confirm(who: Identity) -> ResponseReturnValue:
    if g.account is None:
        abort(401)
    told = {"issuer": who.issuer, "subject": who.subject, "for": g.account.login}
    session[_FOUND] = service().challenges.ask(_FOUND, told)
    return render_template("ways/link.html", who=who, provider=name())


def _enter(who: Identity, onward: str) -> ResponseReturnValue:
    account = service().linking.account(who.issuer, who.subject)
    if account is None:
        return render_template("ways/unknown.html", who=who, provider=name()), 403
    return door.let_in(account, "provider", who.both, onward)


def _failed(why: str, status: int) -> ResponseReturnValue:
    return render_template("ways/failed.html", why=why), status
