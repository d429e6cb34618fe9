"""The register of a day: who came, and how its events come to those who are still here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from domain import mrn
from domain.partial import PartialDate
from domain.permissions import May
from domain.refusal import Refused
from domain.visits import CLASSES
from projections.register import Came
from web import exports
from web.access import untold
from web.pages.access import only, service
from web.pages.head import skipped, today, writes
from web.record import day
from web.record.notes import late_note
from web.wording import dates, words

bp = Blueprint("register", __name__)
PAGE, STAYING = 100, 50
_COLUMNS = (
    "began", "number", "name", "kind", "reason", "seen_by", "where", "state", "ended", "went", "diagnoses", "late",
)  # fmt: skip
_STATES = {"open": "here", "finished": "closed", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The day that was asked for, or today and `note` says why; `whole` unless only its month or year is known."""

    day: str
    whole: date | None
    note: str = ""


@bp.get("/register")
@only(May.OPEN_RECORD)
def register() -> ResponseReturnValue:
    """Today, or `?day=`; `2026-03` shows the visits of which only the month is known."""
    asked, now, skip = _asked(), service().clock(), skipped()
    service().views.ready()
    view, this = service().views.register, today()
    tally = view.tally(asked.day)
    visits = day.lines(_open(view.day(asked.day, PAGE, skip)), asked.day, this)
    staying = _open(view.from_before(asked.day, STAYING)) if asked.whole else []
    current = asked.whole == this
    return render_template(
        "day.html", asked=asked, visits=visits, tally=tally, reckoned=day.reckoned(tally), writes=writes(), today=this,
        line=day.rail(visits, now if current else None) if asked.whole and tally.visits <= PAGE else "",
        stayed=day.lines(staying, asked.day, this), staying=view.staying(asked.day) if asked.whole else 0,
        skip=skip, older=skip + PAGE if skip + PAGE < tally.visits else None, vague=_vague(asked),
        before=_beside(asked, -1), after=_beside(asked, 1), current=current,
        newer=max(skip - PAGE, 0) if skip else None,
    )  # fmt: skip


@bp.get("/register.csv")
@only(May.OPEN_RECORD)
def register_csv() -> ResponseReturnValue:
    """The same visits, all of them."""
    asked = _asked()
    service().views.ready()
    told = partial(untold.visits, service(), g.account)
    rows = map(_row, chain.from_iterable(map(told, service().views.register.pages(asked.day))))
    return exports.table(rows, "csv", f"register-{asked.day}", _COLUMNS)


def _open(found: Sequence[Came]) -> list[Came]:
    return untold.visits(service(), g.account, found)


def _asked() -> Asked:
    typed, this = request.args.get("day", "").strip(), today()
    try:
        told = PartialDate.parse(dates.read(typed), "day") if typed else PartialDate.parse(this.isoformat())
    except Refused as refused:
        return Asked(this.isoformat(), this, f"{typed}: {refused.reason} This is today.")
    return Asked(told.text, told.earliest if told.precision == "day" else None)


def _beside(asked: Asked, days: int) -> str:
    try:
        return (asked.whole + timedelta(days)).isoformat() if asked.whole else ""
    except OverflowError:
        return ""


def _vague(asked: Asked) -> list[tuple[str, int]]:
    """The month and the year of a day, where there are visits of which no more is known."""
    if not asked.whole:
        return []
    counted = [(text, service().views.register.tally(text).visits) for text in (asked.day[:7], asked.day[:4])]
    return [(text, number) for text, number in counted if number]


def _row(came: Came) -> dict[str, Any]:
    visit = came.entry
    return {
        "began": visit["start"],
        "number": mrn.shown(came.mrn),
        "name": came.name,
        "kind": CLASSES.get(visit["visit_class"], visit["visit_class"]),
        "reason": words.value(visit.get("reason")),
        "seen_by": visit.get("seen_by"),
        "where": visit.get("site"),
        "state": _STATES.get(visit["status"], "entered in error"),
        "ended": visit.get("end"),
        "went": visit.get("disposition"),
        "diagnoses": words.value(visit.get("diagnoses")),
        "late": late.text if (late := late_note(visit)) else None,
    }
