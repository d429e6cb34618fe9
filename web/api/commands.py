"""The commands of a record for programs: one address each, given once under an Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Response
from flask import request as call

from domain.permissions import May
from domain.receipt import Receipt
from domain.refusal import Refused
from projections.reading import StoredReading
from web.api import bodies, shapes
from web.api.carrying import Sent, by_request, given, once, recorded
from web.api.framework import ETAG, LOCATION, Blueprint
from web.api.offers import OFFERS, Offer
from web.api.problems import Fault, Problem, pointer
from web.api.versions import guarded, required
from web.entering.forms import Form
from web.entering.naming import unidentified
from web.entering.registering import registration
from web.pages.access import known, only, service
from web.schemas import person
from web.service import Service

bp = Blueprint("api_commands", __name__, url_prefix="/api/v1", description="Commands")
_SAID = "Recorded."
_SAME = "Nothing was different; nothing was recorded."


def _new(
    path: str, endpoint: str, says: str, name: str, fields: bodies.Fields, make: Callable[[Service], Form]
) -> None:
    @bp.post(path, endpoint, says)
    @only(May.WRITE_RECORD)
    @bp.takes(bodies.flat(name, fields))
    @bp.answers(201, shapes.Recorded(), _SAID, {**ETAG, **LOCATION})
    def register(body: Sent) -> Response:
        done = once(lambda request: given(make(service()), _sent(), by_request(request)))
        return recorded(done, f"/api/v1/patients/{done.mrn}")


def _offered(offer: Offer) -> None:
    @bp.post(f"/patients/<who>/{offer.path}", offer.endpoint, offer.says)
    @only(offer.may)
    @bp.takes(offer.body)
    @bp.answers(201, shapes.Recorded(), _SAID, ETAG)
    @bp.answers(200, shapes.Recorded(), _SAME, ETAG)
    def command(body: Sent, who: str) -> Response:
        return recorded(once(partial(_given, offer, who)))


def _given(offer: Offer, who: str, request: str) -> Receipt:
    id, sent = known(who, alone=True), _sent()
    read = StoredReading(service().views.current, id)
    if offer.changes:
        required(sent.get("changes") or [name for name in offer.expects if name in sent], sent.get("expect", {}))
    with guarded(id, read.version):
        try:
            form = offer.make(service(), id, read, sent)
        except Refused as no:
            raise Problem("invalid", no.reason, [Fault("body", pointer(no.field), no.reason)]) from None
        return given(form, sent, by_request(request), offer.altering)


def _sent() -> Sent:
    """As it was sent: the form reads it, as it reads what is typed."""
    told: Sent = call.get_json()
    return told


_new(
    "/patients", "register_patient", "Register a patient", "Registration", bodies.own(person.Registration), registration
)
_new(
    "/unidentified-patients", "register_unidentified", "Register somebody who cannot say who they are",
    "UnidentifiedRegistration", bodies.own(person.Unidentified), unidentified,
)  # fmt: skip
for _one in OFFERS:
    _offered(_one)
