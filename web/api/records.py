"""Patients for programs: found, and read as they are, as they were, and by whom they were written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, abort, g
from marshmallow import Schema, fields, validate

from domain.permissions import May
from domain.refusal import NotFound, Refused
from trail.sealed import anchored_size
from web import exports
from web.access import closed
from web.api import shapes
from web.api.cursors import Paged, page
from web.api.framework import ETAG, LINK, Blueprint
from web.api.problems import Fault, Problem
from web.api.versions import tagged, unchanged
from web.pages.access import allowed, known, only, service, sought
from web.pages.charts import readings
from web.pages.comparing import ends
from web.pages.moment import moment
from web.pages.narrowing import changes
from web.pages.past import then_document
from web.record import charts
from web.review import compared, lineage
from web.review.log_query import LogQuery
from web.review.read_query import ReadQuery, told

bp = Blueprint("api_records", __name__, url_prefix="/api/v1", description="Patients, found and read")
_HIT = ("id", "mrn", "name", "born", "sex", "score")
_MOMENT = "A position of the log, or a day or time in UTC: `120`, `2026-03-07`, `2026-03-07 14:30`."


def text(says: str, most: int = 200) -> fields.String:
    return fields.String(validate=validate.Length(max=most), metadata={"description": says})


class Find(Schema):
    q = text("A name, number, identifier, telephone or birth; whoever was worked on last where nothing is said.")
    limit = fields.Integer(
        strict=False, validate=validate.Range(1, 200), metadata={"description": "How many; 25 where it is not said."}
    )


class Then(Schema):
    known = text(f"The file as it was known then. {_MOMENT}")
    true = text("The file about that time: `2025-06`, `2025-06-01`.")


class OfField(Schema):
    field = text("The beginning of a dotted path, such as `demographics.birth`.")


class Between(Schema):
    from_ = fields.String(data_key="from", validate=validate.Length(max=200), metadata={"description": _MOMENT})
    to = text(f"{_MOMENT} Or `now`.")


class OfChart(Schema):
    known = text(f"As it was known then. {_MOMENT}")
    series = text("One series alone, such as `weight-kg`.")


class OfHistory(Paged):
    since = text("Recorded on this day or at this moment, in UTC, or later.")
    until = text("Recorded up to the end of this day or moment, in UTC.")
    actor = text("By this person: staff id, or part of the name.")
    field = text("Part of a dotted path, such as `demographics.birth`.")
    type = text("Such as `visit.closed`.")
    order = fields.String(
        validate=validate.OneOf(("newest", "oldest")), metadata={"description": "`oldest` where it is not said."}
    )


class OfReads(Paged):
    since = text("On this day or at this moment, in UTC, or later.")
    until = text("Up to the end of this day or moment, in UTC.")
    actor = text("By this person: staff id.")
    order = fields.String(
        validate=validate.OneOf(("newest", "oldest")), metadata={"description": "`oldest` where it is not said."}
    )


@bp.get("/patients")
@only(May.OPEN_RECORD)
@bp.asks(Find)
@bp.answers(200, shapes.Hit(many=True), "Whoever fits, the likeliest first.")
def find_patients(asked: Mapping[str, Any]) -> Response:
    """Find patients."""
    service().views.ready()
    words, most = asked.get("q", "").strip(), asked.get("limit", 25)
    view = service().views.directory
    hits = closed.hits(service(), g.account, view.search(words, most) if words else view.recent(most))
    return exports.document([{name: hit[name] for name in _HIT if name in hit} for hit in hits])


@bp.get("/patients/<who>")
@only(May.OPEN_RECORD)
@bp.asks(Then)
@bp.answers(200, shapes.File(), "The file.", ETAG)
@bp.answers(304, None, "You have this version.", ETAG)
def get_patient(asked: Mapping[str, str], who: str) -> Response:
    """The file of a patient

    As it is; with `known`, as it was known at that time; with `true`, about that time. `who` is the record's id or its
    record number.
    """
    id = known(who, alone=True)
    if asked:
        return _then(id, asked)
    head = service().views.current.head(id)
    if found := unchanged(head.version):
        return found
    file = service().views.current.written(id)
    return tagged(exports.document(file), file["version"])


def _then(id: UUID, asked: Mapping[str, str]) -> Response:
    if not allowed(May.LOOK_BACK):
        abort(403)
    try:
        file = then_document(id, asked.get("known", "").strip())
    except Refused as no:
        raise malformed(no) from None
    return unchanged(file["version"]) or tagged(exports.document(file), file["version"])


@bp.get("/patients/<who>/history")
@only(May.LOOK_BACK)
@bp.asks(OfHistory)
@bp.answers(200, shapes.Change(many=True), "Events of this record, the oldest first.", LINK)
def get_history(asked: Mapping[str, Any], who: str) -> Response:
    """Who changed what."""
    id = known(who)
    return logged(asked, str(id))


def logged(asked: Mapping[str, Any], record: str = "") -> Response:
    """Changes that fit, a page of them; of one record alone where it is named."""
    filters = {name: value for name, value in asked.items() if name not in ("limit", "cursor")}
    query = LogQuery.read({"order": "oldest", **filters}, sought, anchored_size(service().store))
    if query.errors:
        raise Problem("malformed", faults=[Fault("query", name, why) for name, why in query.errors.items()])
    found = query.within(record) if record else replace(query, shut=closed.everywhere(service(), g.account))

    def fetch(bound: dict[str, int], newest: bool, most: int) -> Sequence[Mapping[str, Any]]:
        return list(map(found.opened, changes().rows({**found.filters, **bound}, newest=newest, limit=most)))

    return page(fetch, query.newest_first, asked)


@bp.get("/patients/<who>/blame")
@only(May.LOOK_BACK)
@bp.asks(OfField)
@bp.answers(200, shapes.Blame(many=True), "Each value with the event that wrote it.")
def get_blame(asked: Mapping[str, str], who: str) -> Response:
    """Who says so

    Each value of the file, or those under one field.
    """
    id, field = known(who), asked.get("field", "").strip()
    rows = changes().rows({"patient": str(id), "field": field}, newest=True)
    found = lineage.blamed(lineage.own(rows), field)
    if field and not found:
        raise NotFound(f"Nobody ever wrote {field} in this file.")
    return exports.document(found)


@bp.get("/patients/<who>/compare")
@only(May.LOOK_BACK)
@bp.asks(Between)
@bp.answers(200, shapes.Difference(many=True), "Field by field.")
def compare_patient(asked: Mapping[str, str], who: str) -> Response:
    """What differs between two moments of a file

    By default what the last event changed.
    """
    try:
        both = ends(known(who))
    except Refused as no:
        raise malformed(no) from None
    return exports.document(compared.traced(both.was, both.now, both.between))


@bp.get("/patients/<who>/chart")
@only(May.OPEN_RECORD)
@bp.asks(OfChart)
@bp.answers(200, shapes.Reading(many=True), "Every reading, series by series, the oldest first.")
def get_chart(asked: Mapping[str, str], who: str) -> Response:
    """What was measured over time."""
    known(who)
    every = charts.figures(moment(who).read.file, f"/patients/{who}")
    wanted = asked.get("series")
    return exports.document(list(readings(one for one in every if wanted in (None, one.key))))


@bp.get("/patients/<who>/access")
@only(May.READ_ACCESS)
@bp.asks(OfReads)
@bp.answers(200, shapes.Access(many=True), "Reads of this record, the oldest first.", LINK)
def get_access(asked: Mapping[str, Any], who: str) -> Response:
    """Who looked at this record."""
    return read_by(asked, str(known(who)))


def read_by(asked: Mapping[str, Any], record: str = "") -> Response:
    """Reads that fit, a page of them; of one record alone where it is named."""
    filters = {name: value for name, value in asked.items() if name not in ("limit", "cursor")}
    told_ = {"order": "oldest", **filters, **({"patient": record} if record else {})}
    query = ReadQuery.read(told_, lambda typed: record or sought(typed))
    if query.errors:
        raise Problem("malformed", faults=[Fault("query", name, why) for name, why in query.errors.items()])
    service().views.ready()
    service().reads.ready()
    view = service().reads.accesses

    def fetch(bound: dict[str, int], newest: bool, most: int) -> Sequence[Mapping[str, Any]]:
        return list(told(list(view.rows({**query.filters, **bound}, most, newest)), view))

    return page(fetch, query.newest, asked)


def malformed(no: Refused) -> Problem:
    return Problem("malformed", no.reason, [Fault("query", no.field, no.reason)])
