"""The forms about what becomes of a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain import mrn
from domain.refusal import Refused
from web.entering.forms import Form, Typed
from web.keeping.certificate import ASKED, HELD, NOTHING, REFUSED, Certificate
from web.schemas import erasing as schemas
from web.service import Service

Act = Callable[[Service, Certificate, str], Form]
"""The form of an act, for a record of this number."""


def _asking(service: Service, now: Certificate, number: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.erasing.ask(UUID(now.id), typed.data["ground"], typed.by, typed.data.get("note"))

    lead = f"Record {mrn.shown(number)}. Somebody else has to approve it; until then nothing is erased."
    return _form("Ask for the erasure of a record", schemas.Asking, run, lead, "Ask for it")


def _approving(service: Service, now: Certificate, number: str) -> Form:
    def run(typed: Typed) -> Any:
        if mrn.typed(typed.data["number"]) != number:
            raise Refused("number", "This is not the number of the record that is to be erased.")
        return service.erasing.approve(UUID(now.id), typed.by)

    lead = (
        f"Record {mrn.shown(number)}, asked for by {now.requested['name'] if now.requested else 'nobody'}. Its key is "
        "destroyed, and with it all that was ever recorded, in this store and under the same key in every backup. "
        "Nothing brings it back."
    )
    return _form("Approve the erasure, and erase the record", schemas.Approving, run, lead, "Erase it for good")


def _refusing(service: Service, now: Certificate, number: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.erasing.refuse(UUID(now.id), typed.data["basis"], typed.by, typed.data.get("note"))

    lead = f"Record {mrn.shown(number)}. It stays; that it was asked for, and why it was refused, stays as well."
    return _form("Refuse the erasure", schemas.Refusing, run, lead, "Refuse it")


def _holding(service: Service, now: Certificate, number: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.erasing.hold(UUID(now.id), typed.data["matter"], typed.by)

    lead = f"Record {mrn.shown(number)}. As long as a hold stands, nobody can ask for its erasure or approve it."
    return _form("Place a hold", schemas.Holding, run, lead, "Place the hold")


ACTS: dict[str, tuple[Act, tuple[str, ...]]] = {
    "ask": (_asking, (NOTHING, REFUSED)),
    "approve": (_approving, ("asked", "approved")),
    "refuse": (_refusing, ("asked", "approved")),
    "hold": (_holding, (NOTHING, HELD, ASKED, "approved", REFUSED)),
}
"""Each with the states in which there is something to it."""


def lifting(service: Service, now: Certificate, hold: str) -> Form:
    def run(typed: Typed) -> Any:
        return service.erasing.lift(UUID(now.id), hold, typed.data["why"], typed.by)

    return _form("Lift a hold", schemas.Lifting, run, f"{hold}: {now.holds[hold]}.", "Lift it")


def _form(title: str, schema: Any, run: Callable[[Typed], Any], lead: str, button: str) -> Form:
    return Form(title, schema, run, lead, button, places=lambda field: field if field in schema().fields else "")
