"""Pictures of who was at work when, and what they changed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.refusal import Refused
from projections import work
from projections.work import Asked
from web.drawing import activity
from web.pages.access import only, service
from web.wording import moments

bp = Blueprint("activity", __name__)
_FIELDS = 12  # that are drawn


@bp.get("/audit/activity")
@only(May.READ_LOG)
def page() -> ResponseReturnValue:
    """`?actor=` for one person, `from` and `to` for days, both included; the fields go by whole months."""
    views = service().views
    views.ready()
    asked, errors = _asked(request.args)
    tables = views.changes.tables
    grid, found = work.grid(tables, asked), work.fields(tables, asked)
    every = activity.months(found)
    page = render_template(
        "audit/activity.html", asked=asked, errors=errors, people=work.people(tables), grid=grid, drawing=activity,
        total=sum(map(sum, grid.events)), months=every, fields=activity.fields(found, every, _FIELDS), all=len(found),
        bounds={name: value for name, value in (("since", asked.since), ("until", asked.until)) if value},
    )  # fmt: skip
    return page, 400 if errors else 200


def _asked(args: Mapping[str, str]) -> tuple[Asked, dict[str, str]]:
    """What is asked for, and what could not be read: that is left open."""
    found, errors = dict[str, str](), dict[str, str]()
    for name in ("from", "to"):
        try:
            moment = moments.since(args.get(name, ""), name)
            found[name] = f"{moment:%Y-%m-%d}" if moment else ""
        except Refused as no:
            errors[name] = no.reason
    return Asked(args.get("actor", "").strip(), found.get("from", ""), found.get("to", "")), errors
