"""Charts of a record, as it stands or as it was known: trends and growth, each with its table and its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from domain.permissions import May
from web import exports
from web.drawing import svg
from web.pages.access import only, service
from web.pages.beside import signed
from web.pages.head import skipped
from web.pages.moment import Moment, moment
from web.record import charts, growing, living

bp = Blueprint("charts", __name__, url_prefix="/patients")
F = TypeVar("F", charts.Figure, growing.Figure)
FIGURES = 10  # charts on a page
MARKS, TOLD = 16, 6  # readings of each that can be pointed at, and that its table holds
PAGE = 100  # readings of a chart that stands alone
_TREND = ("series", "when", "value", "unit", "low", "high", "was", "entered_in_error")
_GROWTH = ("series", "when", "age_months", "value", "unit", "z", "centile", "reference", "was", "entered_in_error")


@bp.get("/<who>/chart")
@only(May.OPEN_RECORD)
def chart(who: str) -> ResponseReturnValue:
    """So many charts, each with its newest readings; `?series=` is one of them whole, a page of readings at a time."""
    now = moment(who)
    every = charts.figures(now.read.file, f"/patients/{who}")
    part = _part(every, FIGURES)
    return render_template("charts/trends.html", **now.head(who), **part, every=every, **_signed(now, part))


@bp.get("/<who>/chart.csv")
@only(May.OPEN_RECORD)
def chart_csv(who: str) -> ResponseReturnValue:
    """The readings of one chart, `?series=`, or of all."""
    return _file(charts.figures(moment(who).read.file, f"/patients/{who}"), _TREND, f"{who}-charts")


@bp.get("/<who>/growth")
@only(May.OPEN_RECORD)
def growth(who: str) -> ResponseReturnValue:
    """`?series=` as of the trends."""
    now = moment(who)
    grown = growing.growing(now.read.file, f"/patients/{who}")
    part = _part(grown.figures, FIGURES)
    return render_template("charts/growth.html", **now.head(who), **part, grown=grown, **_signed(now, part))


@bp.get("/<who>/growth.csv")
@only(May.OPEN_RECORD)
def growth_csv(who: str) -> ResponseReturnValue:
    return _file(growing.growing(moment(who).read.file, f"/patients/{who}").figures, _GROWTH, f"{who}-growth")


@bp.get("/<who>/life")
@only(May.OPEN_RECORD)
def life(who: str) -> ResponseReturnValue:
    """The whole life, or the days between `?from=` and `?to=`."""
    now = moment(who)
    asked = request.args.get("from", ""), request.args.get("to", "")
    until = now.past.at if now.past else service().clock()
    shown = living.living(now.read.file, f"/patients/{who}", until, asked, now.query)
    return render_template("charts/life.html", **now.head(who), life=shown)


def _part(every: Sequence[F], most: int) -> dict[str, Any]:
    """The charts that are shown, how many of their readings are marked and told, and where the others are."""
    wanted, skip = request.args.get("series"), skipped()
    if wanted is not None:
        found = [one for one in every if one.key == wanted] or abort(404)
        more = {"older": skip + PAGE if skip + PAGE < found[0].count else None}
        return {
            "figures": found,
            "alone": True,
            "marks": svg.MARKED,
            "told": PAGE,
            "skip": skip,
            **_newer(skip, PAGE),
            **more,
        }
    more = {"older": skip + most if skip + most < len(every) else None}
    shown = every[skip : skip + most]
    return {"figures": shown, "alone": False, "marks": MARKS, "told": TOLD, "skip": 0, **_newer(skip, most), **more}


def _signed(now: Moment, part: dict[str, Any]) -> dict[str, Any]:
    """Who wrote the readings that the tables tell; of the past nothing is told, see `web.pages.beside`."""
    rows = [row for one in part["figures"] for row in one.tell(part["told"], part["skip"])]
    return {} if now.past else signed(now.id, now.read, [row.says for row in rows])


def _newer(skip: int, step: int) -> dict[str, int | None]:
    return {"newer": max(skip - step, 0) if skip else None}


def _file(
    figures: Iterable[charts.Figure | growing.Figure], columns: tuple[str, ...], name: str
) -> ResponseReturnValue:
    wanted = request.args.get("series")
    found = [one for one in figures if wanted in (None, one.key)] or abort(404)
    told = f"{name.rpartition('-')[0]}-{wanted}" if wanted else name
    return exports.table(readings(found), "csv", told, columns)


def readings(figures: Iterable[charts.Figure | growing.Figure]) -> Iterator[dict[str, Any]]:
    """One after another, each reading with the name of its series."""
    for one in figures:
        for row in one.bare():
            yield {"series": one.name, "unit": one.unit, **row}
