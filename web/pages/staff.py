"""Who may work here, as what, and from when until when: for the administrator."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.staff import ROLES, StaffAccount
from web.access import in_force
from web.access.step_up import grave, is_grave, stepped_up
from web.entering import limiting, staffing
from web.pages.access import only, service
from web.pages.answering import answer, by, leading_to

bp = Blueprint("staff", __name__, url_prefix="/office")
_ALL = "/office/staff"


@bp.get("/staff")
@only(May.KEEP_ACCOUNTS)
def every() -> ResponseReturnValue:
    """All accounts, by the name with which they sign in."""
    service().views.ready()
    today = service().clock().date()
    rows = [(one, in_force.told(one["begins"], one["ends"], today)) for one in service().views.staff.all()]
    return render_template("office/staff.html", rows=rows, names=ROLES, today=today.isoformat())


@bp.route("/add-account", methods=["GET", "POST"])
@only(May.KEEP_ACCOUNTS)
@stepped_up()
def invite() -> ResponseReturnValue:
    """Without a password of the administrator's: the code is shown, once."""

    def added(done: Receipt) -> ResponseReturnValue:
        return _code(_one(request.form["login"]))

    return answer(staffing.invite(service()), None, _ALL, added)


@bp.get("/staff/<login>")
@only(May.KEEP_ACCOUNTS)
def one(login: str) -> ResponseReturnValue:
    """All of one account, and what can be done with it."""
    account, today = _one(login), service().clock().date()
    accounts = service().accounts
    return render_template(
        "office/account.html", account=account, names=ROLES, limit=in_force.told(account.begins, account.ends, today),
        sessions=accounts.sessions.of(account.login), own=account.staff == g.account.staff, today=today.isoformat(),
        keys=len(service().passkeys.of(account.login)), second=accounts.second.on(account.login),
        left=accounts.second.left(account.login),
        delegates=[told for told in account.delegates.values() if today.isoformat() <= told["ends"]],
    )  # fmt: skip


@bp.route("/staff/<login>/validity", methods=["GET", "POST"])
@only(May.KEEP_ACCOUNTS)
@stepped_up()
def limit(login: str) -> ResponseReturnValue:
    """The days on which one account is in force."""
    account = _one(login)
    return answer(limiting.limit(service(), account), None, _at(account), leading_to(_at(account)))


@bp.route("/staff/<login>/role", methods=["GET", "POST"])
@only(May.KEEP_ACCOUNTS)
@stepped_up()
def role(login: str) -> ResponseReturnValue:
    account = _one(login)
    return answer(staffing.role(service(), account), None, _at(account), leading_to(_at(account)))


@bp.route("/staff/<login>/delegate", methods=["GET", "POST"])
@only(May.KEEP_ACCOUNTS)
@stepped_up()
def delegate(login: str) -> ResponseReturnValue:
    """Somebody may act for whoever this account is of."""
    account = _one(login)
    return answer(staffing.delegate(service(), account), None, _at(account), leading_to(_at(account)))


@bp.post("/staff/<login>/delegations/<to>/end")
@only(May.KEEP_ACCOUNTS)
def end_delegation(login: str, to: str) -> ResponseReturnValue:
    account = _one(login)
    done = service().personnel.end_delegation(account.login, to, by())
    return leading_to(_at(account), "They cannot act for each other any more.")(done)


@bp.post("/staff/<login>/reset")
@only(May.KEEP_ACCOUNTS)
@stepped_up()
def reset(login: str) -> ResponseReturnValue:
    """The password of before ends; with the code, shown once, the person chooses another."""
    account = _one(login)
    if account.staff == g.account.staff:
        abort(403)
    return _code(account)


@bp.post("/staff/<login>/<act>")
@only(May.KEEP_ACCOUNTS)
@stepped_up(lambda: is_grave(_does((request.view_args or {})["act"])))
def act(login: str, act: str) -> ResponseReturnValue:
    """What is done with one press; what keeps somebody out asks for nothing more."""
    account = _one(login)
    does, said = ACTS.get(act) or abort(404)
    try:
        does(account)
    except Refused as refused:
        said = refused.reason
    flash(said)
    return redirect(_at(account), 303)


def lock(account: StaffAccount) -> None:
    service().accounts.lock(account.login, by(), g.account)


@grave
def unlock(account: StaffAccount) -> None:
    service().personnel.unlock(account.login, by())


def _end_sessions(account: StaffAccount) -> None:
    service().accounts.sessions.end_all(account.login, "revoked", g.account)


@grave
def _remove_second(account: StaffAccount) -> None:
    if account.staff == g.account.staff:
        raise Refused("login", "Your own second factor is removed on the page of your account.")
    service().accounts.remove_second(account.login, by())


def _remove_passkeys(account: StaffAccount) -> None:
    """Of somebody who has lost theirs; one's own are removed where they are added."""
    if account.staff == g.account.staff:
        raise Refused("login", "Your own passkeys are removed on the page of your account.")
    for one in service().passkeys.of(account.login):
        service().passkeys.remove(one.passkey, by())


ACTS: dict[str, tuple[Callable[[StaffAccount], None], str]] = {
    "lock": (lock, "Locked. Whoever was signed in with it is out."),
    "unlock": (unlock, "Unlocked. The password is that of before."),
    "end-sessions": (_end_sessions, "All its sessions are over."),
    "remove-second-factor": (_remove_second, "The second factor is removed; the password alone lets in now."),
    "remove-passkeys": (_remove_passkeys, "The passkeys are removed; nobody gets in with them any more."),
}


def _does(act: str) -> Callable[[StaffAccount], None] | None:
    does, _ = ACTS.get(act, (None, ""))
    return does


def _code(account: StaffAccount) -> ResponseReturnValue:
    code, until = service().accounts.choosing.invite(account.login, by())
    service().views.ready()
    link = url_for("door.welcome", name=account.login)
    return render_template("office/invited.html", account=account, code=code, until=until, link=link, back=_at(account))


def _one(login: str) -> StaffAccount:
    return service().personnel.account(login) or abort(404)


def _at(account: StaffAccount) -> str:
    return f"{_ALL}/{account.login}"
