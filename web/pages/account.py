"""One's own account: where one is signed in, the password, the second factor, and for whom one may act."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.refusal import Refused
from web.access import step_up
from web.access.passwords import LEAST
from web.access.second_factor import CODES, address
from web.drawing.qr import qr
from web.entering import staffing
from web.pages.access import only, service
from web.pages.answering import answer, by, leading_to

bp = Blueprint("account", __name__, url_prefix="/account")
_HERE = "/account"
_TWICE = "The two are not the same. Type it twice."
_WRONG_CODE = "This is not the code that your authenticator shows now. Are its clock and this one right?"
anybody = only(May.SIGN_IN)


@bp.get("")
@anybody
def own() -> ResponseReturnValue:
    service().views.ready()
    accounts, login, today = service().accounts, g.account.login, service().clock().date().isoformat()
    account = service().personnel.account(login) or abort(404)
    given = service().views.staff.acts_for(account.staff)
    return render_template(
        "account/own.html", sessions=accounts.sessions.of(login), here=g.session, account=account,
        keys=len(service().passkeys.of(login)),
        second=accounts.second.on(login), left=accounts.second.left(login), codes=CODES, due=g.get("second_due"),
        given=[one for one in given if today <= one.ends], today=today, rules=accounts.rules(),
        delegates=[one for one in account.delegates.values() if today <= one["ends"]],
    )  # fmt: skip


@bp.get("/here")
@anybody
def here() -> ResponseReturnValue:
    """That somebody is at work, though nothing is sent: seconds until the session ends, left alone and in any case."""
    left = g.get("left") or abort(404)
    return {"idle": int(left.idle.total_seconds()), "lasting": int(left.lasting.total_seconds())}


@bp.route("/again", methods=["GET", "POST"])
@anybody
def again() -> ResponseReturnValue:
    """The password once more, before a page that was asked for is shown."""
    return redirect(_HERE, 303) if request.method == "GET" else step_up.prove()


# sessions


@bp.post("/sessions/<mark>/end")
@anybody
def end(mark: str) -> ResponseReturnValue:
    ended = service().accounts.sessions.end_one(g.account.login, mark, g.account)
    flash("That session is over." if ended else "That session was over already.")
    return redirect(_HERE, 303)


@bp.post("/sessions/end-others")
@anybody
def end_others() -> ResponseReturnValue:
    many = service().accounts.sessions.end_all(g.account.login, "revoked", g.account, _token())
    flash(f"{many} other session{'' if many == 1 else 's'} ended. This one goes on.")
    return redirect(_HERE, 303)


# the password


@bp.route("/password", methods=["GET", "POST"])
@anybody
def password() -> ResponseReturnValue:
    if request.method == "GET":
        return _password({})
    old, new = request.form.get("old", ""), request.form.get("new", "")
    if new != request.form.get("repeat", ""):
        return _password({"repeat": _TWICE})
    try:
        service().accounts.change_password(g.account, _token(), old, new, by(), request.remote_addr or "")
    except Refused as refused:
        return _password({"old" if refused.field == "old" else "new": refused.reason})
    flash("Your password is changed. Everywhere else you are signed out.")
    return redirect(_HERE, 303)


def _password(errors: dict[str, str]) -> ResponseReturnValue:
    return render_template("account/password.html", errors=errors, least=LEAST), 422 if errors else 200


# the second factor


@bp.route("/second-factor", methods=["GET", "POST"])
@anybody
@step_up.stepped_up(lambda: True)
def second_factor() -> ResponseReturnValue:
    """Its secret as a picture and as text, until a code shows that it has arrived; then the recovery codes, once."""
    accounts, login = service().accounts, g.account.login
    if accounts.second.on(login):
        return redirect(_HERE, 303)
    code = request.form.get("code", "")
    if code and (codes := accounts.confirm_second(g.account, code, by())):
        return render_template("account/codes.html", codes=codes)
    secret = accounts.second.secret(login)
    picture = qr(address(login, secret, "Caretrail"), "A picture for your authenticator")
    error = _WRONG_CODE if code else ""
    page = render_template("account/second_factor.html", secret=secret, picture=picture, error=error)
    return page, 422 if error else 200


@bp.post("/second-factor/recovery-codes")
@anybody
@step_up.stepped_up()
def renew() -> ResponseReturnValue:
    """New recovery codes, shown once; the authenticator stays as it is."""
    codes = service().accounts.second.renew(g.account.login)
    if codes is None:
        return redirect(_HERE, 303)
    service().personnel.renew_recovery_codes(g.account.login, len(codes), by())
    return render_template("account/codes.html", codes=codes, renewed=True)


@bp.post("/second-factor/remove")
@anybody
@step_up.stepped_up()
def remove() -> ResponseReturnValue:
    service().accounts.remove_second(g.account.login, by())
    flash("The second factor is removed. From now on your password alone lets you in.")
    return redirect(_HERE, 303)


# acting for each other


@bp.route("/delegate", methods=["GET", "POST"])
@anybody
@step_up.stepped_up()
def delegate() -> ResponseReturnValue:
    """Somebody may act for whoever is signed in."""
    if g.account.on_behalf_of:
        abort(403)
    return answer(staffing.delegate(service(), g.account), None, _HERE, leading_to(_HERE))


@bp.post("/delegations/<to>/end")
@anybody
def end_delegation(to: str) -> ResponseReturnValue:
    done = service().personnel.end_delegation(g.account.login, to, by())
    return leading_to(_HERE, "They cannot act for you any more.")(done)


@bp.post("/act")
@anybody
def act() -> ResponseReturnValue:
    """For somebody else from now on, or with nobody named for oneself again; it ends with the session."""
    login = request.form.get("for", "")
    if login and login not in {one.login for one in service().views.staff.acts_for(g.account.staff)}:
        abort(403)
    service().accounts.sessions.act_for(_token(), login or None)
    return redirect("/", 303)


def _token() -> str:
    return str(session.get("token", ""))
