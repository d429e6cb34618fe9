"""In and out."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from domain.refusal import Refused
from domain.staff import StaffAccount
from web.access.in_force import NotInForce
from web.http.onward import own
from web.pages import kept
from web.pages.access import service
from web.pages.start import work

bp = Blueprint("door", __name__)
_WRONG = "The name and the password do not belong together. Check both."


@bp.get("/")
def start() -> ResponseReturnValue:
    if g.account is not None:
        return work()
    return form(request.args.get("next", ""))


@bp.post("/")
def sign_in() -> ResponseReturnValue:
    name, onward = request.form.get("name", ""), request.form.get("next", "")
    try:
        entered = service().accounts.enter(name, request.form.get("pw", ""), request.remote_addr or "")
    except NotInForce as no:
        return form(onward, name, no.reason), 403
    except Refused as refused:
        return form(onward, name, refused.reason), 429
    if entered is None:
        return form(onward, name, _WRONG), 401
    return let_in(entered, onward)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    _leave()
    return redirect("/", 303)


def let_in(entered: tuple[StaffAccount, str], onward: str) -> ResponseReturnValue:
    """Somebody has shown who they are: their account, and the token of their session."""
    _leave()
    (g.account, session["token"]), session.permanent = entered, True
    return kept.onward(own(onward))


def _leave() -> None:
    """A copy of the cookie is worth nothing afterwards."""
    if "token" in session:
        service().accounts.end(session["token"])
    session.clear()


def form(onward: str, name: str = "", error: str = "") -> str:
    carried = request.form.get("kept", "")
    return render_template("sign_in.html", next=onward, name=name, error=error, kept=carried)
