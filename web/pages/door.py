"""In and out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from domain.refusal import Refused
from domain.staff import StaffAccount
from web.access import devices, known
from web.access.accounts import SecondFactorDue
from web.access.in_force import Shut
from web.access.passwords import LEAST, as_login
from web.http.onward import own
from web.pages import kept
from web.pages.access import service
from web.pages.start import work

bp = Blueprint("door", __name__)
Entered = tuple[StaffAccount, str]
"""An account, and the token of its session."""
_WRONG = "The name and the password do not belong together. Check both."
_WRONG_CODE = "This code is not right, or was used already. Wait for the next one."
_WRONG_INVITATION = (
    "The name and the code do not belong together, or the code is over. Ask the administrator for another."
)
_TOO_LATE = "That took longer than five minutes. Begin again with your password."
_TWICE = "The two are not the same. Type it twice."
_CHOSEN = "Your password is set. Sign in with it."


@bp.get("/")
def start() -> ResponseReturnValue:
    if g.account is not None:
        return work()
    return form(request.args.get("next", ""))


@bp.post("/")
def sign_in() -> ResponseReturnValue:
    name, onward = request.form.get("name", ""), request.form.get("next", "")
    accounts, password = service().accounts, request.form.get("pw", "")
    return _through(lambda: accounts.enter(name, password, *_whence(name)), onward, name)


@bp.post("/code")
def code() -> ResponseReturnValue:
    """The second step: a code of the authenticator, or one of those for when it is lost."""
    half, onward = session.get("half", ""), request.form.get("next", "")
    name = service().accounts.half_of(half)
    if name is None:
        return form(onward, "", _TOO_LATE), 401
    try:
        entered = service().accounts.enter_with_code(half, request.form.get("code", ""), *_whence(name))
    except Refused as refused:
        return _code(onward, refused.reason), 429
    return _in(entered, onward) if entered else (_code(onward, _WRONG_CODE), 401)


@bp.route("/welcome", methods=["GET", "POST"])
def welcome() -> ResponseReturnValue:
    """Choosing a password, with the code that the administrator has handed over."""
    if request.method == "GET":
        return _welcome(request.args.get("name", ""))
    name, new = request.form.get("name", ""), request.form.get("new", "")
    if new != request.form.get("repeat", ""):
        return _welcome(name, {"repeat": _TWICE}), 422
    try:
        chosen = service().accounts.choose_password(name, request.form.get("code", ""), new, request.remote_addr or "")
    except Refused as refused:
        return _welcome(name, {"new": refused.reason}), 422
    if not chosen:
        return _welcome(name, {"code": _WRONG_INVITATION}), 401
    flash(_CHOSEN)
    return redirect("/", 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    _leave()
    return redirect("/", 303)


def let_in(account: StaffAccount, how: str, both: bool, onward: str) -> ResponseReturnValue:
    """Somebody has shown who they are by a passkey or with a provider; `both`: that is two factors."""
    return _through(lambda: service().accounts.let_in(account, how, devices.here(), both), onward)


def _through(enter: Callable[[], Entered | None], onward: str, name: str = "") -> ResponseReturnValue:
    """In, on to the second step, or back to the form."""
    try:
        entered = enter()
    except SecondFactorDue as due:
        _leave()
        session["half"] = due.half
        return _code(onward)
    except Shut as no:
        return form(onward, name, no.reason), 403
    except Refused as refused:
        return form(onward, name, refused.reason), 429
    return _in(entered, onward) if entered else (form(onward, name, _WRONG), 401)


def _in(entered: Entered, onward: str) -> ResponseReturnValue:
    """With a session that there was not before."""
    _leave()
    (g.account, session["token"]), session.permanent = entered, True
    g.known = g.account.login
    return kept.onward(own(onward))


def _whence(name: str) -> tuple[str, str, str]:
    """Address, device, and what the browser is known by."""
    told = request.cookies.get(known.cookie(as_login(name), request.is_secure), "")
    return request.remote_addr or "", devices.here(), told


def _leave() -> None:
    """A copy of the cookie is worth nothing afterwards."""
    if "token" in session:
        service().accounts.end(session["token"])
    session.clear()


def form(onward: str, name: str = "", error: str = "") -> str:
    carried = request.form.get("kept", "")
    return render_template("sign_in.html", next=onward, name=name, error=error, kept=carried)


def _code(onward: str, error: str = "") -> str:
    carried = request.form.get("kept", "")
    return render_template("account/code.html", next=onward, error=error, kept=carried)


def _welcome(name: str, errors: dict[str, str] | None = None) -> str:
    code = request.form.get("code", "")
    return render_template("account/welcome.html", name=name, code=code, errors=errors or {}, least=LEAST)
