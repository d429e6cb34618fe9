"""Who may be on file twice: each pair side by side, and the one thing that is said of it here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.refusal import Refused
from projections.likeness.view import Pair
from web.access import closed
from web.entering import pairs
from web.pages.access import known, only, patient_id, service
from web.pages.answering import by
from web.pages.head import head, reading, skipped, today, writes

bp = Blueprint("duplicates", __name__)
PAGE = 20


@bp.get("/duplicates")
@only(May.OPEN_RECORD)
def every() -> ResponseReturnValue:
    service().views.ready()
    return _page()


@bp.get("/patients/<who>/duplicates")
@only(May.OPEN_RECORD)
def of_one(who: str) -> ResponseReturnValue:
    return _page(who)


@bp.post("/duplicates")
@bp.post("/patients/<who>/duplicates")
@only(May.WRITE_RECORD)
def deny(who: str | None = None) -> ResponseReturnValue:
    """They are two people; the reason is written in both records."""
    one, _, other = request.form.get("pair", "").partition(" ")
    back = redirect(f"/patients/{who}/duplicates" if who else "/duplicates", 303)
    pair = next((pair for pair in _of(one) if pair.other == other), None)
    if pair is None:
        flash("They have been told apart already.")
        return back
    evidence = {"score": pair.score, "verdict": pair.verdict, "reasons": [words for _, words in pair.reasons]}
    for id in (one, other):
        known(id)  # `web.access.closed.Closed`: to write in it would be work on it
    try:
        service().records.deny_duplicate(UUID(one), UUID(other), request.form.get("note", ""), by(), evidence)
    except Refused as refused:
        return _page(who, {f"{one} {other}": refused.reason}), 422
    flash("Recorded in both records: two people. They are not suggested again.")
    return back


def _of(one: str) -> list[Pair]:
    service().views.ready()
    try:
        return [pair for pair in service().views.duplicates.of(UUID(one)) if pair.one == one]
    except ValueError:
        abort(404)


def _open(found: list[Pair]) -> list[Pair]:
    """Those of which both records are open: side by side they show what stands in them."""
    shut = closed.among(service(), g.account, {id for pair in found for id in (pair.one, pair.other)})
    return [pair for pair in found if pair.one not in shut and pair.other not in shut]


def _page(who: str | None = None, wrong: dict[str, str] | None = None) -> str:
    views, skip = service().views, skipped()
    counts = views.duplicates.counts()
    if who is None:
        about: dict[str, Any] = {"details": None}
        found, total = views.duplicates.pairs(PAGE, skip), sum(counts.values())
    else:
        id = patient_id(who)
        about, found, total = head(who, reading(id)), views.duplicates.of(id), 0
    return render_template(
        "duplicates.html", **{"writes": writes(), **about}, pairs=pairs.beside(views, _open(found), today()),
        counts=counts, wrong=wrong or {}, skip=skip, older=skip + PAGE if skip + PAGE < total else None,
        newer=max(skip - PAGE, 0) if skip else None,
    )  # fmt: skip
