"""What somebody ought to look into, with the reasons; and what was looked into and may be left alone."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.permissions import May
from domain.watching import LIMITS, RULES
from projections.flags.rank import Flag
from web import exports
from web.entering import flagging
from web.pages.access import only, service
from web.pages.answering import answer, leading_to
from web.reads import looked
from web.review import flagged
from web.review.flagged import FlagQuery
from web.wording import addresses, words

bp = Blueprint("flags", __name__, url_prefix="/audit")
PAGE = 40  # flags
_FEW = 4  # findings of one flag that are shown unfolded


@bp.get("/flags")
@only(May.WATCH)
def flags() -> ResponseReturnValue:
    """Gravest first; `?rule=`, `?person=`, `?since=` and `?until=` narrow, without a time it is of thirty days."""
    query = _query()
    found = [] if query.errors else query.flags(service())
    staff = {one["staff"]: one["name"] for one in service().views.staff.all()}
    named = {"rule": [(code, rule.name, 0) for code, rule in RULES.items()],
             "person": [(id, name, 0) for id, name in staff.items()]}  # fmt: skip
    page = render_template(
        "audit/flags.html", query=query, found=found[:PAGE], total=len(found), most=PAGE, few=_FEW, rules=RULES,
        people=flagged.People(service()), looked=flagged.looked, case=flagged.case, staff=staff, words=words, mrn=mrn,
        formats=exports.FORMATS, loosen=addresses.loosened(query.asked, named), limits=LIMITS,
        names=[(code, rule.name) for code, rule in RULES.items()], 
        in_force=service().rulebook.watching, tally=_tally(found),
    )  # fmt: skip
    return page, 400 if query.errors else 200


@bp.get("/flags.<form>")
@only(May.WATCH)
def file(form: str) -> ResponseReturnValue:
    """The same as a file: a row for each finding."""
    if form not in exports.FORMATS:
        abort(404)
    query = _query()
    if query.errors:
        return {"errors": query.errors}, 400
    found = query.flags(service())
    shown(found)
    return _file(found, form)


def _file(found: list[Flag], form: str) -> Response:
    return exports.table(flagged.rows(found, flagged.People(service())), form, "flags", flagged.COLUMNS)


@bp.route("/flags/<key>/set-aside", methods=["GET", "POST"])
@only(May.WATCH)
def aside(key: str) -> ResponseReturnValue:
    """The flag as it stands in the time that the address names; with a reason it is not shown again for that."""
    query = _query()
    flag = next((one for one in query.flags(service()) if one.key == key), None) if not query.errors else None
    back = "/audit/flags"
    if flag is None:
        if request.method == "POST":
            flash("It was set aside already.")
            return redirect(back, 303)
        abort(404)
    shown([flag])
    return answer(flagging.set_aside(service(), flag), None, back, leading_to(back, "Set aside, with your reason."))


def shown(found: Iterable[Flag]) -> None:
    """They tell of these patients."""
    for patient in {patient for flag in found for one in flag.findings for patient in one.patients}:
        looked.opened(UUID(patient))


def _query() -> FlagQuery:
    return FlagQuery.read(request.args, service().clock())


def _tally(found: list[Flag]) -> list[tuple[str, int]]:
    """How many flags of each rule, in the order of the rules."""
    counts = [(rule, sum(one.rule == rule for one in found)) for rule in RULES]
    return [(rule, number) for rule, number in counts if number]
