"""What one's own role may do, and what the others may: the table by which all is judged."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from domain.permissions import May
from domain.staff import ROLES
from web.pages.access import only

bp = Blueprint("roles", __name__)


@bp.get("/office/roles")
@only(May.SIGN_IN)
def roles() -> str:
    return render_template("office/roles.html", rights=list(May), names=ROLES, mine=g.account.role)
