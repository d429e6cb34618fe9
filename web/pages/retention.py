"""The schedule of retention: whose time is over, why and since when, and what keeps a record all the same."""

from __future__ import annotations

import re

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from web import exports
from web.keeping import retention
from web.pages.access import allowed, only, service

bp = Blueprint("retention", __name__)
PAGE = 50
_PLACE = re.compile(r"\d{4}-\d\d-\d\d\.[0-9a-f-]{36}", re.ASCII)


@bp.get("/erasures/retention")
@only(May.DISPOSE)
def ended() -> ResponseReturnValue:
    """A page at a time, those first who were last here longest ago; `?after=` a place in the list."""
    after = request.args.get("after", "")
    if after and not _PLACE.fullmatch(after):
        abort(404)
    by, book = service().rulebook.schedule, service().rulebook
    found = list(retention.listed(service(), after, PAGE + 1, _named()))
    return render_template(
        "erasure/retention.html", found=found[:PAGE], total=retention.count(service(), by), by=by, after=after,
        number=book.number("retention"), following=found[PAGE - 1].place if len(found) > PAGE else "",
        formats=exports.FORMATS,  keeps=allowed(May.ADOPT_POLICY),
    )  # fmt: skip


@bp.get("/erasures/retention.<form>")
@only(May.DISPOSE)
def ended_file(form: str) -> ResponseReturnValue:
    """All of it, as a file."""
    if form not in exports.FORMATS:
        abort(404)
    return exports.table(retention.rows(service(), _named()), form, "retention", retention.COLUMNS)


def _named() -> bool:
    """Whoever administers the program is told numbers, and no names."""
    return allowed(May.OPEN_RECORD)
