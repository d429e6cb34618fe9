"""The office's policies: what is in force, what a change would do, and adopting it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.policies import DEFAULTS, NAMES
from web.access.step_up import stepped_up
from web.entering import forms, policing
from web.pages.access import allowed, only, service
from web.pages.answering import answer, leading_to, page

bp = Blueprint("policies", __name__, url_prefix="/policies")
_ALL, _SAME = "/policies", "Nothing was different; nothing was adopted."


@bp.get("")
@only(May.SEE_POLICIES)
def policies() -> ResponseReturnValue:
    book = service().rulebook
    service().views.ready()
    sets = [(name, words, book.number(name), book.text(name)) for name, words in NAMES.items()]
    adopted = list(service().views.changes.rows({"type": "policy.adopted", "office": True}, newest=True, limit=50))
    return render_template(
        "office/policies.html", sets=sets, rules=policing.in_force(service()), adopted=adopted,
        keeps=allowed(May.ADOPT_POLICY),
    )  # fmt: skip


@bp.route("/<name>", methods=["GET", "POST"])
@only(May.ADOPT_POLICY)
@stepped_up(lambda: request.method == "POST" and request.form.get("then") != "try")
def policy(name: str) -> ResponseReturnValue:
    """`then=try` shows what would change and how many records that concerns; nothing is adopted by it."""
    if name not in DEFAULTS:
        abort(404)
    form = policing.policy(service(), name)
    if request.method == "POST" and request.form.get("then") == "try":
        kept = {field: request.form.get(field, "") for field in ("text", "approved_by", "note")}
        wrong = policing.wrong(name, kept["text"])
        note = "" if wrong else "This is what it would do. Nothing is adopted yet."
        return page(form, forms.Shown(kept, wrong, note=note), None, _ALL)
    return answer(form, None, _ALL, leading_to(_ALL, "Adopted. It counts from now on.", _SAME))
