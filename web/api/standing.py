"""How cases, flags, samples, accounts and policies stand, for programs: what their commands are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from flask import Response, g
from marshmallow import Schema, fields, validate

from domain.fact import Plain
from domain.permissions import May
from domain.policies import DEFAULTS, NAMES
from domain.watching import RULES
from projections.flags.rank import Flag
from trail.sealed import anchored_size
from web import exports
from web.api import fulfilling, office_shapes, shapes
from web.api.cursors import Paged, counted, page
from web.api.framework import ETAG, LINK, Blueprint
from web.api.problems import Fault, Problem
from web.api.versions import tagged
from web.entering import verifying
from web.pages.access import known, only, service
from web.pages.flags import shown
from web.reads import looked
from web.review import cases as telling
from web.review import flagged
from web.review.flagged import FlagQuery

bp = Blueprint("api_standing", __name__, url_prefix="/api/v1", description="Cases, flags, samples, accounts, policies")
_CLOSED = {"open": False, "closed": True}


class OfCases(Paged):
    state = fields.String(validate=validate.OneOf(list(_CLOSED)), metadata={"description": "All where it is not said."})
    person = fields.String(
        validate=validate.Length(1, 64), metadata={"description": "About whom, or who was asked: staff id."}
    )
    patient = fields.String(validate=validate.Length(1, 64), metadata={"description": shapes.PATIENT_ID})


class OfFlags(Schema):
    rule = fields.String(validate=validate.OneOf(list(RULES)), metadata={"description": "One rule alone."})
    person = fields.String(validate=validate.Length(1, 64), metadata={"description": "One person alone: staff id."})
    since = fields.String(validate=validate.Length(1, 40), metadata={"description": "Thirty days back at first."})
    until = fields.String(validate=validate.Length(1, 40), metadata={"description": "Now where it is not said."})


@bp.get("/cases")
@only(May.SEE_CASES)
@bp.asks(OfCases)
@bp.answers(200, office_shapes.Case(many=True), "Those that are open first, of each kind the newest first.", LINK)
def get_cases(asked: Mapping[str, Any]) -> Response:
    """Cases: what is looked into."""
    views = service().views
    views.ready()
    patient = str(known(asked["patient"])) if "patient" in asked else ""
    told = {"closed": _CLOSED.get(asked.get("state", "")), "person": asked.get("person", ""), "patient": patient}

    def rows(skip: int, most: int) -> Iterator[Mapping[str, Any]]:
        return map(telling.flat, islice(views.cases.every(**told), skip, skip + most))

    return page(counted(rows), False, asked)


@bp.get("/cases/<number>")
@only(May.SEE_CASES)
@bp.answers(200, office_shapes.CaseFile(), "The case.", ETAG)
def get_case(number: str) -> Response:
    """A case, with every event of its evidence."""
    service().views.ready()
    named = {"number": number}
    file = service().views.cases.one(fulfilling.number(named))
    _, version = fulfilling.case(service(), named)
    told = telling.document(service(), g.account, file, anchored_size(service().store))
    return tagged(exports.document({**told, "version": version}), version)


@bp.get("/flags")
@only(May.WATCH)
@bp.asks(OfFlags)
@bp.answers(200, office_shapes.Flag(many=True), "Flags, the gravest first.")
def get_flags(asked: Mapping[str, str]) -> Response:
    """What somebody ought to look into."""
    query = FlagQuery.read(asked, service().clock())
    if query.errors:
        raise Problem("malformed", faults=[Fault("query", *one) for one in query.errors.items()])
    found, people = query.flags(service()), flagged.People(service())
    shown(found)
    return exports.document([_flag(one, people) for one in found])


def _flag(one: Flag, people: flagged.People) -> Plain:
    views, events = one.upto
    told = {"flag": one.key, "rule": one.rule, "name": one.name, "score": one.score}
    return {**told, "upto": {"views": views, "events": events}, "findings": list(flagged.rows([one], people))}


@bp.get("/samples/<uuid:sample>")
@only(May.OPEN_RECORD)
@bp.answers(200, office_shapes.Sample(), "How it stands.")
def get_sample(sample: UUID) -> Response:
    """A sample that is keyed again; what stood there is told of an entry once that was keyed."""
    service().views.ready()
    found = fulfilling.sample(service(), {"sample": sample})
    every = service().views.verifications.items(found.id)
    for one in every:
        looked.opened(UUID(one.place.patient))
    told = {"id": found.id, "position": found.position, "size": found.size, "keyed": found.keyed}
    items = [_item(one) for one in verifying.items(service(), every)]
    return exports.document({**told, "closed": found.closed, "drawn": found.told, "items": items})


def _item(one: verifying.Item) -> Plain:
    place = {"mrn": one.mrn, "chapter": one.place.chapter, "entry": one.place.entry}
    return {"n": one.number, **place, "what": one.what, "keyed": one.keyed, "differing": one.differing}


@bp.get("/accounts")
@only(May.KEEP_ACCOUNTS)
@bp.answers(200, office_shapes.Account(many=True), "All of them, by the name with which they sign in.")
def get_accounts() -> Response:
    """Who works here, as what, and from when until when."""
    service().views.ready()
    return exports.document(service().views.staff.all())


@bp.get("/accounts/<login>")
@only(May.KEEP_ACCOUNTS)
@bp.answers(200, office_shapes.AccountFile(), "The account.", ETAG)
def get_account(login: str) -> Response:
    """One account, and who may act for whoever it is of."""
    one = fulfilling.holder(service(), {"login": login})
    lent = one.lent or {}
    told = {name: getattr(one, name) for name in
            ("staff", "login", "name", "role", "locked", "begins", "ends", "waiting", "second_factor")}  # fmt: skip
    days = {"lent": lent.get("role"), "lent_from": lent.get("from"), "lent_until": lent.get("until")}
    more = {"delegates": list(one.delegates.values()), "version": one.version}
    return tagged(exports.document({**told, **days, **more}), one.version)


@bp.get("/policies")
@only(May.SEE_POLICIES)
@bp.answers(200, office_shapes.Policy(many=True), "All of them.")
def get_policies() -> Response:
    """What the office has decided, and what is as the program has it."""
    return exports.document([_policy(name) for name in DEFAULTS])


@bp.get("/policies/<name>")
@only(May.SEE_POLICIES)
@bp.answers(200, office_shapes.Policy(), "The policy.", ETAG)
def get_policy(name: str) -> Response:
    """One policy: what was adopted, and with that what is in force."""
    told = _policy(fulfilling.policy_name({"name": name}))
    return tagged(exports.document(told), told["version"])


def _policy(name: str) -> Plain:
    known = service().rulebook.set(name)
    counted = {"number": known.number if known else 0, "version": known.version if known else 0}
    texts = {"text": known.text if known else {}, "in_force": service().rulebook.text(name)}
    return {"name": name, "says": NAMES[name], **counted, **texts}
