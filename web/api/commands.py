"""The commands of a record for programs: one address each, given once under an Idempotency-Key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from flask import Response
from flask import request as call

from domain.permissions import May
from domain.receipt import Receipt
from domain.refusal import Refused
from projections.reading import StoredReading
from web.api import bodies, caller, shapes
from web.api.carrying import Sent, by_request, given, once, recorded
from web.api.duties import DUTIES, Duty
from web.api.framework import ETAG, LOCATION, Blueprint
from web.api.fulfilling import Named
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
    id, sent = known(who, offer.closed, alone=True), _sent()
    read = StoredReading(service().views.current, id)
    if offer.changes:
        required(sent.get("changes") or [name for name in offer.expects if name in sent], sent.get("expect", {}))
    with guarded(id, read.version):
        with _named():
            form = offer.make(service(), id, read, sent)
        return given(form, sent, by_request(request), offer.altering)


def _charged(duty: Duty) -> None:
    @bp.post(f"/{duty.path}", duty.name, duty.says)
    @only(duty.may)
    @bp.takes(duty.body)
    @bp.answers(201, shapes.Recorded(), _SAID, {**ETAG, **(LOCATION if duty.at else {})})
    @bp.answers(200, shapes.Recorded(), _SAME, ETAG)
    def command(body: Sent, **named: object) -> Response:
        if duty.grave:
            caller.proved()
        done = once(partial(_fulfilled, duty, named))
        return recorded(done, duty.at.format(*done.entries) if duty.at and done.entries else "")


def _fulfilled(duty: Duty, named: Named, request: str) -> Receipt:
    sent = _sent()
    service().views.ready()
    stands = duty.stands(service(), named) if duty.stands else None
    if stands or duty.expects:
        required(duty.expects, sent.get("expect", {}))
    with guarded(*stands) if stands else nullcontext():
        with _named():
            form = duty.make(service(), named, sent)
        told = {name: it for name, it in sent.items() if name not in duty.beside}
        return given(form, told, by_request(request), duty.altering)


@contextmanager
def _named() -> Iterator[None]:
    """Where there is no form for what was named, that is told where it was."""
    try:
        yield
    except Refused as no:
        at = pointer(no.field) if no.field else ""
        raise Problem("invalid", no.reason, [Fault("body", at, no.reason)]) from None


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
for _duty in DUTIES:
    _charged(_duty)
