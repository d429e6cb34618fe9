"""The office for programs: what is missing, and coded terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, g
from marshmallow import Schema, fields, validate

from domain.completeness.rules import RULES
from domain.fact import Plain
from domain.permissions import May
from projections.worklist import Deficiency
from web import exports
from web.access import untold
from web.api import shapes
from web.api.cursors import Paged, counted, page
from web.api.framework import LINK, Blueprint
from web.coding import icd, shorthand
from web.pages.access import only, service
from web.record import todos

bp = Blueprint("api_office", __name__, url_prefix="/api/v1", description="The office")
_FARTHEST = 2**31


class OfWork(Paged):
    whose = fields.String(
        validate=validate.OneOf(("mine", "all")), metadata={"description": "`mine` where it is not said."}
    )
    rule = fields.String(validate=validate.OneOf(list(RULES)), metadata={"description": "One rule alone."})
    waived = fields.Boolean(
        truthy={"true"}, falsy={"false"}, metadata={"description": "What was waived, in the place of the rest."}
    )


class OfTerms(Schema):
    q = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "Beginnings of words, in any order, a code, or shorthand."},
    )


@bp.get("/worklist")
@only(May.OPEN_RECORD)
@bp.asks(OfWork)
@bp.answers(200, shapes.Missing(many=True), "What is missing, whatever is due first.", LINK)
def get_worklist(asked: Mapping[str, Any]) -> Response:
    """What records lack, by the office's policy."""
    views, terms, now = service().views, service().rulebook.terms, service().clock()
    views.ready()
    owners = [] if asked.get("whose") == "all" else todos.owners(g.account)
    told = {"owners": owners, "rule": asked.get("rule"), "waived": asked.get("waived", False)}

    def rows(skip: int, most: int) -> list[Plain]:
        found = views.worklist.rows(terms, now, most=most, skip=min(skip, _FARTHEST), **told)
        return [_told(one) for one in untold.lacking(service(), g.account, found)]

    return page(counted(rows), False, asked)


def _told(one: Deficiency) -> Plain:
    mrn = service().views.directory.person(UUID(one.patient))["mrn"]
    told = {
        name: getattr(one, name)
        for name in ("patient", "rule", "about", "severity", "owner", "state", "waived", "text")
    }
    times = {"since": one.since.isoformat(), "due": one.due.isoformat() if one.due else None}
    return {**told, **times, "mrn": mrn, "key": todos.key(one)}


@bp.get("/terms")
@only(May.OPEN_RECORD)
@bp.asks(OfTerms)
@bp.answers(200, shapes.Term(many=True), "Diagnoses, the likeliest first.")
def find_terms(asked: Mapping[str, str]) -> Response:
    """Codes of ICD-10-CM."""
    return exports.document([one.coding() for one in icd.search(shorthand.plainly(asked["q"]))])
