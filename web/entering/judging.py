"""Records that a form names beside its own: to whoever fills it in they have to be open as well."""

from __future__ import annotations

from uuid import UUID

from flask import g

from domain.refusal import Refused
from web.access import closed
from web.service import Service


def judged(service: Service, typed: str, field: str) -> UUID:
    """The record of this id or number; `NotFound`, and `Refused` at this field where it is closed to whoever asks: what
    is written in it would be work on it."""
    service.views.ready()  # whoever asked for one file alone has not waited for what closes another
    other = service.views.current.find(typed)
    try:
        closed.judge(service, g.account, other)
    except closed.Closed as no:
        raise Refused(field, str(no)) from None
    return other
