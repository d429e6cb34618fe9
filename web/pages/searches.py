"""Searches kept under a name: kept, listed, renamed, shared and taken away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.searches import PAGES
from projections.searches import Kept
from web.entering import searching
from web.pages.access import allowed, only, patient_id, service
from web.pages.answering import answer, leading_to
from web.pages.narrowing import named

bp = Blueprint("searches", __name__, url_prefix="/searches")
_ALL = "/searches"


@bp.get("")
@only(May.SEE_QUALITY)
def every() -> ResponseReturnValue:
    """One's own, and those of the office."""
    words = named()
    rows = [(one, searching.said(one.address, words), address(one)) for one in seen()]
    return render_template("review/searches.html", rows=rows, pages=PAGES, me=g.account.staff)


@bp.route("/new", methods=["GET", "POST"])
@only(May.SEE_QUALITY)
def save() -> ResponseReturnValue:
    """`?page=` is log or trail, `?who=` the record whose trail it was; the filters are those of that page's address."""
    page = request.args.get("page", "")
    if page not in PAGES or (page == "log" and not allowed(May.READ_LOG)):
        abort(404)
    filters = searching.asked(page, request.args)
    form = searching.save(service(), page, filters, named())
    back = _back(page, filters)
    return answer(form, None, back, leading_to(back, "Kept. It stands as a link beside the list."))


@bp.route("/<search>/change", methods=["GET", "POST"])
@only(May.SEE_QUALITY)
def change(search: str) -> ResponseReturnValue:
    return answer(searching.change(service(), _one(search), named()), None, _ALL, leading_to(_ALL))


@bp.route("/<search>/remove", methods=["GET", "POST"])
@only(May.SEE_QUALITY)
def remove(search: str) -> ResponseReturnValue:
    return answer(searching.remove(service(), _one(search)), None, _ALL, leading_to(_ALL, "Taken away."))


def seen(page: str = "") -> list[Kept]:
    """What whoever is signed in sees, and may open."""
    service().views.ready()
    found = service().views.searches.seen(g.account.staff, page)
    return [one for one in found if one.page != "log" or allowed(May.READ_LOG)]


def address(kept: Kept, who: str = "") -> str:
    """Where it leads; of a trail's, nowhere without a record."""
    if kept.page == "log":
        return _at("audit.log", kept.address)
    return _at("review.trail", {"who": who, **kept.address}) if who else ""


def _one(search: str) -> Kept:
    return next((one for one in seen() if one.search == search), None) or abort(404)


def _back(page: str, filters: dict[str, str]) -> str:
    if page == "log":
        return _at("audit.log", filters)
    who = request.args.get("who", "")
    return _at("review.trail", {"who": str(patient_id(who)), **filters}) if who else _ALL


def _at(endpoint: str, args: dict[str, Any]) -> str:
    return url_for(endpoint, **args)
