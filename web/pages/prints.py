"""A chart on paper: as a page that the browser prints, and as PDF; for the record as it stands or as it was known."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, stream_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from domain import mrn
from domain.permissions import May
from domain.staff import ROLES
from trail.sealed import anchored_size
from web.drawing import svg
from web.drawing.code128 import barcode
from web.pages.access import only, patient_id, service
from web.pages.head import reading, today
from web.pages.moment import Moment, moment
from web.record import charts, cover, growing, living, pdf, printed
from web.record.banner import banner
from web.record.imprint import imprint
from web.wording import words

bp = Blueprint("prints", __name__, url_prefix="/patients")
_ACROSS = 480  # pixels of a chart, two beside each other


@bp.get("/<who>/print")
@only(May.OPEN_RECORD)
def page(who: str) -> ResponseReturnValue:
    """The file whole, sent as it is written: a long record needs no more room than a short one."""
    now = moment(who)
    sections = printed.sections(now.read.file)
    return Response(stream_template(
        "charts/print.html", who=who, query=now.query, cover=_cover(now, sections), sections=sections,
        digest=cover.digest(now.read, today()), drawn=_drawn(now, who), pdf=pdf.available(), install=pdf.INSTALL,
        most=pdf.MOST, fits=_size(sections) <= pdf.MOST,
    ))  # fmt: skip


@bp.get("/<who>/chart.pdf")
@only(May.OPEN_RECORD)
def chart_pdf(who: str) -> ResponseReturnValue:
    """404 with what to install where PDFs cannot be made, 413 for a record that is too long for one."""
    now = moment(who)
    sections = printed.sections(now.read.file)
    if not pdf.available() or _size(sections) > pdf.MOST:
        told = {"install": pdf.INSTALL, "most": pdf.MOST, "size": _size(sections) if pdf.available() else 0}
        return render_template("charts/no_pdf.html", **now.head(who), **told), 413 if pdf.available() else 404
    stands = imprint(service().store)
    made = pdf.chart(_cover(now, sections), stands, cover.digest(now.read, today()), sections, _drawn(now, who))
    name = f"chart-{now.read.details['mrn']}-{now.read.position}.pdf"
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@bp.get("/<who>/label")
@only(May.OPEN_RECORD)
def label(who: str) -> ResponseReturnValue:
    """One label: who it is, and the number as a barcode."""
    details = reading(patient_id(who)).details
    number = str(details["mrn"])
    return render_template(
        "charts/label.html", who=who, name=details["names"][0]["text"], number=mrn.shown(number),
        born=words.when(details["birth"].get("value")) or "not known", gender=str(details["gender"]).capitalize(),
        code=barcode(number, f"Barcode of {mrn.shown(number)}"),
    )  # fmt: skip


def _cover(now: Moment, sections: list[printed.Section]) -> cover.Cover:
    account, clock = g.account, service().clock()
    made = cover.Made(
        now.read.position, now.at, now.read.version, clock, account.name, ROLES[account.role],
        anchored_size(service().store), now.past is not None,
    )  # fmt: skip
    return cover.cover(now.read, banner(now.read, today()), made, sections)


def _drawn(now: Moment, who: str) -> list[pdf.Drawn]:
    file, record, until = now.read.file, f"/patients/{who}", now.past.at if now.past else service().clock()
    life = living.living(file, record, until, ("", ""), now.query)
    curves, trends = growing.growing(file, record).figures, charts.figures(file, record)
    return [
        pdf.Drawn("Life line", life.title, svg.fixed(life.drawing, 2 * _ACROSS), wide=True),
        *(_half(f"{one.name}, {one.unit}", f"Reference: {one.reference}", one.draw(svg.MARKED)) for one in curves),
        *(_half(f"{one.name}, {one.unit}".rstrip(", "), one.band, one.draw(svg.MARKED)) for one in trends),
    ]


def _half(title: str, note: str, drawing: Markup) -> pdf.Drawn:
    return pdf.Drawn(title, note, svg.fixed(drawing, _ACROSS))


def _size(sections: list[printed.Section]) -> int:
    return sum(one.count for one in sections)
