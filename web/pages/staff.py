"""Who may work here, and from when until when: for the administrator."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.staff import ROLES
from web.access import in_force
from web.entering import limiting
from web.pages.access import only, service
from web.pages.answering import answer, leading_to

bp = Blueprint("staff", __name__, url_prefix="/office/staff")
_ALL = "/office/staff"


@bp.get("")
@only(May.KEEP_ACCOUNTS)
def every() -> ResponseReturnValue:
    """All accounts, by the name with which they sign in."""
    service().views.ready()
    today = service().clock().date()
    rows = [(one, in_force.told(one["begins"], one["ends"], today)) for one in service().views.staff.all()]
    return render_template("office/staff.html", rows=rows, names=ROLES)


@bp.route("/<login>", methods=["GET", "POST"])
@only(May.KEEP_ACCOUNTS)
def limit(login: str) -> ResponseReturnValue:
    """The days on which one account is in force."""
    account = service().personnel.account(login) or abort(404)
    return answer(limiting.limit(service(), account), None, _ALL, leading_to(_ALL))
