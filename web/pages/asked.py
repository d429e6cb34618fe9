"""A question from a case, as whoever was asked sees it, and their answer."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue

from domain.casefile import CLOSED
from domain.permissions import May
from web.entering import casework
from web.pages.access import only, service
from web.pages.answering import answer, leading_to
from web.review import asked

bp = Blueprint("asked", __name__)


@bp.route("/asked/<number>/<ask>", methods=["GET", "POST"])
@only(May.OPEN_RECORD)
def question(number: str, ask: str) -> ResponseReturnValue:
    """404 for anybody else; once it is answered, or the case is closed, it can be read and not answered again."""
    service().views.ready()
    case = service().views.cases.one(number.upper())
    found = next((one for one in case["asks"] if (one["id"], one["staff"]) == (ask, g.account.staff)), None)
    if found is None:
        abort(404)
    shown = asked.shown(service(), g.account, case, found)
    if "answer" in found or case["status"] == CLOSED:
        return render_template("cases/answered.html", ask=found, seen=shown)
    form = casework.answering(service(), case["number"], found, shown)
    return answer(form, None, "/", leading_to("/", "Answered. It stands in the case with your name."))
